"""Facts beside the loads: variables set too late, fixed GPUs, removed classes, models without weights, tokens.

Each is looked for as a plain word first; only lines that have it are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .. import releases
from ..model import (
    Choice,
    EnvironmentSetting,
    FixedDevice,
    Import,
    Literal,
    Made,
    MixedPrecision,
    RemovedImport,
    Span,
    Symbol,
    Untrained,
    Value,
    Version,
)
from ..reading import tree
from ..reading.scan import Line, Scan
from ..values import device_names, is_false, is_true, text_of
from .names import Names
from .uses import Tracker

_READERS = ("huggingface_hub", "transformers", "diffusers", "datasets", "peft", "accelerate", "sentence_transformers")
_IMPORTS = re.compile(rf"^(?:import|from)[ \t]+({'|'.join(_READERS)})\b", re.MULTILINE)
_CLASS = re.compile(r"\b[A-Z]\w+")
_ENVIRON = re.compile(r"(?<![\w.])(?:os\.)?environ\s*\[")
_AVAILABLE = "is_available"
_CUDA_CALL = re.compile(r"\.cuda\s*\(\s*\)|\.to\s*\(")
_IMPORT_ITEMS = re.compile(r"(?:from\s+([\w.]+)\s+)?import\b[\s\\(]*")
_IMPORT_ITEM = re.compile(r"[\w.*]+(?:\s+as\s+\w+)?")
_CONDITIONS = ("if", "elif", "else", "try", "except", "finally", "with", "for", "while")
_TOKEN = re.compile(r"hf_[A-Za-z0-9]{34}(?![A-Za-z0-9])")
_TESTS = re.compile(r"^(?:import|from)[ \t]+(?:unittest|pytest)\b", re.MULTILINE)  # their tokens are made for tests
_FEWEST_CHARACTERS = 12  # of a real token's 34; a placeholder repeats itself
_DOWNLOADS = ("hf_hub_download", "snapshot_download", "load_state_dict_from_url", "cached_download", "cached_file")
_PRECISION = ("fp16", "mixed_precision")
_HALVES = re.compile(r"fp16\s*=\s*True\b|mixed_precision\s*=\s*\"")
_GENERATING = re.compile(
    r"transformers\.(?:\w+\.)*(AutoModelFor(CausalLM|Seq2SeqLM|ImageTextToText)\.from_config"
    r"|\w+(ForCausalLM|LMHeadModel|ForConditionalGeneration))"
)
_BUILDS = (".from_config(", "ForCausalLM(", "LMHeadModel(", "ForConditionalGeneration(")
_EMPTY = ("empty", "device", "meta", "init")
_GUARDS = ("if", "elif", "else", "while", "except")


def late_settings(scan: Scan, names: Names) -> Iterator[EnvironmentSetting]:
    """Assignments to `os.environ[...]` at module level behind the first import that reads such variables."""
    found = _IMPORTS.search(scan.code)
    imported = scan.line_at(found.start()) if found is not None else None
    if found is None or imported is None:
        return
    for hit in _ENVIRON.finditer(scan.code, imported.end):
        line = scan.line_at(hit.start())
        if line is None or scan.scope(line) is not None or line.parent is not None:
            continue
        for statement in names.statements(line):
            for target in statement.targets if statement.kind == "assign" else ():
                name = _variable(target, names, line)
                if name is not None:
                    span = Span(line.start + target.start, line.start + target.end)
                    yield EnvironmentSetting(name, span, line.span, imported.span, found[1])


def fixed_devices(scan: Scan, names: Names) -> Iterator[FixedDevice]:
    """Calls that name the GPU outright, outside branches, where a device with a fallback was chosen before."""
    chosen = list(_chosen_devices(scan, names))
    if not chosen:
        return
    for hit in _CUDA_CALL.finditer(scan.code, chosen[0][1].end):
        line = scan.line_at(hit.start())
        if line is None or any(scan.header(it) in _GUARDS for it in line.ancestors()):
            continue
        at_hand = [(name, it) for name, it in chosen if it.index < line.index and _sees(scan, line, it)]
        for call in (it for statement in names.statements(line) for it in statement.calls()):
            span = _gpu_named(call, hit.start(), names, line) if at_hand else None
            if span is not None:
                name, choice = at_hand[-1]
                yield FixedDevice(span, name, choice.span, is_call=span.start == hit.start())
                break


def imports(scan: Scan, names: Names) -> Iterator[Import]:
    """What the import statements bind, in source order; a star is bound as `*`."""
    for line in names.lines_with("import"):
        yield from _imported_by(line, scan, names)


def removed_imports(scan: Scan, names: Names) -> Iterator[RemovedImport]:
    """Unconditional imports of classes that a release of transformers has dropped."""
    found = [
        (it, since)
        for line in names.lines_with("import")
        if _names_dropped(scan.code[line.start : line.end])
        for it in _imported_by(line, scan, names)
        if it.module == "transformers" and (since := _dropped(_last(it.origin))) is not None
    ]
    for it, since in found:
        if not it.conditional:
            mentions = tuple(at for at in _mentions(it.name, scan, names) if not it.statement.contains(at))
            yield RemovedImport(it, since, mentions, only=[other.name for other, _ in found].count(it.name) == 1)


def mixed_precisions(scan: Scan, names: Names) -> Iterator[MixedPrecision]:
    """`fp16=True` given to training arguments, and `mixed_precision="fp16"` given to an Accelerator."""
    for line in _lines_at(scan.places(_halves), scan):
        for call in (it for statement in names.statements(line) for it in statement.calls()):
            for arg in call.args:
                callee = (names.origin(call.func, line) or "") if arg.keyword in _PRECISION else ""
                if arg.keyword and callee and _asks_for_half(callee, arg.keyword, names.value(arg.value, line)):
                    yield MixedPrecision(Span(line.start + arg.start, line.start + arg.end), callee)


def untrained(scan: Scan, names: Names, tracker: Tracker) -> Iterator[Untrained]:
    """Models for generation built from a configuration, in files that turn tokens into text."""
    if "decode(" not in scan.code or ".generate(" not in scan.code:
        return
    for line in _lines_with(_BUILDS, scan):
        if scan.header(line) == "class" or any(_leaves_weights_out(it, scan) for it in line.ancestors()):
            continue
        for statement in names.statements(line):
            for call in statement.calls():
                callee = names.origin(call.func, line)
                if callee is not None and _GENERATING.fullmatch(callee):
                    _, uses = tracker.track(call, statement, line)
                    name = callee.removesuffix(".from_config").rpartition(".")[2]
                    yield Untrained(name, Span(line.start + call.func.start, line.start + call.func.end), uses)


def map_reads(scan: Scan) -> Iterator[Span]:
    """Reads of `.hf_device_map` outside `try`, in files that neither ask for it nor set it themselves."""
    if any(it in scan.text for it in ('"hf_device_map"', "'hf_device_map'")):
        return
    hits = [it for it in _find_all(".hf_device_map", scan.code) if not scan.code[it + 14 : it + 15].isidentifier()]
    if any(scan.code[it + 14 : it + 20].replace("==", "").lstrip().startswith("=") for it in hits):
        return
    for at in hits:
        line = scan.line_at(at)
        code = scan.code[line.start : line.end] if line is not None else ""
        is_guarded = line is None or any(scan.header(it) == "try" for it in line.ancestors())
        if not is_guarded and " and " not in code and " if " not in code:
            yield Span(at, at + 14)


def tokens(scan: Scan) -> Iterator[Span]:
    """Access tokens of the hub, written out as strings, outside tests."""
    for hit in _TOKEN.finditer(scan.text) if "hf_" in scan.text else ():
        quoted = scan.code[hit.start() - 1 : hit.start()] == '"' == scan.code[hit.end() : hit.end() + 1]
        if quoted and len(set(hit[0])) >= _FEWEST_CHARACTERS and not _TESTS.search(scan.code):
            yield Span(hit.start(), hit.end())


def unpickled(scan: Scan, names: Names) -> Iterator[Span]:
    """`weights_only=False` in a `torch.load` of a file that was just downloaded."""
    for line in _lines_with(("weights_only",), scan):
        for call in (it for statement in names.statements(line) for it in statement.calls()):
            if names.origin(call.func, line) != "torch.load" or not call.args:
                continue
            for arg in call.args:
                is_open = arg.keyword == "weights_only" and is_false(names.value(arg.value, line))
                if is_open and _is_downloaded(names.value(call.args[0].value, line)):
                    yield Span(line.start + arg.start, line.start + arg.end)


# --- helpers ------------------------------------------------------------------------------------


def _halves(code: str) -> tuple[int, ...]:
    asked = any(it in code for it in _PRECISION)
    return tuple(it.start() for it in _HALVES.finditer(code)) if asked else ()


def _leaves_weights_out(header: Line, scan: Scan) -> bool:
    """Whether a header looks like a `with` that makes models without weights, for something to fill."""
    code = scan.code[header.start : header.end].lower()
    return scan.header(header) == "with" and any(it in code for it in _EMPTY)


def _names_dropped(code: str) -> bool:
    """Whether an import may be of what transformers has dropped; most are not, and reading one takes longer."""
    return "transformers" in code and any(_dropped(it) is not None for it in _CLASS.findall(code))


@lru_cache(maxsize=4096)
def _dropped(name: str) -> Version | None:
    """The release that dropped a name of transformers; the tables tell of classes alone."""
    return releases.dropped_class("transformers", name) if name[:1].isupper() else None


def _last(origin: str) -> str:
    return origin.rpartition(".")[2]


def _find_all(word: str, code: str) -> Iterator[int]:
    at = code.find(word)
    while at >= 0:
        yield at
        at = code.find(word, at + 1)


def _lines_with(words: tuple[str, ...], scan: Scan) -> list[Line]:
    """The logical lines that have one of the words, in order."""
    return _lines_at((at for word in words for at in _find_all(word, scan.code)), scan)


def _lines_at(offsets: Iterable[int], scan: Scan) -> list[Line]:
    found = {it.index: it for at in offsets if (it := scan.line_at(at)) is not None}
    return [found[it] for it in sorted(found)]


def _mentions(name: str, scan: Scan, names: Names) -> Iterator[Span]:
    """Where a name stands as a whole word, not behind a dot."""
    for line in names.lines_with(name):
        for it in re.finditer(rf"\b{name}\b", scan.code[line.start : line.end]):
            at = line.start + it.start()
            if scan.code[at - 1 : at] != ".":
                yield Span(at, at + len(name))


def _asks_for_half(callee: str, keyword: str, value: Value) -> bool:
    last = callee.rpartition(".")[2]
    if keyword == "fp16":
        takes = last.endswith("TrainingArguments") or (callee.startswith("trl.") and last.endswith("Config"))
        return takes and is_true(value)
    return keyword == "mixed_precision" and last == "Accelerator" and text_of(value) == "fp16"


def _is_downloaded(value: Value) -> bool:
    if not isinstance(value, Made):
        return False
    return value.callee.endswith(_DOWNLOADS) or any(_is_downloaded(it) for it in value.positional)


def _imported_by(line: Line, scan: Scan, names: Names) -> Iterator[Import]:
    statements = names.statements(line)
    if not statements or statements[0].kind not in ("import", "from"):
        return
    end = line.start + statements[0].end
    header = scan.scope(line)
    inside = Span(header.start, scan.body(header)[-1].end) if header is not None else None
    conditional = any(scan.header(it) in _CONDITIONS for it in line.ancestors())
    found = _IMPORT_ITEMS.match(scan.code, line.start, line.end)
    items = _IMPORT_ITEM.finditer(scan.code, found.end(), end) if found is not None else iter(())
    module = found[1] or "" if found is not None else ""
    for (name, origin), item in zip(statements[0].names, items, strict=False):
        span = Span(item.start(), item.end())
        yield Import(name, origin, module, span, line.span, inside, conditional)


def _variable(target: tree.Node, names: Names, line: Line) -> str | None:
    if not isinstance(target, tree.Subscript) or names.origin(target.value, line) != "os.environ":
        return None
    key = names.value(target.index[0], line) if target.index else None
    return key.value if isinstance(key, Literal) and isinstance(key.value, str) else None


def _chosen_devices(scan: Scan, names: Names) -> Iterator[tuple[str, Line]]:
    """Names assigned `"cuda" if torch.cuda.is_available() else ...`, in source order."""
    at = scan.code.find(_AVAILABLE)
    while at >= 0:
        line = scan.line_at(at)
        for statement in names.statements(line) if line is not None else ():
            target = statement.targets[0] if statement.kind == "assign" and statement.targets else None
            if line is None or statement.value is None or not isinstance(target, tree.Name):
                continue
            if _is_fallback(names.value(statement.value, line)):
                yield target.id, line
        at = scan.code.find(_AVAILABLE, at + 1)


def _is_fallback(value: Value) -> bool:
    if isinstance(value, Made) and value.callee == "torch.device" and value.positional:
        return _is_fallback(value.positional[0])
    if not isinstance(value, Choice) or not isinstance(value.test, Made | Symbol):
        return False
    devices = device_names(value)
    return "cpu" in devices and any(it is not None and it.startswith("cuda") for it in devices)


def _sees(scan: Scan, line: Line, choice: Line) -> bool:
    scope = scan.scope(choice)
    return scope is None or scope in line.ancestors()


def _gpu_named(call: tree.Call, dot: int, names: Names, line: Line) -> Span | None:
    """The span of the `.cuda()` whose dot is asked about, or of the argument of its `.to("cuda")`; else None."""
    func = call.func
    if not isinstance(func, tree.Attribute) or names.scan.code.rfind(".", 0, line.start + func.end) != dot:
        return None
    if func.name == "cuda" and not call.args:
        return Span(dot, line.start + call.end)
    for arg in call.args if func.name == "to" else ():
        if isinstance(arg.value, tree.Constant) and arg.value.value == "cuda" and arg.keyword in (None, "device"):
            return Span(line.start + arg.value.start, line.start + arg.value.end)
    return None
