"""Write docs/errors, a page for each group of known errors: `python -m tools.errors`.

tools/errors.toml has the titles and the texts of the errors. Causes and cures come from the code of `explain` and
`verify`, so that a page cannot say anything else than they do.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

from loadlint.cli import main
from loadlint.verify.explain.explanation import explain
from loadlint.verify.findings import failures
from loadlint.verify.findings.around import Around
from loadlint.verify.request import Passed, VerifyRequest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "errors"
HEAD, TAIL = 70, 70  # characters of a message in a table
SEE = {
    "--against": "Load it with another release, beside the installed one and without the weights",
    "--rehearse": "Load it as the code does, without its weights",
    "--preflight": "Estimate what the load takes, from the headers of its files and before any weights are read",
    "--fixed": "Load it as the line would be after its fixes",
    "verify": "Load it as the code does, in a process of its own, with the files at hand",
    "doctor": "Show the interpreter, its packages and its devices",
    "check": "Find it in the code, before it runs",
}

Entry = dict[str, Any]


def entries() -> dict[str, Entry]:
    """Return the pages by name, in reading order."""
    tomllib = import_module("tomllib")  # which the Python that loadlint still runs on does not have
    table: dict[str, Entry] = tomllib.loads((ROOT / "tools" / "errors.toml").read_text(encoding="utf-8"))
    return table


def written() -> dict[str, str]:
    """Return the text of each file of docs/errors by its name."""
    table = entries()
    return {"index.md": _index(table), **{f"{name}.md": page(entry) for name, entry in table.items()}}


def page(entry: Entry) -> str:
    """Return the text of one page."""
    texts = [it.strip("\n") for it in entry["texts"]]
    lines = [f"# {entry['title']}", "", entry["about"], "", *_transcript(texts[0]), "## Causes", ""]
    lines += ["| error | cause | cure |", "|---|---|---|", *_causes(texts, entry.get("by_line", False)), ""]
    if "at_hand" in entry:
        lines += ["`verify` also looks at the files that the load names:", ""]
        lines += ["| files | cause | cure |", "|---|---|---|", *map(_at_hand, entry["at_hand"]), ""]
    lines += ["## See it", "", f"{_seen(entry['see'])}:", "", "```sh", entry["see"], "```"]
    if entry["rules"]:
        pages = (f"[`{it}`](../../rules/loadlint_rules/{it.replace('-', '_')}.md)" for it in entry["rules"])
        lines += ["", f"Rules that find in code what leads to it: {', '.join(pages)}."]
    return "\n".join(lines) + "\n"


def _transcript(text: str) -> Iterator[str]:
    """Yield the error, and what `explain` prints for it."""
    if "\n" in text:
        yield from ["```text error.log", text, "```", ""]
        command, shown = ["explain", "-"], "loadlint explain < error.log"
    else:
        command, shown = ["explain", text], f"loadlint explain {_quoted(text)}"
    yield from ["```console", f"$ {shown}", _printed(command, text), "```", ""]


def _printed(command: list[str], text: str) -> str:
    """Return what a command prints, with the text as its standard input."""
    printed, before = io.StringIO(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(text.encode()))
    try:
        with redirect_stdout(printed):
            main.main(command)
    finally:
        sys.stdin = before
    return printed.getvalue().rstrip("\n")


def _quoted(text: str) -> str:
    """Return a text as a word of a shell, in the quotes that need no escapes."""
    if "'" not in text:
        return f"'{text}'"
    return shlex.quote(text) if re.search(r'["$`\\!]', text) else f'"{text}"'


def _causes(texts: list[str], by_line: bool) -> Iterator[str]:
    for text in texts:
        explanation = explain(text)
        yield f"| {_code(_message(text, by_line))} | {_prose(explanation.cause)} | {_prose(explanation.cure)} |"


def _message(text: str, by_line: bool) -> str:
    """Return the error of a text, or the line of code that raised it where that decides."""
    frames, _, error = text.rpartition("\n    ")
    if not frames:
        return " ".join(text.split())
    line, _, message = error.partition("\n")
    return line if by_line else " ".join(re.sub(r"^  File .*\n", "", message).split())


def _at_hand(case: Entry) -> str:
    """Return the row of a failure whose cause is in the files of a folder."""
    with tempfile.TemporaryDirectory() as root:
        for file in case["files"]:
            (Path(root) / file).parent.mkdir(parents=True, exist_ok=True)
            (Path(root) / file).write_text("{}", encoding="utf-8")
        kind, _, message = case["text"].partition(": ")
        passed = Passed("pretrained_model_name_or_path", {"literal": case.get("load", "out")}, positional=True)
        request = VerifyRequest("load.py", 1, 1, "transformers.AutoModelForCausalLM.from_pretrained", (passed,))
        around = Around(case["text"], request=request, cwd=root)
        failure = failures.failure({"chain": [{"type": kind, "message": message}]}, "loading", around)
    names = ", ".join(_code(it) for it in case["files"])
    return f"| {names} | {_prose(failure.cause)} | {_prose(failure.cure)} |"


def _seen(command: str) -> str:
    words = command.split()
    return next(text for word, text in SEE.items() if word in words)


def _code(text: str) -> str:
    """Return a text as code in a cell of a table."""
    text = text if len(text) <= HEAD + TAIL else f"{text[:HEAD].rstrip()} … {text[-TAIL:].lstrip()}"
    text = text.replace("|", "\\|")
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _prose(text: str | None) -> str:
    """Return a sentence of ours for a cell of a table."""
    if text is None:
        raise ValueError("a text of tools/errors.toml has no cause")
    return text.replace("|", "\\|")


def _index(table: dict[str, Entry]) -> str:
    lines = [
        "# Errors",
        "",
        "A page for each kind of error that a load raises: its causes, their cures, and the command that shows it.",
        "`loadlint explain` finds the page from a text, a traceback or a log:",
        "",
        "```sh",
        'loadlint explain "CUDA out of memory"',
        "```",
        "",
        "| error | what it says |",
        "|---|---|",
    ]
    lines += [f"| [{_linked(entry['title'])}]({name}.md) | {entry['about']} |" for name, entry in table.items()]
    return "\n".join(lines) + "\n"


def _linked(title: str) -> str:
    return title.replace("<", "&lt;")


def run() -> None:
    """Write the pages, and remove those that no error has any more."""
    FOLDER.mkdir(exist_ok=True)
    texts = written()
    for path in FOLDER.glob("*.md"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    run()
