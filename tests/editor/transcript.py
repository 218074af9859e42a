"""Types a load letter by letter into a live server and prints what is shown after each.

Run it with `python -m tests.editor.transcript`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.fuzz import SERVER, SETTINGS
from bench.server import Server, started

BEFORE = "import torch\nfrom transformers import AutoModelForCausalLM\n\n"
TYPED = 'model = AutoModelForCausalLM.from_pretrained("gpt2-xl", torch_dtype=torch.float16, device_map="auto")'
AFTER = '\nmodel.to("cuda")\nother = AutoModelForCausalLM.from_pretrained("gpt2").half()\n'
WIDTH = 46


def written(folder: Path) -> str:
    """A line for each letter: the end of what has been typed, then line and rule of what is shown."""
    (folder / "loadlint.toml").write_text(SETTINGS)
    return "".join(f"{_ending(typed)}  {', '.join(rules) or '-'}\n" for typed, rules in _session(folder))


def _session(folder: Path) -> Iterator[tuple[str, list[str]]]:
    with started(SERVER, folder) as (server, _):
        uri = (folder / "load.py").as_uri()
        item = {"uri": uri, "languageId": "python", "version": 1, "text": BEFORE + AFTER}
        server.notify("textDocument/didOpen", {"textDocument": item})
        yield "", _shown(server, 1)
        for number, letter in enumerate(TYPED):
            _type(server, uri, number, letter)
            yield TYPED[: number + 1], _shown(server, number + 2)


def _type(server: Server, uri: str, number: int, letter: str) -> None:
    at = {"line": BEFORE.count("\n"), "character": number}
    change = {"range": {"start": at, "end": at}, "text": letter}
    identifier = {"uri": uri, "version": number + 2}
    server.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})


def _shown(server: Server, version: int) -> list[str]:
    diagnostics = server.published(version)["params"]["diagnostics"]
    return [f"{it['range']['start']['line'] + 1} {it['code']}" for it in diagnostics]


def _ending(typed: str) -> str:
    cut = typed if len(typed) <= WIDTH else "…" + typed[-WIDTH + 1 :]
    return f"{cut + '|':<{WIDTH + 1}}"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(written(Path(folder).resolve()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
