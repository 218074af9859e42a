"""From a load in the code to a request that the worker can carry out; nothing of the user's code runs.

A value travels as tagged JSON, one tag a value: `{"literal": 1}`, `{"symbol": "torch.bfloat16"}`,
`{"list": [...]}`, `{"tuple": [...]}`, `{"set": [...]}`, `{"table": [[key, value], ...]}`,
`{"device": {...}}`, `{"config": {...}}`, `{"choice": {"test", "yes", "no"}}`, `{"scratch": name}`,
`{"load": {...}}` for something loaded before, `{"local_rank": true}` under a launcher.
What the text does not say is listed as missing and asked for by name, never guessed.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from loadlint_rules.analysis.model import (
    Argument,
    Choice,
    Items,
    Literal,
    LoadSite,
    Made,
    Program,
    Symbol,
    Table,
    Unknown,
    Use,
    Value,
)

Json = dict[str, Any]
Place = tuple[int | None, int, int]

PROMPT = "The capital of France is"
SMOKE_TOKENS = 16
SECRETS = {"token", "use_auth_token", "hub_token", "api_key"}
TESTS = {"torch.cuda.is_available", "torch.xpu.is_available", "torch.backends.mps.is_available"}
STEPS = {"to", "cuda", "cpu", "xpu", "half", "bfloat16", "float", "double", "eval"}
KINDS = {
    "transformers": {"model", "pipeline"},
    "peft": {"adapter", "peft-model"},
    "diffusers": {"diffusion", "component"},
    "sentence_transformers": {"encoder"},
}
LOCAL_RANK = re.compile(r"(?i)\blocal_(?:process_)?(?:rank|index)\b")  # of a launcher or of accelerate
CONFIGS = {
    f"transformers.{name}Config"
    for name in (
        *("Aqlm", "AutoRound", "Awq", "BitNetQuant", "BitsAndBytes", "CompressedTensors", "Eetq", "FPQuant"),
        *("FbgemmFp8", "FineGrainedFP8", "GPTQ", "Higgs", "Hqq", "Mxfp4", "Quanto", "SpQR", "TorchAo", "Vptq"),
    )
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that the text alone does not give; `name` is what `--set` fills."""

    name: str
    text: str
    line: int


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
    """A load to carry out. `dangers` are reasons why a person has to confirm it first."""

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
    def call(self) -> str:
        """The load in one line, as it is carried out."""
        arguments = [shown(it.value) if it.positional else f"{it.name}={_hidden(it)}" for it in self.arguments]
        method = self.callee.endswith((".from_pretrained", ".from_single_file"))
        name = ".".join(self.callee.split(".")[-2 if method else -1 :])
        return f"{name}({', '.join(arguments)})" + "".join(it.text for it in self.steps)

    def as_json(self) -> Json:
        """What the worker reads, secrets included: for its pipe only."""
        smoke = {"prompt": self.prompt, "tokens": SMOKE_TOKENS} if self.smoke else None
        return {
            "callee": self.callee,
            "arguments": [it.as_json() for it in self.arguments],
            "steps": [it.as_json() for it in self.steps],
            "smoke": smoke,
        }

    def public_json(self) -> Json:
        """What a report shows: no secret in it."""
        return {
            "call": self.call,
            "callee": self.callee,
            "arguments": [dict(it.as_json(), value=_public(it)) for it in self.arguments],
            "steps": [it.as_json() for it in self.steps],
            "notes": list(self.notes),
            "offline": self.offline,
        }


def build(
    program: Program,
    load: LoadSite,
    *,
    path: str,
    given: Mapping[str, object],
    place: Callable[[int], Place] | None = None,
    launched: bool = False,
) -> VerifyRequest:
    """The request of one load.

    `given` fills in what the text does not say, by the name asked for; `place` turns an offset into
    cell, line and column (lines of the whole text when it is not given); `launched` means that a
    launcher will number the processes.
    """
    return _Builder(load, given, place or _whole_text(program), launched).request(path)


def can_verify(load: LoadSite) -> bool:
    """Whether this load is one that the worker knows how to carry out."""
    library = load.callee.partition(".")[0]
    known = load.callee.endswith(".from_pretrained") or load.name == "pipeline" or library == "sentence_transformers"
    return load.loader.kind in KINDS.get(library, ()) and known


def parse_given(text: str) -> tuple[str, object]:
    """`name=value` of `--set`; the value is a Python or JSON literal, else plain text.

    Raises ValueError when there is no `=`.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ValueError(f"`--set {text}` has no name=value; write for example --set model_id=gpt2")
    return name.strip(), _literal(value.strip())


def shown(value: Json) -> str:
    """A tagged value as Python would write it."""
    ((tag, content),) = value.items()
    return _WRITERS[tag](content)


# --- building -----------------------------------------------------------------------------------------


class _Builder:
    """Collects arguments, and on the way what is missing, dropped or dangerous."""

    def __init__(
        self, load: LoadSite, given: Mapping[str, object], place: Callable[[int], Place], launched: bool = False
    ) -> None:
        self.load, self.launched = load, launched
        self.given = dict(given)
        self.used: set[str] = set()
        self.place = place
        self.missing: dict[str, Missing] = {}
        self.notes: list[str] = []
        self.line = 0

    def request(self, path: str) -> VerifyRequest:
        cell, line, column = self.place(self.load.call.start)
        arguments = (*self.arguments(), *self.splatted())
        steps = tuple(self.steps())
        self.refuse_unused(arguments)
        return VerifyRequest(
            path,
            line,
            column,
            self.load.callee,
            arguments,
            steps,
            tuple(self.missing.values()),
            tuple(self.notes),
            dangers=tuple(_dangers(arguments)),
            cell=cell,
            secrets=tuple(_secrets(arguments)),
        )

    def arguments(self) -> Iterator[Passed]:
        for argument in self.load.arguments:
            if argument.name == "config" and self.load.loader.kind == "model":
                self.notes.append("`config=` is left out: the checkpoint's own configuration is used")
            elif argument.name == "offload_folder":
                self.notes.append("`offload_folder` is a temporary folder here")
                yield Passed(argument.name, {"scratch": "offload"})
            else:
                yield self.passed(argument)

    def passed(self, argument: Argument) -> Passed:
        if argument.name in self.given:
            self.used.add(argument.name)
            return Passed(argument.name, from_python(self.given[argument.name]), argument.positional)
        _, self.line, _ = self.place(argument.value_span.start)
        return Passed(argument.name, self.tagged(argument.value, argument.name, argument.text), argument.positional)

    def splatted(self) -> Iterator[Passed]:
        """The `**kwargs` whose content the text does not say: given as a dict, or asked for."""
        if not self.load.opaque:
            return
        given = self.given.get("kwargs")
        self.used.add("kwargs")
        if isinstance(given, dict):
            yield from (Passed(str(name), from_python(value)) for name, value in given.items())
        else:
            _, line, _ = self.place(self.load.call.start)
            self.missing["kwargs"] = Missing("kwargs", "**kwargs", line)

    def steps(self) -> Iterator[Step]:
        """Moves, casts and `eval` after the load, up to the first use that needs the model finished."""
        for use in self.load.uses:
            if use.kind not in ("move", "cast", "eval") or use.name not in STEPS:
                continue
            _, self.line, _ = self.place(use.span.start)
            if use.sure:
                yield self.step(use)
            else:
                self.notes.append(f"`.{use.name}(...)` on line {self.line} depends on a condition and is left out")

    def step(self, use: Use) -> Step:
        values = [(it, self.tagged(it.value, it.name, it.text)) for it in use.arguments]
        positional = tuple(value for it, value in values if it.positional)
        keywords = tuple((it.name, value) for it, value in values if not it.positional)
        written = [shown(it) for it in positional] + [f"{name}={shown(value)}" for name, value in keywords]
        return Step(use.name, positional, keywords, f".{use.name}({', '.join(written)})", self.line)

    def tagged(self, value: Value, name: str, text: str = "") -> Json:
        """The value for the worker; whatever it cannot have is asked for and stands as None meanwhile."""
        maker = _MAKERS[type(value)]
        made = maker(self, value, name)
        return made if made is not None else self.ask(name, text or _written(value))

    def ask(self, name: str, text: str) -> Json:
        """A given value, or a note of what is missing; names in the code are easier to give than positions."""
        key = text if re.fullmatch(r"[\w.]+", text) else name
        for candidate in (key, text, text.rpartition(".")[2], name):
            if candidate in self.given:
                self.used.add(candidate)
                return from_python(self.given[candidate])
        if self.launched and LOCAL_RANK.search(text):
            return {"local_rank": True}
        self.missing.setdefault(key, Missing(key, text, self.line))
        return {"literal": None}

    def refuse_unused(self, arguments: Iterable[Passed]) -> None:
        """A name of `--set` that fills nothing is a slip, and the load would not be the one meant."""
        unused = sorted(set(self.given) - self.used)
        if unused:
            asked = ", ".join([*self.missing, *(it.name for it in arguments)])
            raise ValueError(f"nothing in this load is called `{unused[0]}`; it has {asked}")


def _literal_tag(_: _Builder, value: Literal, __: str) -> Json | None:
    return None if isinstance(value.value, bytes) else {"literal": value.value}


def _symbol_tag(_: _Builder, value: Symbol, __: str) -> Json | None:
    return {"symbol": value.name} if re.fullmatch(r"torch\.[a-z]\w*", value.name) else None


def _items_tag(builder: _Builder, value: Items, name: str) -> Json | None:
    return {value.kind: [builder.tagged(it, name) for it in value.values]}


def _table_tag(builder: _Builder, value: Table, name: str) -> Json | None:
    return {"table": [[builder.tagged(key, name), builder.tagged(it, name)] for key, it in value.items]}


def _made_tag(builder: _Builder, value: Made, name: str) -> Json | None:
    loads = value.callee.startswith("transformers.") and value.callee.endswith(".from_pretrained")
    # A secret in there would be shown with the call.
    if SECRETS & {name for name, _ in value.keywords} if loads else value.callee not in {*CONFIGS, "torch.device"}:
        return None
    content = {
        "positional": [builder.tagged(it, name) for it in value.positional],
        "keywords": [[key, builder.tagged(it, key)] for key, it in value.keywords],
    }
    if value.callee == "torch.device":
        return {"device": content}
    return {"load" if loads else "config": {"name": value.callee, **content}}


def _choice_tag(builder: _Builder, value: Choice, name: str) -> Json | None:
    test = value.test
    if not isinstance(test, Made) or test.callee not in TESTS or test.positional or test.keywords:
        return None
    return {
        "choice": {
            "test": test.callee,
            "yes": builder.tagged(value.yes, name),
            "no": builder.tagged(value.no, name),
        }
    }


def _unknown_tag(_: _Builder, __: Unknown, ___: str) -> Json | None:
    return None


_MAKERS: dict[type, Callable[[_Builder, Any, str], Json | None]] = {
    Literal: _literal_tag,
    Symbol: _symbol_tag,
    Items: _items_tag,
    Table: _table_tag,
    Made: _made_tag,
    Choice: _choice_tag,
    Unknown: _unknown_tag,
}


def _written(value: Value) -> str:
    """A value as text, for asking about it."""
    if isinstance(value, Unknown):
        return value.text
    if isinstance(value, Symbol):
        return value.name
    if isinstance(value, Made):
        return f"{value.callee}(...)"
    if isinstance(value, Choice):
        return f"{_written(value.yes)} if {_written(value.test)} else {_written(value.no)}"
    return repr(getattr(value, "value", value))


# --- dangers and secrets --------------------------------------------------------------------------------


def _dangers(arguments: Iterable[Passed]) -> Iterator[str]:
    for it in arguments:
        if it.name == "trust_remote_code" and it.value != {"literal": False} and it.value != {"literal": None}:
            yield "`trust_remote_code=True` runs code from the model's repository"
        if it.name == "weights_only" and it.value == {"literal": False}:
            yield "`weights_only=False` runs whatever the pickle file holds"
        yield from _nested_dangers(it)


def _nested_dangers(passed: Passed) -> Iterator[str]:
    """`pipeline(model_kwargs={...})` hands its items on to the load."""
    if passed.name == "model_kwargs" and "table" in passed.value:
        items = [Passed(str(key.get("literal")), value) for key, value in passed.value["table"]]
        yield from _dangers(items)
    if "load" in passed.value:
        yield from _dangers(Passed(name, value) for name, value in passed.value["load"]["keywords"])


def _secrets(arguments: Iterable[Passed]) -> Iterator[str]:
    for it in arguments:
        text = it.value.get("literal")
        if it.name in SECRETS and isinstance(text, str) and len(text) >= 4:
            yield text


def _hidden(passed: Passed) -> str:
    return "<hidden>" if _is_secret(passed) else shown(passed.value)


def _public(passed: Passed) -> Json:
    return {"literal": "<hidden>"} if _is_secret(passed) else passed.value


def _is_secret(passed: Passed) -> bool:
    return passed.name in SECRETS and isinstance(passed.value.get("literal"), str)


# --- values -----------------------------------------------------------------------------------------------


def from_python(value: object) -> Json:
    """A value given by a person, tagged; a text such as `torch.float16` is the symbol."""
    if isinstance(value, str) and re.fullmatch(r"torch\.[a-z]\w*", value):
        return {"symbol": value}
    if isinstance(value, dict):
        return {"table": [[from_python(key), from_python(it)] for key, it in value.items()]}
    for kind in (list, tuple, set):
        if isinstance(value, kind):
            return {kind.__name__: [from_python(it) for it in value]}
    if value is None or isinstance(value, str | int | float | bool):
        return {"literal": value}
    raise ValueError(f"{value!r} cannot be given to a load")


def _literal(text: str) -> object:
    """A Python literal, JSON's own words for three of them, or the text as it is."""
    words: dict[str, object] = {"true": True, "false": False, "null": None}
    if text in words:
        return words[text]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text


def _call_text(name: str, content: Json) -> str:
    written = [shown(it) for it in content["positional"]]
    return f"{name}({', '.join([*written, *(f'{key}={shown(it)}' for key, it in content['keywords'])])})"


def _comma(values: list[Json]) -> str:
    return ", ".join(shown(it) for it in values)


_WRITERS: dict[str, Callable[[Any], str]] = {
    "literal": repr,
    "symbol": str,
    "list": lambda it: f"[{_comma(it)}]",
    "tuple": lambda it: f"({_comma(it)},)" if len(it) == 1 else f"({_comma(it)})",
    "set": lambda it: f"{{{_comma(it)}}}" if it else "set()",
    "table": lambda it: "{" + ", ".join(f"{shown(key)}: {shown(value)}" for key, value in it) + "}",
    "device": lambda it: _call_text("torch.device", it),
    "config": lambda it: _call_text(it["name"].rpartition(".")[2], it),
    "load": lambda it: _call_text(".".join(it["name"].split(".")[-2:]), it),
    "choice": lambda it: f"{shown(it['yes'])} if {it['test']}() else {shown(it['no'])}",
    "local_rank": lambda _: "local_rank",
    "scratch": lambda _: "<temporary folder>",
}


def _whole_text(program: Program) -> Callable[[int], Place]:
    """Offsets to lines and columns of the text; only the three line ends that Python counts."""
    ends = [match.end() for match in re.finditer(r"\r\n|\r|\n", program.source.text)]

    def place(offset: int) -> Place:
        line = bisect_right(ends, offset)
        start = ends[line - 1] if line else 0
        return None, line + 1, offset - start + 1

    return place
