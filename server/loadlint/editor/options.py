"""The wishes of the person at the editor, from the client's initialization options."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .wire import convert


@dataclass(frozen=True, slots=True)
class Options:
    """The wishes about what is shown, and when. A member that is missing or of another type is the default.

    `verify` offers to verify loads; `on_save` lints a text when it is saved, not while it is typed; `quiet` sends
    messages that nobody asked for to the log.
    """

    enabled: bool = True
    trusted: bool = True
    verify: bool = True
    syntax_errors: bool = True
    lenses: bool = True
    hints: bool = True
    on_save: bool = False
    quiet: bool = False


def read(options: dict[str, Any]) -> Options:
    """Return the options in the JSON of a client."""
    return Options(
        enabled=options.get("enable") is not False,
        trusted=options.get("trusted") is not False,
        verify=options.get("verify") is not False,
        syntax_errors=options.get("showSyntaxErrors") is not False,
        lenses=options.get("codeLens") is not False,
        hints=options.get("inlayHints") is not False,
        on_save=options.get("run") == "onSave",
        quiet=options.get("showNotifications") == "off",
    )


def of_folders(options: dict[str, Any]) -> dict[Path, Options]:
    """Return the options of each workspace folder that has its own, by its path; what it leaves out is the window's."""
    folders = options.get("folders")
    members = folders.items() if isinstance(folders, dict) else ()
    return {
        Path(path): read({**options, **own})
        for uri, own in members
        if isinstance(own, dict) and (path := convert.path(uri)) is not None
    }
