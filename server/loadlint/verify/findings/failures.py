"""Explain why a load failed: its cause from the facts around it, else from the table of known errors."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence

from loadlint import crashes
from loadlint.verify import figures
from loadlint.verify.known.entry import Known
from loadlint.verify.known.errors import ADAPTER, KNOWN, NO_ROOM
from loadlint.verify.report import Change, Failure, Json

from . import causes, what_fits
from .around import Around
from .devices import holdings

# Packages that are installed under another name than they are imported.
DISTRIBUTIONS = {"PIL": "pillow", "cv2": "opencv-python", "sklearn": "scikit-learn", "yaml": "pyyaml"}
MISSING_BASE = re.compile(r"the files are not in the cache|there is no folder")


def failure(event: Json, phase: str, around: Around) -> Failure:
    """The failure that an error event of the worker reports."""
    chain = event.get("chain") or [{"type": "Error", "message": "no message"}]
    try:
        return _explained(event, chain, phase, around)
    except Exception as error:  # a fault of ours must not hide the error that there was
        kind, message = str(chain[0].get("type", "Error")), str(chain[0].get("message", "no message"))
        text = f"{event.get('traceback', '')}\nloadlint could not judge it: {crashes.described(error)}"
        return Failure(kind, message, phase, traceback=text)


def texts(chain: Sequence[Json]) -> list[str]:
    """`Type: message` of each exception, outermost first."""
    return [f"{it['type']}: {it['message']}" for it in chain]


def known(chain: Sequence[Json], python: str) -> tuple[str, str] | None:
    """Cause and cure of an error that the table knows by its words alone."""
    match = _look_up(texts(chain))
    if match is None:
        return None
    entry, words = match[0], _words(match[1], None, {}, Around("", python=python))
    return entry.cause.format(**words), entry.cure.format(**words)


def from_text(chain: Sequence[Json], traceback: str) -> tuple[Known, str, str] | None:
    """Entry, cause and cure of an error that perhaps no load has raised: its own words must show that one did."""
    match = _look_up(texts(chain), traceback)
    if match is None:
        return None
    words = _words(match[1], None, {}, Around(""))
    return match[0], match[0].cause.format(**words), match[0].cure.format(**words)


def from_log(kind: str, message: str, phase: str, around: Around) -> Failure | None:
    """The failure of a worker that was ended, where the log and the folder show what was wrong."""
    try:
        cause = causes.find(around)
    except Exception:  # the usual words say enough
        return None
    return Failure(kind, message, phase, cause.text, cause.cure, change=cause.change) if cause else None


def _explained(event: Json, chain: Sequence[Json], phase: str, around: Around) -> Failure:
    kind, message = chain[0]["type"], str(chain[0]["message"]).strip()
    traceback = str(event.get("traceback", ""))
    cause = causes.find(around)
    if cause:
        return Failure(kind, message, phase, cause.text, cause.cure, traceback, cause.change)
    match = _look_up(texts(chain))
    if match is None:
        return Failure(kind, message, phase, traceback=traceback)
    entry, groups = match
    if event.get("adapter") and entry.cause.startswith("the folder has no configuration"):
        entry = ADAPTER
    words = _words(groups, around.source or None, event, around)
    text, cure, change = entry.cause.format(**words), entry.cure.format(**words), _filled(entry.change, words)
    if event.get("adapter") and MISSING_BASE.match(text):
        text = f"the adapter's base {words['base']} is missing: {text}"
    if entry.pattern == NO_ROOM:
        text, cure, change = _no_room(text, message, around.environment, around.estimate)
    return Failure(kind, message, phase, text, cure, traceback, change)


def _look_up(lines: Sequence[str], near: str | None = None) -> tuple[Known, re.Match[str]] | None:
    entries = (it for it in KNOWN if near is None or not it.near or re.search(it.near, near))
    return next(
        ((it, match) for it in entries for text in lines if (match := re.search(it.pattern, text, re.DOTALL))), None
    )


def _words(match: re.Match[str], source: str | None, event: Json, around: Around) -> dict[str, str]:
    """The names that causes and cures of the table are filled with."""
    words = {key: value or "" for key, value in match.groupdict().items()}
    # An adapter's base, say, is not what the call names.
    missing = words.get("missing") or source
    if words.get("package") in DISTRIBUTIONS:
        words["package"] = DISTRIBUTIONS[words["package"]]
    return {
        **words,
        "pip": f"{around.python} -m pip install",
        "source": f"`{missing}`" if missing else "of this name",
        "base": f"`{event.get('adapter')}`",
        "build": str(around.environment.get("torch_build", "unknown")),
    }


def _filled(change: Change | None, words: Mapping[str, str]) -> Change | None:
    return dataclasses.replace(change, argument=change.argument.format(**words)) if change else None


def _no_room(cause: str, message: str, environment: Json, preflight: Json) -> tuple[str, str, Change | None]:
    """The memory that was free and that was asked for, and the first thing that would fit."""
    devices = environment.get("devices") or []
    number = re.search(r"GPU (\d+) has", message)
    met = [it for it in devices if number is None or it["device"] == f"cuda:{number[1]}"][:1]
    free = [f"{it['device']} had {figures.size(it['free'])} free" for it in met if it.get("free") is not None]
    asked = re.search(r"Tried to allocate ([\d.]+ [KMG]iB)", message)
    more = [f"{asked[1]} more were asked for"] if asked else []
    amounts = ", and ".join([*free, *more])
    spread = bool(preflight.get("device_map"))
    cure, change = what_fits.first_that_fits(
        preflight.get("parameters") or 0, preflight.get("dtype"), devices, spread=spread
    )
    held = "; ".join(evidence for _, evidence in holdings(environment))
    return "; ".join(filter(None, (f"{cause}: {amounts}" if amounts else cause, held))), cure, change
