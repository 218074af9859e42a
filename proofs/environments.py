"""The releases that claims are proven on, each in an environment of its own under `.cache/proofs`.

They share one torch: a path file leads to the packages of the interpreter that makes them, behind their own.
The newest release is that interpreter itself.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from tests.tree import ROOT

NEWEST = "newest"
FOLDER = ROOT / ".cache" / "proofs"
_OLD_HUB = ("huggingface-hub==0.36.2", "requests", "certifi", "charset-normalizer", "urllib3", "idna")
PACKAGES = {
    "4.44.2": ("transformers==4.44.2", "accelerate==0.33.0", "tokenizers==0.19.1", *_OLD_HUB),
    "4.57.6": ("transformers==4.57.6", "accelerate==1.11.0", "tokenizers==0.22.2", *_OLD_HUB),
    "5.0.0": (
        "transformers==5.0.0", "accelerate==1.12.0", "tokenizers==0.22.2", "huggingface-hub==1.33.0",
        "typer-slim==0.21.2", "httpx", "httpcore", "h11", "anyio", "certifi", "idna", "shellingham",
    ),
}  # fmt: skip
RELEASES = (*PACKAGES, NEWEST)
# Libraries for experiments of their own, in a folder that only these see: transformers behaves differently beside peft.
_BESIDE = ("pillow==13.0.0", "importlib-metadata==8.7.0", "zipp==3.23.0")
BESIDE = {
    "4.44.2": ("diffusers==0.32.2", "peft==0.12.0", *_BESIDE),
    "4.57.6": ("diffusers==0.36.0", "peft==0.18.1", "httpx", "httpcore", "h11", "anyio", *_BESIDE),
    "5.0.0": ("diffusers==0.37.1", "peft==0.19.1", *_BESIDE),
    NEWEST: ("diffusers==0.42.1", "peft==0.21.2", *_BESIDE),
}


def present() -> list[str]:
    """The releases that can be asked now, the newest first."""
    return [NEWEST, *(it for it in PACKAGES if (FOLDER / it / "ready").exists())]


def python(release: str) -> str:
    return sys.executable if release == NEWEST else str(FOLDER / release / "bin" / "python")


def of_version(version: str) -> str:
    """The release's name for a version of transformers."""
    return version if version in PACKAGES else NEWEST


def named(release: str) -> str:
    """The version behind a release's name."""
    pins = (ROOT / "requirements" / "pins.txt").read_text(encoding="utf-8")
    match = re.search(r"^transformers==(\S+)", pins, re.MULTILINE)
    return match[1] if release == NEWEST and match else release


def build(release: str) -> None:
    """Makes the environment of a release, unless it is there."""
    if release in present():
        return
    folder = FOLDER / release
    venv.create(folder, with_pip=False, clear=True)
    own = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python(release), "install"]
    subprocess.run([*pip, "--quiet", "--no-deps", *PACKAGES[release]], check=True)
    # Behind its own packages, so that only what an environment lacks comes from here, torch above all.
    (own / "shared.pth").write_text("".join(f"{it}\n" for it in shared()))
    (folder / "ready").write_text("")


def site_packages(release: str) -> list[Path]:
    """Where the libraries of a release lie that are no part of the interpreter that runs this; only what is there."""
    own = [] if release == NEWEST else sorted((FOLDER / release / "lib").glob("*/site-packages"))
    return [it for it in (*own, beside(release)) if it.is_dir()]


def beside(release: str) -> Path:
    """The folder with the libraries of `BESIDE`, which need not exist."""
    return FOLDER / f"{release}-beside"


def build_beside(release: str) -> None:
    """Installs the libraries of `BESIDE` for a release, unless they are there."""
    wanted = "\n".join(BESIDE[release])
    ready = beside(release) / "ready"
    if ready.exists() and ready.read_text() == wanted:
        return
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--upgrade"]
    subprocess.run([*pip, "--target", str(beside(release)), *BESIDE[release]], check=True)
    ready.write_text(wanted)


def shared() -> list[str]:
    return [it for it in sys.path if os.path.basename(it) in ("site-packages", "dist-packages")]
