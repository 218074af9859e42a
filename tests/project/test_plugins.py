"""Rules of other packages, by the sample of `tests/plugin`: each command, workers, the cache, and broken ones."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from loadlint.check import workers
from loadlint.check.job import Job
from loadlint.editor.analysis import Analysis
from loadlint.project import plugins, settings
from loadlint.project.projects import Projects
from loadlint_rules.analysis.model import Source, Targets
from proofs import fixing
from tests.commands import Run
from tests.tree import ROOT

SAMPLE = ROOT / "tests" / "plugin"
LOADS = """\
from transformers import AutoTokenizer

one = AutoTokenizer.from_pretrained("gpt2")
two = AutoTokenizer.from_pretrained("meta-llama/Llama-3.2-1B")
"""
CONFIGURED = 'plugins = ["acme"]\n'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the sample is installed, as pip would into an environment."""
    folder = tmp_path_factory.mktemp("site")
    source = shutil.copytree(SAMPLE, tmp_path_factory.mktemp("source") / "plugin")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--no-index", "--target", str(folder), str(source)], check=True)
    return folder


@pytest.fixture
def acme(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The sample, installed beside loadlint for one test."""
    monkeypatch.syspath_prepend(str(site))
    yield site
    _forget()


def _forget() -> None:
    for cached in (plugins.load, settings.catalogue):
        cached.cache_clear()
    for name in [it for it in sys.modules if it.partition(".")[0] == "acme_rules"]:
        del sys.modules[name]


@pytest.fixture
def project(folder: Path) -> Path:
    (folder / "loadlint.toml").write_text(CONFIGURED)
    (folder / "app.py").write_text(LOADS)
    return folder


def _rules(run: Run, *options: str) -> list[str]:
    return [it["rule"] for it in json.loads(run("check", "--output-format", "json", *options, ".").out)]


@pytest.mark.usefixtures("acme")
def test_a_plugin_is_off_until_the_configuration_names_it(run: Run, project: Path) -> None:
    assert _rules(run) == ["unmirrored-model"]
    (project / "loadlint.toml").unlink()
    assert _rules(run) == []
    result = run("check", "--extend-select", "gated-model", ".")
    assert (result.status, result.err[:52]) == (2, "loadlint: --extend-select: unknown rule 'gated-model")


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('extend-select = ["gated-model"]', ["unmirrored-model", "gated-model"]),
        ('select = ["gated-model"]', ["gated-model"]),
        ('ignore = ["unmirrored-model"]', []),
        ('per-file-ignores = { "app.py" = ["unmirrored-model"] }', []),
    ],
)
def test_its_rules_are_chosen_like_any_other(run: Run, project: Path, more: str, expected: list[str]) -> None:
    (project / "loadlint.toml").write_text(f"{CONFIGURED}{more}\n")
    assert _rules(run) == expected


@pytest.mark.usefixtures("acme", "project")
def test_its_rules_are_chosen_on_the_command_line(run: Run) -> None:
    assert _rules(run, "--select", "gated-model") == ["gated-model"]
    assert _rules(run, "--select", "ALL", "--ignore", "unpinned-revision") == ["unmirrored-model", "gated-model"]


@pytest.mark.usefixtures("acme")
def test_its_findings_have_levels_suppressions_and_fixes(run: Run, project: Path) -> None:
    (project / "loadlint.toml").write_text(f'{CONFIGURED}[severity]\nunmirrored-model = "error"\n')
    assert "error[unmirrored-model] acme mirrors this model as acme/gpt2" in run("check", ".").out
    (project / "app.py").write_text(LOADS.replace('"gpt2")', '"gpt2")  # loadlint: ignore[unmirrored-model] demo'))
    assert _rules(run) == []
    (project / "app.py").write_text(LOADS)
    assert run("check", "--fix", ".").status == 0
    assert 'from_pretrained("acme/gpt2")' in (project / "app.py").read_text()


@pytest.mark.usefixtures("acme", "project")
def test_reports_quote_its_page(run: Run) -> None:
    log = json.loads(run("check", "--output-format", "sarif", ".").out)
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert (rule["id"], rule["helpUri"]) == ("unmirrored-model", "https://example.invalid/acme-rules")
    assert rule["help"]["markdown"] == (SAMPLE / "src" / "acme_rules" / "unmirrored_model.md").read_text()
    assert rule["defaultConfiguration"] == {"level": "warning", "enabled": True}


@pytest.mark.usefixtures("acme", "project")
def test_rule_lists_and_explains_it(run: Run) -> None:
    listed = run("rule").out
    assert "\nplugin acme (acme-rules 1.2.0)\n  unmirrored-model" in listed
    assert "(off by default)" in listed.split("\n")[-2]
    assert run("rule", "gated-model").out.startswith("# gated-model\n")
    (rule,) = json.loads(run("rule", "gated-model", "--output-format", "json").out)
    assert (rule["name"], rule["default"], rule["url"]) == ("gated-model", False, "https://example.invalid/acme-rules")
    assert run("rule", "gated-modell").err == "loadlint: unknown rule 'gated-modell'; did you mean 'gated-model'?\n"


@pytest.mark.usefixtures("acme")
def test_doctor_and_settings_name_it(run: Run, project: Path) -> None:
    block = run("doctor", "--no-devices").out
    assert "plugin acme: acme-rules 1.2.0 (unmirrored-model, gated-model)\n" in block
    assert "plugins: acme\n" in run("check", "--show-settings", ".").out
    (project / "loadlint.toml").unlink()
    assert "plugin acme: acme-rules 1.2.0 (not in the configuration)\n" in run("doctor", "--no-devices").out


@pytest.mark.usefixtures("acme")
def test_doctor_tells_a_broken_configuration_and_goes_on(run: Run, project: Path) -> None:
    (project / "loadlint.toml").write_text('plugins = ["acne"]\n')
    block = run("doctor", "--no-devices")
    assert block.status == 0
    assert "configuration: broken: loadlint.toml:1: plugins: no plugin 'acne'; did you mean 'acme'?\n" in block.out
    assert "plugin acme: acme-rules 1.2.0 (not in the configuration)\n" in block.out


@pytest.mark.usefixtures("acme")
def test_the_server_knows_it(project: Path) -> None:
    loaded = Projects(lenient=True).of(project / "app.py")
    assert loaded.problem is None
    assert [it.rule for it in Analysis().lint(Source(LOADS), loaded.checks).findings] == ["unmirrored-model"]
    (project / "loadlint.toml").write_text('plugins = ["acne"]\n')
    problem = Projects(lenient=True).of(project / "app.py").problem
    assert problem == "loadlint.toml:1: plugins: no plugin 'acne'; did you mean 'acme'?"


def test_workers_know_it(acme: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A spawned process imports everything again, as all of them do outside Linux.
    monkeypatch.setenv("PYTHONPATH", str(acme))
    job = Job("app.py", "app.py", (("unmirrored-model", "info"),), Targets(), plugins=("acme",))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        (outcome,) = pool.submit(workers._run_all, [job]).result()
    assert (outcome.problem, [it["severity"] for it in outcome.rows]) == (None, ["info"])
    assert len(list(project.glob("*.py"))) == 1


def test_its_changes_are_no_cached_findings(acme: Path, project: Path, tmp_path: Path) -> None:
    changing = shutil.copytree(acme, tmp_path / "changing")
    os.utime(project / "app.py", (1e9, 1e9))
    environment = {**os.environ, "PYTHONPATH": str(changing), "PYTHONDONTWRITEBYTECODE": "1"}

    def check() -> str:
        command = [sys.executable, "-m", "loadlint", "check", "--output-format", "concise", "."]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout

    assert "as acme/gpt2" in check()
    assert "as acme/gpt2" in check()
    module = changing / "acme_rules" / "unmirrored_model.py"
    module.write_text(module.read_text().replace("this model as acme/gpt2", "this model elsewhere"))
    assert "this model elsewhere" in check()


def test_nobody_who_names_no_plugin_pays_for_it(project: Path) -> None:
    (project / "loadlint.toml").write_text('select = ["trust-remote-code"]\n')
    code = "import sys; from loadlint.cli.main import main; main(['check', '--no-cache', '.']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"loadlint.check.file"} <= set(done.stdout.split())
    assert set(done.stdout.split()) & {"loadlint.project.plugins", "importlib.metadata"} == set()


RULE = """\
from loadlint_rules.analysis.model import Finding, Rule

def check(site, program, targets):
    {body}

RULE = Rule("{name}", "trust", "warning", check)
"""


def _broken(folder: Path, *, init: str = 'MODULES = ("my_rule",)', page: bool = True, **rule: str) -> None:
    """A plugin `mine` in a folder on the path, with one rule."""
    package = folder / "mine_rules"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(init)
    text = RULE.format(**{"body": "return []", "name": "my-rule", **rule})
    (package / "my_rule.py").write_text(rule.get("text", text))
    if page:
        (package / "my_rule.md").write_text("# my-rule\n")
    (folder / "mine-1.0.dist-info").mkdir()
    (folder / "mine-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n")
    (folder / "mine-1.0.dist-info" / "entry_points.txt").write_text("[loadlint.rules]\nmine = mine_rules\n")


@pytest.fixture
def mine(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (folder / "loadlint.toml").write_text('plugins = ["mine"]\n')
    (folder / "app.py").write_text(LOADS)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    yield tmp_path / "site"
    _forget()
    for name in [it for it in sys.modules if it.partition(".")[0] == "mine_rules"]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"init": "import absent"}, "plugin 'mine' (mine 1.0) cannot be loaded: ModuleNotFoundError in __init__.py:1"),
        ({"init": ""}, "plugin 'mine' (mine 1.0) cannot be loaded: AttributeError in plugins.py"),
        ({"init": "raise SystemExit(3)"}, "plugin 'mine' (mine 1.0) cannot be loaded: SystemExit in __init__.py:1: 3"),
        ({"text": "RULE = 1"}, "plugin 'mine': RULE is no loadlint_rules.analysis.model.Rule but 1"),
        ({"name": "other"}, "plugin 'mine': the rule in my_rule.py is named 'other'"),
        ({"page": False}, "plugin 'mine': my_rule.py has no page my_rule.md beside it"),
    ],
)
def test_a_broken_package_is_one_line(run: Run, mine: Path, fault: dict[str, object], error: str) -> None:
    _broken(mine, **fault)  # type: ignore[arg-type]
    result = run("check", ".")
    assert result.status == 2
    assert result.err.startswith(f"loadlint: loadlint.toml:1: plugins: {error}")
    assert result.err.count("\n") == 1


def test_a_name_that_is_taken_is_refused(run: Run, mine: Path) -> None:
    _broken(mine, init='MODULES = ("load_in_loop",)', name="load-in-loop")
    for suffix in ("py", "md"):
        (mine / "mine_rules" / f"my_rule.{suffix}").rename(mine / "mine_rules" / f"load_in_loop.{suffix}")
    result = run("check", ".")
    assert (result.status, result.err) == (
        2,
        "loadlint: loadlint.toml:1: plugins: plugin 'mine' has a rule 'load-in-loop', a name that is taken\n",
    )
    assert run("rule", "load-in-loop").out.startswith("# load-in-loop\n\nThe same model")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("return site.absent", "AttributeError in my_rule.py:4"),
        ('return [Finding("no", site.call, rule="other")]', "is no finding of my-rule"),
    ],
)
def test_a_rule_that_fails_costs_its_own_findings(run: Run, mine: Path, folder: Path, body: str, error: str) -> None:
    _broken(mine, body=body)
    (folder / "app.py").write_text(LOADS.replace('"gpt2"', '"org/gpt2", trust_remote_code=True'))
    findings = json.loads(run("check", "--output-format", "json", ".").out)
    assert {it["rule"] for it in findings} == {"trust-remote-code", "my-rule"}
    failed = next(it for it in findings if it["rule"] == "my-rule")
    assert failed["message"].startswith("this rule of plugin 'mine' failed, so it finds nothing here (")
    assert error in failed["message"]


def test_a_missing_package_is_one_line(run: Run, mine: Path) -> None:
    assert not mine.exists()
    result = run("check", ".")
    assert (result.status, result.err) == (
        2,
        "loadlint: loadlint.toml:1: plugins: no plugin 'mine'; install its package where loadlint is installed\n",
    )


def test_the_tests_of_the_sample_pass(site: Path, tmp_path: Path) -> None:
    done = _pytest(SAMPLE / "tests", tmp_path, site)
    assert "4 passed" in done.stdout, done.stdout + done.stderr


def test_the_tests_of_the_sample_tell_a_wrong_page(site: Path, tmp_path: Path) -> None:
    wrong = shutil.copytree(site, tmp_path / "wrong")
    page = wrong / "acme_rules" / "unmirrored_model.md"
    page.write_text(page.read_text().replace("  # error: unmirrored-model", "").replace("acme/gpt2", "acme/gpt3"))
    done = _pytest(SAMPLE / "tests", tmp_path, wrong)
    assert "unmirrored-model.0: found unmirrored-model in line 3, marked are nothing" in done.stdout


def test_new_writes_a_rule_that_passes_its_own_tests(run: Run, folder: Path, site: Path) -> None:
    for it in ("pyproject.toml", "src", "tests"):
        source = SAMPLE / it
        shutil.copytree(source, folder / it) if source.is_dir() else shutil.copy(source, folder)
    result = run("rule", "--new", "stale-cache")
    assert result.status == 0
    assert [it.partition(":")[0] for it in result.out.split("\n")[:-1]] == [
        f"src/acme_rules/{it}" for it in ("stale_cache.py", "stale_cache.md", "__init__.py")
    ]
    # The rules are read from the source, as an editable install would; the entry point from the installation.
    done = _pytest(folder / "tests", folder, folder / "src", site)
    assert "6 passed" in done.stdout, done.stdout + done.stderr
    assert run("rule", "--new", "stale-cache").err == (
        "loadlint: --new: src/acme_rules/stale_cache.py exists already\n"
    )


def test_new_begins_a_package(run: Run, folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project.entry-points."loadlint.rules"]\nfirst = "first_rules"\n')
    assert run("rule", "--new", "stale-cache", "--group", "dtype").status == 0
    assert '    "stale_cache",\n)' in (folder / "first_rules" / "__init__.py").read_text()
    assert '"dtype",' in (folder / "first_rules" / "stale_cache.py").read_text()


def test_new_adds_to_loadlint_itself(run: Run, folder: Path) -> None:
    shutil.copytree(ROOT / "rules", folder / "rules")
    result = run("rule", "--new", "stale-cache", "--group", "dtype")
    assert result.status == 0
    assert [it.partition(":")[0] for it in result.out.split("\n")[2:6]] == [
        "rules/loadlint_rules/__init__.py", "proofs/test_stale_cache.py", "proofs/fixes/stale-cache.md", "next"
    ]  # fmt: skip
    code = "from loadlint_rules import RULES; print(*(it.name for it in RULES if it.group == 'dtype'))"
    environment = {**os.environ, "PYTHONPATH": str(folder / "rules")}
    names = subprocess.check_output([sys.executable, "-c", code], env=environment, text=True).split()
    assert names[-1] == "stale-cache"
    page = (folder / "rules" / "loadlint_rules" / "stale_cache.md").read_text()
    assert page.endswith("\nProof: proofs/test_stale_cache.py\n")
    proof = (folder / "proofs" / "test_stale_cache.py").read_text()
    assert 'RULE = "stale-cache"\n' in proof
    compile(proof, "test_stale_cache.py", "exec")
    example = fixing.read(folder / "proofs" / "fixes" / "stale-cache.md")
    assert (example.rule, example.code.count("force_download=True")) == ("stale-cache", 1)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["rule", "--new"], "--new: name the rule, such as no-gpt2"),
        (["rule", "--new", "Bad_Name"], "--new: 'Bad_Name' is no name of a rule; lower case, with hyphens"),
        (["rule", "--new", "load-in-loop"], "--new: loadlint has a rule 'load-in-loop' already"),
    ],
)
def test_new_refuses_what_cannot_be(run: Run, folder: Path, arguments: list[str], error: str) -> None:
    (folder / "pyproject.toml").write_text('[project.entry-points."loadlint.rules"]\nfirst = "first_rules"\n')
    result = run(*arguments)
    assert result.status == 2
    assert result.err.startswith(f"loadlint: {error}")


def test_new_says_what_a_package_needs(run: Run, folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    error = run("rule", "--new", "stale-cache").err
    assert error.startswith(
        "loadlint: --new: pyproject.toml names no package of rules; a package of rules has one with "
    )


def _pytest(tests: Path, folder: Path, *paths: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(tests)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
