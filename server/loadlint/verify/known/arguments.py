"""Known errors of an argument of the call: one that the load does not take, or a value that it does not know."""

from __future__ import annotations

from loadlint.verify.report import Change

from .entry import LOAD, Known

_CLASS = r"\w+For[A-Z]\w+\.__init__|modeling_utils|auto_factory"
_ATTENTION = r"(?i)specified `?attn_impl|(?:does not|doesn't) support.{0,60}(?:attention|attn)"

ARGUMENTS: tuple[Known, ...] = (
    # Arguments of the call.
    Known(r"ignore_mismatched_sizes|size mismatch for", "weights of the checkpoint have other shapes than the model",
          "check the config (often `num_labels`), or the class", page="size-mismatch"),
    Known(r"unexpected keyword argument '(?P<name>load_in_[48]bit)'", "`{name}` is no argument of a load any more",
          "pass `quantization_config=BitsAndBytesConfig({name}=True)`", page="unexpected-argument"),
    Known(r"unexpected keyword argument 'use_auth_token'", "`use_auth_token` is no argument of a load any more",
          "pass `token=`",
          Change("use_auth_token", rename="token"),
          near=LOAD, page="unexpected-argument"),
    Known(r"unexpected keyword argument 'use_flash_attention_2'", "`use_flash_attention_2` is no argument any more",
          'pass `attn_implementation="flash_attention_2"`', page="unexpected-argument"),
    Known(r"unexpected keyword argument '(?P<name>resume_download|torchscript)'",
          "`{name}` is no argument of a load any more", "delete it",
          Change("{name}", remove=True),
          near=LOAD, page="unexpected-argument"),
    Known(r"unexpected keyword argument '(?P<name>temperature|max_length|max_new_tokens|top_p|top_k|do_sample)'",
          "`{name}` is an argument of generation, not of a load", "pass it to `generate`",
          Change("{name}", remove=True),
          near=_CLASS, page="unexpected-argument"),
    Known(r"(?i)cannot use both.{0,80}dtype", "the dtype is passed twice, in the call and in `model_kwargs`",
          "keep one of them"),
    Known(r"unexpected keyword argument '(?P<name>dtype)'", "this release of transformers does not know `dtype=`",
          "write `torch_dtype=`, or upgrade to 4.56.1 or newer",
          Change("dtype", rename="torch_dtype"),
          near=_CLASS, page="unexpected-argument"),
    Known(r"unexpected keyword argument '(?P<name>\w+)'", "the model's class has no argument `{name}`",
          "check the spelling, or remove it",
          near=_CLASS, page="unexpected-argument"),
    Known(r"module 'torch' has no attribute "
          r"'(?P<name>b?float\d*|u?int\d*|(?:bf|fp|f)\d\d|half|double|complex\d*|\w+-[\w-]+)'"
          r"|'str' object has no attribute 'is_floating_point'|`(?:torch_)?dtype` can be",
          "the dtype is not one that torch knows",
          'pass a dtype such as `torch.bfloat16`, its name "bfloat16", or "auto"',
          Change("dtype", '"auto"'), page="unknown-dtype"),
    Known(r"(?i)attn_implementation|attention implementation", "the attention implementation is not known here",
          'take "sdpa" or "eager"',
          Change("attn_implementation", '"sdpa"'),
          near=_ATTENTION, page="flash-attention"),
    Known(r"Unrecognized configuration class", "the Auto class does not fit this kind of model",
          "load with the class that the checkpoint was saved from", page="unrecognized-configuration-class"),
    Known(r"(?i)max_memory|`size` .{0,40} is not in a valid format",
          "`max_memory` is not understood", 'give it as {{0: "8GiB", "cpu": "30GiB"}}',
          near=rf"`size`|{LOAD}"),
)  # fmt: skip
