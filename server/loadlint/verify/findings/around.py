"""Gather all that is at hand about a failing load: its request, its folder, its estimate and its log."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from loadlint.verify.files.values import table
from loadlint.verify.report import Json
from loadlint.verify.request import VerifyRequest

LARGEST = 1 << 20  # bytes of a configuration that is read
MOST_FILES = 2000


@dataclass(frozen=True, slots=True)
class Around:
    """One failing load; `text` is `Type: message` of the error and its causes, `traceback` all of it."""

    text: str
    traceback: str = ""
    request: VerifyRequest | None = None
    cwd: str = "."
    environment: Json = field(default_factory=dict)
    estimate: Json = field(default_factory=dict)
    log: Sequence[str] = ()
    python: str = "python"

    @property
    def source(self) -> str:
        """The folder, file or repository that the call names; empty when it names none."""
        return (self.request.source if self.request else None) or ""

    @property
    def path(self) -> Path:
        return Path(self.cwd) / self.source

    @property
    def folder(self) -> Path | None:
        """The folder with the model, the subfolder that the call names included."""
        if not self.source or not _is_folder(self.path):
            return None
        inside = self.literal("subfolder")
        return self.path / inside if isinstance(inside, str) and _is_folder(self.path / inside) else self.path

    @property
    def files(self) -> list[str]:
        """The names of files and folders in the model's folder, those of one folder below included."""
        folder = self.folder
        if folder is None:
            return []
        names = islice(chain.from_iterable(map(folder.glob, ("*", "*/*"))), MOST_FILES)
        return sorted(it.relative_to(folder).as_posix() for it in names)

    @property
    def config(self) -> Json:
        """The model's configuration; empty when there is none that can be read."""
        return table(self.folder / "config.json", LARGEST) if self.folder else {}

    @property
    def adapter(self) -> tuple[Path, Json] | None:
        """The folder of the adapter that the call names, and its configuration."""
        names = [it.value.get("literal") for it in self.request.arguments] if self.request else []
        for folder in (Path(self.cwd) / it for it in names if isinstance(it, str)):
            if os.path.isfile(folder / "adapter_config.json"):
                return folder, table(folder / "adapter_config.json", LARGEST)
        return None

    def literal(self, *names: str) -> Any:
        """The plain value of an argument; None when there is none."""
        return ((self.request.argument(*names) if self.request else None) or {}).get("literal")

    def installed(self, library: str) -> str:
        return str(self.environment.get("versions", {}).get(library, ""))

    @property
    def words(self) -> str:
        """The error, its traceback and the last lines of the log, to search in."""
        return "\n".join([self.text, self.traceback, *self.log[-60:]])


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)
