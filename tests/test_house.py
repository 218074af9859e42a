"""Hold the repository to its invariants, which ARCHITECTURE.md lists too."""

from __future__ import annotations

import ast
import builtins
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import tomllib
from packaging.requirements import Requirement

from tests import tree

ROOT = tree.ROOT
RULES = ROOT / "rules" / "loadlint_rules"
SERVER = ROOT / "server" / "loadlint"
WORKER = SERVER / "worker"

WORLD = {"pathlib", "os", "io", "socket", "subprocess", "shutil", "tempfile", "urllib", "http", "asyncio", "threading"}
PROTOCOL = {"pygls", "lsprotocol"}
HEAVY = {"torch", "transformers", "accelerate", "diffusers", "numpy"}
MODEL_LIBRARIES = HEAVY | {"psutil", "safetensors", "peft", "sentence_transformers", "tokenizers", "huggingface_hub"}
TABLES = (
    "loaders",
    "releases.argument_table",
    "releases.attribute_table",
    "releases.class_table",
    "releases.import_table",
)
DOORS = {
    "editor/server.py",
    "editor/requests.py",
    "editor/wire/connection.py",
    "editor/wire/convert.py",
    "editor/wire/lazy.py",
    "editor/wire/protocol.py",
}
VOCABULARY = (
    "model",
    "values",
    "edits",
    "dtypes",
    "placement",
    "passes",
    "releases",
    "dropped",
    "revisions",
    "quantization",
    "training",
    "releases.checkpoints",
)  # what rules are written in
# A module of the server imports from folders further left only, and from the modules at the top.
LINE = (("source",), ("project",), ("report", "verify"), ("check", "editor"), ("cli",))
# Debts that may only become fewer: a module leaves its set in the commit that mends it.
OUT_OF_LINE: set[str] = set()
LONGEST_FUNCTION = 40
USUAL_FUNCTION = 12
MOST_LINES, MOST_CLASS_LINES, MOST_ATTRIBUTES, MOST_IMPORTS, MOST_FILES = 400, 200, 12, 12, 16
# Tables and types of JSON have a line an entry, `model` is read whole, and the worker travels as one text.
UNLIMITED = {
    *(f"loadlint_rules.analysis.{name}" for name in (*TABLES, "model")),
    "loadlint.worker.worker",
    "loadlint.verify.wire",
}
TOO_LONG: set[str] = set()
TOO_LARGE: set[str] = set()
# The command joins a project, a verification and what is shown of both.
TOO_MANY_IMPORTS = {
    "loadlint.cli.verifying.single",
}


# --- layers ---------------------------------------------------------------------------------------


def test_rules_layer_touches_no_world() -> None:
    forbidden = WORLD | PROTOCOL | MODEL_LIBRARIES | {"loadlint"}
    assert _importing(_python(RULES), forbidden) == []


def test_rules_layer_opens_no_file() -> None:
    assert [_where(path, call) for path in _python(RULES) for call in _calls(path, "open")] == []


def test_one_folder_imports_libcst() -> None:
    folder = RULES / "analysis" / "reading" / "concrete"
    others = [path for path in _python(RULES, SERVER) if path.parent != folder]
    assert _importing(others, {"libcst"}) == []


def test_one_module_imports_stringzilla() -> None:
    module = RULES / "analysis" / "reading" / "prefilter.py"
    assert _importing([path for path in _python(RULES, SERVER) if path != module], {"stringzilla"}) == []


def test_a_check_forks_in_one_module() -> None:
    second = SERVER / "check" / "ahead" / "second.py"
    others = [path for path in _python(RULES, SERVER) if path != second and WORKER not in path.parents]
    assert [_where(path, node) for path in others for node in ast.walk(_tree(path)) if _is_fork(node)] == []


def test_analysis_imports_no_rule() -> None:
    outside = [
        f"{_name(path)} imports {name}"
        for path in _python(RULES / "analysis")
        for name in _imports(path)
        if name.startswith("loadlint_rules") and not f"{name}.".startswith("loadlint_rules.analysis.")
    ]
    assert outside == []


def test_model_imports_nothing_of_ours() -> None:
    assert _importing([RULES / "analysis" / "model.py"], {"loadlint_rules", "loadlint"}) == []


@pytest.mark.parametrize("table", TABLES)
def test_tables_import_the_model_only(table: str) -> None:
    assert _ours(_module(table)) <= {"loadlint_rules.analysis.model"}


def test_vocabulary_reads_no_text() -> None:
    words = {f"loadlint_rules.analysis.{name}" for name in {*VOCABULARY, *TABLES}}
    strays = {name: sorted(_ours(_module(name)) - words) for name in VOCABULARY}
    assert {name: modules for name, modules in strays.items() if modules} == {}


def test_rules_import_the_vocabulary_only() -> None:
    words = {f"loadlint_rules.analysis.{name}" for name in VOCABULARY}
    assert _rule_modules()
    assert {path.name: sorted(_ours(path) - words) for path in _rule_modules() if _ours(path) - words} == {}


def test_protocol_stays_at_its_doors() -> None:
    others = [path for path in _python(SERVER) if path.relative_to(SERVER).as_posix() not in DOORS]
    assert _importing(others, PROTOCOL) == []


def test_model_libraries_stay_in_the_worker() -> None:
    others = [path for path in _python(SERVER) if WORKER not in path.parents]
    assert _importing(others, HEAVY) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter(_graph()).prepare()  # raises CycleError, which names the modules


def test_folders_form_a_line() -> None:
    places = {folder: place for place, folders in enumerate(LINE) for folder in folders}
    assert {it.name for it in SERVER.iterdir() if (it / "__init__.py").is_file()} == places.keys()
    backwards = {
        f"{name} imports {other}"
        for name, others in _graph().items()
        for other in others
        if (one := _room(name)) != (another := _room(other)) and {one, another} <= places.keys()
        if places[one] <= places[another]
    }
    assert backwards == OUT_OF_LINE


# --- the worker -------------------------------------------------------------------------------------


def test_nothing_imports_the_worker() -> None:
    others = [path for path in _python(SERVER, RULES) if WORKER not in path.parents]
    assert [
        _name(path) for path in others if any(f"{it}.".startswith("loadlint.worker.") for it in _imports(path))
    ] == []


def test_worker_imports_nothing_of_ours() -> None:
    assert _importing(_python(WORKER), {"loadlint", "loadlint_rules", "libcst", "rich"} | PROTOCOL) == []


def test_worker_starts_with_the_standard_library_alone() -> None:
    siblings = {path.stem for path in _python(WORKER)}
    modules = set(sys.stdlib_module_names) | siblings
    first = [
        f"{_name(path)} imports {it}" for path in _python(WORKER) for it in _first_imports(path) if it not in modules
    ]
    assert first == []


def test_worker_parses_on_python_3_8() -> None:
    paths = list(_python(WORKER))
    assert paths
    for path in paths:
        ast.parse(path.read_bytes(), str(path), feature_version=(3, 8))


# --- start-up ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", ["loadlint_rules", "loadlint_rules.analysis.reading.prefilter", "loadlint.cli.main"])
def test_importing_it_is_cheap(module: str) -> None:
    heavy = {"libcst", "rich", "pygls", "lsprotocol", "asyncio", "torch", "transformers"}
    assert _loaded_by(f"import {module}") & heavy == set()


@pytest.mark.parametrize(
    "text",
    [
        "import json\n\nprint(json.dumps({}))\n",
        "from transformers import AutoTokenizer\n\ntok = AutoTokenizer.from_pretrained(\n    'é',  # ü\n)\n",
    ],
)
def test_checking_a_file_of_plain_lines_is_cheap(tmp_path: Path, text: str) -> None:
    plain = tmp_path / "plain.py"
    plain.write_text(text, encoding="utf-8")
    code = (
        f"from loadlint.cli.main import main; assert main(['check', '--isolated', '--no-cache', {str(plain)!r}]) == 0"
    )
    assert _loaded_by(code) & {"libcst", "pygls", "lsprotocol", "asyncio", "torch"} == set()


def test_showing_a_finding_is_cheap(tmp_path: Path) -> None:
    loading = tmp_path / "loading.py"
    loading.write_text("from transformers import pipeline\n\npipeline('x', torch_dtype='auto')\n")
    code = f"""
import atexit, gc, os
# Objects that live to the end are not searched for garbage.
atexit.register(lambda: gc.get_freeze_count() or os._exit(1))
from loadlint.cli.main import main
assert main(["check", "--isolated", "--no-cache", {str(loading)!r}]) == 1
"""
    assert _loaded_by(code) & {"argparse", "json", "libcst", "traceback"} == set()


def test_telling_of_an_unchanged_file_is_cheap(tmp_path: Path) -> None:
    loading = tmp_path / "loading.py"
    loading.write_text("from transformers import pipeline\n\npipeline('x', torch_dtype='auto')\n")
    os.utime(loading, (1, 1))
    code = f"""
import os
os.environ["LOADLINT_CACHE_DIR"] = {str(tmp_path / "cache")!r}
from loadlint.cli.main import main
assert main(["check", "--isolated", {str(tmp_path)!r}]) == 1
"""
    heavy = {"dataclasses", "inspect", "argparse", "json"}
    assert "dataclasses" in _loaded_by(code)
    assert _loaded_by(code) & heavy == set()


# --- rules ------------------------------------------------------------------------------------------


def test_each_rule_has_a_module_and_a_page() -> None:
    modules = {path.stem for path in _rule_modules()}
    pages = {path.stem for path in RULES.glob("*.md")}
    listed = {rule.name.replace("-", "_") for rule in _rules() if rule.group != "built in"}
    assert modules == listed
    assert listed <= pages
    # No rule reports syntax errors, and they have a page anyway.
    assert pages == {"invalid_syntax", *(rule.name.replace("-", "_") for rule in _rules())}


def test_rules_stand_in_groups() -> None:
    groups = [rule.group for rule in _rules()]
    changes = [group for group, before in zip(groups, ["", *groups], strict=False) if group != before]
    assert len(changes) == len(set(changes))


def test_rules_page_lists_the_rules_in_order() -> None:
    rows = re.findall(r"^\| \[`([a-z0-9-]+)`\]\((\S+?)\)", (ROOT / "docs" / "rules.md").read_text(), re.MULTILINE)
    assert [name for name, _ in rows] == [rule.name for rule in _rules()]
    assert [link for _, link in rows if not (ROOT / "docs" / link).is_file()] == []


def test_each_page_opens_with_its_rule() -> None:
    for path in RULES.glob("*.md"):
        assert path.read_text().startswith(f"# {path.stem.replace('_', '-')}\n"), path.name


def test_summaries_are_lower_case_without_full_stop() -> None:
    from loadlint_rules.analysis import pages

    assert [it for rule in _rules() if not _is_plain(it := pages.summary(rule.name))] == []


def test_messages_are_lower_case_without_full_stop() -> None:
    messages = list(_messages())
    assert messages
    assert [text for text in messages if not _is_plain(text)] == []


# --- text -------------------------------------------------------------------------------------------


def test_lines_are_never_split_by_splitlines() -> None:
    assert [_where(path, call) for path in _python(RULES, SERVER) for call in _calls(path, "splitlines")] == []


# --- style ------------------------------------------------------------------------------------------


def test_functions_are_short(report_figure: Callable[[str], None]) -> None:
    lengths = {
        f"{_where(path, it)} {it.name}": _length(it) for path in _python(RULES, SERVER) for it in _functions(path)
    }
    median = statistics.median(lengths.values())
    report_figure(f"functions: {len(lengths)}, median {median:g} lines, longest {max(lengths.values())}")
    assert {where: length for where, length in lengths.items() if length > LONGEST_FUNCTION} == {}
    assert median <= USUAL_FUNCTION


def test_modules_are_short() -> None:
    lengths = {_dotted(path): path.read_bytes().count(b"\n") for path in _python(RULES, SERVER)}
    assert {name for name, length in lengths.items() if length > MOST_LINES} - UNLIMITED == TOO_LONG


def test_classes_are_small() -> None:
    """A frozen value may have as many fields as the thing that it describes."""
    classes = {
        f"{_dotted(path)}.{it.name}": it
        for path in _python(RULES, SERVER)
        if _dotted(path) not in UNLIMITED
        for it in ast.walk(_tree(path))
        if isinstance(it, ast.ClassDef)
    }
    large = {
        name
        for name, it in classes.items()
        if (it.end_lineno or 0) - it.lineno >= MOST_CLASS_LINES or len(_attributes(it)) > MOST_ATTRIBUTES
    }
    assert large == TOO_LARGE


def test_modules_import_few_of_ours() -> None:
    many = {name for name, others in _graph().items() if len(others) > MOST_IMPORTS}
    assert many == TOO_MANY_IMPORTS


def test_folders_hold_few_modules() -> None:
    """The folder of the rules has a module for each."""
    folders = [path.parent for path in _python(RULES, SERVER) if path.parent != RULES and path.name != "__init__.py"]
    assert {_name(it): folders.count(it) for it in folders if folders.count(it) > MOST_FILES} == {}


def test_no_error_is_swallowed() -> None:
    swallowed = [
        _where(path, node)
        for path in _python(RULES, SERVER, ROOT / "tests", ROOT / "bench", ROOT / "proofs")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ExceptHandler) and all(_is_empty(it) for it in node.body)
    ]
    assert swallowed == []


def test_two_modules_ask_which_system_runs() -> None:
    """Decisions of `system.py` are tested for each system on any of them; the worker travels alone."""
    asking = {
        path.relative_to(SERVER).as_posix()
        for path in _python(RULES, SERVER)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute)
        and WORKER not in path.parents
        and ast.unparse(node) in {"sys.platform", "os.name"}
    }
    assert asking == {"system.py", "native.py"}


def test_exceptions_of_the_server_have_one_base() -> None:
    """The command line turns `LoadlintError` into one line; any other exception counts as a fault of ours."""
    raised = {name for name, it in vars(builtins).items() if isinstance(it, type) and issubclass(it, BaseException)}
    strays = [
        f"{_where(path, it)} {it.name}"
        for path in _python(SERVER)
        if WORKER not in path.parents and path.name != "errors.py"
        for it in ast.walk(_tree(path))
        if isinstance(it, ast.ClassDef)
        if (bases := {ast.unparse(base) for base in it.bases}) & raised and "LoadlintError" not in bases
    ]
    assert strays == []


def test_nothing_is_a_stub() -> None:
    stubs = [
        f"{_where(path, it)} {it.name}"
        for path in _python(RULES, SERVER)
        for it in _functions(path)
        if all(_is_empty(statement) for statement in _body(it)) and not _is_declaration(it, path)
        if it.name != "_ignore"  # takes an answer that says nothing
    ]
    assert stubs == []


def test_tests_never_sleep() -> None:
    assert [
        _where(path, call)
        for path in _python(ROOT / "tests", ROOT / "bench", ROOT / "proofs")
        for call in _calls(path, "sleep")
    ] == []


def test_files_name_no_place_of_one_machine() -> None:
    place = re.compile(rb"(?<![\w.~*$}])/(?:work|root|opt|home|Users)/[\w.-]|[A-Z]:\\\\?Users")
    registry = re.compile(rb"files\.pythonhosted\.org|pypi\.org/simple|registry\.npmjs\.org|deb\.debian\.org")
    places = [
        f"{_name(path)}: {match.group().decode()}"
        for path in tree.tracked()
        if path != Path(__file__)
        for pattern in (place, registry)
        for match in pattern.finditer(path.read_bytes())
    ]
    assert places == []


# --- documents and packaging --------------------------------------------------------------------------


def test_architecture_is_a_short_map_of_every_module() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    assert text.count("\n") < 150
    listed = {*_rule_modules(), *(RULES / "analysis" / "program" / "facts").glob("*.py")}
    modules = [path for path in _python(RULES, SERVER) if path not in listed and path.name != "__init__.py"]
    assert [_name(path) for path in modules if not re.search(rf"\b{re.escape(path.name)}", text)] == []


def test_linting_alone_installs_no_model_library() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {Requirement(it).name for it in project["dependencies"]}
    assert names & MODEL_LIBRARIES == set()
    assert {"torch", "transformers", "accelerate", "psutil"} <= {
        Requirement(it).name for it in project["optional-dependencies"]["verify"]
    }


def test_each_import_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {Requirement(it).name for it in project["dependencies"]}
    modules = set(sys.stdlib_module_names) | declared | {"loadlint", "loadlint_rules"}
    paths = [path for path in _python(RULES, SERVER) if WORKER not in path.parents]
    assert sorted({f"{_name(path)} imports {it}" for path in paths for it in _roots(path) if it not in modules}) == []


def test_each_dependency_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    always = {it.name for it in map(Requirement, project["dependencies"]) if it.marker is None}
    assert always - {it for path in _python(RULES, SERVER) for it in _roots(path)} == set()


# --- reading the house ----------------------------------------------------------------------------------


def _is_fork(node: ast.AST) -> bool:
    """Return whether a node is `os.fork`, called or not."""
    return isinstance(node, ast.Attribute) and node.attr == "fork" and ast.unparse(node.value) == "os"


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes(), str(path))


def _python(*folders: Path) -> list[Path]:
    return sorted(
        path for folder in folders for path in folder.rglob("*.py") if "data" not in path.relative_to(folder).parts
    )


def _module(name: str) -> Path:
    """The file of a module of the analysis."""
    path = RULES / "analysis" / name.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _rule_modules() -> list[Path]:
    return [path for path in sorted(RULES.glob("*.py")) if not path.name.startswith("_")]


def _rules() -> tuple:  # type: ignore[type-arg]
    import loadlint_rules

    return loadlint_rules.RULES


def _imports(path: Path) -> Iterator[str]:
    """The dotted names that a module imports anywhere, relative ones made absolute."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(path, node)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    root = ROOT / ("rules" if RULES in path.parents else "server")
    package = path.relative_to(root).parts[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def _roots(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in _imports(path)}


def _ours(path: Path) -> set[str]:
    """The modules of ours that a module imports from, without the names it takes from them."""
    return {name for name in _imports(path) if name in _modules() and name not in {"loadlint", "loadlint_rules"}}


@cache
def _modules() -> set[str]:
    return {_dotted(it) for it in _python(RULES, SERVER) if it.name != "__init__.py" or it.stat().st_size}


@cache
def _graph() -> dict[str, set[str]]:
    """The modules of ours that each module imports anywhere, functions included, but for its own packages."""
    graph = {_dotted(path): _ours(path) for path in _python(RULES, SERVER)}
    return {name: {it for it in others if not f"{name}.".startswith(f"{it}.")} for name, others in graph.items()}


def _room(module: str) -> str:
    """The folder of the server that a module lies in; nothing for one at the top or of the rules."""
    parts = module.split(".")
    return parts[1] if parts[0] == "loadlint" and (SERVER / parts[1]).is_dir() else ""


def _dotted(path: Path) -> str:
    root = ROOT / ("rules" if RULES in path.parents else "server")
    return ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


def _first_imports(path: Path) -> Iterator[str]:
    """The roots of what a module imports while it is imported itself (not inside its functions)."""
    for node in _tree(path).body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def _importing(paths: list[Path], forbidden: set[str]) -> list[str]:
    return [f"{_name(path)} imports {name}" for path in paths for name in sorted(_roots(path) & forbidden)]


def _calls(path: Path, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", None)) == name:
            yield node


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring."""
    docstring = function.body[0] if ast.get_docstring(function) is not None else None
    lines = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - lines


def _attributes(node: ast.ClassDef) -> set[str]:
    """The names that a class sets on itself; the fields of a frozen dataclass are no state."""
    targets = [
        target
        for it in ast.walk(node)
        if isinstance(it, ast.Assign | ast.AnnAssign | ast.AugAssign)
        for target in (it.targets if isinstance(it, ast.Assign) else [it.target])
    ]
    own = {it.attr for it in targets if isinstance(it, ast.Attribute) and ast.unparse(it.value) == "self"}
    if any("frozen=True" in ast.unparse(it) for it in node.decorator_list):
        return own
    return own | {it.target.id for it in node.body if isinstance(it, ast.AnnAssign) and isinstance(it.target, ast.Name)}


def _is_empty(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and statement.value.value is ...
    )


def _is_declaration(function: ast.FunctionDef | ast.AsyncFunctionDef, path: Path) -> bool:
    """An overload, an abstract method or a method of a Protocol has no body on purpose."""
    if {"overload", "abstractmethod"} & {ast.unparse(it).rpartition(".")[2] for it in function.decorator_list}:
        return True
    classes = [it for it in ast.walk(_tree(path)) if isinstance(it, ast.ClassDef) and function in it.body]
    return any("Protocol" in ast.unparse(base) for it in classes for base in it.bases)


def _messages() -> Iterator[str]:
    """Everything a user reads in the findings of all examples on all pages."""
    from loadlint_rules.analysis.engine import lint
    from loadlint_rules.analysis.model import Source

    for page in sorted(RULES.glob("*.md")):
        for block in re.findall(r"^```python\b[^\n]*\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL):
            for finding in lint(Source(block), _rules()):
                yield finding.message
                yield from (related.message for related in finding.related)
                yield from (fix.title for fix in finding.fixes)


def _is_plain(text: str) -> bool:
    """No full stop, and no capital at the start unless it opens with a name of the code, such as `AutoModel`."""
    return bool(text) and not re.match(r"[A-Z][a-z]*\b(?!/)", text) and not text.rstrip().endswith(".")


def _loaded_by(code: str) -> set[str]:
    """The roots of the modules that a fresh interpreter has after running `code`."""
    script = f"import sys\n{code}\nprint('\\n' + ' '.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stderr.rstrip().rpartition("\n")[2].split()}


def _where(path: Path, node: ast.stmt | ast.expr | ast.ExceptHandler) -> str:
    return f"{_name(path)}:{node.lineno}"


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
