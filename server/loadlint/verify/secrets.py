"""Keeps access tokens out of everything that leaves a verification."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

HIDDEN = "<hidden>"
TOKEN = re.compile(r"\bhf_[A-Za-z0-9]{20,}|\bapi_org_[A-Za-z0-9]{20,}")
VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_HUB_TOKEN")


class Redactor:
    """Replaces token-like texts and exact secrets, in texts and in whole events."""

    def __init__(self, secrets: Iterable[str], environment: Mapping[str, str]) -> None:
        known = {*secrets, *(environment.get(name, "") for name in VARIABLES)}
        # Longest first, so that a secret that holds another goes whole.
        self.secrets = sorted((it for it in known if len(it) >= 4), key=len, reverse=True)

    def text(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        return TOKEN.sub(HIDDEN, text)

    def value(self, value: Any) -> Any:
        """The same JSON value with every text redacted, names of items included."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.value(key): self.value(it) for key, it in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(it) for it in value]
        return value
