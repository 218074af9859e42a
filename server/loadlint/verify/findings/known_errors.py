"""The errors that loads are known to end in: how to tell them, what they mean, and what to do.

The patterns are the words of transformers 4.57 and 5.23, torch, accelerate, safetensors and the hub, as they were met.
"""

from __future__ import annotations

from dataclasses import dataclass

from loadlint.verify.report import Change


@dataclass(frozen=True, slots=True)
class Known:
    """A known error: the pattern is searched in `Type: message` of the error and its causes.

    `change` is the cure as an edit of the load, where it is one.
    """

    pattern: str
    cause: str
    cure: str
    change: Change | None = None


NO_ROOM = r"OutOfMemoryError|CUDA out of memory"
ADAPTER = Known("", "the folder holds an adapter for {base} and no model of its own",
                "install peft, which loads the base and the adapter: {pip} peft")  # fmt: skip
_NEEDS = "the load needs `{package}`, which this interpreter lacks"

KNOWN: tuple[Known, ...] = (
    # What the interpreter lacks.
    Known(r"No module named '(?P<package>torch|transformers)'", _NEEDS,
          "install it: {pip} torch transformers accelerate, or name another interpreter with --python"),
    Known(r"ModuleNotFoundError: No module named '(?P<package>[\w-]+)'", _NEEDS, "install it: {pip} {package}"),
    Known(r"requires? `?(?P<package>accelerate)\b", "a `device_map` needs accelerate, which this interpreter lacks",
          "install it: {pip} accelerate"),
    Known(r"FlashAttention2 has been toggled on|flash_attn.{0,40}(?:not installed|seems to be not)",
          "FlashAttention 2 is asked for but cannot be used here",
          '{pip} flash-attn, or take `attn_implementation="sdpa"`',
          Change("attn_implementation", '"sdpa"')),
    Known(r"(?:Using `|install |metadata for |No package.{0,30})(?P<package>bitsandbytes)",
          "quantising with bitsandbytes is asked for, but it is not installed", "install it: {pip} bitsandbytes"),
    Known(r"Couldn't instantiate the backend tokenizer",
          "the tokenizer's files are missing, or need a library to be converted",
          "put the tokenizer's files beside the model, or install: {pip} sentencepiece protobuf tiktoken"),
    Known(r"(?i)(?:requires|install|need).{0,60}(?P<package>sentencepiece|tiktoken|protobuf)",
          "the tokenizer needs `{package}`, which this interpreter lacks",
          "install it: {pip} sentencepiece protobuf tiktoken"),
    Known(r"(?:cannot import name|has no attribute) '(?P<name>TF\w+|Flax\w+|Auto\w+|\w+For\w+)'",
          "this release of transformers has no `{name}`", "take the class that replaced it, or another release"),
    Known(r"task (?P<name>\S+) has been removed", "this release of transformers has no pipeline for {name}",
          "load the model's class and call `generate`"),
    # Devices.
    Known(r"Torch not compiled with CUDA", "the code asks for a CUDA device, but this torch is a build for the CPU",
          'install a CUDA build of torch, or load with `device_map="auto"`, which takes what is there',
          Change("device_map", '"auto"')),
    Known(r"no NVIDIA driver|No CUDA GPUs are available|Cannot access accelerator device",
          "the code asks for a CUDA device, but torch ({build}) finds none",
          'check `nvidia-smi` and CUDA_VISIBLE_DEVICES, or load with `device_map="auto"`',
          Change("device_map", '"auto"')),
    Known(r"invalid device ordinal", "the code names a CUDA device that this machine does not have",
          'name one of the devices of the report, or load with `device_map="auto"`',
          Change("device_map", '"auto"')),
    Known(NO_ROOM, "the model does not fit into the device's free memory",
          'load in a half dtype, with `device_map="auto"` to spread it, quantised, or take a smaller model'),
    Known(r"device disk is invalid", "the device map puts the whole model on disk, which this release cannot load",
          "give `max_memory` more room, or upgrade transformers"),
    Known(r"passing device_map as a string", "`device_map` is neither a device nor one of accelerate's words",
          'say "auto", "balanced", "balanced_low_0", "sequential" or a device such as "cuda:0"',
          Change("device_map", '"auto"')),
    Known(r"doesn't have any device set", "the device map leaves a part of the model without a device",
          'add an entry `"": device` for the rest'),
    Known(r"You can't move a model that has some modules offloaded",
          "the model is partly offloaded, and the code then moves it", "take the move away; the device map places it",
          Change(use="move")),
    Known(r"is not supported for quantized model|is not supported for `\d-bit`|cannot cast a bitsandbytes",
          "a quantised model is moved or cast after the load", "take the move or cast away",
          Change(use="cast")),
    Known(r"not compatible with passing a `device_map`", "DeepSpeed ZeRO-3 places the model and takes no device map",
          "take `device_map` out of the load",
          Change("device_map", remove=True)),
    Known(r"tp_plan.{0,120}device_map|device_map.{0,120}tp_plan|`tp_plan` and `device_map` are mutually exclusive",
          "`tp_plan` and `device_map` both place the model", "keep one of them"),
    Known(r"anti-pattern", "the load stands inside a `meta` device context, which leaves it without weights",
          "take it out of the context; `device_map` places the model without doubling memory"),
    # Memory and disk.
    Known(r"DefaultCPUAllocator: can't allocate|MemoryError|os error 12\b|Cannot allocate memory",
          "the host has not enough free memory",
          "load in a half dtype, free memory, or take a smaller model"),
    Known(r"os error 28\b|No space left on device", "the disk is full", "set HF_HOME to a folder on a larger disk"),
    # Which files. PEFT asks the hub for an adapter that is missing, so its words come first.
    Known(r"Can't find 'adapter_config\.json'",
          "the folder or repository holds no adapter, so PEFT has nothing to load from it",
          "name the folder that holds adapter_config.json, or load the model without PEFT"),
    Known(r"access (?:a )?gated repo.{0,400}\b403\b|\b403\b.{0,400}access (?:a )?gated repo"
          r"|not in the authorized list",
          "the repository is gated, and this account has no access", "ask for access on the model's page"),
    Known(r"access (?:a )?gated repo|GatedRepoError", "the repository is gated",
          "ask for access on its page, then log in"),
    Known(r"Invalid credentials|Invalid user token", "the access token is not valid",
          "log in anew with `hf auth login`"),
    Known(r"not a valid git identifier|RevisionNotFoundError", "the revision does not exist in the repository",
          "name a branch, tag or commit of it"),
    Known(r"\b429 Too Many Requests|\b429 Client Error", "the hub limits the number of requests from here for now",
          "wait some minutes, and log in with `hf auth login` for a higher limit"),
    Known(r"Server error '(?P<name>5\d\d [\w ]+)'|\b(?P<other>5\d\d) Server Error",
          "the hub has a failure of its own ({name}{other})", "try again later, or verify with --offline"),
    Known(r"IncompleteRead|Connection broken|without sending complete message",
          "the line broke off in the midst of a download", "verify again: the download goes on where it stopped"),
    Known(r"couldn't connect to|couldn't find them in the cached files|OfflineModeIsEnabled|LocalEntryNotFoundError"
          r"|RemoteProtocolError|Connect(?:ion)?Error|(?:Read|Connect)Timeout|Max retries exceeded",
          "the files are not in the cache, and the hub cannot be reached (or limits the number of requests)",
          "check the network, or verify without `--offline`; try again later"),
    Known(r"(?P<missing>[\w./-]+) is not a local folder and is not a valid model identifier",
          "there is no folder {source}, and no repository of this name that can be read",
          "check the path (it is relative to the working directory), the name, and the token for a private repository"),
    Known(r"HFValidationError|Repo id must"
          r"|Incorrect path_or_model_id|(?:Can't load|load) the configuration of|RepositoryNotFoundError",
          "there is no folder {source}, and no repository of this name that can be read",
          "check the path (it is relative to the working directory), the name, and the token for a private repository"),
    Known(r"Tokenizer class (?P<name>\w+) does not exist",
          "the tokenizer was saved by a newer release of transformers, which names it {name}", "upgrade transformers"),
    Known(r"does not recognize this architecture", "this release of transformers does not know the architecture",
          "upgrade transformers"),
    Known(r"(?i)requires? (?:the )?`?(?P<package>peft)\b", _NEEDS, "install it: {pip} peft"),
    Known(r"Error\(s\) in loading state_dict for (?P<name>Peft\w+)",
          "the adapter was trained on another base model: its shapes do not fit",
          "load the base that adapter_config.json names"),
    Known(r"Should have a `model_type` key|Unrecognized model in",
          "the folder has no configuration of a model: an adapter alone, or the wrong folder",
          "name the folder that holds the model's config.json"),
    Known(r"is not a valid JSON file", "the configuration is not valid JSON", "fetch the file again"),
    Known(r"[Nn]o file named model_index\.json", "the folder or repository holds no pipeline of diffusers",
          "name the one that holds model_index.json, or load a part of it with the part's own class"),
    Known(r"[Nn]o file named", "the folder has a configuration but no weights",
          "fetch the weights, or name the folder that holds them"),
    Known(r"FileNotFoundError.{0,300}-of-\d+", "a shard of the checkpoint is missing", "fetch the missing file again"),
    Known(r"incomplete metadata|not fully covered|MetadataIncompleteBuffer",
          "a weights file is cut short: its download or copy did not finish", "delete the file and fetch it again"),
    Known(r"header too (?:large|small)|HeaderTooLarge|HeaderTooSmall|InvalidHeader",
          "a weights file is no safetensors file: most often the pointer of git-lfs, or a web page",
          "run `git lfs pull`, or fetch the file again"),
    Known(r"Weights only load failed|git-lfs",
          "a weights file is no plain pickle of tensors: most often the pointer of git-lfs",
          "run `git lfs pull` or fetch the file again, and do not turn `weights_only` off"),
    Known(r"contains custom code which must be executed|trust_remote_code=True",
          "the repository brings its own code, which runs only with `trust_remote_code=True`",
          "read that code, pin its commit with `revision=`, and only then allow it"),
    # What the call says.
    Known(r"ignore_mismatched_sizes|size mismatch for", "weights of the checkpoint have other shapes than the model",
          "check the config (often `num_labels`), or the class"),
    Known(r"unexpected keyword argument '(?P<name>load_in_[48]bit)'", "`{name}` is no argument of a load any more",
          "pass `quantization_config=BitsAndBytesConfig({name}=True)`"),
    Known(r"unexpected keyword argument 'use_auth_token'", "`use_auth_token` is no argument of a load any more",
          "pass `token=`",
          Change("use_auth_token", rename="token")),
    Known(r"unexpected keyword argument 'use_flash_attention_2'", "`use_flash_attention_2` is no argument any more",
          'pass `attn_implementation="flash_attention_2"`'),
    Known(r"unexpected keyword argument '(?P<name>resume_download|torchscript)'",
          "`{name}` is no argument of a load any more", "delete it",
          Change("{name}", remove=True)),
    Known(r"unexpected keyword argument '(?P<name>temperature|max_length|max_new_tokens|top_p|top_k|do_sample)'",
          "`{name}` is an argument of generation, not of a load", "pass it to `generate`",
          Change("{name}", remove=True)),
    Known(r"(?i)cannot use both.{0,80}dtype", "the dtype is said twice, in the call and in `model_kwargs`",
          "keep one of them"),
    Known(r"unexpected keyword argument '(?P<name>dtype)'", "this release of transformers does not know `dtype=`",
          "say `torch_dtype=`, or upgrade to 4.56.1 or newer",
          Change("dtype", rename="torch_dtype")),
    Known(r"unexpected keyword argument '(?P<name>\w+)'", "the model's class has no argument `{name}`",
          "check the spelling, or take it away"),
    Known(r"module 'torch' has no attribute '(?P<name>[^']+)'|'str' object has no attribute 'is_floating_point'"
          r"|`(?:torch_)?dtype` can be", "the dtype is not one that torch knows",
          'pass a dtype such as `torch.bfloat16`, its name "bfloat16", or "auto"',
          Change("dtype", '"auto"')),
    Known(r"(?i)attn_implementation|attention implementation", "the attention implementation is not known here",
          'take "sdpa" or "eager"',
          Change("attn_implementation", '"sdpa"')),
    Known(r"Unrecognized configuration class", "the Auto class does not fit this kind of model",
          "load with the class that the checkpoint was saved from"),
    Known(r"(?i)max_memory|`size` .{0,40} is not in a valid format",
          "`max_memory` is not understood", 'give it as {{0: "8GiB", "cpu": "30GiB"}}'),
)  # fmt: skip
