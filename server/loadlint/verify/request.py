"""A load to carry out in the user's interpreter, with what is missing and what is dangerous about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from loadlint_rules.analysis.model import LoadSite

from .report import Json
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
    """A value that the text alone does not give; `name` is the one that `--set` fills, `choices` those of the code."""

    name: str
    text: str
    line: int
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to the model right after the load, such as `.half()`."""

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
    """A load to carry out. `dangers` are reasons why a person has to confirm it first.

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
    prompt: str = PROMPT
    contexts: tuple[Json, ...] = ()
    asked: tuple[Json, ...] = ()
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def argument(self, *names: str) -> Json | None:
        """The tagged value of the first argument under one of these names."""
        return next((it.value for it in self.arguments if it.name in names), None)

    @property
    def source(self) -> str | None:
        """What is loaded: a folder or a repository's name, when it is a plain text."""
        value = self.argument("pretrained_model_name_or_path", "model", "model_name_or_path") or {}
        # An adapter or a pipeline may be given a model that is loaded just for it.
        found = next(iter(value.get("load", {}).get("positional", [])), value).get("literal")
        return found if isinstance(found, str) else None

    @property
    def place(self) -> Json:
        """The load's place in the code, as the report shows it."""
        return {"path": self.path, "cell": self.cell, "line": self.line, "column": self.column}

    @property
    def call(self) -> str:
        """The load in one line, as it is carried out."""
        arguments = [shown(it.value) if it.positional else f"{it.name}={_hidden(it)}" for it in self.arguments]
        method = self.callee.endswith((".from_pretrained", ".from_single_file"))
        name = ".".join(self.callee.split(".")[-2 if method else -1 :])
        around = "".join(f"with {_context(it)}: " for it in self.contexts if "device" in it or "empty" in it)
        return f"{around}{name}({', '.join(arguments)})" + "".join(it.text for it in self.steps)

    def as_json(self) -> Json:
        """What the worker reads, secrets included: for its pipe only."""
        smoke = {"prompt": self.prompt, "tokens": SMOKE_TOKENS} if self.smoke else None
        return {
            "callee": self.callee,
            "arguments": [it.as_json() for it in self.arguments],
            "steps": [it.as_json() for it in self.steps],
            "contexts": list(self.contexts),
            "smoke": smoke,
        }

    def public_json(self) -> Json:
        """What a report shows: no secret in it."""
        return {
            "call": self.call,
            "callee": self.callee,
            "arguments": [dict(it.as_json(), value=_public(it)) for it in self.arguments],
            "steps": [it.as_json() for it in self.steps],
            "contexts": list(self.contexts),
            "notes": list(self.notes),
            "offline": self.offline,
            "asked": list(self.asked),
        }


def can_verify(load: LoadSite) -> bool:
    """Whether this load is one that the worker knows how to carry out."""
    library = load.callee.partition(".")[0]
    known = load.callee.endswith(".from_pretrained") or load.name == "pipeline" or library == "sentence_transformers"
    return load.loader.kind in KINDS.get(library, ()) and known


def _context(context: Json) -> str:
    return f'torch.device("{context["device"]}")' if "device" in context else "init_empty_weights()"


def _hidden(passed: Passed) -> str:
    return "<hidden>" if _is_secret(passed) else shown(passed.value)


def _public(passed: Passed) -> Json:
    return {"literal": "<hidden>"} if _is_secret(passed) else passed.value


def _is_secret(passed: Passed) -> bool:
    return passed.name in SECRETS and isinstance(passed.value.get("literal"), str)
