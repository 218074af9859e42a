"""A project of a stranger: whatever of it is started, imported or loaded leaves a mark."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from typing import Any

MARKS = "marks"
LOADS = """\
from diffusers import DiffusionPipeline
from sentence_transformers import SentenceTransformer
from transformers import AutoModelForCausalLM, pipeline

model = AutoModelForCausalLM.from_pretrained("./model", device_map="auto", trust_remote_code=True)
model.to("cuda")
spread = AutoModelForCausalLM.from_pretrained("./model", device_map="balanced", max_memory={0: "1GB"})
encoder = SentenceTransformer("./model", config_kwargs={"trust_remote_code": True})
painter = DiffusionPipeline.from_pretrained("./model", custom_pipeline="./model")
answer = pipeline("text-generation", "./model", device_map="auto", trust_remote_code=True)
"""
MODULES = ("json", "torch", "transformers", "loadlint", "loadlint_rules", "sitecustomize", "usercustomize", "evil")
PROGRAMS = ("nvidia-smi", "rocm-smi", "git", "python", "python3", "conda", "evil.sh")


class _Marking:
    """A pickle that leaves a mark where it is loaded."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return Path.write_text, (self.mark, "a pickle")


def make(root: Path) -> Path:
    """Write the project into an empty folder; returns its file of loads."""
    (root / MARKS).mkdir(parents=True)
    (root / "loadlint.toml").write_text('python = "./evil.sh"\n[verify]\nlaunch = "./evil.sh"\n')
    (root / "requirements.txt").write_text("transformers==4.57.0\ntorch @ file:./evil\n")
    for name in MODULES:
        (root / f"{name}.py").write_text(_marking_code(root, name))
    for folder in (root, root / "bin", root / ".venv" / "bin", root / "venv" / "bin"):
        folder.mkdir(parents=True, exist_ok=True)
        for name in PROGRAMS:
            _program(root, folder / name)
    (root / ".venv" / "pyvenv.cfg").write_text(f"home = {root}\nversion = 3.11.0\n")
    _model(root, root / "model")
    (root / "app.py").write_text(LOADS)
    return root / "app.py"


def marks(root: Path) -> list[str]:
    """Return what of the project has run."""
    return sorted(it.name for it in (root / MARKS).iterdir())


def _marking_code(root: Path, name: str) -> str:
    return f"import pathlib\npathlib.Path({str(root / MARKS / name)!r}).write_text('imported')\n"


def _program(root: Path, path: Path) -> None:
    mark = root / MARKS / f"{path.parent.name}-{path.name}"
    path.write_text(f"#!/bin/sh\necho ran > '{mark}'\n")
    path.chmod(0o755)


def _model(root: Path, folder: Path) -> None:
    folder.mkdir()
    classes = {"AutoConfig": "evil.Evil", "AutoModelForCausalLM": "evil.Evil", "AutoModel": "evil.Evil"}
    (folder / "config.json").write_text(json.dumps({"model_type": "evil", "auto_map": classes}))
    (folder / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": "evil.Evil"}]))
    (folder / "model_index.json").write_text(json.dumps({"_class_name": ["evil", "Evil"], "unet": ["evil", "Evil"]}))
    for name in ("evil", "pipeline"):
        (folder / f"{name}.py").write_text(_marking_code(root, f"model-{name}"))
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({"w": _Marking(root / MARKS / "pickle")}))


# Runs the command line and writes down each process and each connection that Python starts, however short it lives.
AUDITED = f"""\
import os, sys
log = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
STARTS = {{"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty",
          "pty.spawn", "os.startfile", "socket.connect", "socket.getaddrinfo"}}

def noted(event, arguments):
    if event in STARTS:
        os.write(log, f"{{event}} {{arguments}}\\n".encode())

sys.addaudithook(noted)
sys.path[1:1] = {[it for it in sys.path if it]!r}
from loadlint.cli.main import main
sys.exit(main())
"""
