"""The table of loaders: the kind of object that a call loads, its parameter names, and where the weights go.

Sources: `PreTrainedModel.from_pretrained`, `AutoTokenizer.from_pretrained` and `pipeline` in
transformers 4.44 to 5.23; `DiffusionPipeline` and `ModelMixin` in diffusers 0.36 to 0.42; `PeftModel` and
`AutoPeftModel` in peft 0.21; `SentenceTransformer` in sentence-transformers 6.2; `LLM` in vllm 0.10 to 0.33;
`OptimizedModel` in optimum 2.3; `FastLanguageModel` in unsloth 2026.10; `AutoGPTQForCausalLM` in auto-gptq 0.7,
`AutoAWQForCausalLM` in autoawq 0.2, `Engine` in sglang 0.5, `pipeline` in lmdeploy 0.18. The Auto classes of modelscope
1.40 and `AutoLigerKernelForCausalLM` of liger-kernel 0.8 hand their arguments to those of transformers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from .model import Loader, Size

_MODEL = ("pretrained_model_name_or_path",)
_PIPELINE = (
    "task", "model", "config", "tokenizer", "feature_extractor", "image_processor", "processor", "framework",
    "revision", "use_fast", "token", "device", "device_map", "dtype",
)  # fmt: skip
_ADAPTER = ("model", "model_id", "adapter_name", "is_trainable", "config")
_ENCODER = ("model_name_or_path", "modules", "device", "prompts", "default_prompt_name")

_TRIGGERS = {"from_pretrained", "from_single_file"}
# Classes of transformers that modelscope gives the names of its own hub.
_MODELSCOPE = re.compile(r"Auto[A-Z]\w*|Llama(Model|ForCausalLM)|Qwen2(_5_)?VLForConditionalGeneration|T5EncoderModel")

_TOKENIZER = re.compile(r"Tokenizer(Fast)?$")
_PROCESSOR = re.compile(r"(Processor|FeatureExtractor|ImageProcessor\w*)$")
_CONFIG = re.compile(r"Config$")
_CAUSAL = re.compile(r"ForCausalLM$")
_HEADS = re.compile(r"^AutoModelFor(Seq2SeqLM|Vision2Seq|ImageTextToText|MultimodalLM)$|ForConditionalGeneration$")
# Families with a head for generation whose published checkpoints are small, unless the name says otherwise.
_SMALL_FAMILIES = re.compile(
    r"^(T5|MT5|UMT5|ByT5|LongT5|Bart|MBart|PLBart|LED|Pegasus\w*|Blenderbot\w*|Blip|Whisper|Speech\w*|M2M100|"
    r"ProphetNet|BigBirdPegasus|Pix2Struct|Pop2Piano|Florence2|Moonshine|NllbMoe|FSMT|Git|Bert|Roberta|Electra|"
    r"XLNet|XLM\w*|Camembert|Data2Vec\w*|MegatronBert|RoFormer|Rembert|Ernie|BigBird|GPT2|OpenAIGPT|TrOCR)For"
)
# `1.3b`, in names of files also `1_3b` and `1p3b`.
_BILLIONS = re.compile(r"(?<![a-z0-9.])(?:\d+x)?(\d+(?:[.p]\d+|_\d)?)\s?b(?![a-z0-9])", re.IGNORECASE)
_MILLIONS = re.compile(r"(?<![a-z0-9.])\d+m(?![a-z0-9])", re.IGNORECASE)
_SMALL_WORDS = re.compile(
    r"(?<![a-z])(tiny|mini|small|base|large|distil\w*|nano|micro)(?![a-z])|bert|clip|all-minilm|dialogpt|gpt2-medium",
    re.IGNORECASE,
)
_LARGE_WORDS = re.compile(
    r"(?<![a-z])(xl|xxl)(?![a-z])|llama|mistral|mixtral|falcon|qwen|vicuna|chatglm|starcoder", re.IGNORECASE
)
_TEST_WORDS = re.compile(
    r"tiny-random|hf-internal-testing|trl-internal-testing|peft-internal-testing|tiny-", re.IGNORECASE
)
_QUANTIZED_WORDS = re.compile(
    r"(?<![a-z0-9])(gptq|awq|int4|int8|4bit|8bit|bnb|nf4|fp8|gguf|exl2|hqq|aqlm)(?![a-z])", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def lookup(dotted: str) -> Loader | None:
    """Return the entry for a resolved callee such as `transformers.AutoModel.from_pretrained`, or None."""
    family = _FAMILIES.get(dotted.partition(".")[0])
    if family is None:
        return None
    head, _, last = dotted.rpartition(".")
    owner = head.rpartition(".")[2]
    return family(owner, last)


def among(callees: Sequence[str]) -> tuple[str, Loader] | None:
    """Return the callee and the entry for a call of one of these: of several loaders, the least that can be said.

    An Auto class beside a class of an unknown library counts as an engine; None where nothing holds for all.
    """
    entries = [(it, loader) for it in callees if (loader := lookup(it)) is not None]
    kinds = {(loader.library, loader.kind) for _, loader in entries}
    if len(kinds) != 1:
        return None
    if len(entries) == len(callees):
        return min(entries, key=_unsaid)
    models = (it for it, loader in entries if loader.kind == "model")
    auto = next((it for it in models if it.split(".")[-2].startswith("Auto")), None)
    return (auto, _SEVERAL) if auto is not None else None


@lru_cache(maxsize=256)
def size_of(name: str) -> Size | None:
    """Return the size that a checkpoint's name states, an LLM from 1.5 billion parameters on; None without one."""
    billions = [float(re.sub("[_pP]", ".", it)) for it in _BILLIONS.findall(name)]
    if billions:
        return "llm" if max(billions) >= 1.5 else "small"
    if _MILLIONS.search(name):
        return "small"
    if _LARGE_WORDS.search(name):
        return "llm"
    return "small" if _SMALL_WORDS.search(name) else None


def is_for_tests(name: str) -> bool:
    """Return whether a checkpoint's name is that of a toy made for tests."""
    return _TEST_WORDS.search(name) is not None


def is_quantized(name: str) -> bool:
    """Return whether a checkpoint's name says that its weights are quantized."""
    return _QUANTIZED_WORDS.search(name) is not None


# --- one function per library: (class or module, function) -> entry --------------------------------------------


def _transformers(owner: str, function: str) -> Loader | None:
    if function == "pipeline":
        return Loader("transformers", "pipeline", "accelerator", "unknown", _PIPELINE, takes_device_map=True)
    if function != "from_pretrained" or not owner[:1].isupper():
        return None
    if owner.startswith(("TF", "Flax")):
        return Loader("transformers", "model", "itself", "small", _MODEL)
    if _TOKENIZER.search(owner):
        return Loader("transformers", "tokenizer", "itself", "small", _MODEL)
    if _PROCESSOR.search(owner):
        return Loader("transformers", "processor", "itself", "small", _MODEL)
    if _CONFIG.search(owner):
        return Loader("transformers", "config", "itself", "small", _MODEL)
    return Loader("transformers", "model", "cpu", _class_size(owner), _MODEL, takes_device_map=True)


def _class_size(owner: str) -> Size:
    if _SMALL_FAMILIES.search(owner):
        return "small"
    if _CAUSAL.search(owner):
        return "llm"
    return "unknown" if _HEADS.search(owner) or owner == "AutoModel" else "small"


def _diffusers(owner: str, function: str) -> Loader | None:
    if function not in _TRIGGERS or not owner[:1].isupper() or _CONFIG.search(owner):
        return None
    if owner.endswith(("Scheduler", "Processor")):
        return Loader("diffusers", "config", "itself", "small", _MODEL)
    kind = "diffusion" if "Pipeline" in owner else "component"
    return Loader("diffusers", kind, "cpu", "unknown", _MODEL, takes_device_map=True)  # type: ignore[arg-type]


def _peft(owner: str, function: str) -> Loader | None:
    if function != "from_pretrained":
        return None
    if owner.startswith("PeftModel") or owner == "PeftMixedModel":
        return Loader("peft", "adapter", "base", "unknown", _ADAPTER)
    if owner.startswith("AutoPeftModel"):
        return Loader("peft", "peft-model", "cpu", "llm", _MODEL, takes_device_map=True)
    return Loader("peft", "config", "itself", "small", _MODEL)


def _sentence_transformers(_owner: str, function: str) -> Loader | None:
    if function in ("SentenceTransformer", "CrossEncoder", "SparseEncoder"):
        return Loader("sentence_transformers", "encoder", "accelerator", "small", _ENCODER)
    return None


def _modelscope(owner: str, function: str) -> Loader | None:
    return _transformers(owner, function) if _MODELSCOPE.fullmatch(owner) else None


def _liger_kernel(owner: str, function: str) -> Loader | None:
    return _transformers(owner, function) if owner == "AutoLigerKernelForCausalLM" else None


def _engine(library: str, **first: str) -> Callable[[str, str], Loader | None]:
    """Return the entries of a library that loads by itself: its functions, each with its first parameter."""
    loaders = {name: Loader(library, "engine", "itself", "unknown", (it,)) for name, it in first.items()}
    return lambda _owner, called: loaders.get(called)


def _unsaid(entry: tuple[str, Loader]) -> tuple[bool, int, bool]:
    """Order loaders of one kind: small ones and Auto classes first, and last the one without a head."""
    callee, loader = entry
    name = callee.split(".")[-2]
    return name == "AutoModel", ("small", "unknown", "llm").index(loader.size), not name.startswith("Auto")


_SEVERAL = Loader("several", "engine", "itself", "unknown", _MODEL)
_FAMILIES: dict[str, Callable[[str, str], Loader | None]] = {
    "transformers": _transformers,
    "diffusers": _diffusers,
    "peft": _peft,
    "sentence_transformers": _sentence_transformers,
    "modelscope": _modelscope,
    "liger_kernel": _liger_kernel,
    "optimum": _engine("optimum", from_pretrained="model_id"),
    "trl": _engine("trl", from_pretrained=_MODEL[0]),
    "unsloth": _engine("unsloth", from_pretrained="model_name"),
    "auto_gptq": _engine("auto_gptq", from_pretrained=_MODEL[0], from_quantized="model_name_or_path"),
    "awq": _engine("awq", from_pretrained="model_path", from_quantized="quant_path"),
    "vllm": _engine("vllm", LLM="model"),
    "sglang": _engine("sglang", Engine="model_path"),
    "lmdeploy": _engine("lmdeploy", pipeline="model_path"),
}
