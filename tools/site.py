"""Lay out the documentation as a site: `make docs` builds it with Zensical, strictly.

The pages stay where people read them in the repository: guides in docs/, a rule's page beside the rule, the map and
the changelog at the top. Here they are copied into one folder, and each link between them is turned to the copy,
or to the file on GitHub where the site has none. A link that leads nowhere is an error, and so is one that
Zensical cannot follow to its heading.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from typing import Any

from loadlint.cli.commands import COMMANDS
from loadlint_rules import RULES
from loadlint_rules.analysis import pages
from loadlint_rules.analysis.model import Rule
from tools import errors

ROOT = Path(__file__).resolve().parent.parent
HOME = "https://github.com/loadlint/loadlint"
GUIDES = {
    "Start": "docs/index.md",
    "Verify a load": "docs/verify.md",
    "Before you download": "docs/before-download.md",
    "Before you upgrade": "docs/before-upgrade.md",
    "My model is slow": "docs/slow.md",
    "Out of memory": "docs/out-of-memory.md",
    "Review a pull request": "docs/review.md",
    "Teach a class": "docs/teach.md",
    "Editors": "docs/editors.md",
    "CI": "docs/ci.md",
    "On a cluster": "docs/cluster.md",
    "For coding agents": "docs/agents.md",
}
REFERENCE = {
    "The language server": "docs/server.md",
    "Configuration": "docs/configuration.md",
    "Your own rules": "docs/plugins.md",
    "Releases and proofs": "docs/versions.md",
    "Speed": "docs/speed.md",
    "Beside ruff": "docs/ruff.md",
    "Questions": "docs/faq.md",
    "Architecture": "ARCHITECTURE.md",
    "Contributing": "CONTRIBUTING.md",
    "Changelog": "CHANGELOG.md",
}
EVIDENCE = {
    "All proofs": "docs/evidence/proofs.md",
    "Every fix, tried": "docs/evidence/gate.md",
    "Broken loads": "docs/evidence/broken-loads.md",
    "Samples read by hand": "docs/evidence/samples.md",
    "Ten aims of a new user": "docs/evidence/newcomers.md",
    "Explained errors": "docs/evidence/explain.md",
    "Attacks": "docs/evidence/security.md",
    "Many loads": "docs/evidence/fleet.md",
    "Rehearsals": "docs/evidence/rehearsal.md",
    "Performance": "docs/evidence/performance.md",
}
PICTURES = (".svg", ".png")
_LINK = re.compile(r"(?P<open>\]\()(?P<target>(?!\w+:|#)[^)#\s]+)(?P<anchor>#[^)\s]*)?(?P<close>\))")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^\|.*\n\|[-:| ]+\|\n(?:\|.*(?:\n|\Z))+", re.MULTILINE)
_CELL = re.compile(r"(?<!\\)\|")
WORDS = 24  # characters of a line below which a cell is not squeezed


class DeadLink(Exception):  # noqa: N818  # it says what it is
    """A link to a missing file; the text names both files."""


def main() -> None:
    """Make build/site-source and its configuration, which `zensical build --config-file` takes."""
    build = Path(sys.argv[1])
    lay_out(build)
    print(f"{build}: {sum(1 for _ in (build / 'pages').rglob('*.md'))} pages")


def lay_out(build: Path) -> None:
    """Write fresh `build/pages` and `build/mkdocs.yml`. Raises DeadLink."""
    pages = _pages()
    shutil.rmtree(build / "pages", ignore_errors=True)
    for source, target in pages.items():
        place = build / "pages" / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.endswith(PICTURES):
            shutil.copyfile(ROOT / source, place)
        else:
            place.write_text(_turned((ROOT / source).read_text(encoding="utf-8"), source, pages), encoding="utf-8")
    # JSON is valid YAML, and needs no further dependency.
    (build / "mkdocs.yml").write_text(json.dumps(_configuration(), indent=1), encoding="utf-8")


def _pages() -> dict[str, str]:
    """Map each file of the repository to its page on the site."""
    listed = (GUIDES | REFERENCE | EVIDENCE).values()
    pages = {path: PurePosixPath(path).name.lower() for path in listed if (ROOT / path).exists()}
    pages |= {f"docs/{it.name}": it.name for it in sorted((ROOT / "docs").glob("*.md"))}
    pages["docs/rules.md"] = "rules/index.md"
    pictures = [it.relative_to(ROOT / "docs").as_posix() for it in (ROOT / "docs/images").rglob("*.*")]
    pages |= {f"docs/{it}": it for it in sorted(pictures) if it.endswith(PICTURES)}
    pages |= {f"docs/errors/{it.name}": f"errors/{it.name}" for it in sorted(errors.FOLDER.glob("*.md"))}
    rules = sorted((ROOT / "rules" / "loadlint_rules").glob("*.md"))
    return pages | {f"rules/loadlint_rules/{it.name}": f"rules/{it.stem.replace('_', '-')}.md" for it in rules}


def _turned(text: str, source: str, pages: dict[str, str]) -> str:
    """Return a page with links that are relative to its place on the site, and titles on its code blocks."""
    parts, end = [], 0
    for fence in _FENCE.finditer(text):
        parts += [_prose(text[end : fence.start()], source, pages), _titled(fence[0])]
        end = fence.end()
    return "".join([*parts, _prose(text[end:], source, pages)])


def _prose(text: str, source: str, pages: dict[str, str]) -> str:
    return _TABLE.sub(_widened, _turn(text, source, pages))


def _widened(table: re.Match[str]) -> str:
    """Return a table whose columns keep room for a few words, however long their neighbors are.

    A browser gives a column as little as its longest word, and breaks code anywhere. Each heading is therefore as
    wide as the longest cell below it, up to `WORDS` characters (half an em each) or a third of a narrow screen.
    """
    heading, line, *rows = table[0].splitlines()
    lengths = [max(map(_shown, column)) for column in zip(*map(_cells, rows), strict=True)]
    cells = [_wide(cell.strip(), length) for cell, length in zip(_cells(heading), lengths, strict=True)]
    return "\n".join([f"| {' | '.join(cells)} |", line, *rows, ""])


def _cells(row: str) -> list[str]:
    return _CELL.split(row.strip())[1:-1]


def _shown(cell: str) -> int:
    """Return how many characters of a cell are visible: the text of a link, code without its backticks."""
    return len(re.sub(r"\]\([^)]*\)|[`\[\\]", "", cell).strip())


def _wide(heading: str, length: int) -> str:
    width = f"min({min(length, WORDS) / 2:g}em, 32vw)"
    return f'<span style="display: inline-block; min-width: {width}">{heading}</span>'


def _titled(fence: str) -> str:
    """Return a code block with its info string, such as a file name, in Zensical's syntax."""
    return re.sub(r"\A```(\w+) +([^\n]+)", r'```\1 title="\2"', fence)


def _turn(text: str, source: str, pages: dict[str, str]) -> str:
    here = PurePosixPath(pages[source]).parent

    def turn(link: re.Match[str]) -> str:
        path = normpath(str(PurePosixPath(source).parent / link["target"]))
        if not (ROOT / path).exists():
            raise DeadLink(f"{source}: {link['target']} is not there")
        if path.endswith(PICTURES) and path not in pages:
            raise DeadLink(f"{source}: the site has no picture {link['target']}")
        target = relpath(pages[path], here) if path in pages else f"{HOME}/blob/main/{path}"
        return f"{link['open']}{target}{link['anchor'] or ''}{link['close']}"

    return _LINK.sub(turn, text)


def catalogue() -> str:
    """Return the text of docs/rules.md: a table for each group, from the rules themselves."""
    lines = [
        "# Rules",
        "",
        "Each name leads to the rule's page: what is wrong, why, examples, and the proof of every claim.",
    ]
    for group in dict.fromkeys(it.group for it in RULES):
        lines += ["", f"## {group.capitalize()}", "", "| rule | severity | summary |", "|---|---|---|"]
        lines += [_row(it) for it in RULES if it.group == group]
    return "\n".join(lines) + "\n"


def _row(rule: Rule) -> str:
    off = "" if rule.default else " (off by default)"
    page = f"../rules/loadlint_rules/{rule.name.replace('-', '_')}.md"
    return f"| [`{rule.name}`]({page}) | {rule.severity} | {pages.summary(rule.name)}{off} |"


def _configuration() -> dict[str, Any]:
    return {
        "site_name": "loadlint",
        "site_description": f"Find, fix and verify the mistakes in code that loads models: {', '.join(COMMANDS)}.",
        "repo_url": HOME,
        "docs_dir": "pages",
        "site_dir": "site",
        "strict": True,
        "nav": [*_entries(GUIDES), *_indexes(), {"Reference": _entries(REFERENCE)}, {"Evidence": _entries(EVIDENCE)}],
        "theme": {
            "name": "material",
            "font": False,
            "palette": [_palette("default", "slate", "dark"), _palette("slate", "default", "light")],
            "features": ["navigation.sections", "navigation.indexes", "content.code.copy"],
        },
    }


def _entries(pages: Mapping[str, str]) -> list[dict[str, str]]:
    return [{title: PurePosixPath(path).name.lower()} for title, path in pages.items() if (ROOT / path).exists()]


def _palette(scheme: str, other: str, name: str) -> dict[str, Any]:
    """Return a palette that follows the system, with a button to the other one."""
    wanted = "dark" if scheme == "slate" else "light"
    toggle = {"icon": "lucide/moon" if other == "slate" else "lucide/sun", "name": f"Switch to {name} mode"}
    return {"scheme": scheme, "media": f"(prefers-color-scheme: {wanted})", "toggle": toggle}


def _indexes() -> list[dict[str, list[Any]]]:
    names = [f"errors/{name}.md" for name in errors.entries()]
    return [{"Rules": ["rules/index.md", *_of_groups()]}, {"Errors": ["errors/index.md", *names]}]


def _of_groups() -> Iterator[dict[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for it in RULES:
        groups.setdefault(it.group, []).append(f"rules/{it.name}.md")
    groups["built in"].append("rules/invalid-syntax.md")
    yield from ({group: pages} for group, pages in groups.items())


if __name__ == "__main__":
    main()
