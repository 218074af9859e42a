"""The guides: their commands run, their lists are those of the code, and the site that they make has no dead link."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import tomllib

from loadlint import schema
from loadlint.cli import main
from loadlint.project import config, settings
from loadlint_rules import RULES
from tests import tree
from tests.transcripts import FENCE, Page, check, output, run
from tools import releases, site, terminal

DOCS = tree.ROOT / "docs"
PAGES = (
    "index", "ci", "plugins", "faq", "configuration", "versions",
    "slow", "out-of-memory", "review", "teach", "agents",
)  # fmt: skip
# One finding of ruff and one of loadlint, both with a safe fix.
BOTH = """\
import os
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("org/model")  # loadlint: ignore[load-in-loop]
"""


@pytest.mark.parametrize("name", PAGES)
def test_guides_run_from_top_to_bottom(name: str, tmp_path: Path, bless: bool) -> None:
    document, page = DOCS / f"{name}.md", Page(tmp_path)
    text = page.replayed(document.read_text())
    if bless:
        document.write_text(text)
    assert document.read_text() == text
    assert page.ran or name == "configuration"


# --- beside ruff ------------------------------------------------------------------------------------


@pytest.mark.parametrize("tool", ["ruff", "loadlint"])
def test_every_command_beside_ruff_can_be_run(tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOADLINT_CACHE_DIR", str(tmp_path / ".cache"))
    commands = re.findall(rf"`((?:python -m )?{tool}[ .][^`]*)`", (DOCS / "ruff.md").read_text())
    assert len(commands) > 25
    (tmp_path / "pyproject.toml").write_text('[project.entry-points."loadlint.rules"]\nmine = "mine"\n')
    for command in map(shlex.split, commands):
        (tmp_path / "app.py").write_text(BOTH)
        if {"server", "verify", "--watch"} & {*command}:
            _can_be_written(command, tmp_path)
        elif command[0] == "loadlint":
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BOTH.encode())))
            # In this process, as a start for each would take longer than all of them.
            assert main.main(command[1:]) in (0, 1), command
        else:
            done = run(command, tmp_path, stdin=BOTH)
            assert done.returncode in (0, 1), (command, output(done))


def _can_be_written(command: list[str], folder: Path) -> None:
    """For what does not end, or loads a model; tests of their own run these."""
    if command[0] == "loadlint":
        check(command)
    else:
        assert command[-1] in run([*command[:-1], "--help"], folder).stdout


def test_the_same_commands_stand_side_by_side(tmp_path: Path) -> None:
    """Run each pair of commands on a file with a finding of each tool; both exit alike."""
    table = (DOCS / "ruff.md").read_text().partition("## Only here")[0]
    rows = re.findall(r"^\|[^|]+\| `(ruff [^`]+)` \| `(loadlint [^`]+)` \|$", table, re.MULTILINE)
    alike = [it for it in rows if {"--exit-zero", "--diff", "--exit-non-zero-on-fix", "--isolated"} & {*it[1].split()}]
    assert len(alike) >= 5
    for pair in alike:
        statuses = []
        for command in pair:
            (tmp_path / "app.py").write_text(BOTH)
            statuses.append(run([*shlex.split(command), "--no-cache"], tmp_path).returncode)
        assert len(set(statuses)) == 1, (pair, statuses)


# --- lists ------------------------------------------------------------------------------------------


def test_configuration_describes_every_key() -> None:
    """Each key of the schema has a section, in order, that opens with its description and has an example."""
    sections = re.findall(r"^### `([^`]+)`\n\n(.*?)(?=^##|\Z)", _text("configuration"), re.MULTILINE | re.DOTALL)
    described = schema.schema()["properties"]
    assert [key for key, _ in sections] == list(described)
    for key, text in sections:
        words = described[key]["description"]
        assert text.replace("\n", " ").startswith(f"{words[0].upper()}{words[1:]}. "), key
        ((_, _, example),) = FENCE.findall(text)
        assert list(tomllib.loads(example)) == [key]
        settings.parse(config.ConfigFile("loadlint.toml", example, tomllib.loads(example)))


def test_configuration_describes_the_limits_of_verify() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*?) \| `--", _text("configuration"), re.MULTILINE)
    limits = schema.schema()["properties"]["verify"]["properties"]
    assert rows == [(key, it["description"]) for key, it in limits.items()]


def test_configuration_lists_the_variables_of_our_own() -> None:
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", _text("configuration"), re.MULTILINE))
    variable = re.compile(r"environ(?:\.get)?[\[(]\"((?:LOADLINT|NO|FORCE)_\w+)")
    modules = (tree.ROOT / "server" / "loadlint").rglob("*.py")
    assert rows == {name for path in modules for name in variable.findall(path.read_text())}


def test_versions_lists_the_releases_that_were_read() -> None:
    rows = re.findall(r"^\| (\w+) \| ([\d.]+) \| ([\d.]+) \| (\d+) \|$", _text("versions"), re.MULTILINE)
    versions = {library: text.split() for library, text in releases.RELEASES.items()}
    assert rows == [(it, _minor(them[0]), _minor(them[-1]), str(len(them))) for it, them in versions.items()]


def _minor(release: str) -> str:
    return ".".join(release.split(".")[:2])


def _text(name: str) -> str:
    return (DOCS / f"{name}.md").read_text()


# --- the site ---------------------------------------------------------------------------------------


def test_every_guide_is_in_the_navigation() -> None:
    assert {it.relative_to(tree.ROOT).as_posix() for it in DOCS.glob("*.md")} <= {
        *site.GUIDES.values(),
        *site.REFERENCE.values(),
        "docs/rules.md",
    }


def test_pages_for_agents_are_files() -> None:
    pages = re.findall(r"\]\(([^)]+)\)", (tree.ROOT / "llms.txt").read_text())
    assert pages
    assert [it for it in pages if not (tree.ROOT / it).is_file()] == []


def test_the_site_builds_without_a_dead_link(tmp_path: Path) -> None:
    site.lay_out(tmp_path)
    done = _built(tmp_path)
    assert done.returncode == 0, output(done)
    pages = {it.parent.relative_to(tmp_path / "site").as_posix() for it in (tmp_path / "site").rglob("index.html")}
    assert {".", "configuration", "rules", *(f"rules/{it.name}" for it in RULES)} <= pages
    html = {it: it.read_text() for it in (tmp_path / "site").rglob("*.html")}
    assert [it for it, text in html.items() if "```" in re.sub(r"<pre.*?</pre>", "", text, flags=re.DOTALL)] == []
    assert '<span class="filename">load.py</span>' in html[tmp_path / "site" / "index.html"]
    pictures = [(it, source) for it, text in html.items() for source in re.findall(r'<img [^>]*src="([^"]+)"', text)]
    assert len(pictures) > len(terminal.PICTURES)
    assert [source for it, source in pictures if not (it.parent / source).is_file()] == []


@pytest.mark.parametrize("link", ["gone.md", "../gone.py", "faq.md#nowhere"])
def test_a_dead_link_fails_the_site(link: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree.copy(tmp_path / "copy")
    monkeypatch.setattr(site, "ROOT", root)
    with (root / "docs" / "index.md").open("a") as page:
        page.write(f"\n[a link]({link})\n")
    if "#" in link:
        site.lay_out(tmp_path)
        assert "anchor does not exist" in output(_built(tmp_path))
    else:
        with pytest.raises(site.DeadLink, match=re.escape(link)):
            site.lay_out(tmp_path)


def _built(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", str(folder / "mkdocs.yml")]
    return subprocess.run(command, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, text=True, check=False)
