"""Measure loadlint beside its peers in one run; print the tables and, with --write, save them in docs/."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.tree import ROOT

from . import corpus, crowd, keystrokes, page, peers
from .process import Command, interleaved

Commands = Mapping[str, Command]

FEW = 24
PAGE = ROOT / "docs" / "evidence" / "performance.md"


def main() -> int:
    options = _options()
    cache = options.cache.resolve()
    tree = options.tree.resolve() if options.tree else corpus.tree(cache)
    commands = {peer.name: peers.command(peer, cache) for peer in peers.ALL}
    peers.prove(commands, cache)
    few = max(1, options.rounds // 3)
    sections = [
        _heading(options),
        _one_file(commands, cache, options.rounds),
        _typing(commands, cache, few),
        _whole_tree(commands, tree, cache, options.rounds),
        _files_with_loads(commands, tree, few),
    ]
    print("\n".join(sections))
    if options.write:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text("\n".join(sections))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--tree", type=Path, help="the folder to lint (default: published packages, downloaded)")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "bench", help="where peers and packages go")
    parser.add_argument("--rounds", type=int, default=9, help="runs of each command; slow ones get a third")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    return parser.parse_args()


def _heading(options: argparse.Namespace) -> str:
    flags = [f"--rounds {options.rounds}", *(["--write"] if options.write else [])]
    tree = f"the folder {options.tree.name}" if options.tree else "published packages (bench/corpus.py)"
    return page.heading(f'make bench ARGS="{" ".join(flags)}"', tree)


def _one_file(commands: Commands, cache: Path, rounds: int) -> str:
    folder = cache / "files"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    clean, loading = folder / "clean.py", folder / "loading.py"
    clean.write_text(corpus.program(500).replace("from_pretrained", "build").replace("transformers", "builders"))
    loading.write_text(corpus.program(500))
    every = _cold(commands)
    without = page.table(interleaved(_on(every, clean), rounds), 1e3, "ms")
    with_loads = page.table(interleaved(_on(every, loading), rounds), 1e3, "ms")
    return f"## One file of 500 lines, cold start\n\n### Without a load\n\n{without}\n### With loads\n\n{with_loads}"


def _typing(commands: Commands, cache: Path, sessions: int) -> str:
    folder = cache / "typing"
    folder.mkdir(parents=True, exist_ok=True)
    servers: Commands = {"loadlint": [peers.ours(), "server"], "ruff": [commands["ruff"][0], "server"]}
    typed = page.typing(keystrokes.measure(servers, folder, sessions), sessions)
    many = page.crowd(crowd.measure(servers, folder))
    title = f"## {crowd.FILES} files of {crowd.LINES} lines open, {crowd.EDITS:,} edits in them"
    return f"## One keystroke to diagnostics\n\n{typed}\n{title}\n\n{many}"


def _whole_tree(commands: Commands, tree: Path, cache: Path, rounds: int) -> str:
    os.environ["XDG_CACHE_HOME"] = str(cache / "warm")
    os.environ["RUFF_CACHE_DIR"] = str(cache / "warm" / "ruff")
    one_rule = [*commands["ruff"], "--select", "F821"]
    every: Commands = {"loadlint": _ours(), "ruff": commands["ruff"], "ruff, one rule": one_rule}
    warm = _on(every, tree)
    interleaved(warm, 1)
    cold = page.table(interleaved(_on(every, "--no-cache", tree), rounds), 1, "s")
    again = page.table(interleaved(warm, rounds), 1, "s")
    files = len(corpus.python_files(tree))
    return f"## A whole tree, {files:,} files\n\n### Cold, without a cache\n\n{cold}\n### Unchanged, cached\n\n{again}"


def _files_with_loads(commands: Commands, tree: Path, rounds: int) -> str:
    files = corpus.with_loads(corpus.python_files(tree), FEW)
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    costs = interleaved(_on(_cold(commands), *files), rounds)
    return f"## {len(files)} files with loads, {lines:,} lines\n\n{page.table(costs, 1, 's')}"


def _ours() -> Command:
    return [peers.ours(), "check", "--isolated"]


def _cold(commands: Commands) -> Commands:
    return {"loadlint": [*_ours(), "--no-cache"], **commands, "ruff": [*commands["ruff"], "--no-cache"]}


def _on(commands: Commands, *more: str | Path) -> Commands:
    return {name: [*command, *more] for name, command in commands.items()}


if __name__ == "__main__":
    sys.exit(main())
