"""Offsets of LibCST's nodes, read off one pass of its code generator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import libcst as cst
from libcst._nodes.internal import CodegenState


def spans(module: cst.Module) -> dict[int, tuple[int, int]]:
    """Return the range of each node of a module, by `id`, own parentheses included."""
    state = _Offsets(module)
    module._codegen(state)
    return state.spans


class _Offsets(CodegenState):
    """A code generator that notes where each node begins and ends, own parentheses included."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(default_indent=module.default_indent, default_newline=module.default_newline)
        self.at = 0
        self.spans: dict[int, tuple[int, int]] = {}
        self._begun: list[int] = []

    def add_token(self, value: str) -> None:
        super().add_token(value)
        self.at += len(value)

    def add_indent_tokens(self) -> None:
        super().add_indent_tokens()
        self.at += sum(map(len, self.indent_tokens))

    def before_codegen(self, node: cst.CSTNode) -> None:  # noqa: ARG002 - the base class's signature
        self._begun.append(self.at)

    def after_codegen(self, node: cst.CSTNode) -> None:
        start = self._begun.pop()
        self.spans.setdefault(id(node), (start, self.at))

    @contextmanager
    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Iterator[None]:
        start = self.at
        yield
        first = self.spans[id(start_node)][0] if start_node is not None else start
        last = self.spans[id(end_node)][1] if end_node is not None else self.at
        self.spans[id(node)] = (first, last)
