"""Removal of access tokens from everything that leaves a verification."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

HIDDEN = "<hidden>"
# Tokens of the hub, and the user and password of a URL.
TOKEN = re.compile(r"\bhf_[A-Za-z0-9]{20,}|\bapi_org_[A-Za-z0-9]{20,}|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_HUB_TOKEN")


class Redactor:
    """Replace texts that look like tokens, and exact secrets, in texts and in whole events."""

    def __init__(self, secrets: Iterable[str], environment: Mapping[str, str]) -> None:
        texts = {*secrets, *(environment.get(name, "") for name in VARIABLES)}
        # Longest first, so that a secret that contains another is replaced as a whole.
        self.secrets = sorted((it for it in texts if len(it) >= 4), key=len, reverse=True)

    def text(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        return TOKEN.sub(HIDDEN, text)

    def value(self, value: Any) -> Any:
        """Return the same JSON value with every text redacted, including the keys of objects."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.value(key): self.value(it) for key, it in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(it) for it in value]
        return value
