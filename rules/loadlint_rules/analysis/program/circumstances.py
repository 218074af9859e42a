"""Circumstances of a load: what the file does around it, and when a rule is silent about it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from functools import cached_property
from itertools import takewhile

from .. import loaders
from ..model import Circumstance, LoadSite, Made
from ..reading import tree
from ..reading.blocks import FUNCTIONS, WITHS
from ..reading.scan import Line, Scan
from ..values import is_false, strings
from .callers import GRADIO, STREAMLIT, Callers
from .evaluation import evaluated
from .folders import WORDS, is_folder
from .loops import ONCE, is_repeated
from .names import Names
from .versions import asking, is_versioned

# Plain words, looked for in the code without its strings and comments: a pattern would be ten times slower.
_FILE_MARKS: dict[Circumstance, tuple[str, ...]] = {
    "training": (
        "Trainer(", "TrainingArguments", "training_args", ".backward(", "optimizer.step", "get_peft_model(",
        "LightningModule", "Accelerator(", "accelerator.prepare", "prepare_model_for_", "HfDeepSpeedConfig",
    ),
    "deepspeed": (
        "deepspeed.initialize", "deepspeed.init_inference", "deepspeed.add_config", "import deepspeed",
        "HfDeepSpeedConfig", "zero.Init",
    ),
    "distributed": (
        "init_process_group", "torch.distributed", "local_rank", "DistributedDataParallel", "Accelerator(",
        "PartialState(", "FullyShardedDataParallel", "fully_shard", "mp.spawn",
    ),
    "ranked": (
        "init_process_group", "local_rank", "DistributedDataParallel", "FullyShardedDataParallel", "fully_shard",
        "mp.spawn",
    ),
    "offloaded": (
        "enable_model_cpu_offload", "enable_sequential_cpu_offload", "enable_group_offload", "apply_group_offloading",
        # By hand, layer by layer, as quantizing scripts do.
        "layers[i].to(", "layers[i].cuda(", "layers[i].cpu(", "layers[0].cpu(", "layer.cpu(", "layers[i] = layer.cpu(",
    ),
    "device-context": ("set_default_device(", "set_default_tensor_type("),
    "cpu-on-purpose": ("neural_compressor", "intel_extension_for_pytorch", "openvino"),
}  # fmt: skip
_QUANTIZES = (
    "quantization_config", "load_in_8bit", "load_in_4bit", "gguf_file", "bnb_config",
)  # fmt: skip
# Libraries whose context managers change no load but as the circumstances say.
_PLAIN_CONTEXTS = frozenset({"torch", "transformers", "accelerate", "contextlib", "warnings", "tempfile"})
_HANDLERS = re.compile(r"\.(route|get|post|put|delete|patch|websocket|api_route|on_message|endpoint)$")
_TEST_NAMES = re.compile(r"^(test_|Test)|Tests?$")
# `unittest.mock` alone patches a library at run time, which is no test.
_TEST_IMPORTS = re.compile(
    r"^[ \t]*(?:import|from)[ \t]+(?:unittest|pytest)\b(?!\.mock\b|[ \t]+import[ \t]+mock\b)", re.MULTILINE
)
# A file of settings named after it, or the settings themselves.
_ZERO3 = re.compile(
    r"[\"'][^\"'\n]*(?:zero[_-]?3|zero[_-]?stage[_-]?3|stage[_-]?3|(?<![a-z0-9])z3)(?![0-9])[^\"'\n]*\.(?:json|ya?ml)[\"']"
    r"|[\"']stage[\"']\s*:\s*3\b",
    re.IGNORECASE,
)
# A condition that asks whether the name of a checkpoint says that it is quantized.
_QUANTIZED = re.compile(
    r"([\"'])[^\"'\n]*(?:int[48]|[48][-_]?bit|gptq|awq|bnb|nf4|gguf)[^\"'\n]*\1\s+in\b", re.IGNORECASE
)
# Conditions on a switch between training and all else.
_SWITCH = r"(?:\w+\.)*(?:do_|is_)?train(?:ing)?\b(?!\s*[.(=])"
_IF_TRAINED = re.compile(rf"(?:el)?if\s+{_SWITCH}\s*:")
_IF_UNTRAINED = re.compile(
    rf"(?:el)?if\b.*\bnot\s+{_SWITCH}|(?:el)?if\s+(?:\w+\.)*(?:eval|test|inference|predict)_only\s*:"
)
_FALSE = re.compile(r"(?:el)?if\s+(?:False|0)\s*:")
_USED: frozenset[str] = frozenset({"generate", "call", "move"})
_TESTING = ("unittest", "pytest")
_IN_TEXT = ("deepspeed", "LOCAL_RANK")
_SAVES = (".save_pretrained(", ".push_to_hub(", "torch.save(", "save_file(", "save_model(")
_ASKING = ("version", "Version", "hasattr", "signature", "except")
# The last ones decide, wherever they stand, whether a question about a load is asked at all.
_IN_CODE = (
    *_TESTING, *_SAVES, *_ASKING, *(word for words in _FILE_MARKS.values() for word in words),
    *WORDS, STREAMLIT, GRADIO,
)  # fmt: skip
_FIRST_RANK = re.compile(r"rank(?:\(\))?\s*==\s*0\b")


class Context:
    """Reads circumstances off one scanned text."""

    def __init__(self, scan: Scan, names: Names) -> None:
        self.scan = scan
        self.names = names
        self._exits: dict[int, list[Line]] = {}
        self._callers = Callers(names)

    @cached_property
    def of_file(self) -> frozenset[Circumstance]:
        """Return the circumstances that hold for the whole text."""
        words = self.words
        marks = {mark for mark, marking in _FILE_MARKS.items() if not words.isdisjoint(marking)}
        if "deepspeed" in words and _ZERO3.search(self.scan.text):
            marks.add("zero3")
        if "LOCAL_RANK" in words:
            marks |= {"distributed", "ranked"}
        if not words.isdisjoint(_TESTING) and _TEST_IMPORTS.search(self.scan.code):
            marks.add("test")
        return frozenset(marks)

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the words of the text that circumstances depend on."""
        return self.scan.marks(_words)

    @cached_property
    def of_text(self) -> Hashable:
        """Return all that a load depends on anywhere in the text, beside the lines that `Scan.outline` covers."""
        return self.of_file, self.words

    @cached_property
    def saves(self) -> bool:
        return not self.words.isdisjoint(_SAVES)

    @cached_property
    def _asking(self) -> frozenset[str]:
        return asking(self.scan) if not self.words.isdisjoint(_ASKING) else frozenset()

    def circumstances(self, site: LoadSite, line: Line) -> frozenset[Circumstance]:
        marks = set(self.of_file)
        marks |= self._around(line)
        if "handler" in marks and self._is_kept(line):
            marks.discard("handler")
        if not any(it.kind == "move" for it in site.uses) and _may_be_part(self.names, line):
            marks.add("part")
        if is_repeated(self.names, site, line):
            marks.add("loop")
        marks |= self._of_arguments(site)
        marks |= self._of_uses(site)
        marks |= self._callers.circumstances(site, line)
        if is_folder(self.names, site, line):
            marks.add("folder")
        if not self.words.isdisjoint(_ASKING) and is_versioned(self.names, site, line, self._asking):
            marks.add("versioned")
        return frozenset(marks)

    def _around(self, line: Line) -> set[Circumstance]:
        """Return the circumstances that the headers above a line give."""
        marks: set[Circumstance] = set()
        for it in line.ancestors():
            header = self.scan.header(it)
            if header in FUNCTIONS:
                marks |= self._function(it)
            elif header == "class":
                marks |= self._class(it)
            elif header == "try":
                marks.add("guarded")
            elif header in WITHS and "function" not in marks:  # a function defined in the block runs when it is called
                marks |= self._with(it)
            elif _FALSE.match(self.scan.code, it.start):
                marks.add("dead")
            elif header in ("if", "elif") and _QUANTIZED.search(self.scan.text, it.start, it.end):
                marks.add("quantized")
            elif _FIRST_RANK.search(self.scan.code, it.start, it.end):
                # One process loads, and the others get the weights from it.
                marks.add("donor")
            elif header in ("if", "elif", "else") and _is_untrained(self.names, it):
                marks.add("untrained")
        if self._after_exit(line):
            marks.add("dead")
        return marks

    def _is_kept(self, line: Line) -> bool:
        """Whether a branch in the handler sees to it that a load happens once."""
        for header in line.ancestors():
            if self.scan.header(header) in FUNCTIONS:
                return False
            if self.scan.header(header) in ("else", "except") or ONCE.search(self.scan.code, header.start, header.end):
                return True
        return False

    def _function(self, header: Line) -> set[Circumstance]:
        marks: set[Circumstance] = {"function"}
        if _TEST_NAMES.search(self._name(header)):
            marks.add("test")
        for line in takewhile(self._is_decorator, self.scan.before(header)):
            for statement in self.names.statements(line):
                node = statement.value
                callee = node.func if isinstance(node, tree.Call) else node
                if isinstance(callee, tree.Attribute) and _HANDLERS.search(f".{callee.name}"):
                    marks.add("handler")
        return marks

    def _is_decorator(self, line: Line) -> bool:
        return self.scan.code[line.start] == "@"

    def _class(self, header: Line) -> set[Circumstance]:
        marks: set[Circumstance] = set()
        if _TEST_NAMES.search(self._name(header)):
            marks.add("test")
        for statement in self.names.statements(header):
            bases = (it for it, _ in statement.pairs)
            if any((self.names.origin(it, header) or "").endswith("Module") for it in bases):
                marks.add("part")
        return marks

    def _name(self, header: Line) -> str:
        statements = self.names.statements(header)
        return statements[0].names[0][0] if statements and statements[0].names else ""

    def _with(self, header: Line) -> set[Circumstance]:
        marks: set[Circumstance] = set()
        for statement in self.names.statements(header):
            for value, _ in statement.pairs:
                origin = self.names.origin(value.func, header) if isinstance(value, tree.Call) else None
                last = (origin or "").rpartition(".")[2]
                if last == "init_empty_weights":
                    marks |= {"meta", "empty"}
                elif isinstance(value, tree.Call) and (origin == "torch.device" or last == "init_on_device"):
                    is_meta = self._names_meta(value, header)
                    marks |= {"meta", "empty"} if is_meta and last == "init_on_device" else set()
                    marks.add("meta" if is_meta else "device-context")
                elif isinstance(value, tree.Call) and getattr(value.func, "id", "") != "open":
                    marks |= {"unknown-context"} if (origin or "").partition(".")[0] not in _PLAIN_CONTEXTS else set()
        return marks

    def _names_meta(self, call: tree.Call, line: Line) -> bool:
        """Whether a call is given the meta device, by its name or as an object."""
        values = [evaluated(self.names, it.value, line) for it in call.args]
        inner = [part for it in values if isinstance(it, Made) for part in it.positional]
        return any(it == "meta" for value in (*values, *inner) for it in strings(value))

    def _after_exit(self, line: Line) -> bool:
        """Return whether a `return` or `raise` at the same level precedes a line."""
        if line.parent is None:
            return False
        if line.parent.index not in self._exits:
            self._exits[line.parent.index] = list(self._exits_under(line.parent))
        return any(it.index < line.index for it in self._exits[line.parent.index] if it.indent == line.indent)

    def _exits_under(self, header: Line) -> Iterator[Line]:
        """Yield each `return` and `raise` directly under a header; a function has few, and hundreds of other lines."""
        code, end = self.scan.code, self.scan.end_of(header)
        for word in ("return", "raise"):
            at = code.find(word, header.end, end)
            while at >= 0:
                line = self.scan.line_at(at)
                if line is not None and line.start == at and line.parent is header:
                    yield line
                at = code.find(word, at + 1, end)

    def _of_arguments(self, site: LoadSite) -> set[Circumstance]:
        marks: set[Circumstance] = set()
        if any(not is_false(it.value) for it in site.arguments if it.name in _QUANTIZES):
            marks.add("quantized")
        first = site.arguments[0] if site.arguments else None
        for name in strings(first.value) if first is not None else ():
            if loaders.is_quantized(name):
                marks.add("quantized")
            if loaders.is_for_tests(name):
                marks.add("test")
        return marks

    def _of_uses(self, site: LoadSite) -> set[Circumstance]:
        kinds = {it.kind for it in site.uses}
        marks: set[Circumstance] = set()
        if "train" in kinds:
            marks.add("training")
        if "offload" in kinds:
            marks.add("offloaded")
        if not kinds & _USED:
            if "save" in kinds or self.saves:
                marks.add("cpu-on-purpose")
            elif "state" in kinds:
                marks.add("donor")
        return marks


def _is_untrained(names: Names, header: Line) -> bool:
    """Whether a branch is the one that does not train: `if not do_train:`, or the `else` of `if do_train:`."""
    code, head = names.scan.code, names.blocks.head(header)
    if names.scan.header(header) == "else":
        return _IF_TRAINED.match(code, head.start, head.end) is not None
    return _IF_UNTRAINED.match(code, header.start, header.end) is not None


def _may_be_part(names: Names, line: Line) -> bool:
    """Whether a class around a line may be a module by a base class of another file: it has a `forward`."""
    classes = (it for it in line.ancestors() if names.scan.header(it) == "class")
    derived = (it for it in classes if any(one.pairs for one in names.statements(it)))
    return any(names.scan.code.find("def forward(", it.end, names.scan.end_of(it)) >= 0 for it in derived)


def _words(code: str, text: str) -> frozenset[str]:
    """Return the words of the code, and those anywhere in the text."""
    return frozenset([*(it for it in _IN_CODE if it in code), *(it for it in _IN_TEXT if it in text)])
