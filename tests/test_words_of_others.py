"""Texts of others are shown, never carried out: on a terminal, in reports, on code hosts and in an editor."""

from __future__ import annotations

import io
import json
import re
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import attrs
import pytest

from loadlint import words
from loadlint.editor.answers import Action, Command, Lens, Notice, Proposal, Question
from loadlint.editor.capabilities import Client
from loadlint.editor.documents import Cell, Document, Snapshot, Text
from loadlint.editor.wire import convert
from loadlint.editor.wire.connection import Connection
from loadlint.verify import render
from loadlint.verify.many import batch, forms, plan, summary, table
from loadlint.verify.report import Diagnosis, Failure, Outcome, VerifyReport
from loadlint_rules.analysis.model import Finding, Related, Span
from tests.commands import Run, folder, run

__all__ = ["folder", "run"]

ESCAPES = {
    "\x1b]0;title\x07": r"\x1b]0;title\x07",
    "a\x1b[2Jb": r"a\x1b[2Jb",
    "\r\x08\x00": r"\x0d\x08\x00",
    "\x9b31m": r"\x9b31m",
    "abc\u202ecba": r"abc\u202ecba",
    "\u2066x\u2069": r"\u2066x\u2069",
}


@pytest.mark.parametrize("text", ["plain", "naïve café", "東京", "a\tb\nc", "→ ≥ 🤗", "שלום"])
def test_text_that_does_nothing_stays(text: str) -> None:
    assert words.visible(text) == text


@pytest.mark.parametrize(("text", "shown"), ESCAPES.items())
def test_what_a_terminal_would_carry_out_is_an_escape(text: str, shown: str) -> None:
    assert words.visible(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2 MB float16 in `./my_model`", "2 MB float16 in `./my_model`"),
        ("![pixel](https://example.org/a.png)", "`![pixel](https://example.org/a.png)`"),
        ("[update now](https://example.org)", r"\[update `now](https://example.org)`"),
        ("![pixel](a.png)", r"!\[pixel\](a.png)"),
        ("see https://example.org, www.example.org", "see `https://example.org,` `www.example.org`"),
        ("thanks @octocat and a@b.c", "thanks `@octocat` and `a@b.c`"),
        ("fixes #12, GH-3, o/r#4 and !5", "fixes `#12,` `GH-3,` `o/r#4` and `!5`"),
        ("&#64;octocat &lt;", r"`&#64;octocat` \&lt;"),
        ("`@octocat` and `https://example.org`", "`@octocat` and `https://example.org`"),
        ("` @octocat", r"\` `@octocat`"),
        ("`@octocat", "`'@octocat`"),
        ("``` [a](b) @octocat `", r"\`\`\` \[a\](b) `@octocat` \`"),
        ("`a`@octocat", "`a``@octocat`"),
        ("<img src=x>", r"\<img src=x\>"),
        ("a\n# heading", "a # heading"),
        ("` [a](b)", r"\` \[a\](b)"),
        ("`a` [a](b) `c`", r"`a` \[a\](b) `c`"),
        ("\x1b[0m", r"\\x1b\[0m"),
    ],
)
def test_markdown_of_others_has_no_effect(text: str, shown: str) -> None:
    assert words.markdown(text) == shown


# --- borders: each way on which a text of others leaves

TEXT = "\x1b]0;x\x07\x9b31m\u202ecba\u2066\x7f\x08"
FORBIDDEN = frozenset(map(chr, words._ESCAPES))
NAME = "a\x1b[2J\u202e.py"
LOAD = f'from transformers import AutoModel\nm = AutoModel.from_pretrained("m", device_map="{TEXT}")\n'
COLOR = re.compile(r"\x1b\[[\d;]*m")
FORMATS = ("full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "agent")
COMMANDS = {
    **{it: ["check", NAME, "--output-format", it] for it in FORMATS},
    "statistics": ["check", NAME, "--statistics"],
    "files": ["check", ".", "--show-files"],
    "settings": ["check", NAME, "--show-settings"],
    "a problem": ["check", f"missing{TEXT}.py"],
    "no files": ["check", f"empty{NAME}"],
    "an error": ["check", NAME, "--select", TEXT],
    "a place": ["verify", f"{NAME}:7"],
    "a value": ["verify", f"{NAME}:2", "--set", TEXT],
    "the estimate": ["verify", f"{NAME}:3", "--preflight"],
    "the estimate as JSON": ["verify", f"{NAME}:3", "--preflight", "--output-format", "json"],
    "doctor": ["doctor", NAME, "--no-devices"],
    "an explanation": ["explain", f"OSError: Can't load tokenizer for '{TEXT}'"],
    "an unknown error": ["explain", TEXT],
    "a program": ["verify", f"{NAME}:3", "--python", sys.executable],
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_no_command_prints_a_text_of_others_raw(run: Run, folder: Path, arguments: list[str]) -> None:
    _hostile_project(folder)
    done = run(*arguments)
    assert done.out or done.err
    assert FORBIDDEN.isdisjoint(done.out + done.err)


@pytest.mark.parametrize("options", [["--diff", "--unsafe-fixes"], []], ids=["diff", "full"])
def test_no_colored_output_has_a_text_of_others_raw(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    _hostile_project(folder)
    monkeypatch.setenv("FORCE_COLOR", "1")
    out = run("check", NAME, *options).out
    assert COLOR.search(out)
    assert FORBIDDEN.isdisjoint(COLOR.sub("", out))


def test_a_patch_is_exact_where_no_person_reads_it(run: Run, folder: Path) -> None:
    _hostile_project(folder)
    assert TEXT in run("check", NAME, "--diff", "--unsafe-fixes").out


def test_a_baseline_names_others_files_without_their_controls(run: Run, folder: Path) -> None:
    _hostile_project(folder)
    run("check", ".", "--baseline", "known.json", "--write-baseline")
    (folder / NAME).write_text("")
    done = run("check", ".", "--baseline", "known.json")
    assert "fixed since" in done.err
    assert FORBIDDEN.isdisjoint(done.out + done.err)


def test_messages_and_titles_are_clean_for_programs_too(run: Run, folder: Path) -> None:
    """Code hosts show them in comments."""
    _hostile_project(folder)
    rows = json.loads(run("check", NAME, "--output-format", "json").out)
    texts = [text for row in rows for text in (row["message"], *(it["title"] for it in row["fixes"]))]
    assert r"\x1b]0;x\x07" in "".join(texts)
    assert all(FORBIDDEN.isdisjoint(it) for it in texts)


@pytest.mark.parametrize("show", [render.full, render.line, lambda it: render.compare(it, it)])
@pytest.mark.parametrize("outcome", ["failed", "refused", "loaded"])
def test_no_report_of_a_load_has_a_text_of_others_raw(outcome: Outcome, show: Callable[[VerifyReport], str]) -> None:
    error = Failure(TEXT, f"{TEXT}\nmore", TEXT, traceback=TEXT)
    finding = {"rule": TEXT, "severity": TEXT, "message": TEXT, "line": 1}
    report = VerifyReport(
        {"path": NAME, "line": 1}, {"call": TEXT, "notes": [TEXT]}, outcome, diagnosis=(Diagnosis(TEXT, TEXT, TEXT),),
        error=error if outcome != "loaded" else None, warnings=(TEXT,), log=(TEXT,), findings=(finding,),
    )  # fmt: skip
    assert FORBIDDEN.isdisjoint(show(report))


@pytest.mark.parametrize("form", ["full", "json", "jsonl", "junit", "markdown", "html"])
def test_no_report_of_many_loads_has_a_text_or_a_secret_raw(form: str) -> None:
    token = "hf_" + "a1B2c3D4e5F6g7H8i9J0"
    text = f"{TEXT} {token} | <b>`"
    error = Failure(text, text, text, cause=text, cure=text, traceback=text)
    report = VerifyReport(
        {"path": NAME, "line": 1, "cell": None}, {"call": text, "callee": text}, "failed", error=error
    )
    groups, memory = plan.groups([plan.Planned(report=report)]), batch.Memory(None)
    work = batch.run(groups, memory, threading.Event(), started=lambda _: print, perform=lambda *_: report)
    results, out = list(work), io.StringIO()
    forms.FORMS[form](results, summary.as_json(results, 1.0), out)
    shown = out.getvalue()
    assert "hidden" in shown
    assert token not in shown
    assert FORBIDDEN.isdisjoint(shown)
    assert "<b>" not in shown or form in ("full", "json", "jsonl")
    rows = [it for it in shown.split("\n") if form == "markdown" and it.startswith("|")]
    assert len({len(re.findall(r"(?<!\\)\|", it)) for it in rows}) <= 1


def test_no_cell_of_a_table_is_ended_by_others() -> None:
    for text in ("a|b", "`a|b`", "a\\|b", "`a\\|b`", "`a\\", "\\\\|"):
        row = table.markdown_row([text, "x"])
        # cmark-gfm takes a backslash with any punctuation for one character, within code as well.
        assert re.sub(r"\\[!-/:-@\[-`{-~]", "", row).count("|") == 3


EDITOR: dict[str, Callable[[Snapshot], object]] = {
    "published": lambda it: [json.loads(one) for one in convert.published(it, [_finding()], "utf-16")[it.uri]],
    "diagnostic": lambda it: convert.diagnostic(it, _finding(), "utf-16"),
    "lens": lambda it: convert.lens(Lens(Span(0, 1), Command(TEXT, "x")), it, "utf-16"),
    "action": lambda it: convert.action(Action(TEXT, "quickfix"), it, [], Client()),
    "proposal": lambda it: convert.completion([Proposal(TEXT, "x", "model", TEXT, Span(0, 1))], it, "utf-16"),
    "hover": lambda _: words.markdown(TEXT),
}


@pytest.mark.parametrize("made", EDITOR.values(), ids=EDITOR)
def test_no_answer_to_an_editor_has_a_text_of_others_raw(made: Callable[[Snapshot], object]) -> None:
    snapshot = Document[object, object]("file:///a.py", [Cell("file:///a.py", 1, Text.of("x"))]).snapshot()
    answer = made(snapshot)
    texts = list(_texts(answer))
    assert any(r"\x1b]0;x\x07" in it or r"\\x1b\]0;x" in it for it in texts)
    assert all(FORBIDDEN.isdisjoint(it) for it in texts)


def test_no_message_to_an_editor_has_a_text_of_others_raw(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []
    connection = Connection()
    for name in ("window_show_message", "window_log_message"):
        monkeypatch.setattr(connection, name, sent.append)
    for say in (connection.show, connection.warn, connection.log):
        say(TEXT)
    monkeypatch.setattr(connection.protocol, "notify", lambda _, message: sent.append(message))
    connection.client = replace(connection.client, cures=True)
    connection.notice(Notice(TEXT, buttons=(Command(f"Open {TEXT}", "x"),)))
    assert len(sent) == 4
    assert all(FORBIDDEN.isdisjoint(text) for it in sent for text in _texts(it))


def test_no_question_to_an_editor_has_a_text_of_others_raw() -> None:
    question = Question("model", "which?", TEXT, ("plain", f"{TEXT}2", "a\nb"), TEXT)
    message = question.message()
    assert all(FORBIDDEN.isdisjoint(it) for it in _texts(message))
    meant = [question.meant(it) for it in (message["value"], *message["choices"], "typed")]
    assert meant == [TEXT, "plain", f"{TEXT}2", "a\nb", "typed"]


def _finding() -> Finding:
    return Finding(TEXT, Span(0, 1), rule="unknown-device-map", severity="error", related=(Related(TEXT, Span(0, 1)),))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for it in value.values() for text in _texts(it))
    elif isinstance(value, list | tuple):
        yield from (text for it in value for text in _texts(it))
    elif attrs.has(type(value)):
        yield from _texts(attrs.asdict(value, recurse=False))


def _hostile_project(folder: Path) -> None:
    """Code, names, settings and a checkpoint of others, each with texts that a terminal would carry out."""
    (folder / NAME).write_text(f"{LOAD}n = AutoModel.from_pretrained('./model', torch_dtype='{TEXT}')\n")
    (folder / f"empty{NAME}").mkdir()
    (folder / "loadlint.toml").write_text('exclude = ["\\u001b]0;x\\u0007\\u202e"]\n')
    header = json.dumps({"w": {"dtype": TEXT, "shape": [1], "data_offsets": [0, 4]}}).encode()
    (folder / "model").mkdir()
    (folder / "model" / "model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + b"0000")
    (folder / "model" / "config.json").write_text(json.dumps({"model_type": TEXT, "torch_dtype": TEXT}))
