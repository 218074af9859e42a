"""What an error means and what a loaded model shows, each with its evidence and its cure.

The patterns are the words of transformers 4.57 and 5.23, torch, accelerate, safetensors and the hub,
as they were met. What no pattern knows is shown whole, as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .report import Diagnosis, Failure, Json


@dataclass(frozen=True, slots=True)
class Known:
    """A known error: the pattern is searched in `Type: message` of the error and its causes."""

    pattern: str
    cause: str
    cure: str


def failure(told: Json, *, phase: str, environment: Json, python: str, source: str | None = None) -> Failure:
    """The failure behind an error event of the worker."""
    chain = told.get("chain") or [{"type": "Error", "message": "no message"}]
    texts = [f"{it['type']}: {it['message']}" for it in chain]
    found = next(((known, match) for known in KNOWN for text in texts if (match := _search(known, text))), None)
    kind, message = chain[0]["type"], str(chain[0]["message"]).strip()
    traceback = str(told.get("traceback", ""))
    if found and told.get("adapter") and found[0].cause.startswith("the folder has no configuration"):
        found = ADAPTER, found[1]
    if found is None:
        return Failure(kind, message, phase, traceback=traceback)
    known, match = found
    words = {**{key: value or "" for key, value in match.groupdict().items()}, "pip": f"{python} -m pip install"}
    # An adapter's base, say, is not what the call names.
    missing = words.get("missing") or source
    words["source"] = f"`{missing}`" if missing else "of this name"
    words["base"] = f"`{told.get('adapter')}`"
    words["build"] = str(environment.get("torch_build", "unknown"))
    return Failure(kind, message, phase, known.cause.format(**words), known.cure.format(**words), traceback)


def findings(
    model: Json, smoke: Json, environment: Json, request: Json, preflight: Json | None
) -> tuple[Diagnosis, ...]:
    """What is worth knowing about a model that did load, problems first."""
    seen = [
        *_offloaded(model),
        *_beside_a_gpu(model, environment, request),
        *_precision(model, environment),
        *_default_dtype(model, environment, request, preflight),
        *_keys(model),
        *_tried(smoke),
    ]
    return tuple(sorted(seen, key=lambda it: not it.problem))


def _search(known: Known, text: str) -> re.Match[str] | None:
    return re.search(known.pattern, text, re.DOTALL)


# --- a model that loaded --------------------------------------------------------------------------------


def _offloaded(model: Json) -> Iterator[Diagnosis]:
    share = model.get("offloaded_share") or 0.0
    if share:
        places = [name for name in model["bytes_per_device"] if name in ("cpu", "disk", "meta")]
        yield Diagnosis(
            "offloaded",
            f"{share:.0%} of the weights are not on the device that computes but on {' and '.join(places)}",
            "load in a smaller dtype or quantised, free memory on the device, or take a smaller model",
        )


def _beside_a_gpu(model: Json, environment: Json, request: Json) -> Iterator[Diagnosis]:
    if set(model.get("bytes_per_device", {})) != {"cpu"}:
        return
    devices = environment.get("devices") or []
    if devices and not _asks_for_cpu(request):
        free = next((it["free"] for it in devices if it.get("free")), None)
        amount = f" with {free / 1e9:.1f} GB free" if free else ""
        name = devices[0]["device"]
        yield Diagnosis(
            "cpu-beside-gpu",
            f"all weights are on the CPU, while {name} ({devices[0]['name']}){amount} stands by",
            'add `device_map="auto"` to the load',
        )
    elif environment.get("nvidia_driver") and environment.get("torch_build") == "cpu":
        yield Diagnosis(
            "cpu-only-torch",
            "this machine has an NVIDIA driver, but the interpreter's torch is a build for the CPU",
            "install a CUDA build of torch",
        )


def _asks_for_cpu(request: Json) -> bool:
    values = [it["value"] for it in request.get("arguments", []) if it["name"] in ("device_map", "device")]
    return any(value.get("literal") in ("cpu", -1) for value in values)


def _precision(model: Json, environment: Json) -> Iterator[Diagnosis]:
    slow = [it["device"] for it in environment.get("devices") or [] if it.get("native_bf16") is False]
    used = [name for name in slow if name in model.get("bytes_per_device", {})]
    if used and "bfloat16" in model.get("dtypes", {}):
        yield Diagnosis(
            "emulated-bf16",
            f"the weights are bfloat16, which {used[0]} only emulates",
            "load with `dtype=torch.float16` on this device",
        )


def _default_dtype(model: Json, environment: Json, request: Json, preflight: Json | None) -> Iterator[Diagnosis]:
    """Releases before 5 take float32 where nothing is said, whatever the checkpoint holds."""
    release = str(environment.get("versions", {}).get("transformers", ""))
    said = {it["name"] for it in request.get("arguments", [])} & {"dtype", "torch_dtype"}
    stored = (preflight or {}).get("bytes_by_dtype") or {}
    halves = [name for name in ("bfloat16", "float16") if name in stored]
    if release.startswith("4.") and not said and halves and set(model.get("dtypes", {})) == {"float32"}:
        yield Diagnosis(
            "default-dtype",
            f"the checkpoint is {halves[0]}, but transformers {release} loads it as float32: twice the memory",
            'say `torch_dtype="auto"` or name the dtype in the load',
        )


def _keys(model: Json) -> Iterator[Diagnosis]:
    missing, made_for = model.get("missing_keys") or [], model.get("checkpoint_classes") or []
    if missing:
        other = f"; the checkpoint was saved from {made_for[0]}" if made_for and model["class"] not in made_for else ""
        yield Diagnosis(
            "missing-weights",
            f"{_some(missing, model['missing_count'])} not in the checkpoint and now random{other}",
            f"load with {made_for[0]}, or take a checkpoint that has them"
            if other
            else "train these weights before use, or load another checkpoint",
        )
    unexpected = model.get("unexpected_keys") or []
    if unexpected:
        verb = "unused" if len(unexpected) > 1 else "is unused"
        yield Diagnosis(
            "unexpected-weights",
            f"of the checkpoint {_some(unexpected, model['unexpected_count']).removesuffix(' are').removesuffix(' is')}"
            f" {'are ' + verb if verb == 'unused' else verb}",
            "load with the class that the checkpoint was saved from, if they matter",
            problem=False,
        )


def _some(names: list[str], count: int) -> str:
    shown = ", ".join(f"`{it}`" for it in names[:3])
    more = f" and {count - 3} more weights" if count > 3 else ""
    return f"{shown}{more} {'are' if count > 1 else 'is'}"


def _tried(smoke: Json) -> Iterator[Diagnosis]:
    error = smoke.get("error")
    if error:
        first = error["chain"][0]
        text = str(first["message"]).strip().split("\n")[0]
        yield Diagnosis("smoke-test-failed", f"{first['type']}: {text}", "the model loaded, but cannot run as it is")
    fastest = smoke.get("fastest_ms")
    if fastest and smoke["ms_per_token"] > 3 * fastest:
        yield Diagnosis(
            "unsteady-timing",
            f"half of the tokens took {smoke['ms_per_token']:.3g} ms or more, the fastest {fastest:.3g} ms",
            "other work shares the processor; verify again when it rests before trusting the times",
            problem=False,
        )
    note = smoke.get("tokenizer") or ""
    if note.startswith("the tokenizer knows"):
        yield Diagnosis("untrained-tokenizer", note, "put the tokenizer's files beside the model")
    elif note:
        yield Diagnosis("no-tokenizer", note, "the model was tried with plain token ids", problem=False)


# --- errors ---------------------------------------------------------------------------------------------

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
          '{pip} flash-attn, or take `attn_implementation="sdpa"`'),
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
          'install a CUDA build of torch, or load with `device_map="auto"`, which takes what is there'),
    Known(r"no NVIDIA driver|No CUDA GPUs are available|Cannot access accelerator device",
          "the code asks for a CUDA device, but torch ({build}) finds none",
          'check `nvidia-smi` and CUDA_VISIBLE_DEVICES, or load with `device_map="auto"`'),
    Known(r"invalid device ordinal", "the code names a CUDA device that this machine does not have",
          'name one of the devices of the report, or load with `device_map="auto"`'),
    Known(r"OutOfMemoryError|CUDA out of memory", "the model does not fit into the device's free memory",
          'load in a half dtype, with `device_map="auto"` to spread it, quantised, or take a smaller model'),
    Known(r"device disk is invalid", "the device map puts the whole model on disk, which this release cannot load",
          "give `max_memory` more room, or upgrade transformers"),
    Known(r"passing device_map as a string", "`device_map` is neither a device nor one of accelerate's words",
          'say "auto", "balanced", "balanced_low_0", "sequential" or a device such as "cuda:0"'),
    Known(r"doesn't have any device set", "the device map leaves a part of the model without a device",
          'add an entry `"": device` for the rest'),
    Known(r"You can't move a model that has some modules offloaded",
          "the model is partly offloaded, and the code then moves it", "take the move away; the device map places it"),
    Known(r"is not supported for quantized model|is not supported for `\d-bit`|cannot cast a bitsandbytes",
          "a quantised model is moved or cast after the load", "take the move or cast away"),
    Known(r"not compatible with passing a `device_map`", "DeepSpeed ZeRO-3 places the model and takes no device map",
          "take `device_map` out of the load"),
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
    Known(r"couldn't connect to|couldn't find them in the cached files|OfflineModeIsEnabled|LocalEntryNotFoundError",
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
          "pass `token=`"),
    Known(r"unexpected keyword argument 'use_flash_attention_2'", "`use_flash_attention_2` is no argument any more",
          'pass `attn_implementation="flash_attention_2"`'),
    Known(r"unexpected keyword argument '(?P<name>resume_download|torchscript)'",
          "`{name}` is no argument of a load any more", "delete it"),
    Known(r"unexpected keyword argument '(?P<name>temperature|max_length|max_new_tokens|top_p|top_k|do_sample)'",
          "`{name}` is an argument of generation, not of a load", "pass it to `generate`"),
    Known(r"(?i)cannot use both.{0,80}dtype", "the dtype is said twice, in the call and in `model_kwargs`",
          "keep one of them"),
    Known(r"unexpected keyword argument '(?P<name>dtype)'", "this release of transformers does not know `dtype=`",
          "say `torch_dtype=`, or upgrade to 4.56.1 or newer"),
    Known(r"unexpected keyword argument '(?P<name>\w+)'", "the model's class has no argument `{name}`",
          "check the spelling, or take it away"),
    Known(r"module 'torch' has no attribute '(?P<name>[^']+)'|'str' object has no attribute 'is_floating_point'"
          r"|`(?:torch_)?dtype` can be", "the dtype is not one that torch knows",
          'pass a dtype such as `torch.bfloat16`, its name "bfloat16", or "auto"'),
    Known(r"(?i)attn_implementation|attention implementation", "the attention implementation is not known here",
          'take "sdpa" or "eager"'),
    Known(r"Unrecognized configuration class", "the Auto class does not fit this kind of model",
          "load with the class that the checkpoint was saved from"),
    Known(r"(?i)max_memory|`size` .{0,40} is not in a valid format",
          "`max_memory` is not understood", 'give it as {{0: "8GiB", "cpu": "30GiB"}}'),
)  # fmt: skip
