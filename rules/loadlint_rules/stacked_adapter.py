"""An adapter is put into a model that has one already."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import AdapterCall, Finding, Loads, LoadSite, Program, Related, Rule, Targets, Use

_TAKES_OUT = ("merge_and_unload", "unload", "delete_adapter")


def _check(load: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    uses = [it for it in load.uses if it.kind in ("train", "wrap")]
    calls = {it.span: it for it in program.facts(AdapterCall)} if uses else {}
    put = [(use, calls[use.span]) for use in uses if use.span in calls]
    for position, (use, call) in enumerate(put):
        is_repeated = call.loop is not None and not call.prompts and not call.loop.contains(load.call)
        if is_repeated and not _is_taken_out(load, use):
            yield Finding(
                "each round puts another adapter into the same model",
                call.span,
                related=(Related("the model is loaded here, outside of the loop", load.callee_span),),
            )
            return
        earlier = next((it for it in put[:position] if _are_stacked(it, (use, call), load)), None)
        if earlier is not None:
            yield Finding(
                "both adapters change the model, as the first one is still in it",
                call.span,
                related=(Related("the first one is put in here", earlier[1].span),),
            )


def _are_stacked(first: tuple[Use, AdapterCall], second: tuple[Use, AdapterCall], load: LoadSite) -> bool:
    """Return whether both calls run on one model, with no adapter taken out between them."""
    if first[1].span == second[1].span or second[1].span in first[1].excluded or first[1].prompts:
        return False
    if first[1].named != second[1].named or not (first[0].sure or second[0].sure):
        return False
    return not _is_taken_out(load, first[0], second[0])


def _is_taken_out(load: LoadSite, first: Use, second: Use | None = None) -> bool:
    """Return whether the adapter of a use is taken out later; before `second` where that is passed."""
    end = second.span.end if second is not None else None
    later = (it for it in load.uses if it.span.end > first.span.end and (end is None or it.span.end < end))
    return any(it.name in _TAKES_OUT for it in later)


RULE = Rule(
    "stacked-adapter",
    "adapters",
    "warning",
    _check,
    loads=Loads(kinds=("model",), libraries=("transformers",)),
    silent=frozenset({"dead", "test"}),
)
