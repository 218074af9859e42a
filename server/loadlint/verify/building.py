"""Build the request of a load from its code; nothing of the user's code runs.

A value that the text does not say is listed as missing and asked for by name, never guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
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

from . import standing
from .dangers import dangers, secrets
from .report import Json
from .request import SECRETS, Missing, Passed, Step, VerifyRequest
from .tagged import from_python, shown

Place = tuple[int | None, int, int]

TESTS = {"torch.cuda.is_available", "torch.xpu.is_available", "torch.backends.mps.is_available"}
STEPS = {"to", "cuda", "cpu", "xpu", "half", "bfloat16", "float", "double", "eval"}
CHANGES = {"resize_token_embeddings", "merge_and_unload"}
LEFT_OUT = {"prepare_model_for_kbit_training", "get_peft_model", "compile", "load_adapter"}
WISHES = {"dtype": "dtype", "torch_dtype": "dtype", "attn_implementation": "attention"}
CASTS = {"half": "float16", "bfloat16": "bfloat16", "float": "float32", "double": "float64"}
OMIT = "omit"  # the answer that leaves an argument out
LOCAL_RANK = re.compile(r"(?i)\blocal_(?:process_)?(?:rank|index)\b")  # of a launcher or of accelerate
CONFIGS = {
    f"transformers.{name}Config"
    for name in (
        *("Aqlm", "AutoRound", "Awq", "BitNetQuant", "BitsAndBytes", "CompressedTensors", "Eetq", "FPQuant"),
        *("FbgemmFp8", "FineGrainedFP8", "GPTQ", "Higgs", "Hqq", "Mxfp4", "Quanto", "SpQR", "TorchAo", "Vptq"),
    )
}


def build(
    program: Program,
    load: LoadSite,
    *,
    path: str,
    values: Mapping[str, object],
    place: Callable[[int], Place] | None = None,
    launched: bool = False,
    defaults: Mapping[str, object] | None = None,
) -> VerifyRequest:
    """The request of one load.

    `values` fill in what the text does not say, by the name asked for, and `defaults` what these leave open; a
    default may be of no use for this load. `place` turns an offset into
    cell, line and column (lines of the whole text when it is not given); `launched` means that a
    launcher will number the processes.
    """
    return _Builder(program, load, values, defaults or {}, place or _whole_text(program), launched).request(path)


class _Builder:
    """Collects arguments, and on the way what is missing, dropped or dangerous."""

    def __init__(
        self,
        program: Program,
        load: LoadSite,
        values: Mapping[str, object],
        defaults: Mapping[str, object],
        place: Callable[[int], Place],
        launched: bool,
    ) -> None:
        self.program, self.load, self.launched = program, load, launched
        self.given = {**defaults, **values}
        self.by_hand = set(values)
        self.used: set[str] = set()
        self.place = place
        self.missing: dict[str, Missing] = {}
        self.notes: list[str] = []
        self.line = 0

    def request(self, path: str) -> VerifyRequest:
        cell, line, column = self.place(self.load.call.start)
        arguments = (*self.arguments(), *self.splatted())
        steps = tuple(self.steps(self.load))
        around = standing.around(self.program, self.load)
        self.refuse_unused(arguments)
        return VerifyRequest(
            path,
            line,
            column,
            self.load.callee,
            arguments,
            steps,
            tuple(self.missing.values()),
            (*around.notes, *self.notes),
            contexts=around.replayed,
            dangers=tuple(dangers(arguments)),
            cell=cell,
            asked=tuple(self.asked(arguments)),
            secrets=tuple(secrets(arguments)),
        )

    def arguments(self) -> Iterator[Passed]:
        unsure = {it.name for it in self.load.arguments if not it.sure}
        last = {it.name: it for it in self.load.arguments}
        for argument in self.load.arguments:
            if argument is not last[argument.name] or (argument.name in unsure and not self.is_chosen(argument.name)):
                continue  # a later item of the dict replaces it, or it is left out
            if argument.name == "config" and self.load.loader.kind == "model" and not self.is_plain_config(argument):
                self.notes.append("`config=` is left out: the checkpoint's own configuration is used")
            elif argument.name == "offload_folder":
                self.notes.append("`offload_folder` is a temporary folder here")
                yield Passed(argument.name, {"scratch": "offload"})
            else:
                yield self.passed(argument)

    def is_chosen(self, name: str) -> bool:
        """Whether an argument that depends on a condition is to be passed; asks for it where nothing says so."""
        if name in self.given:
            self.used.add(name)
            return self.given[name] != OMIT
        items = [it for it in self.load.arguments if it.name == name]
        _, line, _ = self.place(items[0].value_span.start)
        choices = (*dict.fromkeys(it.text for it in items), OMIT)
        self.missing.setdefault(name, Missing(name, name, line, choices))
        return False

    def is_plain_config(self, argument: Argument) -> bool:
        """Whether a configuration is loaded by the code and changed, if at all, by plain values."""
        made = isinstance(argument.value, Made) and argument.value.callee.endswith("Config.from_pretrained")
        return argument.name in self.given or (
            made and standing.attributes(self.program, argument, self.load) is not None
        )

    def passed(self, argument: Argument) -> Passed:
        if argument.name in self.given:
            self.used.add(argument.name)
            return Passed(argument.name, from_python(self.given[argument.name]), argument.positional)
        _, self.line, _ = self.place(argument.value_span.start)
        value = self.tagged(argument.value, argument.name, argument.text)
        if "load" in value:
            value = {"load": {**value["load"], **self.changes(argument)}}
        return Passed(argument.name, value, argument.positional)

    def changes(self, argument: Argument) -> Json:
        """The changes that the code makes to a loaded object before it passes it on."""
        source = standing.load_named(self.program, argument.text, self.load)
        steps = list(self.steps(source)) if source else []
        values = standing.attributes(self.program, argument, self.load) or [] if argument.name == "config" else []
        changes: Json = {"steps": [it.as_json() for it in steps]} if steps else {}
        return {**changes, "attributes": [list(it) for it in values]} if values else changes

    def splatted(self) -> Iterator[Passed]:
        """The `**kwargs` whose content the text does not say: given as a dict, or asked for."""
        # Items that depend on a condition make a dict opaque to the rules, and are asked for by name here.
        if not self.load.opaque or any(not it.sure for it in self.load.arguments):
            return
        values = self.given.get("kwargs")
        self.used.add("kwargs")
        if isinstance(values, dict):
            yield from (Passed(str(name), from_python(value)) for name, value in values.items())
        else:
            _, line, _ = self.place(self.load.call.start)
            self.missing["kwargs"] = Missing("kwargs", "**kwargs", line)

    def steps(self, load: LoadSite) -> Iterator[Step]:
        """Moves, casts, `eval` and changes of the vocabulary after a load, as far as they always run."""
        for use in load.uses:
            if load is not self.load and use.span.end > self.load.call.start:
                return
            _, self.line, _ = self.place(use.span.start)
            if use.kind == "wrap" or use.name.rpartition(".")[2] in LEFT_OUT:
                self.notes.append(f"`{use.name}(...)` on line {self.line} is left out")
            elif not (use.kind in ("move", "cast", "eval") and use.name in STEPS) and use.name not in CHANGES:
                continue
            elif use.sure:
                yield self.step(use)
            else:
                self.notes.append(f"`.{use.name}(...)` on line {self.line} depends on a condition and is left out")

    def asked(self, arguments: tuple[Passed, ...]) -> Iterator[Json]:
        """Yield the dtypes and the attention that the code names, assignments to the configuration included."""
        lines = {it.name: self.place(it.value_span.start)[1] for it in self.load.arguments}
        for passed in arguments:
            what = WISHES.get(passed.name)
            value = str(passed.value.get("symbol") or passed.value.get("literal") or "").removeprefix("torch.")
            if what and value not in ("", "auto", "None") and passed.name in lines:
                yield {"what": what, "value": value, "line": lines[passed.name]}
        for use in self.load.uses:
            name = _dtype_asked(use)
            if name:
                yield {"what": "dtype", "value": name, "line": self.place(use.span.start)[1]}

    def step(self, use: Use) -> Step:
        values = [(it, self.tagged(it.value, it.name, it.text)) for it in use.arguments]
        positional = tuple(value for it, value in values if it.positional)
        keywords = tuple((it.name, value) for it, value in values if not it.positional)
        written = [shown(it) for it in positional] + [f"{name}={shown(value)}" for name, value in keywords]
        return Step(use.name, positional, keywords, f".{use.name}({', '.join(written)})", self.line)

    def tagged(self, value: Value, name: str, text: str = "") -> Json:
        """The value for the worker; whatever it cannot have is asked for and stands as None meanwhile."""
        maker = _MAKERS[type(value)]
        made = maker(self, value, name) or self.length(text)
        return made if made is not None else self.ask(name, text or _written(value))

    def length(self, text: str) -> Json | None:
        """`len(tokenizer)` of a tokenizer that the code loads."""
        match = re.fullmatch(r"len\(\s*(\w+)\s*\)", text)
        load = standing.load_named(self.program, match[1], self.load) if match else None
        if (
            load is None
            or load.loader.kind != "tokenizer"
            or load.opaque
            or SECRETS & {it.name for it in load.arguments}
        ):
            return None
        content = {
            "positional": [self.tagged(it.value, it.name, it.text) for it in load.arguments if it.positional],
            "keywords": [
                [it.name, self.tagged(it.value, it.name, it.text)] for it in load.arguments if not it.positional
            ],
        }
        return {"length": {"load": {"name": load.callee, **content}}}

    def ask(self, name: str, text: str) -> Json:
        """A value from outside, or a note of what is missing; names in the code are easier to give than positions."""
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
        unused = sorted(self.by_hand - self.used)
        if unused:
            asked = ", ".join([*self.missing, *(it.name for it in arguments)])
            raise ValueError(f"nothing in this load is called `{unused[0]}`; it has {asked}")


def _dtype_asked(use: Use) -> str | None:
    """Return the dtype that a cast or an assignment names, where it always runs."""
    if use.kind == "cast" and use.sure and use.name in CASTS:
        return CASTS[use.name]
    if not use.sure or not (use.kind == "cast" or (use.kind == "assign" and use.name.endswith("dtype"))):
        return None
    names = [it.value.name for it in use.arguments if isinstance(it.value, Symbol)]
    return next((it.removeprefix("torch.") for it in names if it.startswith("torch.")), None)


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


def _whole_text(program: Program) -> Callable[[int], Place]:
    """Offsets to lines and columns of the text; only the three line ends that Python counts."""
    ends = [match.end() for match in re.finditer(r"\r\n|\r|\n", program.source.text)]

    def place(offset: int) -> Place:
        line = bisect_right(ends, offset)
        start = ends[line - 1] if line else 0
        return None, line + 1, offset - start + 1

    return place
