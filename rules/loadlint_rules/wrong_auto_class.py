"""A checkpoint for images and text is loaded with the Auto class for text alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis import releases
from .analysis.edits import add_import, reach
from .analysis.model import Edit, Finding, Fix, Loads, LoadSite, Program, Rule, Span, Targets, Version
from .analysis.placement import is_remote_code
from .analysis.values import strings

_CAUSAL, _HEIR = "AutoModelForCausalLM", "AutoModelForImageTextToText"
# The names of checkpoints by their model type, to which the tables say what loads it. Fine-tunes keep these names.
_TYPES = (
    ("qwen2_vl", r"Qwen2-VL"),
    ("qwen2_5_vl", r"Qwen2[._]5-VL"),
    ("qwen3_vl_moe", r"Qwen3-VL-\d+B-A\d+B"),
    ("qwen3_vl", r"Qwen3-VL-\d+B(?!-A\d)"),
    ("mllama", r"Llama-3\.2-\d+B-Vision"),
    ("llava", r"llava-hf/(llava-(1\.5|interleave)|bakLlava).*-hf"),
    ("llava_next", r"llava-hf/(llava-v1\.6|llava-next|llama3-llava-next).*-hf|ibm-granite/granite-vision-3"),
    ("llava_onevision", r"llava-hf/llava-onevision"),
    ("llava_next_video", r"llava-hf/LLaVA-NeXT-Video"),
    ("video_llava", r"LanguageBind/Video-LLaVA-.*-hf"),
    ("vipllava", r"llava-hf/vip-llava"),
    ("paligemma", r"paligemma2?-"),
    ("idefics", r"HuggingFaceM4/idefics-\d+b"),
    ("idefics2", r"idefics2-8b"),
    ("idefics3", r"Idefics3-8B|SmolVLM-(\d+M-)?(Instruct|Base)"),
    ("smolvlm", r"SmolVLM2-"),
    ("blip-2", r"Salesforce/blip2-"),
    ("instructblip", r"Salesforce/instructblip-"),
    ("kosmos-2", r"microsoft/kosmos-2-patch14"),
    ("chameleon", r"facebook/chameleon-"),
    ("aya_vision", r"Cohere(ForAI|Labs)/aya-vision-"),
    ("gemma3", r"google/gemma-3-(4|12|27)b"),
    ("gemma3n", r"google/gemma-3n-"),
    ("mistral3", r"mistralai/Mistral-Small-3\.[12]-24B"),
    ("llava", r"mistral-community/pixtral-12b"),
    ("glm4v", r"(zai-org|THUDM)/GLM-4\.1V-9B"),
    ("glm4v_moe", r"zai-org/GLM-4\.5V"),
    ("internvl", r"OpenGVLab/InternVL.*-hf$"),
    ("lfm2_vl", r"LiquidAI/LFM2-VL"),
    ("llama4", r"meta-llama/Llama-4-"),
)  # fmt: skip
_ANY = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(pattern for _, pattern in _TYPES)})", re.IGNORECASE)
# Made from such a checkpoint for another use, or in a format of their own.
_OTHERS = re.compile(r"embed|rerank|gguf|mlx|onnx|omni|text-?only|language-?model", re.IGNORECASE)


def _registers(text: str) -> bool:
    return "AutoModelForCausalLM.register" in text


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if site.name != _CAUSAL or is_remote_code(site) or site.opaque or site.has("config", "trust_remote_code"):
        return
    if program.of_text(_registers):
        return
    first = site.argument(*site.loader.parameters[:1])
    kinds = {_type(it) for it in strings(first.value)} if first is not None else set()
    play = releases.in_play("transformers", targets.transformers)
    wrong = [it for it in kinds if it is not None and _is_unloadable(it, play)]
    if wrong and len(wrong) == len(kinds):
        yield Finding(
            f"this raises ValueError, as {_CAUSAL} does not load {wrong[0]}",
            site.callee_span,
            _fixes(site, wrong, play, program),
        )


def _type(name: str) -> str | None:
    if not _ANY.search(name) or _OTHERS.search(name):
        return None
    # Few names come here, and thirty patterns would be compiled for each run.
    return next((it for it, pattern in _TYPES if re.search(rf"(?<![A-Za-z])(?:{pattern})", name, re.IGNORECASE)), None)


def _is_unloadable(kind: str, play: tuple[Version, Version]) -> bool:
    """Return whether releases in play have the type, and the class loads it in none of them."""
    causal = releases.heads("causal").get(kind, ())
    return releases.has(releases.heads("image-text").get(kind, ()), play) and not releases.has(causal, play)


def _fixes(site: LoadSite, kinds: list[str], play: tuple[Version, Version], program: Program) -> tuple[Fix, ...]:
    """Use the class for images and text, where each release in play has it for the type."""
    if not all(releases.in_all(releases.heads("heir").get(it, ()), play) for it in kinds):
        return ()
    start = site.callee_span.start
    head = program.source.text[start : site.callee_span.end].removesuffix(".from_pretrained")
    if head.endswith(f".{_CAUSAL}"):
        edits: tuple[Edit, ...] = (Edit(Span(start + len(head) - len(_CAUSAL), start + len(head)), _HEIR),)
    elif head == _CAUSAL:
        library = site.callee.partition(".")[0]
        spelled = reach(program, library, _HEIR, start)
        edits = (*add_import(program, library, _HEIR, start), Edit(Span(start, start + len(head)), spelled))
    else:
        return ()
    return (Fix(f"use {_HEIR}", edits, safe=False),)


RULE = Rule(
    "wrong-auto-class",
    "arguments and names",
    "error",
    _check,
    loads=Loads(kinds=("model",), libraries=("transformers",)),
    silent=frozenset({"dead", "guarded", "test"}),
)
