"""The light syntax tree of one logical line: small nodes with offsets into the line's text."""

from __future__ import annotations

from collections import abc
from collections.abc import Iterator
from typing import Any


class SyntaxTrouble(Exception):  # noqa: N818 - it is a value, and raised only inside
    """LibCST's words for a text that has no tree, and the offset it points to."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Node:
    """A node with the half-open range of offsets it takes in its statement's text."""

    __slots__ = ("end", "start")
    start: int
    end: int

    def children(self) -> abc.Sequence[Node]:
        """Return the nodes directly below, in one order."""
        values = [getattr(self, it) for it in self.__slots__]
        nodes = (it for value in values for it in (value if isinstance(value, list) else (value,)))
        return [it for it in nodes if isinstance(it, Node)]

    def walk(self) -> Iterator[Node]:
        """This node and all below it, outermost first."""
        left: list[Node] = [self]
        while left:
            node = left.pop()
            yield node
            left += reversed(node.children())


class Leaf(Node):
    """A node with none below it: every second one."""

    __slots__ = ()

    def children(self) -> abc.Sequence[Node]:
        return ()

    def walk(self) -> Iterator[Node]:
        return iter((self,))


class Name(Leaf):
    __slots__ = ("id",)
    id: str


class Attribute(Node):
    __slots__ = ("name", "value")
    value: Node
    name: str

    def children(self) -> abc.Sequence[Node]:
        return (self.value,)


class Arg(Node):
    """An argument of a call: `star` is "", "*" or "**"."""

    __slots__ = ("keyword", "star", "value")
    keyword: str | None
    star: str
    value: Node

    def children(self) -> abc.Sequence[Node]:
        return (self.value,)


class Call(Node):
    """A call; `inside` is the offset just after its opening parenthesis."""

    __slots__ = ("args", "func", "inside")
    func: Node
    args: list[Arg]
    inside: int

    def children(self) -> abc.Sequence[Node]:
        return (*self.args, self.func)


class Constant(Leaf):
    __slots__ = ("value",)
    value: Any


class Sequence(Node):
    __slots__ = ("items", "kind")
    kind: str
    items: list[Node]

    def children(self) -> abc.Sequence[Node]:
        return self.items


class Pair(Node):
    __slots__ = ("key", "value")
    key: Node | None
    value: Node

    def children(self) -> abc.Sequence[Node]:
        return (self.value,) if self.key is None else (self.key, self.value)


class Dict(Node):
    __slots__ = ("pairs",)
    pairs: list[Pair]

    def children(self) -> abc.Sequence[Node]:
        return self.pairs


class IfExp(Node):
    __slots__ = ("test", "yes", "no")  # noqa: RUF023 - source order is not this order, reading order is
    test: Node
    yes: Node
    no: Node

    def children(self) -> abc.Sequence[Node]:
        return (self.test, self.yes, self.no)


class Operation(Node):
    """A unary, binary, boolean or comparing operation; `operator` is its first operator as written."""

    __slots__ = ("operands", "operator")
    operator: str
    operands: list[Node]

    def children(self) -> abc.Sequence[Node]:
        return self.operands


class Subscript(Node):
    __slots__ = ("index", "value")
    value: Node
    index: list[Node]

    def children(self) -> abc.Sequence[Node]:
        return (*self.index, self.value)


class Walrus(Node):
    __slots__ = ("target", "value")
    target: Node
    value: Node

    def children(self) -> abc.Sequence[Node]:
        return (self.target, self.value)


class Wrapped(Node):
    """`await x`, `*x`, `yield x`: the inner expression is `value`."""

    __slots__ = ("kind", "value")
    kind: str
    value: Node

    def children(self) -> abc.Sequence[Node]:
        return (self.value,)


class Deferred(Node):
    """A lambda or comprehension: what is inside runs later or many times. `bound` are the names it binds."""

    __slots__ = ("bound", "parts")
    parts: list[Node]
    bound: frozenset[str]

    def children(self) -> abc.Sequence[Node]:
        return self.parts


class Other(Node):
    __slots__ = ("parts",)
    parts: list[Node]

    def children(self) -> abc.Sequence[Node]:
        return self.parts


class Statement(Node):
    """A simple statement or a header.

    `kind`: assign, augment, expr, return, import, from, delete, global, if, while, for, with, match, case, def,
    class, other. `targets` are bound, `value` is computed, `names` are (bound name, dotted origin).
    `body` holds the statements of an inline suite (`if x: y = 1`).
    """

    __slots__ = ("_calls", "_parents", "body", "kind", "names", "pairs", "targets", "value")
    kind: str
    targets: list[Node]
    value: Node | None
    names: list[tuple[str, str]]
    pairs: list[tuple[Node, Node | None]]
    body: list[Statement]
    _calls: list[Call] | None
    _parents: dict[int, Node] | None

    def calls(self) -> list[Call]:
        """All calls in the statement, outermost first, in source order."""
        if self._calls is None:
            nodes = (node for expression in self.expressions() for node in expression.walk())
            self._calls = [it for it in nodes if isinstance(it, Call)]
        return self._calls

    def parents(self) -> dict[int, Node]:
        """Return the parent of each node below the statement's expressions, by `id`."""
        if self._parents is None:
            self._parents, left = {}, [*self.expressions()]
            while left:
                node = left.pop()
                children = node.children()
                for it in children:
                    self._parents[id(it)] = node
                left += children
        return self._parents

    def expressions(self) -> Iterator[Node]:
        """All expressions of the statement itself, in source order of evaluation roles."""
        if self.value is not None:
            yield self.value
        yield from self.targets
        for value, target in self.pairs:
            yield value
            if target is not None:
                yield target


def statement(kind: str, start: int, end: int) -> Statement:
    """An empty statement of a kind, over a range of offsets."""
    made = Statement()
    made._calls = made._parents = None
    made.start, made.end = start, end
    made.kind, made.targets, made.value, made.names, made.pairs, made.body = kind, [], None, [], [], []
    return made


def spelled(node: object) -> object:
    """Return a light tree as plain values with everything it says, to compare the readings of two parsers."""
    if isinstance(node, list | tuple):
        return [spelled(it) for it in node]
    if not isinstance(node, Node):
        return repr(node)
    names = [it for it in node.__slots__ if not it.startswith("_")]
    return type(node).__name__, node.start, node.end, [(it, spelled(getattr(node, it))) for it in names]
