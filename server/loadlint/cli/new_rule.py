"""`loadlint rule --new NAME`: write the files of a working rule and its line in the list.

The new rule reports a fault and passes the examples of its page, so that the author changes code that runs. The
package is that of the surrounding project: a plugin, or loadlint itself, whose rules also have a proof and an example
of their fixes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from loadlint.errors import UsageError
from loadlint.project import config
from loadlint.project.plugins import GROUP, stem
from loadlint_rules import RULES

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LIST = re.compile(r"^MODULES\b[^=\n]*= *\((?P<names>[^)]*)\)", re.MULTILINE)
_SUMMARY = "a load downloads files again that the cache has"
_MODULE = '''\
"""{Summary}."""

from __future__ import annotations

from collections.abc import Iterator

from {analysis}.edits import remove_argument
from {analysis}.model import Finding, Fix, LoadSite, Program, Rule, Targets
from {analysis}.values import is_true


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    argument = site.argument("force_download")
    if argument is None or not is_true(argument.value):
        return
    fix = Fix("take the files from the cache", (remove_argument(program, argument),), safe=False)
    yield Finding("each start downloads every file again, although the cache has them", argument.span, (fix,))


RULE = Rule(
    "{name}",
    "{group}",
    "warning",
    _check,
)
'''
_PAGE = """\
# {name}

{Summary}.

## What happens

Describe what the code does and why it hurts. As a start, this rule reports `force_download=True`.

```python
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("owner/model", force_download=True)  # error: {name}
```

```python fixed
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("owner/model")
```

## When it is silent

Describe when the code is right and the rule reports nothing.

```python
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("owner/model")


def load(again):
    return AutoTokenizer.from_pretrained("owner/model", force_download=again)
```
"""
_PROOF = '''\
"""Proof of `{name}`: whether a forced download can use the files in the cache."""

from proofs.claims import Lab, claim, prove

RULE = "{name}"


@claim(RULE, "a forced download does without the files in the cache", "OSError")
def forced(lab: Lab) -> str:
    assert lab.hub
    return lab.tried(lambda: lab.load("AutoTokenizer", "org/bert-base", force_download=True))


test_claims = prove(__name__)
'''
_EXAMPLE = """\
# {name}

```python
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("org/bert-base", force_download=True)
print(len(tokenizer("w1 w2")["input_ids"]))
```
"""
_NEXT = """\
next: make test ARGS="tests/rules/test_fixes.py tests/test_docs.py --bless"   writes the fixed texts and the documents
      python -m proofs.fixing                                                  writes the outcomes of the example
      make proofs                                                              runs every claim and writes their page"""


@dataclass(frozen=True, slots=True)
class Package:
    """A package of rules: the folder of its modules, the package of the analysis, and the folder of its proofs."""

    folder: Path
    analysis: str
    proofs: Path | None = None


def write(start: str, name: str, group: str) -> Iterator[str]:
    """Write the rule into the package of the project around `start`, and yield each step. Raise UsageError."""
    package = _package(Path(start))
    _refuse(package, name)
    words = {"name": name, "group": group, "Summary": _SUMMARY[0].upper() + _SUMMARY[1:]}
    module, page = (package.folder / f"{stem(name)}.{it}" for it in ("py", "md"))
    package.folder.mkdir(parents=True, exist_ok=True)
    module.write_text(_MODULE.format(analysis=package.analysis, **words), encoding="utf-8")
    proof = f"\nProof: proofs/{_proof(name)}\n" if package.proofs is not None else ""
    page.write_text(_PAGE.format(**words) + proof, encoding="utf-8")
    _list(package.folder / "__init__.py", stem(name), group)
    yield f"{config.shown(str(module))}: the rule, which already reports a fault"
    yield f"{config.shown(str(page))}: its page, whose examples are its tests"
    yield f"{config.shown(str(package.folder / '__init__.py'))}: its line in MODULES"
    if package.proofs is not None:
        yield from _prove(package.proofs, name)


def _prove(proofs: Path, name: str) -> Iterator[str]:
    """Write a proof and an example of the fixes, and yield the commands that complete them."""
    proof, example = proofs / _proof(name), proofs / "fixes" / f"{name}.md"
    example.parent.mkdir(parents=True, exist_ok=True)
    proof.write_text(_PROOF.format(name=name), encoding="utf-8")
    example.write_text(_EXAMPLE.format(name=name), encoding="utf-8")
    yield f"{config.shown(str(proof))}: its proof, one claim with its outcome in every release"
    yield f"{config.shown(str(example))}: an example that runs before and after its fixes"
    yield _NEXT


def _proof(name: str) -> str:
    return f"test_{stem(name)}.py"


def _package(start: Path) -> Package:
    """Return the package of rules of the nearest project. Without one, raise UsageError with the lines to write."""
    for folder in (start, *start.parents):
        if (folder / "rules" / "loadlint_rules" / "__init__.py").is_file():
            return Package(folder / "rules" / "loadlint_rules", ".analysis", folder / "proofs")
        if (folder / "pyproject.toml").is_file():
            return Package(_folder(folder), "loadlint_rules.analysis")
    raise UsageError(f"--new: no pyproject.toml here or above; {_WANTED}")


_WANTED = f'a package of rules has one with [project.entry-points."{GROUP}"] and a line such as acme = "acme_rules"'


def _folder(project: Path) -> Path:
    """Return the folder for the modules of the plugin in a project."""
    file = project / "pyproject.toml"
    table = config.toml(file.read_text(encoding="utf-8"), str(file))
    named = table.get("project", {}).get("entry-points", {}).get(GROUP, {})
    if len(named) != 1:
        many = f"{len(named)} packages of rules" if named else "no package of rules"
        raise UsageError(f"--new: {config.shown(str(file))} names {many}; {_WANTED}")
    inner = Path(*next(iter(named.values())).split("."))
    folder = next((it / inner for it in (project / "src", project) if (it / inner).is_dir()), None)
    return folder or (project / "src" if (project / "src").is_dir() else project) / inner


def _refuse(package: Package, name: str) -> None:
    """Raise UsageError for a name that is invalid or in use."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"--new: {name!r} is no name of a rule; lower case, with hyphens, such as no-gpt2")
    if name in {it.name for it in RULES}:
        raise UsageError(f"--new: loadlint has a rule {name!r} already")
    for suffix in ("py", "md"):
        if (package.folder / f"{stem(name)}.{suffix}").exists():
            raise UsageError(f"--new: {config.shown(str(package.folder / f'{stem(name)}.{suffix}'))} exists already")


def _list(file: Path, module: str, group: str) -> None:
    """Add the module to MODULES: at the end of its group where a comment names that, else at the end."""
    text = file.read_text(encoding="utf-8") if file.exists() else _EMPTY
    match = _LIST.search(text)
    if match is None:
        raise UsageError(f"--new: {config.shown(str(file))} has no list MODULES = (...)")
    lines = match["names"].strip("\n").split("\n") if match["names"].strip() else []
    at = _end_of(lines, group)
    lines.insert(at, f'    "{module}",')
    body = "\n".join(lines).rstrip()
    whole = f"{text[: match.start('names')]}\n{body}\n{text[match.end('names') :]}"
    file.write_text(whole, encoding="utf-8")


_EMPTY = dedent('''\
    """Rules for loadlint: each module has a `RULE` and a page of the same name beside it."""

    # In reading order.
    MODULES = ()
''')


def _end_of(lines: list[str], group: str) -> int:
    """Return the index after the last line of a group."""
    inside, end = False, len(lines)
    for number, line in enumerate(lines):
        if line.strip().startswith("#"):
            if inside:
                return number
            inside = line.strip("# \t") == group
    return end
