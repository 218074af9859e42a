"""Draw the terminal pictures of the README from what the commands print: `python -m tools.terminal`.

Each picture is the output of a command that has just run, so it cannot show what loadlint does not say. A test runs
them again and compares, but for those of a loaded model, whose figures differ from run to run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
IMAGES = DOCS / "images"
MAKER = ROOT / "server" / "loadlint" / "worker" / "demo_model.py"
WIDTH = 118
LOAD = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-7B-Instruct", dtype=torch.bfloat16)
model.to("cuda")
"""
SMALL = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("model", device_map="auto", dtype=torch.bfloat16)
"""
DRAFT = """\
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("model")
model.config.torch_dtype = torch.bfloat16
"""
UPGRADE = """import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("org/model", use_auth_token=True)
model = AutoModelForCausalLM.from_pretrained("org/model", load_in_8bit=True, torch_dtype="auto")
"""
FILES = {
    "requirements.txt": "transformers>=5\n",
    "load.py": LOAD,
    "small.py": SMALL,
    "draft.py": DRAFT,
    "upgrade.py": UPGRADE,
}
PICTURES = {
    "finding": "check load.py",
    "fix": "check --diff --unsafe-fixes load.py",
    "slow": "check serve.py",
    "out-of-memory": "explain < train.log",
    "before-upgrade": "check upgrade.py --target transformers=5.23.0",
    "review": "check app.py --diff --unsafe-fixes",
    "teach": "check step3.py",
    "ci": "check load.py small.py upgrade.py --output-format concise",
    "agents": "check app.py --output-format agent",
}
MEASURED = {
    "verification": "verify small.py",
    "before-download": "verify small.py --rehearse",
    "cluster": "verify small.py draft.py --on ray",  # drawn where Ray is installed
}
# A node that ends with its standard input.
NODE = """
import ray, sys
print("address", ray.init(num_cpus=1, include_dashboard=False).address_info["address"], flush=True)
sys.stdin.read()
"""
_FILE = re.compile(r"^```(?:python|text|toml) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
THEME = TerminalTheme(
    (13, 17, 23),
    (230, 237, 243),
    [(72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34), (88, 166, 255), (188, 140, 255), (57, 197, 207)],
)
# Without fonts from elsewhere: a page that shows the picture fetches nothing.
FORM = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, monospace; font-size: {char_height}px;
  line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>{lines}</defs>
<rect fill="#0d1117" width="{width}" height="{height}" rx="10"/>
<g transform="translate({terminal_x}, 24)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""


def main() -> None:
    """Write all pictures, or those named; those of a load take an interpreter with torch and transformers: this one."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(MAKER), str(Path(folder) / "model")], check=True, cwd=folder)
        with _cluster():
            for name, command in _wanted():
                place = IMAGES / f"{name}.svg"
                place.write_text(drawn(name, command, Path(folder)), encoding="utf-8")
                print(f"{place.relative_to(ROOT)}: {place.stat().st_size / 1000:.0f} kB")


def _wanted() -> list[tuple[str, str]]:
    """Return the pictures that this interpreter can draw, or those that the command line names."""
    every = {**PICTURES, **MEASURED}
    names = sys.argv[1:] or [it for it in every if it != "cluster" or find_spec("ray")]
    return [(it, every[it]) for it in names]


@contextmanager
def _cluster() -> Iterator[None]:
    """Have a node of Ray, where one of the pictures shows it."""
    if "cluster" not in dict(_wanted()):
        yield
        return
    os.environ["RAY_AUTH_MODE"] = "disabled"
    with subprocess.Popen(
        [sys.executable, "-c", NODE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as ray:
        lines = ray.stdout or ()
        os.environ["RAY_ADDRESS"] = next(it.split()[1] for it in lines if it.startswith("address "))
        yield


def drawn(name: str, command: str, folder: Path) -> str:
    """Return a command and its output as a picture; a page of the same name has the files that it reads."""
    page = DOCS / f"{name}.md"
    files = dict(_FILE.findall(page.read_text(encoding="utf-8"))) if page.exists() else {}
    for file, text in {**FILES, **files}.items():
        (folder / file).write_text(text, encoding="utf-8")
    console = Console(record=True, width=WIDTH, file=open(os.devnull, "w"), force_terminal=True)  # noqa: SIM115
    console.print(Text.assemble(("$ ", "bold green"), f"loadlint {command}"))
    console.print(Text.from_ansi(printed(command, folder)))
    return console.export_svg(theme=THEME, code_format=FORM, unique_id=f"loadlint-{name}", title="")


def printed(command: str, folder: Path) -> str:
    """Return the output of a command in a project, which may read a file as standard input."""
    words, _, file = command.partition(" < ")
    environment = {**os.environ, "FORCE_COLOR": "1", "LOADLINT_CACHE_DIR": str(folder / "cache")}
    environment.pop("NO_COLOR", None)
    python = ["--python", sys.executable] if command.startswith("verify") else []
    full = [sys.executable, "-m", "loadlint", *words.split(), *python]
    stdin = (folder / file).read_text(encoding="utf-8") if file else ""
    done = subprocess.run(full, cwd=folder, env=environment, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"loadlint {command} ended with {done.returncode}: {done.stderr}")
    return done.stdout.replace(str(folder), "~").replace(sys.executable, ".venv/bin/python").rstrip("\n")


if __name__ == "__main__":
    main()
