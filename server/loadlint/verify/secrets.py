"""Removal of access tokens and passwords from everything that leaves loadlint: reports, events, errors, messages."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any
from urllib.parse import unquote

from loadlint.project import hub_cache
from loadlint.source import regular
from loadlint.words import visible

HIDDEN = "<hidden>"
TRUE = {"1", "ON", "YES", "TRUE"}
_SHORTEST = 4
# A user name alone may also be part of a path, but not one as long as a token.
_SHORTEST_NAME = 12
_NAMES = r"(?:TOKEN|SECRET|PASSWORD|PASSWD|API_KEY|ACCESS_KEY|PRIVATE_KEY)"
_SECRET_VARIABLE = re.compile(rf"(?:^|_){_NAMES}$|^HUGGING_?FACE_?HUB_TOKEN$", re.IGNORECASE)
_USERINFO = re.compile(r"://(?!git@)([^\s/?#'\"]+)@")
# The groups that are kept say where a secret begins that has no form of its own.
_SECRET = re.compile(
    r"(?P<scheme>://|\bhttps?:/)(?!git@)[^\s/?#'\"<>]+(?=@)"
    r"|(?P<header>\bBearer +)[\w.~+/=-]{12,}"
    r"|(?P<authorization>\bauthorization['\"]?\s*[:=]\s*['\"]?\w+ +)[\w.~+/=-]+"
    r"|(?P<query>[?&](?:x-amz-\w+|(?:access_|auth_)?token|api_?key|password|secret|sig|signature)=)[^\s&'\"]+"
    rf"|(?P<variable>\b(?-i:[A-Z0-9_]*{_NAMES})=)[^\s'\"<]{{4,}}"
    r"|(?-i:"
    r"\b(?:hf|api_org)_[A-Za-z0-9]{20,}"
    r"|\b(?:gh[pousr]|npm|r8)_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}"
    r"|\b(?:glpat|nvapi|xox[a-z])-[\w-]{10,}"
    r"|\bsk-(?=[\w-]*\d)[\w-]{20,}|\bsk_(?:live|test)_\w{16,}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}"
    r"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+"
    r")",
    re.IGNORECASE,
)


class Redactor:
    """Replace texts that look like secrets, and exact ones, in texts and in whole values.

    The exact ones are those named, the stored token of the hub, the values of variables such as HF_TOKEN, and the
    passwords of URLs in variables.
    """

    def __init__(self, secrets: Iterable[str], environment: Mapping[str, str]) -> None:
        texts = {*secrets, stored_token(environment) or "", *_of_environment(environment)}
        # Longest first, so that a secret that contains another is replaced as a whole.
        self.secrets = sorted((it for it in texts if len(it) >= _SHORTEST), key=len, reverse=True)

    def text(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        return _SECRET.sub(lambda match: (match[match.lastgroup] if match.lastgroup else "") + HIDDEN, text)

    def value(self, value: Any) -> Any:
        """Return the same JSON value, or dataclass of such values, with every text redacted, keys of objects too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.value(key): self.value(it) for key, it in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.value(it) for it in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{it.name: self.value(getattr(value, it.name)) for it in fields(value)})
        return value


def hide(text: str) -> str:
    """Return a text for people without secrets, where no request says which there are."""
    return Redactor((), os.environ).text(text)


def printable(text: str) -> str:
    """Return a text for a terminal, without secrets and as nothing but text."""
    return visible(hide(text))


def stored_token(environment: Mapping[str, str]) -> str | None:
    """Return the token of the environment or of `hf auth login`, unless the environment turns it off."""
    if environment.get("HF_HUB_DISABLE_IMPLICIT_TOKEN", "").upper() in TRUE:
        return None
    named = environment.get("HF_TOKEN") or environment.get("HUGGING_FACE_HUB_TOKEN")
    if named:
        return named.strip()
    file = environment.get("HF_TOKEN_PATH") or hub_cache.home(environment) / "token"
    try:
        data, _ = regular.read(os.path.expanduser(file))
    except OSError:
        # Nobody has logged in.
        return None
    return data.decode("ascii", "replace").strip() or None


def _of_environment(environment: Mapping[str, str]) -> Iterator[str]:
    for name, value in environment.items():
        if _SECRET_VARIABLE.search(name):
            yield value.strip()
        if "@" in value:
            for userinfo in _USERINFO.findall(value):
                yield from _of_userinfo(userinfo)


def _of_userinfo(userinfo: str) -> Iterator[str]:
    """The forms in which libraries show the password of a URL; the last is that of a header."""
    user, colon, password = userinfo.partition(":")
    if not colon:
        yield from (it for it in (user, unquote(user)) if len(it) >= _SHORTEST_NAME)
        return
    yield from (userinfo, password, unquote(password))
    yield base64.b64encode(unquote(userinfo).encode()).decode()
