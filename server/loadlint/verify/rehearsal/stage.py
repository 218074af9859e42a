"""A private place for rehearsals: a cache of the hub and copies of folders, in which weights are holes.

The libraries of a load read it through their own variables, so the load goes through unchanged.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from loadlint.errors import LoadlintError
from loadlint.project import hub_cache
from loadlint.verify.estimate import hub
from loadlint.verify.estimate.shelf import Folder, Shelf, configuration, find
from loadlint.verify.files.configuration import Configuration
from loadlint.verify.files.values import Table, table
from loadlint.verify.report import Json
from loadlint.verify.request import Passed, VerifyRequest

from . import headers, marks, mirror, named

# Variables that would lead a library past the stage.
DROPPED = ("TRANSFORMERS_CACHE", "PYTORCH_TRANSFORMERS_CACHE", "PYTORCH_PRETRAINED_BERT_CACHE",
           "SENTENCE_TRANSFORMERS_HOME", "DIFFUSERS_CACHE")  # fmt: skip
_ONLINE = "fetch it once, or rehearse while the hub can be reached"
ROOM = "free some room, or set LOADLINT_CACHE_DIR to a folder on another disk"
CHECK = "check the network and HF_ENDPOINT, or fetch the model once"


class CannotRehearseError(LoadlintError):
    """A load that cannot be rehearsed. `fails` means that the load itself would fail for the same reason."""

    def __init__(self, message: str, cure: str | None = None, *, fails: bool = False) -> None:
        super().__init__(message)
        self.cure, self.fails = cure, fails

    @property
    def line(self) -> str:
        """Return what is wrong and the cure in one line."""
        return f"{self}; {self.cure}" if self.cure else str(self)


class CalledOffError(LoadlintError):
    """A person cancelled while the files were laid."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A load on the stage: the request as the worker gets it, its variables, and the names that people see."""

    request: VerifyRequest
    environment: Mapping[str, str]
    shown: Mapping[str, str]
    shelf: Shelf | None
    facts: Json


@dataclass
class Stage:
    """A folder with what rehearsals read; models that several loads name are laid once."""

    folder: Path
    models: dict[named.Named, mirror.Model] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def lay(self, request: VerifyRequest, cwd: Path, cancel: threading.Event) -> Laid:
        """Lay the models of a request; raise CannotRehearseError where that fails, CalledOffError after a cancel."""

        def check() -> None:
            if cancel.is_set():
                raise CalledOffError("cancelled")

        try:
            with self.lock:
                wanted = named.models(request)
                laid = [model for it in wanted for model in self._with_base(it, request, cwd, check)]
        except hub.HubError as error:
            fails = str(error) in hub.REASONS.values()
            raise CannotRehearseError(str(error), None if fails else CHECK, fails=fails) from error
        except headers.UnreadableHeaderError as error:
            raise CannotRehearseError(str(error), "verify the load with its weights") from error
        except OSError as error:
            why = error.strerror or str(error)
            raise CannotRehearseError(f"the files of the rehearsal cannot be written: {why}", ROOM) from error
        return self._laid(request, wanted, laid)

    def _with_base(
        self, wanted: named.Named, request: VerifyRequest, cwd: Path, check: Callable[[], None]
    ) -> Iterator[mirror.Model]:
        """Yield the model, the base of an adapter, and the repositories that its configuration takes code from."""
        model = self._model(wanted, request, cwd, check)
        if model is None:
            return
        yield model
        adapter = table(model.folder / "adapter_config.json")
        base = adapter.get("base_model_name_or_path")
        if isinstance(base, str) and base:
            revision = Table(adapter).text("revision") or "main"
            loaded = self._model(named.Named(base, revision), request, cwd, check)
            if loaded is not None:
                yield loaded
                if loaded.commit is None:
                    _replace(
                        model.folder / "adapter_config.json", {**adapter, "base_model_name_or_path": str(loaded.folder)}
                    )
        for name in configuration(Folder(model.folder)).repositories if request.argument("trust_remote_code") else ():
            code = self._model(named.Named(name), request, cwd, check)
            yield from (code,) if code else ()

    def _model(
        self, wanted: named.Named, request: VerifyRequest, cwd: Path, check: Callable[[], None]
    ) -> mirror.Model | None:
        """Lay one model; None for what is neither a folder nor a repository, on which the load fails as it would."""
        if wanted in self.models:
            return self.models[wanted]
        shelf = _shelf(wanted, request, cwd)
        if shelf is None:
            _require_name(wanted, cwd)
            return None
        model = self._local(wanted, shelf, check) if _is_local(wanted, cwd) else self._cached(wanted, shelf, check)
        self.models[wanted] = model
        return model

    def _local(self, wanted: named.Named, shelf: Shelf, check: Callable[[], None]) -> mirror.Model:
        target = (
            self.folder / "folders" / str(len(self.models)) / (os.path.basename(wanted.name.rstrip("/\\")) or "model")
        )
        target.mkdir(parents=True)
        return replace(mirror.mirror(shelf, target, kept=None, named=wanted.gguf, check=check), name=wanted.name)

    def _cached(self, wanted: named.Named, shelf: Shelf, check: Callable[[], None]) -> mirror.Model:
        """Lay a repository out as a cache of the hub has it."""
        if not hub_cache.is_reference(wanted.revision):
            raise CannotRehearseError(f"{wanted.name} can have no revision {wanted.revision}", fails=True)
        cached = hub_cache.find(wanted.name, wanted.revision)
        commit = shelf.commit() if isinstance(shelf, hub.Repository) else cached.commit
        if commit is None:
            raise CannotRehearseError(f"the hub names no commit of {wanted.name}", CHECK)
        if isinstance(shelf, hub.Repository):
            shelf.revision = commit
        folder = self.hub / f"models--{wanted.name.replace('/', '--')}"
        target = folder / "snapshots" / commit
        target.mkdir(parents=True, exist_ok=True)
        kept = hub_cache.find(wanted.name, commit).folder
        model = mirror.mirror(shelf, target, kept=kept, named=wanted.gguf, check=check)
        if not model.weights and not isinstance(shelf, hub.Repository):
            raise CannotRehearseError(f"offline, and the cache holds no weights of {wanted.name}", _ONLINE)
        if not hub_cache.is_commit(wanted.revision):
            reference = folder / "refs" / wanted.revision
            reference.parent.mkdir(parents=True, exist_ok=True)
            reference.write_text(commit, encoding="ascii")
        return replace(model, name=wanted.name, commit=commit)

    @property
    def hub(self) -> Path:
        return self.folder / "hub"

    def _laid(self, request: VerifyRequest, wanted: tuple[named.Named, ...], models: list[mirror.Model]) -> Laid:
        folders = {it.name: str(it.folder) for it in models if it.commit is None}
        shown = {str(it.folder): it.name for it in models if it.commit is None} | {str(self.hub): str(hub_cache.root())}
        main = self.models.get(wanted[0]) if wanted else None
        shelf = Folder(main.folder) if main else None
        facts = {
            "weights": sum(it.weights for it in models),
            "fetched": sum(it.fetched for it in models),
            "models": [it.as_json() for it in models],
            "pickles": [file for it in models for file in it.pickles],
        }
        config = configuration(shelf) if shelf else Configuration()
        return Laid(
            named.staged(request, folders), self.environment(), shown, shelf,
            marks.of(facts, smoke=request.smoke, config=config),
        )  # fmt: skip

    def environment(self) -> dict[str, str]:
        """Return the variables by which libraries read the stage and nothing else."""
        cache = dict.fromkeys(("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"), str(self.hub))
        offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
        return {**cache, **offline, "HF_MODULES_CACHE": str(self.folder / "modules")}


def _shelf(wanted: named.Named, request: VerifyRequest, cwd: Path) -> Shelf | None:
    """Return the files of a model, as its estimate finds them; never those of one of its folders."""
    asked = [it for it in request.arguments if it.name in ("token", "use_auth_token", "local_files_only")]
    naming = Passed("model", {"literal": wanted.name}), Passed("revision", {"literal": wanted.revision})
    return find(replace(request, arguments=(*naming, *asked)), cwd)


def _is_local(wanted: named.Named, cwd: Path) -> bool:
    return os.path.isdir(cwd / wanted.name)


def _require_name(wanted: named.Named, cwd: Path) -> None:
    if hub_cache.is_name(wanted.name) and not os.path.exists(cwd / wanted.name):
        raise CannotRehearseError(f"offline, and the cache holds no model {wanted.name}", _ONLINE)


def _replace(path: Path, value: Json) -> None:
    """Write a file in the place of a link, whose target belongs to the user."""
    path.unlink()
    path.write_text(json.dumps(value), encoding="utf-8")
