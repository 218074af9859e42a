"""The JSON that the server and the VS Code extension exchange has the same keys on both sides."""

from __future__ import annotations

import json
import re
from typing import Any, get_type_hints

import pytest

from loadlint.editor.answers import Question
from loadlint.editor.wire import messages
from loadlint.verify import wire
from tests.tree import ROOT

SOURCES = ROOT / "editors" / "vscode" / "src"
INTERFACE = re.compile(r"^(?:export )?interface (?P<name>\w+) \{\n(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)
KEY = re.compile(r"^  (?:readonly )?(?P<key>\w+)\??:", re.MULTILINE)


def declared(file: str) -> dict[str, set[str]]:
    """The keys of each interface of a file of the extension."""
    text = (SOURCES / file).read_text()
    return {it["name"]: {key["key"] for key in KEY.finditer(it["body"])} for it in INTERFACE.finditer(text)}


@pytest.mark.parametrize(
    ("file", "interface", "message"),
    [
        ("reports.ts", "Verification", messages.VerificationMessage),
        ("reports.ts", "Position", messages.PositionMessage),
        ("reports.ts", "Shown", messages.ShownMessage),
        ("report.ts", "Page", messages.PageMessage),
        ("input.ts", "Question", messages.QuestionMessage),
        ("input.ts", "Consent", messages.ConsentMessage),
        ("notices.ts", "Notice", messages.NoticeMessage),
        ("loads.ts", "Load", messages.LoadMessage),
        ("loads.ts", "Started", messages.StartedMessage),
        ("environment.ts", "Environment", messages.EnvironmentMessage),
        ("notices.ts", "Cure", messages.CureMessage),
    ],
)
def test_messages_have_the_same_keys_in_the_extension(file: str, interface: str, message: Any) -> None:
    assert declared(file)[interface] == set(get_type_hints(message))


def test_the_extension_reads_no_key_that_a_report_lacks() -> None:
    assert declared("reports.ts")["Report"]
    assert declared("reports.ts")["Report"] <= set(get_type_hints(wire.Report))


def test_a_question_is_sent_as_its_message() -> None:
    assert set(Question("name", "which?").message()) == set(get_type_hints(messages.QuestionMessage))


def test_the_wishes_of_the_extension_are_options_of_the_server_and_settings() -> None:
    (listed,) = re.findall(r"^const WISHES = (.*);$", (SOURCES / "settings.ts").read_text(), re.MULTILINE)
    wishes = re.findall(r'"(\w+)"', listed)
    server = "".join((ROOT / "server/loadlint/editor" / it).read_text() for it in ("options.py", "capabilities.py"))
    settings = json.loads((SOURCES.parent / "package.json").read_text())["contributes"]["configuration"]["properties"]
    assert [it for it in wishes if f'options.get("{it}")' not in server] == []
    assert [it for it in wishes if f"loadlint.{it}" not in settings] == []
