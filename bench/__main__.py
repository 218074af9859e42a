"""Measure loadlint beside its peers; print the tables and, with --write, save them and their plots in docs/.

Each section is kept in the cache, so that the page can be measured in several runs with --only.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.tree import ROOT

from . import corpus, crowd, growth, keystrokes, page, peers
from .process import Command, interleaved

Commands = Mapping[str, Command]

FEW = 24
PAGE = ROOT / "docs" / "evidence" / "performance.md"
PLOTS = ROOT / "docs" / "images" / "plots"


@dataclass(frozen=True)
class Bench:
    """The tools, the tree and the folder of one run of the bench; slow commands run `few` times."""

    commands: Commands
    tree: Path
    cache: Path
    rounds: int

    @property
    def few(self) -> int:
        return max(1, self.rounds // 3)

    @property
    def one_rule(self) -> Command:
        return [*self.commands["ruff"], "--select", "F821"]


def main() -> int:
    options = _options()
    cache = options.cache.resolve()
    tree = options.tree.resolve() if options.tree else corpus.tree(cache)
    commands = {peer.name: peers.command(peer, cache) for peer in peers.ALL}
    peers.prove(commands, cache)
    bench = Bench(commands, tree, cache, options.rounds)
    _empty_caches(bench)
    folder = cache / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    for name in SECTIONS if options.only is None else options.only:
        (folder / f"{name}.json").write_text(json.dumps(SECTIONS[name](bench)))
    figures = {it.stem: json.loads(it.read_text()) for it in sorted(folder.glob("*.json"))}
    text = page.whole(_heading(options), figures)
    print(text)
    if options.write:
        _write(text, page.plots(figures))
    return 0


def _write(text: str, plots: Mapping[str, str]) -> None:
    PLOTS.mkdir(parents=True, exist_ok=True)
    for name, picture in plots.items():
        (PLOTS / f"{name}.svg").write_text(picture)
    PAGE.write_text(text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--tree", type=Path, help="the folder to lint (default: published packages, downloaded)")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "bench", help="where peers and packages go")
    parser.add_argument("--rounds", type=int, default=9, help="runs of each command; slow ones get a third")
    parser.add_argument(
        "--only", nargs="*", choices=SECTIONS, help="measure these sections, and take the others as kept"
    )
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)} and its plots")
    return parser.parse_args()


def _heading(options: argparse.Namespace) -> str:
    flags = [f"--rounds {options.rounds}", *(["--write"] if options.write else [])]
    tree = f"the folder {options.tree.name}" if options.tree else "published packages (bench/corpus.py)"
    return page.heading(f'make bench ARGS="{" ".join(flags)}"', tree)


def _one_file(bench: Bench) -> dict[str, Any]:
    folder = bench.cache / "files"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    clean, loading = folder / "clean.py", folder / "loading.py"
    clean.write_text(corpus.program(500).replace("from_pretrained", "build").replace("transformers", "builders"))
    loading.write_text(corpus.program(500))
    every = _cold(bench.commands)
    return {name: _costs(_on(every, it), bench.rounds) for name, it in (("without", clean), ("with", loading))}


def _typing(bench: Bench) -> dict[str, Any]:
    measured = keystrokes.measure({**_servers(bench), **keystrokes.FLOOR}, _folder(bench, "typing"), bench.few)
    return {
        "sessions": bench.few,
        "lines": {lines: {name: asdict(it) for name, it in servers.items()} for lines, servers in measured.items()},
    }


def _crowd(bench: Bench) -> dict[str, Any]:
    return {name: asdict(it) for name, it in crowd.measure(_servers(bench), _folder(bench, "typing")).items()}


def _whole_tree(bench: Bench) -> dict[str, Any]:
    every: Commands = {"loadlint": _ours(), "ruff": bench.commands["ruff"], "ruff, one rule": bench.one_rule}
    warm = _on(every, bench.tree)
    interleaved(warm, 1)
    files = len(corpus.python_files(bench.tree))
    cold = _costs(_on(every, "--no-cache", bench.tree), bench.few)
    return {"files": files, "cold": cold, "unchanged": _costs(warm, bench.rounds)}


def _files_with_loads(bench: Bench) -> dict[str, Any]:
    files = corpus.with_loads(corpus.python_files(bench.tree), FEW)
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    return {"files": len(files), "lines": lines, "costs": _costs(_on(_cold(bench.commands), *files), bench.few)}


def _trees(bench: Bench) -> dict[str, Any]:
    return growth.trees(_ours(), bench.one_rule, bench.tree, bench.cache / "growth", bench.few)


def _lines(bench: Bench) -> dict[str, Any]:
    return growth.lines(_ours(), bench.commands["ruff"], _folder(bench, "growth"), bench.few)


def _loads(bench: Bench) -> dict[str, Any]:
    return growth.loads(_ours(), _folder(bench, "growth"), bench.few)


def _documents(bench: Bench) -> dict[str, Any]:
    return growth.documents(_servers(bench), _folder(bench, "typing"))


def _processors(bench: Bench) -> dict[str, Any]:
    return growth.processors(_ours(), bench.tree, bench.few)


SECTIONS: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "one-file": _one_file,
    "typing": _typing,
    "crowd": _crowd,
    "tree": _whole_tree,
    "files-with-loads": _files_with_loads,
    "growth-files": _trees,
    "growth-lines": _lines,
    "growth-loads": _loads,
    "growth-documents": _documents,
    "growth-processors": _processors,
}


def _costs(commands: Commands, rounds: int) -> dict[str, Any]:
    return {name: asdict(it) for name, it in interleaved(commands, rounds).items()}


def _empty_caches(bench: Bench) -> None:
    """Begin with the empty caches of a new user; what past checkouts left in the developer's takes time to read."""
    shutil.rmtree(bench.cache / "warm", ignore_errors=True)
    os.environ["XDG_CACHE_HOME"] = str(bench.cache / "warm")
    os.environ["RUFF_CACHE_DIR"] = str(bench.cache / "warm" / "ruff")


def _folder(bench: Bench, name: str) -> Path:
    folder = bench.cache / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _servers(bench: Bench) -> dict[str, Command]:
    return {"loadlint": [peers.ours(), "server"], "ruff": [bench.commands["ruff"][0], "server"]}


def _ours() -> Command:
    return [peers.ours(), "check", "--isolated"]


def _cold(commands: Commands) -> Commands:
    return {"loadlint": [*_ours(), "--no-cache"], **commands, "ruff": [*commands["ruff"], "--no-cache"]}


def _on(commands: Commands, *more: str | Path) -> Commands:
    return {name: [*command, *more] for name, command in commands.items()}


if __name__ == "__main__":
    sys.exit(main())
