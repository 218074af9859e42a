"""Text edits: set, rename or remove an argument, remove a use, add an import; and apply a fix as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .model import Argument, Edit, Fix, Import, LoadSite, Program, Source, Span, Use

# Comments for a linter or a type checker about their line.
MARKERS = re.compile(
    r"#[ \t]*(?:noqa|type:[ \t]*ignore|pyright:|pylint:|nosec|fmt:|ruff:|loadlint:)[^\r\n]*", re.IGNORECASE
)

_COMMENTS = re.compile(r"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*")
_BLANK = re.compile(r"[ \t\f]*(?:\r\n|\r|\n)")
_STRING = r"""[rRuU]?(?:"{3}(?:\\.|[^\\])*?"{3}|'{3}(?:\\.|[^\\])*?'{3}|"(?:\\.|[^"\\\r\n])*"|'(?:\\.|[^'\\\r\n])*')"""
_DOCSTRING = re.compile(rf"\(*\s*(?:{_STRING}\s*)+\)*[ \t]*(?:[;#][^\r\n]*)?(?:\r\n|\r|\n|(?<=[\r\n]))", re.DOTALL)


def add_argument(program: Program, site: LoadSite, name: str, value: str) -> tuple[Edit, ...]:
    """Return the edits that add `name=value` after the arguments in the call, in their style."""
    text = program.source.text
    written = [it for it in site.arguments if it.origin == "call"]
    if not written:
        rest = text[site.brackets.start : site.brackets.end].strip()
        return (Edit(Span(site.brackets.start, site.brackets.start), f"{name}={value}{', ' if rest else ''}"),)
    last = max(written, key=lambda it: it.span.end)
    margin = _own_margin(text, last.span.start)
    if margin is None:
        return (_insert(last.span.end, f", {name}={value}"),)
    return _on_its_own_line(text, last.span.end, site.brackets.end, margin, f"{name}={value}")


def set_value(argument: Argument, value: str) -> Edit:
    return Edit(argument.value_span, value)


def rename_argument(program: Program, argument: Argument, name: str) -> tuple[Edit, ...]:
    """Give an argument (or the key of a dict that is passed as `**kwargs`) another name.

    No edits for a key that is split, or that the code asks a dict for.
    """
    head = program.source.text[argument.span.start : argument.value_span.start]
    if argument.name not in head or argument.asked:
        return ()
    at = argument.span.start + head.find(argument.name)
    return (Edit(Span(at, at + len(argument.name)), name),)


def remove_argument(program: Program, argument: Argument) -> Edit:
    """Remove an argument of a call, its comma, and its line where it has one of its own."""
    text = program.source.text
    start, end = argument.span.start, argument.span.end
    comma = end
    while text[comma] in " \t":
        comma += 1
    if text[comma] == ",":
        end = comma + 1
        while text[end] in " \t":
            end += 1
        margin = _own_margin(text, start)
        if margin is not None and (marker := MARKERS.match(text, end)):
            # A comment for linters is about the argument alone, so it goes too.
            end = marker.end()
        if margin is not None and text[end] in "\r\n":
            return Edit(Span(start - len(margin), _past_line_end(text, end)), "")
        while margin is None and text[end] in "\r\n" and text[start - 1] in " \t":
            start -= 1
        return Edit(Span(start, end), "")
    while start > 0 and text[start - 1] in " \t\r\n":
        start -= 1
    return Edit(Span(start - 1, end) if text[start - 1] == "," else Span(argument.span.start, end), "")


def move_into(program: Program, site: LoadSite, argument: Argument, holder: str, text: str = "") -> tuple[Edit, ...]:
    """Move an argument of a call into the dict of another argument; no edits where that dict is written elsewhere.

    `text` is the value in the dict, where it differs from the argument's.
    """
    held, item = site.argument(holder), f'"{argument.name}": {text or argument.text}'
    if argument.origin != "call":
        return ()
    if held is None:
        return (Edit(argument.span, f"{holder}={{{item}}}"),) if not site.opaque else ()
    written = held.text.rstrip()
    if held.origin != "call" or not written.startswith("{") or not written.endswith("}"):
        return ()
    inner = written[1:-1].rstrip()
    at = held.value_span.start + 1 + len(inner)
    before = " " if inner.endswith(",") else ", " if inner else ""
    return (_insert(at, f"{before}{item}"), remove_argument(program, argument))


def remove_use(program: Program, use: Use) -> Edit:
    """Remove `.to("cuda")` from its statement, or the whole statement where it does nothing else."""
    if not use.whole:
        return Edit(use.taken, "")
    text, source = program.source.text, program.source
    if use.alone:
        return Edit(use.statement, "pass")
    start, end = use.statement.start, use.statement.end
    margin = _own_margin(text, start)
    if end < len(text) and text[end] not in "\r\n":
        return Edit(Span(start, _past_space(text, end)), "")
    if margin is None:
        return Edit(use.statement, "")
    start -= len(margin)
    if end + 1 in source.breaks or end == len(text):
        return Edit(Span(_before_line_end(text, start, source), end), "")
    end = _past_line_end(text, end)
    if _is_blank_before(text, start) and (blank := _BLANK.match(text, end)) and end not in source.breaks:
        end = blank.end()
    return Edit(Span(start, end), "")


def reach(program: Program, module: str, name: str, at: int | None = None) -> str:
    """Return how the file spells `name` of `module` at an offset: as its imports bind it, or the bare name."""
    imports = [it for it in _visible(program, at) if it.origin in (f"{module}.{name}", module) and it.name != "*"]
    direct = next((it.name for it in imports if it.origin != module), None)
    bound = next((it.name for it in imports), None)
    return direct or (f"{bound}.{name}" if bound is not None else name)


def imported(program: Program, module: str, at: int | None = None) -> str | None:
    """The name that a module (or a dotted name) is bound to at an offset; None where it is not imported."""
    return next((it.name for it in _visible(program, at) if it.origin == module and it.name != "*"), None)


def add_import(program: Program, module: str, name: str, at: int | None = None) -> tuple[Edit, ...]:
    """Return the edits that bind the spelling of `reach` at an offset, in the file's style; none where it is bound.

    The import goes after the last visible one of the same library, into its function and its guard.
    """
    visible = _visible(program, at)
    if any(it.origin in (f"{module}.{name}", module) for it in visible):
        return ()
    library = module.partition(".")[0]
    # A guarded import counts where the library has no other, as the code after it is under the same guard.
    related = [it for it in visible if _library(it) == library] or _guarded(program, library, at)
    if any(it.origin == f"{module}.{name}" for it in related):
        return ()
    beside = [it for it in related if it.module == module]
    if beside:
        return _beside(program, beside[-1], name)
    last = related[-1] if related else next((it for it in reversed(visible) if it.inside is None), None)
    line, text = f"from {module} import {name}", program.source.text
    if last is not None:
        margin = _own_margin(text, last.statement.start) or ""
        return (_insert(_past_comment(text, last.statement.end), f"{_line_end(text)}{margin}{line}"),)
    start = max((it for it in program.source.breaks if at is not None and it <= at), default=0)
    return (_insert(_first_statement(text, start), f"{line}{_line_end(text)}"),)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with all edits made. Edits must not overlap; insertions at one offset keep their order."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda it: (it.span.start, it.span.end)):
        if edit.span.start < at:
            raise ValueError("edits overlap")
        parts += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join([*parts, text[at:]])


def apply_to_source(source: Source, fixes: Sequence[Fix]) -> Source:
    """Return the source with all fixes made and its breaks shifted."""
    edits = sorted((it for fix in fixes for it in fix.edits), key=lambda it: (it.span.start, it.span.end))
    breaks, number, shift = [], 0, 0
    for at in source.breaks:
        # A text inserted at a break goes after it.
        while number < len(edits) and (span := edits[number].span).end <= at and span != Span(at, at):
            shift += len(edits[number].text) - (span.end - span.start)
            number += 1
        breaks.append(at + shift)
    return Source(apply(source.text, edits), tuple(breaks))


# --- helpers ------------------------------------------------------------------------------------


def _visible(program: Program, at: int | None) -> list[Import]:
    """Return the imports that have certainly run at an offset (None: at the end of the module)."""
    return [
        it
        for it in program.imports
        if not it.conditional
        and (at is None or it.statement.end <= at)
        and (it.inside is None or (at is not None and it.inside.start <= at < it.inside.end))
    ]


def _library(item: Import) -> str:
    return (item.module or item.origin).partition(".")[0]


def _guarded(program: Program, library: str, at: int | None) -> list[Import]:
    """Return the imports of a library before an offset, in its scope, also under a branch or `try`."""
    return [
        it
        for it in program.imports
        if _library(it) == library
        and (at is None or it.statement.end <= at)
        and (it.inside is None or (at is not None and it.inside.start <= at < it.inside.end))
    ]


def _beside(program: Program, item: Import, name: str) -> tuple[Edit, ...]:
    """Add a name after the last one of a `from` import."""
    text = program.source.text
    last = max((it for it in program.imports if it.statement == item.statement), key=lambda it: it.span)
    closing = text.find(")", last.span.end, item.statement.end)
    margin = _own_margin(text, last.span.start) if closing >= 0 else None
    if margin is None:
        return (_insert(last.span.end, f", {name}"),)
    return _on_its_own_line(text, last.span.end, closing, margin, name)


def _past_comment(text: str, at: int) -> int:
    """Return the end of an offset's line, after its comment."""
    while at < len(text) and text[at] not in "\r\n":
        at += 1
    return at


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\r" if "\r" in text and "\n" not in text else "\n"


def _first_statement(text: str, start: int) -> int:
    """Return the offset after the leading comments and docstring of a text or a cell."""
    at = _match_end(_COMMENTS, text, start)
    docstring = _DOCSTRING.match(text, at)
    if docstring is None:
        return at if at < len(text) else start
    after = _match_end(_COMMENTS, text, docstring.end())
    return after if after < len(text) else start


def _match_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match is not None else at


def _insert(at: int, text: str) -> Edit:
    return Edit(Span(at, at), text)


def _own_margin(text: str, start: int) -> str | None:
    """Return the white space before an offset where its line has nothing else before it, else None."""
    at = start
    while at > 0 and text[at - 1] in " \t":
        at -= 1
    return text[at:start] if at == 0 or text[at - 1] in "\r\n" else None


def _on_its_own_line(text: str, after: int, closing: int, margin: str, argument: str) -> tuple[Edit, ...]:
    """Add an argument on a line of its own after the one that ends at `after`, past its comma and comment."""
    ends = [it for it in (text.find("\r", after, closing), text.find("\n", after, closing)) if it >= 0]
    if not ends:
        newline = "\r\n" if "\r\n" in text[:after] else "\n"
        return (_insert(after, f",{newline}{margin}{argument}"),)
    end = min(ends)
    newline = text[end : _past_line_end(text, end)]
    rest = text[after:end].strip()
    if rest == "," or (rest.startswith(",") and rest[1:].lstrip().startswith("#")):
        return (_insert(end, f"{newline}{margin}{argument},"),)
    if not rest or rest.startswith("#"):
        return (_insert(after, ","), _insert(end, f"{newline}{margin}{argument}"))
    return (_insert(after, f", {argument}"),)


def _past_space(text: str, at: int) -> int:
    """Return the offset after the white space between a statement and the comment (or `;`) on its line."""
    while at < len(text) and text[at] in " \t":
        at += 1
    return at


def _is_blank_before(text: str, start: int) -> bool:
    """Return whether the line before the one that begins at an offset is blank."""
    above = text[max(0, text.rfind("\n", 0, max(0, start - 1)) + 1) : start]
    return start > 0 and not above.strip(" \t\f\r\n")


def _past_line_end(text: str, at: int) -> int:
    if text.startswith("\r\n", at):
        return at + 2
    return min(at + 1, len(text))


def _before_line_end(text: str, at: int, source: Source) -> int:
    """Return the start of the line end before an offset, or the offset itself where a notebook cell begins."""
    if at == 0 or at in source.breaks:
        return at
    return at - 2 if text.startswith("\r\n", at - 2) else at - 1
