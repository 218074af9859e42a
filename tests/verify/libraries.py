"""`make libraries`: loads of PEFT, diffusers and sentence-transformers, in an environment of their own.

It lies in `.cache/libraries` beside the torch of the interpreter that makes it. The suite's own environment is without
them: with PEFT at hand transformers loads adapters itself, and scikit-learn is larger than the rest of the suite.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv

from proofs.environments import shared
from tests.tree import ROOT

FOLDER = ROOT / ".cache" / "libraries"
PYTHON = FOLDER / "bin" / "python"
PACKAGES = (
    "peft==0.21.2", "diffusers==0.42.1", "importlib-metadata==10.2.0", "zipp==4.1.2", "sentence-transformers==6.2.0",
    "scikit-learn==1.9.1", "scipy==1.17.1", "joblib==1.6.0", "threadpoolctl==3.8.0", "narwhals==2.29.0",
    "cloudpickle==3.1.2", "lazy-importer==0.1.0", "pillow==13.0.0",
)  # fmt: skip


def main() -> int:
    """Makes the environment, unless it is there, and runs the tests that need it."""
    build()
    tests = ROOT / "tests" / "verify" / "test_libraries.py"
    return subprocess.run([sys.executable, "-m", "pytest", str(tests), *sys.argv[1:]], cwd=ROOT, check=False).returncode


def present() -> bool:
    return (FOLDER / "ready").exists()


def build() -> None:
    if present():
        return
    venv.create(FOLDER, with_pip=False, clear=True)
    own = sysconfig.get_path("purelib", "venv", {"base": str(FOLDER), "platbase": str(FOLDER)})
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(PYTHON), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", *PACKAGES], check=True)
    with open(f"{own}/shared.pth", "w", encoding="utf-8") as paths:
        paths.writelines(f"{it}\n" for it in shared())
    (FOLDER / "ready").write_text("")


if __name__ == "__main__":
    sys.exit(main())
