"""No secret leaves: not in a report, an event, an estimate, an error, `doctor` or a message of the editor."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import threading
import types
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from loadlint.cli import main
from loadlint.editor.answers import Hover
from loadlint.editor.documents import Cell, Document, Text
from loadlint.editor.wire import convert
from loadlint.editor.wire.connection import Connection, Progress
from loadlint.verify import render, session
from loadlint.verify.estimate import hub as client
from loadlint.verify.estimate import preflight
from loadlint.verify.estimate.host import Host
from loadlint.verify.report import Change, Diagnosis, Failure, VerifyReport
from loadlint.verify.run import supervisor
from loadlint.verify.secrets import HIDDEN, Redactor, hide
from loadlint.verify.session import CodeLoad, Surroundings
from loadlint_rules.analysis.model import Source, Span
from loadlint_rules.analysis.program import loads
from tests.verify.hub import Hub, Repository, serve
from tests.verify.loads import by_hand

BODY = "a1B2c3D4e5F6g7H8i9J0"
TOKEN = f"hf_{BODY}"
SECRETS = {
    "the hub": TOKEN,
    "an organization": f"api_org_{BODY}",
    "GitHub": f"ghp_{BODY}",
    "GitHub, fine-grained": f"github_pat_{BODY}",
    "GitLab": f"glpat-{BODY}",
    "OpenAI": f"sk-proj-{BODY}",
    "AWS": "AKIA" + "A1B2" * 4,
    "Google": f"AIza{BODY}{BODY}",
    "Slack": f"xoxb-{BODY}",
    "a signed token": f"eyJ{BODY}.eyJ{BODY}.{BODY}",
}
SURROUNDED = {
    "a URL": ("see https://user:{}@hub.example/x", "see https://<hidden>@hub.example/x"),
    "a URL with a sign": ("https://user:p@{}@hub.example", "https://<hidden>@hub.example"),
    "a user alone": ("git+https://{}@hub.example/x", "git+https://<hidden>@hub.example/x"),
    "a signed URL": ("https://h/x?a=1&X-Amz-Signature={}&b=2", "https://h/x?a=1&X-Amz-Signature=<hidden>&b=2"),
    "a header": ("'authorization': 'Basic {}'", "'authorization': 'Basic <hidden>'"),
    "a bearer": ("Bearer {}", "Bearer <hidden>"),
    "a variable": ("docker run -e WANDB_API_KEY={} image", "docker run -e WANDB_API_KEY=<hidden> image"),
}
PLAIN = [
    "https://huggingface.co/org/model@main",
    "ssh://git@github.com/org/x",
    "torch_dtype=auto, token=None",
    "TOKENIZERS_PARALLELISM=false",
    "task-sequence-classification-of-long-names-2",
    "model.layers.0.self_attn.q_proj.weight",
    "c0ffee" + "0" * 34,
]


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_stay(text: str) -> None:
    assert hide(text) == text


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_token_is_known_by_its_form(secret: str) -> None:
    assert hide(f"revision='{secret}', x") == "revision='<hidden>', x"


@pytest.mark.parametrize(("text", "shown"), SURROUNDED.values(), ids=SURROUNDED)
def test_a_secret_is_known_by_its_surroundings(text: str, shown: str) -> None:
    assert hide(text.format("s3cretw0rd12")) == shown


@pytest.mark.parametrize("name", ["HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "OPENAI_API_KEY", "DB_PASSWORD"])
def test_values_of_variables_are_hidden(name: str) -> None:
    assert Redactor((), {name: "plain words"}).text("it says plain words") == f"it says {HIDDEN}"


@pytest.mark.parametrize("form", ["p%40ss", "p@ss", base64.b64encode(b"user:p@ss").decode()])
def test_a_password_is_hidden_in_each_of_its_forms(form: str) -> None:
    redactor = Redactor((), {"HTTPS_PROXY": "http://user:p%40ss@proxy:8080"})
    assert redactor.text(f"proxy refused ({form})") == f"proxy refused ({HIDDEN})"


def test_a_stored_token_is_hidden(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("of-a-gateway\n")
    assert Redactor((), {"HF_HOME": str(tmp_path)}).text("not of-a-gateway") == f"not {HIDDEN}"


# --- the report


def test_every_part_of_a_report_is_cleaned_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = _leaking_report()
    parts = {name: json.dumps(value) for name, value in report.as_json().items()}
    assert [name for name, value in parts.items() if BODY not in value] == ["outcome"]
    cleaned = json.dumps(_run(report, tmp_path, monkeypatch).as_json())
    assert HIDDEN in cleaned
    assert BODY not in cleaned


@pytest.mark.parametrize("show", [render.full, render.line, lambda it: render.compare(it, it)])
def test_no_text_of_a_report_has_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show: Callable[[VerifyReport], str]
) -> None:
    report = replace(_leaking_report(), model=None, preflight=None, environment={}, times={}, memory={}, smoke={})
    assert BODY in show(report)
    cleaned = show(_run(report, tmp_path, monkeypatch))
    assert HIDDEN in cleaned
    assert BODY not in cleaned


def test_what_the_editor_shows_before_a_run_has_no_secret(tmp_path: Path) -> None:
    assert _prepared(tmp_path).request.call == f"AutoModel.from_pretrained('./m', revision='{HIDDEN}')"


def _leaking_report() -> VerifyReport:
    """A report that has a secret in every part that may have a text."""
    text = f"see {TOKEN}"
    table = {TOKEN: [text]}
    error = Failure(text, text, text, cause=text, cure=text, traceback=text, change=Change("revision", text))
    finding = {"rule": text, "severity": text, "message": text, "line": 1}
    return VerifyReport(
        {"path": text, "line": 1}, {"call": text, "notes": [text]}, "failed", table, table, table, table, table, table,
        (Diagnosis(text, text, text, change=Change(text)),), error, (text,), (text,), (table,), (finding,), table,
    )  # fmt: skip


def _run(report: VerifyReport, folder: Path, monkeypatch: pytest.MonkeyPatch) -> VerifyReport:
    monkeypatch.setattr(supervisor, "run", lambda *_, **__: report)
    return _prepared(folder).run(lambda _event: None, threading.Event())


def _prepared(folder: Path) -> session.Prepared:
    text = f"from transformers import AutoModel\nAutoModel.from_pretrained('./m', revision='{TOKEN}')\n"
    program = loads.find(Source(text))
    return session.prepare(CodeLoad("a.py", program, program.loads[0]), {}, Surroundings(folder, "/no/python"))


# --- the hub


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub that is named with a user and a password, and an empty cache."""
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with serve() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url.replace("://", "://user:s3cr%40t@"))
        monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
        yield hub


def test_an_endpoint_with_a_password_is_asked_with_it_alone(guarded: Hub, models: Path, tmp_path: Path) -> None:
    guarded.repositories["acme/tiny"] = Repository(models / "whole")
    made = preflight.estimate(by_hand("acme/tiny"), cwd=tmp_path, host=Host(10**11, 10**12))
    assert (made.verdict, made.where) == ("ok", f"{guarded.url}/acme/tiny")
    expected = f"Basic {base64.b64encode(b'user:s3cr@t').decode()}"
    assert {("/blob/" in path, header) for _, path, _, header in guarded.asked} == {(False, expected), (True, None)}
    assert "s3cr" not in json.dumps(made.as_json())


def test_a_hub_out_of_reach_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://user:s3cret@127.0.0.1:9/hub/")
    with pytest.raises(client.HubError, match=r"the hub at http://127\.0\.0\.1:9/hub cannot be reached"):
        client.Repository("acme/tiny", "main", os.environ).commit()


# --- other ways out


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "a.py:2", "--set", TOKEN],
        ["verify", "a.py:2", "--python", f"https://user:{BODY}@host"],
        ["verify", "a.py:3"],
        ["doctor", "--python", TOKEN],
        ["check", f"https://user:{BODY}@host.py"],
    ],
)
def test_no_error_has_a_secret(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = (
        "from transformers import AutoModel",
        "AutoModel.from_pretrained('m')",
        f"AutoModel.from_pretrained({TOKEN})",
    )
    (tmp_path / "a.py").write_text("\n".join(lines))
    assert main.main(arguments) == 2
    output = "".join(capsys.readouterr())
    assert HIDDEN in output
    assert BODY not in output


def test_doctor_shows_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / TOKEN))
    assert main.main(["doctor", str(tmp_path), "--no-devices"]) == 0
    output = capsys.readouterr().out
    assert HIDDEN in output
    assert BODY not in output


def test_no_program_of_the_configuration_is_shown_with_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loadlint.toml").write_text(f'[verify]\nlaunch = "docker run -e HF_TOKEN={BODY} -i image"\n')
    (tmp_path / "a.py").write_text("from transformers import AutoModel\nAutoModel.from_pretrained('m')\n")
    assert main.main(["verify", "a.py:2"]) == 2
    error = capsys.readouterr().err
    assert f"HF_TOKEN={HIDDEN} -i image" in error
    assert BODY not in error


def test_no_message_of_the_editor_has_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []
    connection = Connection()
    for name in ("window_show_message", "window_log_message", "log_trace", "progress"):
        monkeypatch.setattr(connection, name, sent.append)
    monkeypatch.setattr(connection, "window_show_message_request_async", _answering(sent))
    monkeypatch.setattr(connection, "window_work_done_progress_create_async", _answering([]))
    monkeypatch.setattr(connection.protocol, "send_request_async", _answering(sent))
    connection.client = types.SimpleNamespace(progress=True, cures=False)  # type: ignore[assignment]
    connection.trace_as("verbose")
    for say in (connection.show, connection.warn, connection.log, lambda it: connection.trace(it, it)):
        say(TOKEN)
    asyncio.run(_ask(connection))
    assert len(sent) == 9
    assert all(HIDDEN in repr(it) for it in sent)
    assert not any(BODY in repr(it) for it in sent)


def test_no_hover_has_a_secret() -> None:
    snapshot = Document[object, object]("file:///a.py", [Cell("file:///a.py", 1, Text.of("x"))]).snapshot()
    made = convert.hover(Hover(f"**Placement**: {TOKEN}", Span(0, 1)), snapshot, "utf-16")
    assert getattr(made.contents, "value", "") == f"**Placement**: {HIDDEN}"


async def _ask(connection: Connection) -> None:
    await connection.choose(TOKEN, [])
    await connection.input({"prompt": TOKEN})
    progress = Progress(connection, "name")
    await progress.begin(TOKEN)
    progress.report(TOKEN, None)
    progress.end(TOKEN)


def _answering(sent: list[object]):  # type: ignore[no-untyped-def]
    async def answer(*values: object) -> None:
        sent.append(values)

    return answer
