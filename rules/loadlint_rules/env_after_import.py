"""An environment variable is set after the import that has read it."""

from __future__ import annotations

from collections.abc import Iterator

from .analysis.model import EnvironmentSetting, Finding, Program, Related, Rule, Targets

_READ_AT_IMPORT = (
    "HF_HOME", "HF_HUB_CACHE", "HF_HUB_OFFLINE", "HF_ENDPOINT", "HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_CACHE",
    "TRANSFORMERS_OFFLINE", "TRANSFORMERS_VERBOSITY",
)  # fmt: skip


def _check(program: Program, targets: Targets) -> Iterator[Finding]:
    for it in program.settings:
        if _is_read_at_import(it):
            yield Finding(
                RULE.name,
                RULE.severity,
                f"{it.name} was read when {it.library} was imported, so setting it now changes nothing",
                it.span,
                related=(Related("read here", it.imported),),
            )


def _is_read_at_import(setting: EnvironmentSetting) -> bool:
    return setting.name in _READ_AT_IMPORT or setting.name.startswith("HF_HUB_")


RULE = Rule(
    "env-after-import",
    "structure",
    "error",
    "an environment variable is set after the import that has read it",
    check_file=_check,
)
