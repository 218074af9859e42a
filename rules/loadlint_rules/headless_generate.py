"""Text is generated with a model that was loaded without its language head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .analysis import edits
from .analysis.model import Edit, Finding, Fix, Loads, LoadSite, Program, Related, Rule, Span, Targets, Use
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


# Encoders, and heads that generate no text.
_ENCODERS = re.compile(
    r"(Bert|Roberta|XLMRoberta|DistilBert|Albert|Electra|Deberta(V2)?|MPNet|T5Encoder)Model"
    r"|(Auto|Bert|Roberta|XLMRoberta|DistilBert|Albert|Electra|Deberta(V2)?|Llama|GPT2|Mistral|Qwen2)(Model)?"
    r"For(SequenceClassification|TokenClassification|QuestionAnswering|MultipleChoice)"
)
_LOCAL = re.compile(r"(\.{1,2}|~|/|[A-Za-z]:[\\/]).*", re.DOTALL)
_OF_TEXT = ("max_new_tokens", "do_sample", "temperature", "top_p", "top_k", "num_beams")


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if not _is_headless(site):
        return
    for use in site.uses:
        if use.kind == "wrap":
            return
        if use.kind == "generate" and use.name == "generate" and _is_sure(site, use, program):
            yield Finding(
                f"generate raises, as {site.name} has no language head",
                use.part,
                _fixes(site, program),
                (Related("loaded without a head here", site.callee_span),),
            )


def _is_headless(site: LoadSite) -> bool:
    if _BASE.fullmatch(site.name) or _ENCODERS.fullmatch(site.name):
        return True
    first = site.argument(*site.loader.parameters[:1])
    names = strings(first.value) if first is not None else []
    is_text = bool(names) and all(_TEXT_ONLY.fullmatch(it) for it in names)
    return site.name == "AutoModel" and (is_text or _is_local(site)) and not site.opaque and not is_remote_code(site)


def _is_local(site: LoadSite) -> bool:
    first = site.argument(*site.loader.parameters[:1])
    names = strings(first.value) if first is not None else []
    return "folder" in site.circumstances or (bool(names) and all(_LOCAL.fullmatch(it) for it in names))


def _is_sure(site: LoadSite, use: Use, program: Program) -> bool:
    """Return whether a local checkpoint is certainly one of text: a tokenizer comes from the same place."""
    if site.name != "AutoModel" or not _is_local(site):
        return True
    first = site.argument(*site.loader.parameters[:1])
    same = (it.arguments[0].text for it in program.loads if it.loader.kind == "tokenizer" and it.arguments)
    return any(it.name in _OF_TEXT for it in use.arguments) and first is not None and first.text in same


def _fixes(site: LoadSite, program: Program) -> tuple[Fix, ...]:
    start = site.callee_span.start
    head = program.source.text[start : site.callee_span.end].removesuffix(".from_pretrained")
    if head != site.name or _ENCODERS.fullmatch(site.name):
        return ()
    library = site.callee.partition(".")[0]
    added = edits.add_import(program, library, "AutoModelForCausalLM", start)
    heir = edits.reach(program, library, "AutoModelForCausalLM", start)
    renamed = Edit(Span(start, start + len(head)), heir)
    return (Fix("load the model with its language head", (*added, renamed), safe=False),)


RULE = Rule(
    "headless-generate",
    "structure",
    "error",
    _check,
    loads=Loads(libraries=("transformers",)),
    silent=frozenset({"dead", "test", "guarded"}),
)
