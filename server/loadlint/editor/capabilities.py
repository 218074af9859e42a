"""The names that the server offers, and the answer to `initialize`; nothing of the protocol's library.

A client is judged by nothing but what it can do: members that are missing, of another type or unknown are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from loadlint import __version__

VERIFY, CANCEL, RESTART = "loadlint.verifyLoad", "loadlint.cancelVerify", "loadlint.restart"
COMPARE, REPORTS, RULE = "loadlint.compareLoad", "loadlint.reports", "loadlint.rule"
IGNORE, REHEARSE, LOADS = "loadlint.ignoreHere", "loadlint.rehearseLoad", "loadlint.loads"
PAGE, APPLY, RUN = "loadlint.reportPage", "loadlint.applyFixes", "loadlint.runLoad"
ENVIRONMENT = "loadlint.environment"
# Commands of the client, for one that says it has them: those of lenses, and those of buttons.
SHOW_REPORT, SHOW_RULE = "loadlint.showReport", "loadlint.showRule"
COMMANDS = (VERIFY, REHEARSE, COMPARE, RUN, CANCEL, REPORTS, LOADS, PAGE, APPLY, RULE, IGNORE, ENVIRONMENT, RESTART)
INSTALL, CHOOSE, COPY, OPEN = "loadlint.install", "loadlint.choosePython", "loadlint.copy", "loadlint.open"
TRUST = "workbench.trust.manage"
QUICK_FIX, FIX_ALL, FIX_ALL_NOTEBOOK = "quickfix", "source.fixAll.loadlint", "notebook.source.fixAll.loadlint"
ACTION_KINDS = (QUICK_FIX, FIX_ALL, FIX_ALL_NOTEBOOK)
# Between two servers of ours: a request that is answered when no work is left, and the option that makes the second
# one, which is where it begins to count names.
SETTLED = "loadlint/settled"
SECOND, FIRST_OF_SECOND = "second", 1_000_000
# Typed inside a load, these make an editor ask for completions.
TRIGGERS = ("(", ",", "=", '"', "'", "/")


@dataclass(frozen=True, slots=True)
class Client:
    """The abilities of the editor, and the unit of its columns (`utf-8`, `utf-16` or `utf-32`).

    A client that wants versions takes diagnostics as true of one version only, so it needs them for each. A client
    that `resolves` asks for the edit of an action when it is chosen; one that `asks` has an input box for us; one
    with `commands` has our commands that show a report and a rule; one with `cures` has buttons for our messages;
    one with `whole` shows findings in files that are not open.
    """

    encoding: str = "utf-16"
    versioned_edits: bool = False
    pulls: bool = False
    lenses: bool = False
    refreshes_lenses: bool = False
    progress: bool = False
    watches: bool = False
    wants_versions: bool = False
    resolves: bool = False
    asks: bool = False
    commands: bool = False
    cures: bool = False
    whole: bool = False


def client(params: dict[str, Any]) -> Client:
    """Read the abilities of a client from the parameters of `initialize`.

    A client counts as pulling only if it can also be asked to pull again.
    """
    abilities = part(params, "capabilities")
    workspace, text = part(abilities, "workspace"), part(abilities, "textDocument")
    options = part(params, "initializationOptions")
    properties = part(text, "codeAction", "resolveSupport").get("properties")
    return Client(
        encoding=encoding(part(abilities, "general").get("positionEncodings")),
        versioned_edits=_flag(workspace, "workspaceEdit", "documentChanges"),
        pulls=isinstance(text.get("diagnostic"), dict) and _flag(workspace, "diagnostics", "refreshSupport"),
        lenses=isinstance(text.get("codeLens"), dict),
        refreshes_lenses=_flag(workspace, "codeLens", "refreshSupport"),
        progress=_flag(abilities, "window", "workDoneProgress"),
        watches=_flag(workspace, "didChangeWatchedFiles", "dynamicRegistration"),
        wants_versions=_flag(text, "publishDiagnostics", "versionSupport"),
        resolves=isinstance(properties, list) and "edit" in properties,
        asks=options.get("input") is True,
        commands=options.get("commands") is True,
        cures=options.get("cures") is True,
        # The second server of a session reads what the first one asks about.
        whole=options.get("diagnosticMode") == "workspace" and SECOND not in options,
    )


def encoding(offered: object) -> str:
    """Choose the position encoding: utf-8 where offered, else the first we know, else utf-16."""
    names = offered if isinstance(offered, Iterable) and not isinstance(offered, str | dict) else ()
    usable = [name for name in names if name in ("utf-8", "utf-16", "utf-32")]
    return "utf-8" if "utf-8" in usable else next(iter(usable), "utf-16")


def answer(body: bytes) -> dict[str, Any] | None:
    """Answer an `initialize` request; None for anything else, which is left to the server."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(message, dict) or message.get("method") != "initialize" or "id" not in message:
        return None
    params = message.get("params")
    if not isinstance(params, dict) or not isinstance(params.get("capabilities"), dict):
        return None
    result = {"capabilities": _offered(params), "serverInfo": {"name": "loadlint", "version": __version__}}
    return {"id": message["id"], "jsonrpc": "2.0", "result": result}


def part(value: object, *names: str) -> dict[str, Any]:
    """Follow names into nested objects; an empty object where one of them is missing or of another type."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _offered(params: dict[str, Any]) -> dict[str, Any]:
    abilities = client(params)
    offered: dict[str, Any] = {
        "positionEncoding": abilities.encoding,
        "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": False}},
        "completionProvider": {"triggerCharacters": list(TRIGGERS)},
        "hoverProvider": True,
        "codeActionProvider": {"codeActionKinds": list(ACTION_KINDS), "resolveProvider": True},
        "inlayHintProvider": {"resolveProvider": False},
        "codeLensProvider": {"resolveProvider": False},
        "executeCommandProvider": {"commands": list(COMMANDS)},
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "fileOperations": {},
        },
    }
    if abilities.pulls:
        # A client that sees a provider may pull and be pushed to, and then shows each finding twice.
        offered["diagnosticProvider"] = {
            "interFileDependencies": False,
            "workspaceDiagnostics": abilities.whole,
            "identifier": "loadlint",
        }
    if isinstance(params["capabilities"].get("notebookDocument"), dict):
        cells = {"notebook": {"notebookType": "jupyter-notebook"}, "cells": [{"language": "python"}]}
        offered["notebookDocumentSync"] = {"notebookSelector": [cells], "save": False}
    return offered


def _flag(value: object, *names: str) -> bool:
    return part(value, *names[:-1]).get(names[-1]) is True
