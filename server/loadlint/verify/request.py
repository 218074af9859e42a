"""A load to run in the user's interpreter, with its missing values and its dangers."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from loadlint_rules.analysis.model import LoadSite

from .report import Json
from .secrets import Redactor
from .tagged import shown

PROMPT = "The capital of France is"
SMOKE_TOKENS = 16
SECRETS = {"token", "use_auth_token", "hub_token", "api_key"}
KINDS = {
    "transformers": {"model", "pipeline"},
    "peft": {"adapter", "peft-model"},
    "diffusers": {"diffusion", "component"},
    "sentence_transformers": {"encoder"},
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that the code does not define; `--set` fills it by `name`, `choices` are the values in the code."""

    name: str
    text: str
    line: int
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A step with the model directly after the load, such as `.half()`."""

    method: str
    positional: tuple[Json, ...]
    keywords: tuple[tuple[str, Json], ...]
    text: str
    line: int

    def as_json(self) -> Json:
        keywords = [[name, value] for name, value in self.keywords]
        return {"method": self.method, "positional": list(self.positional), "keywords": keywords, "line": self.line}


@dataclass(frozen=True, slots=True)
class Passed:
    """One argument of the load."""

    name: str
    value: Json
    positional: bool = False

    def as_json(self) -> Json:
        return {"name": self.name, "value": self.value, "positional": self.positional}


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """A load to run. `dangers` are reasons why the user has to confirm it first.

    `asked` are dtypes and attentions that the code names for the model, in order, each with its line.
    """

    path: str
    line: int
    column: int
    callee: str
    arguments: tuple[Passed, ...] = ()
    steps: tuple[Step, ...] = ()
    unresolved: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()
    cell: int | None = None
    confirmed: bool = False
    offline: bool = False
    smoke: bool = True
    rehearse: bool = False
    prompt: str = PROMPT
    contexts: tuple[Json, ...] = ()
    asked: tuple[Json, ...] = ()
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def argument(self, *names: str) -> Json | None:
        """Return the tagged value of the first argument under one of these names, or None."""
        return next((it.value for it in self.arguments if it.name in names), None)

    @property
    def source(self) -> str | None:
        """Return the model, a folder or the name of a repository, where it is a plain text."""
        value = self.argument("pretrained_model_name_or_path", "model", "model_name_or_path") or {}
        # An adapter or a pipeline may get a model that is loaded inside its call.
        source = next(iter(value.get("load", {}).get("positional", [])), value).get("literal")
        return source if isinstance(source, str) else None

    @property
    def place(self) -> Json:
        """Return the load's place in the code, as the report shows it."""
        return {"path": self.path, "cell": self.cell, "line": self.line, "column": self.column}

    @property
    def call(self) -> str:
        """Return the load in one line, as it runs."""
        arguments = [shown(it.value) if it.positional else f"{it.name}={_hidden(it)}" for it in self.arguments]
        method = self.callee.endswith((".from_pretrained", ".from_single_file"))
        name = ".".join(self.callee.split(".")[-2 if method else -1 :])
        around = "".join(f"with {_context(it)}: " for it in self.contexts if "device" in it or "empty" in it)
        text = f"{around}{name}({', '.join(arguments)})" + "".join(it.text for it in self.steps)
        # Any argument may hold a token.
        return Redactor(self.secrets, os.environ).text(text)

    def as_json(self) -> Json:
        """Return the worker's input; it has secrets, so it is for the pipe alone."""
        smoke: Json | None = {"prompt": self.prompt, "tokens": SMOKE_TOKENS} if self.smoke else None
        if smoke and self.rehearse:
            smoke["zeros"] = True
        return {
            "callee": self.callee,
            "arguments": [it.as_json() for it in self.arguments],
            "steps": [it.as_json() for it in self.steps],
            "contexts": list(self.contexts),
            "smoke": smoke,
        }

    def public_json(self) -> Json:
        """Return the request for a report, without secrets."""
        request: Json = {
            "call": self.call,
            "callee": self.callee,
            "arguments": [dict(it.as_json(), value=_public(it)) for it in self.arguments],
            "steps": [it.as_json() for it in self.steps],
            "contexts": list(self.contexts),
            "notes": list(self.notes),
            "offline": self.offline,
            "asked": list(self.asked),
        }
        redacted: Json = Redactor(self.secrets, os.environ).value(request)
        return redacted


def can_verify(load: LoadSite) -> bool:
    """Return whether the worker can run this load."""
    library = load.callee.partition(".")[0]
    runs = load.callee.endswith(".from_pretrained") or load.name == "pipeline" or library == "sentence_transformers"
    return load.loader.kind in KINDS.get(library, ()) and runs


def _context(context: Json) -> str:
    return f'torch.device("{context["device"]}")' if "device" in context else "init_empty_weights()"


def _hidden(passed: Passed) -> str:
    return "<hidden>" if _is_secret(passed) else shown(passed.value)


def _public(passed: Passed) -> Json:
    return {"literal": "<hidden>"} if _is_secret(passed) else passed.value


def _is_secret(passed: Passed) -> bool:
    return passed.name in SECRETS and isinstance(passed.value.get("literal"), str)
