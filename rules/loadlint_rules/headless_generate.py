"""Text is generated with a model that was loaded without its language head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis import edits
from .analysis.model import Edit, Finding, Fix, Loads, LoadSite, Program, Related, Rule, Span, Targets
from .analysis.placement import is_remote_code
from .analysis.values import strings

_BASE = re.compile(
    r"(Llama|Mistral|Mixtral|GPT2|GPTNeo|GPTNeoX|GPTJ|OPT|Bloom|Falcon|Gemma|Gemma2|Phi|Phi3|Qwen2|Qwen3|StableLm)Model"
)
# Checkpoints of text alone, whose base class has no generate() in any release; of others some have.
_TEXT_ONLY = re.compile(
    r"(.*/)?(distil)?(gpt2|gpt-neo|gpt-j|pythia|opt-\d|bloomz?-|(meta-)?llama-[123]|mistral-7b|mixtral-8x7b|gemma-\d+b"
    r"|gemma-2-|qwen2(\.5)?-\d|falcon-\d|phi-2|tinyllama|smollm-|vicuna|starcoder|codegen)"
    r"((?!vision|vl|audio|omni|guard).)*",
    re.IGNORECASE,
)


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if not _is_headless(site):
        return
    for use in site.uses:
        if use.kind == "wrap":
            return
        if use.kind == "generate" and use.name == "generate":
            yield Finding(
                f"{site.name} has no language head and no generate, so this raises",
                use.part,
                _fixes(site, program),
                (Related("loaded without a head here", site.callee_span),),
            )


def _is_headless(site: LoadSite) -> bool:
    if _BASE.fullmatch(site.name):
        return True
    first = site.argument(*site.loader.parameters[:1])
    names = strings(first.value) if first is not None else []
    known = bool(names) and all(_TEXT_ONLY.fullmatch(it) for it in names)
    return site.name == "AutoModel" and known and not site.opaque and not is_remote_code(site)


def _fixes(site: LoadSite, program: Program) -> tuple[Fix, ...]:
    start = site.callee_span.start
    head = program.source.text[start : site.callee_span.end].removesuffix(".from_pretrained")
    if head != site.name:
        return ()
    added = edits.add_import(program, "transformers", "AutoModelForCausalLM", start)
    heir = edits.reach(program, "transformers", "AutoModelForCausalLM", start)
    renamed = Edit(Span(start, start + len(head)), heir)
    return (Fix("load it with its language head", (*added, renamed), safe=False),)


RULE = Rule(
    "headless-generate",
    "structure",
    "error",
    _check,
    loads=Loads(libraries=("transformers",)),
    silent=frozenset({"dead", "test", "guarded"}),
)
