"""Each case: a load, the damage to its model, and the words that a right report holds.

`says` is searched in the problems, or in cause and cure of the failure; an empty one means a sound load, which
has exit status 0. `says_4` are other words for transformers 4.57, `None` where the load is sound there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import damage as d

IMPORTS = (
    "import torch\nfrom transformers import AutoModel, AutoModelForCausalLM, AutoModelForSeq2SeqLM, BertModel\n"
    "from transformers import AutoModelForSequenceClassification, BitsAndBytesConfig, LlamaForCausalLM, pipeline\n"
)
SAME = "as in the newest release"


@dataclass(frozen=True)
class Case:
    """One load with its folder `model`; `library` is what the interpreter must have beside transformers."""

    name: str
    says: str
    load: str = "AutoModelForCausalLM.from_pretrained('model')"
    base: str | None = "llama"
    damage: d.Damage | None = None
    says_4: str | None = SAME
    confirmed: bool = False
    library: str | None = None
    before: str = ""
    statuses: tuple[int, ...] = field(default=())

    @property
    def text(self) -> str:
        code = self.load if "\n" in self.load or " = " in self.load else f"model = {self.load}"
        return f"{IMPORTS}{code}\n"

    def expects(self, old: bool) -> str:
        return (self.says_4 or "") if old and self.says_4 != SAME else self.says

    def is_right(self, status: int, words: str, *, old: bool) -> bool:
        """Return whether a report with this exit status and these words is the one an expert would write."""
        expected = self.expects(old)
        if not expected:
            return status == 0
        return status in (1, 2, 3) and re.search(expected, words, re.DOTALL | re.IGNORECASE) is not None


def auto(arguments: str = "", kind: str = "AutoModelForCausalLM") -> str:
    return f"{kind}.from_pretrained('model'{', ' + arguments if arguments else ''})"


def cases() -> Iterator[Case]:
    yield from _files()
    yield from _configurations()
    yield from _weights()
    yield from _quantised()
    yield from _devices()
    yield from _code()
    yield from _tokenizers()
    yield from _places()
    yield from _arguments()


def _files() -> Iterator[Case]:
    yield Case("shard-missing", "shard.*missing.*fetch", base="sharded", damage=d.second_shard_missing)
    yield Case("index-stale", "shard.*missing", base="sharded", damage=d.stale_index)
    yield Case(
        "shard-duplicated",
        "missing-weights",
        base="sharded",
        damage=d.one_shard_twice,
        says_4="never-loaded|missing-weights",
    )
    yield Case("lfs-pointer", "git-lfs.*git lfs pull", damage=d.text(d.WEIGHTS, d.POINTER))
    yield Case("html-instead", "no safetensors file.*fetch", damage=d.text(d.WEIGHTS, d.PAGE))
    yield Case("zeros-file", "damaged|zeros", damage=d.data(lambda it: b"\0" * len(it)))
    yield Case(
        "header-garbled", "header.*damaged|damaged.*header|fetch", damage=d.data(lambda it: it[:8] + b"@@@@" + it[12:])
    )
    yield Case("truncated", "cut short.*fetch", damage=d.data(lambda it: it[: len(it) // 2]))
    yield Case("evil-pickle", "posix.system|hostile", damage=d.hostile)
    yield Case("evil-pickle-unlocked", "weights_only=False", auto("weights_only=False"), damage=d.hostile)
    yield Case("onnx-only", r"model\.onnx.*ONNX", damage=d.rename(d.WEIGHTS, "model.onnx"))
    yield Case("fsdp-only", "merge-weights", damage=d.rename(d.WEIGHTS, "pytorch_model_fsdp_0/__0_0.distcp"))
    yield Case(
        "deepspeed-zero-only",
        "zero_to_fp32",
        damage=d.both(
            d.rename(d.WEIGHTS, "global_step10/zero_pp_rank_0_mp_rank_00_model_states.pt"),
            d.text("zero_to_fp32.py", ""),
        ),
    )
    yield Case("consolidated-only", "consolidated.*convert", damage=d.rename(d.WEIGHTS, "consolidated.safetensors"))
    yield Case("variant-fp16", "without.*variant|remove `variant`|no.*variant", auto("variant='fp16'"))
    yield Case("subfolder-typo", "unett", auto("subfolder='unett'"))
    yield Case(
        "checkpoint-dir-parent",
        "checkpoint-500",
        "AutoModelForCausalLM.from_pretrained('out')",
        damage=d.inside_a_checkpoint,
    )


def _configurations() -> Iterator[Case]:
    llama3 = {
        "factor": 8.0,
        "low_freq_factor": 1.0,
        "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192,
        "rope_type": "llama3",
    }
    yield Case(
        "rope-scaling-llama3", "", damage=d.config(rope_parameters=None, rope_theta=500000.0, rope_scaling=llama3)
    )
    yield Case(
        "rope-scaling-unknown",
        "rope.*(newer|release|rope_scaling)",
        damage=d.config(rope_parameters=None, rope_theta=1e4, rope_scaling={"type": "su", "factor": 2.0}),
    )
    yield Case("unknown-arch", "architecture.*upgrade", damage=d.config(model_type="qwen9_next"))
    yield Case("no-model-type", "model_type|no configuration", damage=d.config(model_type=None))
    yield Case("wrong-auto-class", "Auto class.*Bert", auto(kind="AutoModelForSeq2SeqLM"), "bert")
    yield Case("causal-on-bert", "wrong-class|missing-weights", base="bert")
    yield Case("config-bad-json", "not valid JSON", damage=d.append("config.json", ","))
    yield Case("config-heads-wrong", "num_attention_heads|heads", damage=d.config(num_attention_heads=5))
    yield Case("config-hidden-act", "hidden_act|activation", damage=d.config(hidden_act="swiglu2"))
    yield Case("config-layers-fewer", "num_hidden_layers|layers", damage=d.config(num_hidden_layers=1))
    yield Case("config-layers-more", "missing-weights", damage=d.config(num_hidden_layers=4))
    yield Case("config-dtype-bogus", "dtype", damage=d.config(dtype="fp8_e4m3", torch_dtype="fp8_e4m3"))
    yield Case(
        "vocab-config-mismatch",
        r"embed_tokens.*(500|300|4\d\d).*vocab_size|vocab_size",
        damage=d.config(vocab_size=500),
    )
    yield Case(
        "concrete-no-config", "config.json", "BertModel.from_pretrained('model')", "bert", d.remove("config.json")
    )
    odd = '{"temperature": 0.6, "do_sample": false, "pad_token_id": -1, "eos_token_id": [1, 2]}'
    yield Case("generation-config-odd", "", damage=d.text("generation_config.json", odd))
    typed = '{"max_length": "20", "eos_token_id": null}'
    yield Case("generation-config-type", "", damage=d.text("generation_config.json", typed))


def _weights() -> Iterator[Case]:
    layer = "model.layers.0."
    yield Case(
        "nan-weights",
        "not-finite.*q_proj",
        base="taught",
        damage=d.scaled(layer + "self_attn.q_proj.weight", float("nan")),
    )
    yield Case("all-zero-weights", "constant-output|zero", base="taught", damage=d.tensors(d.zeroed))
    yield Case(
        "fp16-overflow",
        "not-finite.*(overflow|float16).*bfloat16",
        auto("dtype=torch.float16"),
        "taught",
        d.scaled(layer + "mlp.down_proj.weight", 1e6),
    )
    yield Case("random-from-start", "")
    yield Case("cls-head-random", "missing-weights", auto(kind="AutoModelForSequenceClassification"), "bert")
    yield Case(
        "num-labels-mismatch",
        "classifier.*(3|5).*num_labels",
        auto("num_labels=5", "AutoModelForSequenceClassification"),
        "bertcls",
        says_4="num_labels",
    )
    yield Case(
        "num-labels-ignored",
        "mismatched|other shapes",
        auto("num_labels=5, ignore_mismatched_sizes=True", "AutoModelForSequenceClassification"),
        "bertcls",
    )
    yield Case("prefix-module", "prefix.*`module", damage=d.prefixed("module."))
    yield Case("prefix-orig-mod", "prefix.*`_orig_mod", damage=d.prefixed("_orig_mod."))
    yield Case("lm-head-gone", "tie_word_embeddings", base="taught", damage=d.without("lm_head.weight"))
    yield Case("wrong-class", "wrong-class", "BertModel.from_pretrained('model')")
    yield Case("llama-class-on-t5", "T5", "LlamaForCausalLM.from_pretrained('model')", "t5")
    yield Case(
        "config-override",
        "",
        "from transformers import AutoConfig\nconfig = AutoConfig.from_pretrained('model')\n"
        "config.num_hidden_layers = 1\n"
        "model = AutoModelForCausalLM.from_pretrained('model', config=config)",
    )
    yield Case(
        "meta-context", "meta", "with torch.device('meta'):\n    model = AutoModelForCausalLM.from_pretrained('model')"
    )


def _quantised() -> Iterator[Case]:
    def quantised(**items: object) -> d.Damage:
        return d.config(quantization_config=items)

    mapped = auto("device_map='auto'")
    yield Case(
        "gptq-no-lib",
        "gptqmodel|optimum",
        mapped,
        damage=quantised(quant_method="gptq", bits=4, group_size=128, desc_act=False, sym=True),
    )
    yield Case(
        "awq-no-lib",
        "awq|gptqmodel",
        mapped,
        damage=quantised(quant_method="awq", bits=4, group_size=128, zero_point=True, version="gemm"),
    )
    yield Case(
        "compressed-no-lib",
        "compressed-tensors",
        damage=quantised(
            quant_method="compressed-tensors",
            format="pack-quantized",
            config_groups={},
            ignore=[],
            quantization_status="compressed",
        ),
    )
    yield Case("torchao-no-lib", "torchao", damage=quantised(quant_method="torchao", quant_type="int4_weight_only"))
    yield Case(
        "fp8-on-cpu",
        "",
        damage=quantised(quant_method="fp8", activation_scheme="dynamic", weight_block_size=[128, 128]),
        says_4="GPU|accelerator",
    )
    yield Case("mxfp4-on-cpu", "", damage=quantised(quant_method="mxfp4"), says_4=None)
    yield Case("quant-unknown", "quant.*exl3", damage=quantised(quant_method="exl3", bits=4))
    yield Case("bnb4-no-lib", "bitsandbytes", auto("quantization_config=BitsAndBytesConfig(load_in_4bit=True)"))
    yield Case(
        "bnb-prequantised-no-lib",
        "bitsandbytes",
        damage=quantised(quant_method="bitsandbytes", load_in_4bit=True, bnb_4bit_quant_type="nf4"),
    )


def _devices() -> Iterator[Case]:
    yield Case("max-memory-typo", "max_memory", auto("device_map='auto', max_memory={0: '10G B', 'cpu': '30GiB'}"))
    yield Case(
        "max-memory-text-key", "max_memory.*0", auto("device_map='auto', max_memory={'0': '10GiB', 'cpu': '30GiB'}")
    )
    yield Case("max-memory-tiny", "offloaded|disk", auto("device_map='auto', max_memory={'cpu': '100KB'}"))
    yield Case(
        "offload-bin", "offload_folder", auto("device_map='auto', max_memory={'cpu': '300KB'}"), damage=d.pickled
    )
    yield Case("bin-plain", "", damage=d.pickled)
    yield Case("device-map-disk", "offloaded|disk", auto("device_map={'': 'disk'}"))
    yield Case("device-map-partial", "", auto("device_map={'model': 'cpu'}"), says_4="without a device")
    yield Case("device-map-typo", "device_map", auto("device_map='Auto'"))
    yield Case("device-map-gpu", "device_map", auto("device_map='gpu'"))
    yield Case("device-cuda", "CUDA", auto("device_map='cuda:0'"))
    yield Case("device-mps", "MPS|mps", auto("device_map='mps'"))
    yield Case("device-xpu", "XPU|xpu", auto() + ".to('xpu')")
    yield Case("to-cuda", "CUDA", auto() + ".cuda()")
    yield Case("int-device", "CUDA", auto("device_map=0"))
    yield Case("flash-attn", "FlashAttention 2", auto("attn_implementation='flash_attention_2', dtype=torch.bfloat16"))
    yield Case("flash-attn3", "FlashAttention 3", auto("attn_implementation='flash_attention_3'"))
    yield Case("attn-typo", "attention implementation", auto("attn_implementation='flash_attn_2'"))


def _code() -> Iterator[Case]:
    trusted = auto("trust_remote_code=True")
    yield Case("remote-no-trust", "own code", damage=d.remote_code("import json"))
    yield Case(
        "remote-missing-dep",
        "flash_attn.*einops|einops.*flash_attn|flash_attn",
        trusted,
        confirmed=True,
        damage=d.remote_code("import flash_attn, einops"),
    )
    stale = "from transformers.utils import is_flash_attn_greater_or_equal_2_10_OLD"
    yield Case(
        "remote-stale-import",
        "code of the repository.*(release|transformers)",
        trusted,
        confirmed=True,
        damage=d.remote_code(stale),
    )


def _tokenizers() -> Iterator[Case]:
    text = "pipe = pipeline('text-generation', model='model')"
    gone = d.remove("*token*")
    yield Case("pipeline-bad-spm", "sentencepiece", text, damage=d.sentencepiece_only)
    yield Case("pipeline-tok-future", "tokenizers", text, damage=d.tokenizer(d.from_the_future))
    yield Case("model-tok-future", "tokenizer.*(newer|upgrade|cannot)", damage=d.tokenizer(d.from_the_future))
    yield Case("pipeline-no-tok", "no tokenizer|tokenizer's files", text, damage=gone)
    yield Case("model-no-tok", "", damage=gone)
    yield Case("tok-mismatch-garbage", "tokenizer", base="taught", damage=d.tokenizer(d.shuffled))
    yield Case(
        "tokenizer-larger", "tokenizer-too-large.*100", damage=d.both(d.tensors(d.shortened), d.config(vocab_size=100))
    )


def _places() -> Iterator[Case]:
    def named(name: str) -> str:
        return f"AutoModelForCausalLM.from_pretrained({name!r})"

    yield Case("bad-path", "no folder.*modle", named("./modle"))
    yield Case("windows-path", "no folder", named("C:\\models\\llama"))
    yield Case("absolute-path", "no folder", named("/no/such/dir"))
    yield Case("file-as-name", "file.*name the folder|folder", named("model/model.safetensors"))
    yield Case("gguf-as-name", "gguf_file", named("model/x.gguf"), damage=d.text("x.gguf", "GGUF"))


def _arguments() -> Iterator[Case]:
    yield Case("load-in-4bit-kw", "BitsAndBytesConfig", auto("load_in_4bit=True"), says_4="bitsandbytes|BitsAndBytes")
    yield Case("dtype-text", "dtype", auto("dtype='bf16'"))
    yield Case("use-flash", "attn_implementation", auto("use_flash_attention_2=True"))
    yield Case("temperature", "generate", auto("temperature=0.7"), says_4=None)
    yield Case("keyword-typo", "devise_map", auto("devise_map='auto'"))
    yield Case("use-auth-token", "token", auto("use_auth_token=True"), says_4=None)
