"""An environment variable is set after the import that has read it."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import EnvironmentSetting, Finding, Program, Related, Rule, Span, Targets, fitting

_READ_AT_IMPORT = (
    "HF_HOME", "HF_HUB_CACHE", "HF_HUB_OFFLINE", "HF_ENDPOINT", "HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_OFFLINE",
)  # fmt: skip
# huggingface_hub does not read these: an import of transformers, by the program or by a library, has to come first.
_READ_BY_TRANSFORMERS = ("TRANSFORMERS_CACHE", "TRANSFORMERS_VERBOSITY")
_NOT_READ = "TRANSFORMERS_CACHE"
_IMPORT_TRANSFORMERS = ("transformers", "sentence_transformers", "peft", "trl")


def _check(program: Program, targets: Targets) -> Iterator[Finding]:
    for it in program.facts(EnvironmentSetting):
        if it.library == "torch.cuda":
            message = f"{it.name} has no effect here, as CUDA has started before"
            yield Finding(message, it.span, related=(Related("started here", it.imported),), severity="warning")
            continue
        reader = _reader(it, program)
        if reader is not None and it.name == _NOT_READ and targets.transformers.perhaps((5, 0)):
            yield Finding(f"{it.name} has no effect since transformers 5.0", it.span)
        elif reader is not None:
            library, imported = reader
            message = fitting(f"{it.name} has no effect after the import of {library}", f"{library} has read {it.name}")
            yield Finding(message, it.span, related=(Related("read here", imported),))


def _reader(setting: EnvironmentSetting, program: Program) -> tuple[str, Span] | None:
    """Return the library that read the variable before the assignment, and its import; None where none has."""
    if setting.name in _READ_AT_IMPORT or setting.name.startswith("HF_HUB_"):
        return setting.library, setting.imported
    if setting.name not in _READ_BY_TRANSFORMERS:
        return None
    before = (it for it in program.imports if it.statement.end <= setting.span.start and not it.inside)
    imports = ((it.origin.partition(".")[0], it.statement) for it in before if not it.conditional)
    return next((it for it in imports if it[0] in _IMPORT_TRANSFORMERS), None)


RULE = Rule(
    "env-after-import",
    "structure",
    "error",
    check_file=_check,
)
