"""Comments that suppress findings: the rules and lines they are about, and those that suppress nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from .model import Edit, Finding, Fix, Rule, Span, fitting
from .reading.scan import Line, Scan

_COMMENT = re.compile(
    # Where case counts for the first sign, it is found three times faster.
    r"#(?i:[ \t]*(?:loadlint:[ \t]*(?P<verb>ignore(?:-file)?)(?![\w-])"
    r"(?:[ \t]*\[(?P<rules>[^\]\r\n]*)(?P<close>\])?|(?P<round>\())?"
    r"|(?P<noqa>noqa)\b(?![ \t]*:)))"
)
_MENTIONED = frozenset(("#",))
_LINE_END = re.compile(r"\r\n|\r|\n")
_NAMES = re.compile(r"[ \t]*[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*")
_NOT_CLOSED = "this suppresses nothing, as the list of rules is not closed"
_EMPTY = "this suppresses nothing, as the list of rules is empty"
_ROUND = "this suppresses nothing, as rules need square brackets"
# The rules whose findings follow from one of another rule, at a place that they name.
_FOLLOWS = {"device-move-after-load": "missing-device-map"}
# The engine does the work of this rule, since only the engine knows the suppressed findings.
RULE = Rule("unused-suppression", "built in", "warning")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment. `names` are the rules it names, "" for all; `line` is the start of the statement it is about.

    `span` covers it up to the bracket's end, `brackets` is the text between the brackets (None: it has none).
    `of_file`: it is about the whole file. `foreign`: it belongs to other tools too. `fault` says why it suppresses
    nothing.
    """

    span: Span
    names: tuple[str, ...]
    brackets: Span | None
    line: int
    of_file: bool = False
    foreign: bool = False
    fault: str = ""


def mentioned(text: str) -> bool:
    """Return whether a text can hold a suppression at all."""
    return _COMMENT.search(text) is not None


def marks(_code: str, text: str) -> frozenset[str]:
    """Return the same for `Scan.marks`, which remembers it by pieces."""
    return _MENTIONED if mentioned(text) else frozenset()


def find(scan: Scan) -> list[Suppression]:
    """Return the suppressions of a text, in order."""
    return [it for match in _COMMENT.finditer(scan.text) for it in _read(scan, match)]


def kept(scan: Scan, suppressions: Sequence[Suppression], findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that no comment suppresses.

    A finding that follows from a suppressed one is the same fault, and goes with it.
    """
    covered = {(it.line, name) for it in suppressions for name in it.names}
    everywhere = {name for it in suppressions if it.of_file for name in it.names}

    def is_suppressed(finding: Finding) -> bool:
        line = line_start(scan, finding.span.start)
        return bool({finding.rule, ""} & everywhere or {(line, finding.rule), (line, "")} & covered)

    left, gone = [], set()
    for finding in findings:
        if is_suppressed(finding):
            gone.add((finding.rule, finding.span))
        else:
            left.append(finding)
    return [it for it in left if not any((_FOLLOWS.get(it.rule, ""), at.span) in gone for at in it.related)]


def unused(
    scan: Scan,
    suppressions: Sequence[Suppression],
    findings: Sequence[Finding],
    rules: Collection[str],
    catalogue: Collection[str],
) -> Iterator[Finding]:
    """Yield a finding for each comment that names a rule of `rules` for nothing, no rule, or nothing readable.

    `findings` include the suppressed ones. Where `catalogue` is empty, no name is called wrong. A comment without names
    is never called unused: a rule that is off today may need it.
    """
    everywhere = {it.rule for it in findings}
    at: dict[int, set[str]] = {}
    for finding in findings:
        at.setdefault(line_start(scan, finding.span.start), set()).add(finding.rule)
    for it in suppressions:
        if it.fault:
            yield _malformed(scan, it, catalogue)
        elif not it.foreign and it.brackets is not None and RULE.name not in it.names:
            active = everywhere if it.of_file else at.get(it.line, set())
            wrong = [name for name in it.names if catalogue and name not in catalogue]
            idle = [name for name in it.names if name in rules and name not in active]
            if wrong or idle:
                yield _finding(scan, it, idle, {name: _meant(name, active - {*it.names}) for name in wrong})


def line_start(scan: Scan, offset: int) -> int:
    """Return the start of the statement around an offset; -1 where there is none."""
    line = scan.line_at(offset)
    return line.start if line is not None else -1


def _read(scan: Scan, match: re.Match[str]) -> Iterator[Suppression]:
    if not _is_comment(scan, match.start()):
        return
    rules = match["rules"]
    names = tuple(filter(None, map(str.strip, rules.split(",")))) if rules is not None else ("",)
    fault = _fault(match, names)
    brackets = Span(*match.span("rules")) if rules is not None else None
    line = _commented(scan, match.start())
    of_file = (match["verb"] or "").lower() == "ignore-file"
    if of_file == (line is None):
        start, foreign = line.start if line is not None else -1, match["noqa"] is not None
        yield Suppression(Span(*match.span()), () if fault else names, brackets, start, of_file, foreign, fault)


def _fault(match: re.Match[str], names: Sequence[str]) -> str:
    if match["round"] is not None:
        return _ROUND
    if match["rules"] is not None and match["close"] is None:
        return _NOT_CLOSED
    return "" if names else _EMPTY


def _is_comment(scan: Scan, start: int) -> bool:
    """Return whether a comment begins here: the blanked code is blank up to its line end, which strings blank too."""
    end = _LINE_END.search(scan.text, start)
    stop = end.end() - 1 if end is not None else len(scan.text)
    return not scan.code[start:stop].strip() and scan.code[stop : stop + 1] in ("\n", "")


def _commented(scan: Scan, comment: int) -> Line | None:
    """Return the statement on one of whose lines a comment stands; None for a comment on a line of its own."""
    line = scan.line_at(comment)
    if line is None:
        return None
    between = scan.text[line.end : comment] if comment > line.end else ""
    return None if "\n" in between or "\r" in between else line


def _malformed(scan: Scan, comment: Suppression, catalogue: Collection[str]) -> Finding:
    """Return the finding for a comment that names no rules in brackets; its fix closes a list of known rules."""
    fixes: tuple[Fix, ...] = ()
    names = _NAMES.match(scan.text, comment.brackets.start, comment.brackets.end) if comment.brackets else None
    if comment.fault == _NOT_CLOSED and names and {it.strip() for it in names[0].split(",")} <= {*catalogue}:
        fixes = (Fix("close the list", (Edit(Span(names.end(), names.end()), "]"),), safe=True),)
    return Finding(comment.fault, comment.span, fixes, severity=RULE.severity, rule=RULE.name)


def _meant(name: str, candidates: Collection[str]) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, sorted(candidates), n=1)), None)


def _finding(scan: Scan, comment: Suppression, idle: Sequence[str], wrong: dict[str, str | None]) -> Finding:
    better = [wrong.get(name, name) for name in comment.names if name not in idle]
    names = list(dict.fromkeys(it for it in better if it))
    if wrong:
        name = next(iter(wrong))
        reason = f"no rule is called {name!r}"
    else:
        reason = f"{' and '.join(idle)} find{'s' * (len(idle) == 1)} nothing here"
    message = fitting(f"this suppresses nothing, as {reason}", "this suppresses nothing")
    edit = _rewritten(scan, comment, names)
    title = f"suppress {', '.join(names)} alone" if names else "remove the comment"
    fix = Fix(title, (edit,), safe=True)
    return Finding(message, comment.span, (fix,), tag="unnecessary", severity=RULE.severity, rule=RULE.name)


def _rewritten(scan: Scan, comment: Suppression, names: Sequence[str]) -> Edit:
    """Leave `names` and the reason in a comment; without names, remove it up to the next comment in it."""
    if names and comment.brackets is not None:
        return Edit(comment.brackets, ", ".join(names))
    text, end = scan.text, comment.span.end
    while end < len(text) and text[end] not in "#\r\n":
        end += 1
    start = comment.span.start
    if end < len(text) and text[end] == "#":
        return Edit(Span(start, end), "")
    while start > 0 and text[start - 1] in " \t\f":
        start -= 1
    if comment.of_file and end < len(text) and (start == 0 or text[start - 1] in "\r\n"):
        end += 2 if text.startswith("\r\n", end) else 1
    return Edit(Span(start, end), "")
