"""The releases that prove claims, each in its own environment under `.cache/proofs`.

They share one torch: a path file adds the packages of the interpreter that builds them, after their own.
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
# Libraries for separate experiments, in a folder that only these see: transformers behaves differently with peft.
_BESIDE = (
    "bitsandbytes==0.50.2", "pillow==13.0.0", "importlib-metadata==8.7.0", "zipp==3.23.0",
    "scikit-learn==1.9.1", "scipy==1.17.1", "joblib==1.6.0", "threadpoolctl==3.8.0", "narwhals==2.29.0",
    "cloudpickle==3.1.3",
)  # fmt: skip
BESIDE = {
    "4.44.2": ("sentence-transformers==3.0.1", "diffusers==0.32.2", "peft==0.12.0", *_BESIDE),
    "4.57.6": (
        "sentence-transformers==5.1.2", "diffusers==0.36.0", "peft==0.18.1", "httpx", "httpcore", "h11", "anyio",
        *_BESIDE,
    ),
    "5.0.0": ("sentence-transformers==5.2.3", "diffusers==0.37.1", "peft==0.19.1", *_BESIDE),
    NEWEST: ("sentence-transformers==6.2.0", "diffusers==0.42.1", "peft==0.21.2", *_BESIDE),
}  # fmt: skip


def present() -> list[str]:
    """Return the releases that are built, the newest first."""
    return [NEWEST, *(it for it in PACKAGES if (FOLDER / it / "ready").exists())]


def python(release: str) -> str:
    return sys.executable if release == NEWEST else str(FOLDER / release / "bin" / "python")


def of_version(version: str) -> str:
    """Return the release's name for a version of transformers."""
    return version if version in PACKAGES else NEWEST


def named(release: str) -> str:
    """Return the version of a release's name."""
    pins = (ROOT / "requirements" / "pins.txt").read_text(encoding="utf-8")
    match = re.search(r"^transformers==(\S+)", pins, re.MULTILINE)
    return match[1] if release == NEWEST and match else release


def build(release: str) -> None:
    """Build the environment of a release, unless it exists."""
    if release in present():
        return
    folder = FOLDER / release
    venv.create(folder, with_pip=False, clear=True)
    own = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python(release), "install"]
    subprocess.run([*pip, "--quiet", "--no-deps", *PACKAGES[release]], check=True)
    # This path comes after its own packages, so that it supplies only missing ones, above all torch.
    (own / "shared.pth").write_text("".join(f"{it}\n" for it in shared()))
    (folder / "ready").write_text("")


def site_packages(release: str) -> list[Path]:
    """Yield the existing library folders of a release that are not part of the running interpreter."""
    own = [] if release == NEWEST else sorted((FOLDER / release / "lib").glob("*/site-packages"))
    return [it for it in (*own, beside(release)) if it.is_dir()]


def beside(release: str) -> Path:
    """Return the folder of the libraries in `BESIDE`, which need not exist."""
    return FOLDER / f"{release}-beside"


def build_beside(release: str) -> None:
    """Install the libraries in `BESIDE` for a release, unless they are present."""
    wanted = "\n".join(BESIDE[release])
    ready = beside(release) / "ready"
    if ready.exists() and ready.read_text() == wanted:
        return
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--upgrade"]
    subprocess.run([*pip, "--target", str(beside(release)), *BESIDE[release]], check=True)
    ready.write_text(wanted)


def shared() -> list[str]:
    return [it for it in sys.path if os.path.basename(it) in ("site-packages", "dist-packages")]
