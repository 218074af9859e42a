"""What happens to a loaded object: the methods chained on the load, and the later uses of its name."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..model import Argument, Literal, Made, Span, Symbol, Unknown, Use, UseKind, Value
from ..reading import tree
from ..reading.blocks import BRANCHES
from ..reading.scan import Line, Scan
from ..values import is_dtype
from .definitions import Definitions
from .evaluation import evaluated
from .names import Names
from .spelling import dotted_names, flat, outermost, rebinds, written

_CASTS = {"half": "float16", "bfloat16": "bfloat16", "float": "float32", "double": "float64"}
_MOVES = {"cuda": "cuda", "cpu": "cpu", "xpu": "xpu", "npu": "npu", "hpu": "hpu"}
_SAME_OBJECT = {"to", "type", "eval", "train", "requires_grad_", "quantize", "merge_and_unload", *_CASTS, *_MOVES}
_METHODS: dict[str, UseKind] = {
    "eval": "eval",
    "gradient_checkpointing_enable": "train",
    "enable_input_require_grads": "train",
    "print_trainable_parameters": "train",
    "add_adapter": "train",
    "freeze_feature_encoder": "train",
    "backward": "train",
    "state_dict": "state",
    "save_pretrained": "save",
    "push_to_hub": "save",
    "save": "save",
    "merge_and_unload": "save",
    "export": "save",
    "enable_model_cpu_offload": "offload",
    "enable_sequential_cpu_offload": "offload",
    "enable_group_offload": "offload",
    "quantize": "other",
}
_RUNS = re.compile(r"^(forward|encode|decode|predict|infer|score|embed|complete|run)(?![a-z])")
_GENERATES = re.compile(
    r"generate|chat|^(sample|beam_search|greedy_search|contrastive_search|answer|transcribe|caption)"
)
_CALLEES: tuple[tuple[re.Pattern[str], UseKind], ...] = (
    (re.compile(r"(^|\.)\w*(Trainer|TrainingArguments|LightningModule)$"), "train"),
    (re.compile(r"(^|\.)(get_peft_model|prepare_model_for\w*training|prepare|prepare_model|initialize)$"), "train"),
    (re.compile(r"(^|\.)(DistributedDataParallel|DDP|FullyShardedDataParallel|FSDP|fully_shard)$"), "train"),
    (
        re.compile(
            r"(dispatch_model|cpu_offload|disk_offload|\w*offload\w*|load_checkpoint\w*|simple_dispatch_model)$"
        ),
        "offload",
    ),
    (
        re.compile(
            r"(^|\.)(Peft\w*\.from_pretrained|Peft\w+|compile|DataParallel|transform|tensor_parallel|optimize)$"
        ),
        "wrap",
    ),
    (re.compile(r"(^|\.)(save\w*|export\w*|convert\w*|merge\w*|push_to_hub)$"), "save"),
)
_QUANTIZES = re.compile(r"(^|[._])quantize\w*$")
# Uses that fixes take out of the text.
_CHANGES = ("move", "cast", "assign")
_OPTIMIZERS = re.compile(r"(Adam\w*|SGD|\w*Optim\w*|Adafactor|Lion|RMSprop|Lamb)$")
_READS_WEIGHTS = {"parameters", "named_parameters"}
_MODELS_OF_CLASS = re.compile(r"^(self|cls)\.\w+$")
_NAME = re.compile(r"(?<![\w.\"])[^\W\d]\w*")
_MAX_HOPS = 4
_MAX_RETURNS = 1


@dataclass(frozen=True, slots=True)
class Holder:
    """A name that holds the loaded object from a line on. `via` means through a function that returned it."""

    name: str
    line: Line
    via: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """Where an expression's value goes: the uses met on the way, and what holds it or hands it on afterwards."""

    uses: tuple[Use, ...] = ()
    holders: tuple[str, ...] = ()
    returned: int | None = None
    is_returned: bool = False


class Tracker:
    """Follows loaded objects through one text."""

    def __init__(self, scan: Scan, names: Names) -> None:
        self.scan = scan
        self.names = names
        self.blocks = names.blocks
        self.definitions = Definitions(names)
        # Whether something outside the load's own piece of the text was looked at: callers, or a global's uses.
        self.reached_out = False

    def track(self, node: tree.Node, statement: tree.Statement, line: Line) -> tuple[str | None, tuple[Use, ...]]:
        """The holding name of the object that `node` loads (None without), and its uses in source order."""
        flow = self.flow(node, statement, line, chained=True)
        uses = list(flow.uses)
        seen: set[tuple[str, int]] = set()
        for holder in flow.holders:
            uses += self._follow(Holder(holder, line), line, seen, 0)
        if flow.is_returned:
            uses += self._through_callers(line, flow.returned, seen, 0)
        found = (replace(it, early=self._is_early(it, line)) if it.arguments else it for it in uses)
        return (flow.holders[0] if flow.holders else None), tuple(sorted(found, key=_place))

    def _is_early(self, use: Use, load: Line) -> bool:
        """Whether the names in a use's arguments mean at the load what they mean at the use."""
        later = self.scan.line_at(use.span.start)
        words = {
            it
            for arg in use.arguments
            for it in _NAME.findall(self.scan.code[arg.value_span.start : arg.value_span.end])
        }
        return all(self._is_settled(it, load, later) for it in words if not keyword.iskeyword(it))

    def _is_settled(self, name: str, load: Line, later: Line | None) -> bool:
        bound = self.names.bindings(name, load)
        scope = self.names.scope_of(load)
        if later is not None and self.names.scope_of(later) is not scope:
            return bool(bound) and all(it.scope is None and it.origin is not None for it in bound)
        return bool(bound) and all(it.line.index < load.index for it in bound if it.scope is scope)

    # --- one expression ---

    def flow(self, node: tree.Node, statement: tree.Statement, line: Line, *, chained: bool = False) -> Flow:
        """Climbs from an expression to its statement, noting what is done to the value on the way."""
        parents = statement.parents()
        uses: list[Use] = []
        while True:
            parent = parents.get(id(node))
            if isinstance(parent, tree.Attribute):
                grand = parents.get(id(parent))
                if isinstance(grand, tree.Call) and grand.func is parent:
                    use = self._method(node, parent, grand, statement, line, parents)
                    uses.append(replace(use, chained=chained))
                    if parent.name not in _SAME_OBJECT:
                        return Flow(tuple(uses))
                    node = grand
                    continue
                return Flow((*uses, self._attribute(node, parent, statement, line, parents)))
            if isinstance(parent, tree.Arg):
                call = parents[id(parent)]
                assert isinstance(call, tree.Call)
                use = self._passed(parent, call, line)
                uses.append(use)
                if use.kind != "wrap" and not (use.kind == "train" and use.name.endswith(_WRAPPING)):
                    return Flow(tuple(uses))
                node = call
                continue
            if isinstance(parent, tree.Call):
                uses.append(self._use("call", "", node, parent, line))
                return Flow(tuple(uses))
            if isinstance(parent, tree.Wrapped | tree.IfExp):
                node = parent
                continue
            if isinstance(parent, tree.Walrus):
                return Flow(tuple(uses), (*dotted_names(parent.target),))
            return self._landed(node, parent, statement, line, uses)

    def _landed(
        self, node: tree.Node, parent: tree.Node | None, statement: tree.Statement, line: Line, uses: list[Use]
    ) -> Flow:
        """The value has reached its statement (or a tuple in it): it is assigned, returned, or dropped."""
        position: int | None = None
        if isinstance(parent, tree.Sequence) and statement.value is parent:
            position = parent.items.index(node)
        elif parent is not None:
            kind: UseKind = "pass" if isinstance(parent, tree.Pair | tree.Sequence) else "other"
            return Flow((*uses, self._use(kind, "", node, node, line)))
        if statement.kind == "return":
            return Flow((*uses, self._use("return", "", node, node, line)), returned=position, is_returned=True)
        if statement.kind == "assign":
            return Flow(tuple(uses), tuple(self._targets(statement, position)))
        if statement.kind == "with":
            held = [it for value, it in statement.pairs if value is node and it is not None]
            return Flow(tuple(uses), tuple(name for it in held for name in dotted_names(it)))
        return Flow(tuple(uses))

    def _targets(self, statement: tree.Statement, position: int | None) -> Iterator[str]:
        for target in statement.targets:
            if position is not None and isinstance(target, tree.Sequence):
                if position < len(target.items):
                    yield from dotted_names(target.items[position])
            elif isinstance(target, tree.Sequence):
                yield from dotted_names(target.items[0]) if target.items else ()
            else:
                yield from dotted_names(target)

    def _method(
        self,
        node: tree.Node,
        attribute: tree.Attribute,
        call: tree.Call,
        statement: tree.Statement,
        line: Line,
        parents: dict[int, tree.Node],
    ) -> Use:
        name = attribute.name
        arguments = tuple(self.arguments(call, line, ()))
        device, dtype = _device_and_dtype(name, arguments)
        kind = self._kind_of_method(name, arguments, device, dtype, parents.get(id(call)), parents)
        use = self._use(kind, name, node, call, line)
        return replace(
            use,
            part=Span(self._dot(node, attribute, line), line.start + call.end),
            taken=self._taken(node, attribute, call, line),
            arguments=arguments,
            whole=self._is_whole(node, call, statement, line),
            alone=self._is_alone(line),
            device=device,
            dtype=dtype,
        )

    def _kind_of_method(
        self,
        name: str,
        arguments: tuple[Argument, ...],
        device: Value | None,
        dtype: Value | None,
        parent: tree.Node | None,
        parents: dict[int, tree.Node],
    ) -> UseKind:
        if device is not None:
            return "move"
        if dtype is not None:
            return "cast"
        if name == "train":
            return "eval" if arguments and arguments[0].text == "False" else "train"
        if name in _READS_WEIGHTS and isinstance(parent, tree.Arg):
            call = parents[id(parent)]
            callee = call.func if isinstance(call, tree.Call) else None
            last = callee.name if isinstance(callee, tree.Attribute) else getattr(callee, "id", "")
            return "train" if _OPTIMIZERS.search(last) else "other"
        if name in _METHODS:
            return _METHODS[name]
        return "generate" if _GENERATES.search(name) else "call" if _RUNS.search(name) else "other"

    def _attribute(
        self,
        node: tree.Node,
        attribute: tree.Attribute,
        statement: tree.Statement,
        line: Line,
        parents: dict[int, tree.Node],
    ) -> Use:
        """A read or an assignment of an attribute, by its dotted path (`config.torch_dtype`).

        A quantizer that is given a part of the model (`quantize(model.language_model)`) is given the model.
        """
        path, top = attribute.name, attribute
        while isinstance(outer := parents.get(id(top)), tree.Attribute):
            path, top = f"{path}.{outer.name}", outer
        if statement.kind == "assign" and any(it is top for it in statement.targets):
            assert statement.value is not None
            value = evaluated(self.names, statement.value, line)
            text = self._text(statement.value, line)
            span = self._span(statement.value, line)
            given = Argument(path, value, self._span(statement, line), span, text)
            use = self._use("assign", path, node, top, line)
            return replace(use, arguments=(given,), whole=len(self.names.statements(line)) == 1)
        if isinstance(arg := parents.get(id(top)), tree.Arg) and isinstance(call := parents[id(arg)], tree.Call):
            use = self._passed(arg, call, line)
            if _QUANTIZES.search(use.name):
                return use
        return self._use("other", path, node, top, line)

    def _passed(self, arg: tree.Arg, call: tree.Call, line: Line) -> Use:
        origin = self.names.origin(call.func, line)
        callee = origin or written(call.func)
        for pattern, kind in _CALLEES:
            if pattern.search(callee):
                return self._use(kind, callee, arg.value, call, line)
        return self._use("pass", callee, arg.value, call, line)

    def _use(self, kind: UseKind, name: str, node: tree.Node, whole: tree.Node, line: Line) -> Use:
        span = Span(line.start + min(node.start, whole.start), line.start + whole.end)
        return Use(kind, name, span, span, span, line.span)

    def _dot(self, node: tree.Node, attribute: tree.Attribute, line: Line) -> int:
        return self.scan.code.rindex(".", line.start + node.end, line.start + attribute.end)

    def _taken(self, node: tree.Node, attribute: tree.Attribute, call: tree.Call, line: Line) -> Span:
        """From the space before the dot (unless a comment stands there) to the closing parenthesis."""
        code, text = self.scan.code, self.scan.text
        dot = start = self._dot(node, attribute, line)
        while start > line.start and text[start - 1] in " \t\r\n\\\f":
            start -= 1
        if code[start - 1] != text[start - 1] and text[start - 1] not in "\"'":
            start = dot
        return Span(start, line.start + call.end)

    def _is_alone(self, line: Line) -> bool:
        """Whether a line is the only one directly under its header."""
        if line.parent is None:
            return False
        return not any(it.parent is line.parent and it is not line for it in self.scan.body(line.parent))

    def _is_whole(self, node: tree.Node, call: tree.Call, statement: tree.Statement, line: Line) -> bool:
        """Whether the statement is `x.method()` or `x = x.method()` and the only one on its line."""
        if statement.value is not call or len(self.names.statements(line)) != 1:
            return False
        if statement.kind == "expr":
            return isinstance(node, tree.Name | tree.Attribute)
        same = [self._text(it, line) == self._text(node, line) for it in statement.targets]
        return statement.kind == "assign" and same == [True]

    # --- later statements ---

    def _follow(self, holder: Holder, load: Line, seen: set[tuple[str, int]], hops: int) -> Iterator[Use]:
        """The uses of a holding name, through branches and functions, until it is bound to something else."""
        if (holder.name, holder.line.index) in seen or hops > _MAX_HOPS:
            return
        seen.add((holder.name, holder.line.index))
        home = self._home(holder)
        gone: list[Line] = []
        for line in self.names.lines_in(holder.name, home):
            reach = self._reach(holder, home, line, gone)
            if reach is None:
                continue
            sure = reach and not holder.via
            for statement in self.names.statements(line):
                for flow in self._flows(holder.name, statement, line):
                    yield from (self._placed(it, holder, line, sure) for it in flow.uses)
                    for alias in flow.holders:
                        if alias != holder.name:
                            yield from self._follow(Holder(alias, line, holder.via), load, seen, hops + 1)
                    if flow.is_returned:
                        yield from self._through_callers(line, flow.returned, seen, hops + 1)
                if rebinds(holder.name, statement):
                    branch = self.blocks.own_branch(line, holder.line)
                    if branch is None and self.names.scope_of(line) is home:
                        return
                    if branch is not None:
                        gone.append(branch)

    def _placed(self, use: Use, holder: Holder, line: Line, sure: bool) -> Use:
        """The use with where it stands beside the load, and what else may have made its object."""
        if use.kind not in _CHANGES:
            return use if sure else replace(use, sure=False)
        others = (it for it in self.definitions.reaching(holder.name, line) if it is not holder.line)
        return replace(
            use,
            sure=sure,
            shared=tuple(it.span for it in others),
            elsewhere=self.names.scope_of(line) is not self.names.scope_of(holder.line),
            tested=self._is_tested(holder.name, line),
        )

    def _is_tested(self, name: str, line: Line) -> bool:
        """Whether a branch around a line asks where the object is, as in `if model.device == cpu`."""
        headers = (header for header, keyword in self.blocks.within_function(line) if keyword in BRANCHES)
        return any(f"{name}.device" in self.scan.code[it.start : it.end] for it in headers)

    def _home(self, holder: Holder) -> Line | None:
        """The scope that the name lives in: a class for `self.x`, the module for a `global`, else the function."""
        if _MODELS_OF_CLASS.match(holder.name):
            return next((it for it in holder.line.ancestors() if self.scan.header(it) == "class"), None)
        scope = self.names.scope_of(holder.line)
        if scope is None:
            self.reached_out = True
        elif "." not in holder.name and holder.name in self._shared(scope):
            self.reached_out = True
            return None
        return scope

    def _shared(self, scope: Line) -> set[str]:
        """The names that a function says are of the module, or of a function around it."""
        code, end = self.scan.code, self.scan.end_of(scope)
        if code.find("global", scope.start, end) < 0 and code.find("nonlocal", scope.start, end) < 0:
            return set()
        lines = (it for it in self.scan.body(scope) if code.startswith(("global", "nonlocal"), it.start))
        return {bound for line in lines for it in self.names.statements(line) for bound, _ in it.names}

    def _reach(self, holder: Holder, home: Line | None, line: Line, gone: list[Line]) -> bool | None:
        """None if the object cannot be meant at a line; True if the line runs whenever the load ran; else False."""
        above = line.ancestors()
        if line is holder.line or any(it in gone for it in above):
            return None
        if home is not None and home not in above:
            return None
        scope, own = self.names.scope_of(line), self.names.scope_of(holder.line)
        if scope is own:
            is_before = line.index < holder.line.index
            if is_before or self.blocks.exclude(holder.line, line) or self.blocks.has_left(holder.line, line):
                return None
            return self.blocks.own_branch(line, holder.line) is None
        if "." not in holder.name and self._shadowed(holder.name, line, home):
            return None
        return False

    def _shadowed(self, name: str, line: Line, home: Line | None) -> bool:
        found = self.names.bindings(name, line)
        return bool(found) and found[0].scope is not home and not self._declared_global(name, found[0].scope)

    def _declared_global(self, name: str, scope: Line | None) -> bool:
        if scope is None:
            return False
        pattern = re.compile(rf"\b(?:global|nonlocal)\b[^\n]*\b{re.escape(name)}\b")
        body = self.scan.body(scope)
        return bool(body) and pattern.search(self.scan.code, scope.start, body[-1].end) is not None

    def _flows(self, name: str, statement: tree.Statement, line: Line) -> Iterator[Flow]:
        if statement.kind in ("def", "class", "global"):
            return
        for expression in statement.expressions():
            for node in outermost(expression, name):
                if not any(node is it for it in statement.targets) and not _is_part_of_target(node, statement):
                    yield self.flow(node, statement, line)

    # --- functions that return the load ---

    def _through_callers(
        self, line: Line, position: int | None, seen: set[tuple[str, int]], hops: int
    ) -> Iterator[Use]:
        """What callers in this text do with the object that a function (or a method, within its class) returns."""
        scope = self.names.scope_of(line)
        if scope is None or hops > _MAX_RETURNS:
            return
        definitions = self.names.statements(scope)
        owner = next((it for it in scope.ancestors() if self.scan.header(it) == "class"), None)
        if not definitions or (owner is not None and owner is not scope.parent):
            return
        own = definitions[0].names[0][0]
        # A method is called from its own class, and a function from lines that all can see unless one names it.
        if owner is None:
            self.reached_out = self.reached_out or scope.parent is not None or own in self.scan.mentioned
        spelled = own if owner is None else f"self.{own}"
        for caller in self.names.lines_with(spelled):
            inside = owner is None or owner in caller.ancestors()
            if caller is not scope and inside and (spelled, -caller.index) not in seen:
                seen.add((spelled, -caller.index))
                yield from self._from_caller(caller, spelled, position, seen, hops)

    def _from_caller(
        self, caller: Line, spelled: str, position: int | None, seen: set[tuple[str, int]], hops: int
    ) -> Iterator[Use]:
        for statement in self.names.statements(caller):
            for call in (it for it in statement.calls() if written(it.func) == spelled):
                holders: tuple[str, ...] = ()
                if position is not None:
                    holders = tuple(self._targets(statement, position)) if statement.value is call else ()
                else:
                    flow = self.flow(call, statement, caller)
                    yield from (replace(it, sure=False) for it in flow.uses)
                    holders = flow.holders
                for holder in holders:
                    yield from self._follow(Holder(holder, caller, via=True), caller, seen, hops + 1)

    # --- arguments ---

    def arguments(self, call: tree.Call, line: Line, parameters: tuple[str, ...]) -> Iterator[Argument]:
        """The arguments written in a call (not those behind `*` or `**`), positional ones under `parameters`."""
        for number, arg in enumerate(call.args):
            if arg.star:
                continue
            name = arg.keyword or (parameters[number] if number < len(parameters) else str(number))
            value = evaluated(self.names, arg.value, line)
            text = self._text(arg.value, line)
            positional = arg.keyword is None
            yield Argument(name, value, self._span(arg, line), self._span(arg.value, line), text, positional=positional)

    def _span(self, node: tree.Node, line: Line) -> Span:
        return Span(line.start + node.start, line.start + node.end)

    def _text(self, node: tree.Node, line: Line) -> str:
        return self.scan.text[line.start + node.start : line.start + node.end]


_WRAPPING = ("get_peft_model", "training", "prepare", "DataParallel", "DDP", "FSDP")


def _place(use: Use) -> tuple[int, int]:
    return use.span.end, use.span.start


def _device_and_dtype(name: str, arguments: tuple[Argument, ...]) -> tuple[Value | None, Value | None]:
    """The device and the dtype that a method call on a module names, each None if it names none."""
    if name in _CASTS:
        return None, Symbol(f"torch.{_CASTS[name]}")
    if name in _MOVES:
        return _numbered(_MOVES[name], arguments), None
    device: Value | None = None
    dtype: Value | None = None
    if name in ("to", "type"):
        for it in arguments:
            if it.name in ("dtype", "torch_dtype") or (
                it.name != "device" and (name == "type" or is_dtype(it.value, it.text))
            ):
                dtype = it.value
            elif it.name in ("device", "0"):
                device = it.value
    return device, dtype


def _numbered(kind: str, arguments: tuple[Argument, ...]) -> Value:
    if not arguments or kind == "cpu":
        return Literal(kind)
    number = arguments[0].value
    if isinstance(number, Literal) and isinstance(number.value, int):
        return Literal(f"{kind}:{number.value}")
    return number if isinstance(number, Made | Unknown | Symbol) else Literal(kind)


def _is_part_of_target(node: tree.Node, statement: tree.Statement) -> bool:
    """Whether a node is an item of a tuple that is assigned to: bound, not used."""
    return any(node is it for target in statement.targets for it in flat(target))
