"""Requests cut down to what loadlint reads, so that whatever else a client sends cannot fail them.

The protocol's library refuses a request for one unknown enumeration value or missing member anywhere in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from loadlint.editor.capabilities import encoding, part

INITIALIZE = "initialize"
SOURCE = "loadlint"


def request(method: object, params: Any) -> Any:
    """The parameters of a request or notice without what loadlint does not read."""
    reduce = _REDUCED.get(method) if isinstance(method, str) else None
    return reduce(params) if reduce is not None and isinstance(params, dict) else params


def _initialize(params: dict[str, Any]) -> dict[str, Any]:
    abilities = part(params, "capabilities")
    general = {"positionEncodings": [encoding(part(abilities, "general").get("positionEncodings"))]}
    capabilities: dict[str, Any] = {"general": general}
    if isinstance(abilities.get("notebookDocument"), dict):
        capabilities["notebookDocument"] = {"synchronization": {}}
    return {
        "processId": _of(params.get("processId"), int),
        "rootUri": _of(params.get("rootUri"), str),
        "rootPath": _of(params.get("rootPath"), str),
        "capabilities": capabilities,
        "workspaceFolders": _folders(params.get("workspaceFolders")),
    }


def _changed_folders(params: dict[str, Any]) -> dict[str, Any]:
    event = part(params, "event")
    return {"event": {"added": _folders(event.get("added")), "removed": _folders(event.get("removed"))}}


def _code_action(params: dict[str, Any]) -> dict[str, Any]:
    context = part(params, "context")
    shown = context.get("diagnostics")
    own = [it for it in shown if isinstance(it, dict) and it.get("source") == SOURCE] if isinstance(shown, list) else []
    kept: dict[str, Any] = {"diagnostics": own}
    if isinstance(context.get("only"), list):
        kept["only"] = [kind for kind in context["only"] if isinstance(kind, str)]
    return {**params, "context": kept}


def _completion(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name != "context"}


def _folders(value: object) -> list[dict[str, str]]:
    folders = [it for it in value if isinstance(it, dict)] if isinstance(value, list) else []
    uris = [uri for it in folders if isinstance(uri := it.get("uri"), str)]
    return [{"uri": uri, "name": uri.rpartition("/")[2]} for uri in uris]


def _of(value: Any, kind: type) -> Any:
    return value if isinstance(value, kind) and not isinstance(value, bool) else None


_REDUCED: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    INITIALIZE: _initialize,
    "textDocument/codeAction": _code_action,
    "textDocument/completion": _completion,
    "workspace/didChangeWorkspaceFolders": _changed_folders,
}
