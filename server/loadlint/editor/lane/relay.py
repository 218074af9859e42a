"""Messages of the client: which of them the second server gets, and which this one handles."""

from __future__ import annotations

from typing import Any

from . import routes
from .lane import OURS, Lane
from .second import Second


def takes(lane: Lane, message: dict[str, Any]) -> bool:
    """Hand a message of the client on to the second server; return whether that alone is to handle it."""
    method = message.get("method")
    if method is None:
        return _takes_answer(lane, message)
    if "id" in message:
        return _takes_request(lane, method, message)
    return lane.second is not None and _takes_notice(lane, lane.second, method, message)


def _takes_answer(lane: Lane, message: dict[str, Any]) -> bool:
    identity = message.get("id")
    if not isinstance(identity, str) or not identity.startswith(OURS):
        return False
    if lane.second is not None:
        lane.second.send({**message, "id": identity.removeprefix(OURS)})
    return True


def _takes_request(lane: Lane, method: str, message: dict[str, Any]) -> bool:
    params = message.get("params")
    if method == routes.COMMAND and routes.command(params) in routes.COMMANDS_TO_ALL:
        if lane.second is not None:
            lane.second.send({**message, "id": next(lane.numbers)})
        return False
    uri = _document(lane, routes.about(method, params)) if lane.enabled and _is_sound(message["id"]) else None
    if lane.second is not None and uri in lane.uris:
        lane.ask(lane.second, uri, message)
        return True
    if uri is not None and method != routes.COMMAND:
        lane.waiting[message["id"]] = uri, message
    return False


def _takes_notice(lane: Lane, second: Second, method: str, message: dict[str, Any]) -> bool:
    params = message.get("params")
    if method == "$/cancelRequest":
        return _cancels(lane, second, params)
    if method in routes.TO_ALL:
        second.send(message)
    uri = _document(lane, routes.about(method, params)) if method in routes.TEXTS else None
    if uri in lane.uris:
        second.send(message)
        if method not in routes.CLOSES:
            lane.settle(second, uri)
    return False


def _cancels(lane: Lane, second: Second, params: object) -> bool:
    identity = params.get("id") if isinstance(params, dict) else None
    for number, asked in lane.asked.items():
        if asked.reply is None and asked.message is not None and asked.message["id"] == identity:
            second.send({"method": "$/cancelRequest", "params": {"id": number}})
            return True
    return False


def _is_sound(identity: object) -> bool:
    return isinstance(identity, int | str)


def _document(lane: Lane, uri: object) -> str | None:
    """Return the URI of the document that is, or has a cell, under this URI."""
    if not isinstance(uri, str) or uri in lane.documents:
        return uri if isinstance(uri, str) else None
    return next((it for it, document in lane.documents.items() if document.notebook and document.cell(uri)), None)
