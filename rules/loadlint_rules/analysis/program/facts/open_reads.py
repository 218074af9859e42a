"""Downloaded files that `torch.load` may unpickle."""

from __future__ import annotations

from collections.abc import Iterator

from ...model import Made, OpenRead, Span, Value
from ...values import is_false
from ..evaluation import evaluated
from .reading import Text

_DOWNLOADS = ("hf_hub_download", "snapshot_download", "load_state_dict_from_url", "cached_download", "cached_file")


def gather(text: Text) -> Iterator[OpenRead]:
    """Yield `weights_only=False` in a `torch.load` of a file that was just downloaded."""
    for line in text.lines_with("weights_only") if "weights_only" in text.words else ():
        for call in (it for statement in text.names.statements(line) for it in statement.calls()):
            if not call.args or text.names.origin(call.func, line) != "torch.load":
                continue
            for arg in call.args:
                is_open = arg.keyword == "weights_only" and is_false(evaluated(text.names, arg.value, line))
                if is_open and _is_downloaded(evaluated(text.names, call.args[0].value, line)):
                    yield OpenRead(Span(line.start + arg.start, line.start + arg.end))


def _is_downloaded(value: Value) -> bool:
    if not isinstance(value, Made):
        return False
    return value.callee.endswith(_DOWNLOADS) or any(_is_downloaded(it) for it in value.positional)
