"""Links, pipes and folders under the names of files that are read."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from . import headers
from .sample import Content, Fifo, Folder, Link, Sample, Sparse, model

KIND = "link"
SECRET = "../../../../../../../../../../etc/passwd"
READ = (
    *(".gitignore", "loadlint.toml", "pyproject.toml", "requirements.txt", "setup.cfg", "setup.py", "uv.lock"),
    *("poetry.lock", "environment.yml", ".python-version", ".venv/pyvenv.cfg", "x.ipynb", "x.py", "README.md"),
)
WEIGHTS = ("model.safetensors", "pytorch_model.bin", "model.safetensors.index.json", "model-00001-of-00002.safetensors")


def samples(random: Random) -> Iterator[Sample]:
    for name in READ:
        for way, content in random.sample(sorted(_ways(name).items(), key=lambda it: it[0]), 4):
            yield Sample(KIND, f"{name} is {way}", {name: content})
    for name in WEIGHTS:
        for way, content in _ways(name).items():
            yield model(KIND, f"{name} is {way}", {name: content, "config.json": headers.CONFIGURATION})
    yield from _folders()


def _ways(name: str) -> dict[str, Content]:
    return {
        "a device": Link("/dev/zero"),
        "another device": Link("/dev/random"),
        "a terminal": Link("/dev/tty"),
        "a pipe": Fifo(),
        "a folder": Folder(),
        "a link to itself": Link(name.rpartition("/")[2]),
        "a link into nothing": Link("nothing"),
        "a link to a file elsewhere": Link(SECRET),
        "a link to the root": Link("/"),
        "memory of this process": Link("/proc/self/mem"),
        "a tera of zeros": Sparse(1 << 40),
    }


def _folders() -> Iterator[Sample]:
    loops: dict[str, Content] = {"a/loop": Link(".."), "a/b/root": Link("/"), "a/b/x.py": b"x = 1\n"}
    yield Sample(KIND, "folders in a circle", loops)
    yield Sample(KIND, "a model that holds itself", {"model/model": Link("."), "model/x": Link("..")}, model=True)
    yield Sample(KIND, "a model that is a link to itself", {"model": Link("model")}, model=True)
    yield Sample(KIND, "a model that is a device", {"model": Link("/dev/zero")}, model=True)
    yield Sample(KIND, "a model that is a pipe", {"model": Fifo()}, model=True)
    yield Sample(KIND, "a model that is the root", {"model": Link("/")}, model=True)
    yield Sample(KIND, "a model that is the processes", {"model": Link("/proc")}, model=True)
    deep = "/".join(["d" * 200] * 12)
    yield Sample(KIND, "folders 2,400 letters deep", {f"{deep}/x.py": b"x = 1\n"})
    yield Sample(KIND, "a folder that is a program", {"x.py/__init__.py": b"x = 1\n"})
    names = ("\x1b[31mred.py", "a\nb.py", "\u202egnp.py", "-rf.py", "--fix.py", "a\udcff.py", "%s.py", "a'b\"c.py")
    yield Sample(KIND, "names of files", dict.fromkeys(names, b"from transformers import AutoModel\nx = (\n"))
    yield Sample(KIND, ".git that is a file", {"sub/.git": b"gitdir: ../../../../../..\n", "sub/x.py": b"x = 1\n"})
    yield Sample(KIND, ".git that is a device", {"sub/.git": Link("/dev/zero"), "sub/x.py": b"x = 1\n"})
    yield Sample(KIND, ".git that names itself", {"sub/.git": b"gitdir: .git\n", "sub/x.py": b"x = 1\n"})
