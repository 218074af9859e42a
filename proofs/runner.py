"""Run the experiments in the running interpreter: `python -m proofs.runner OUT [MODULE ...]`."""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
from pathlib import Path

from proofs.claims import CLAIMS, Claim, Lab


def main(out: str, modules: list[str]) -> int:
    """Write the outcome of each claim of the modules (default: all) as JSON to `out`."""
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_PROGRESS_BARS="1", TRANSFORMERS_VERBOSITY="error")
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if (not modules or path.stem in modules) and "prove(__name__)" in path.read_text(encoding="utf-8"):
            importlib.import_module(f"proofs.{path.stem}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(HF_MODULES_CACHE=f"{folder}/modules", HF_HUB_CACHE=f"{folder}/hub")
        lab = Lab(Path(folder))
        outcomes = {key: _outcome(made, lab) for key, made in CLAIMS.items()}
    Path(out).write_text(json.dumps(outcomes, indent=1), encoding="utf-8")
    return 0


def _outcome(made: Claim, lab: Lab) -> str:
    dtype = lab.torch.get_default_dtype()
    try:
        return made.experiment(lab)
    except Exception as error:  # an experiment that breaks has an outcome too, an unexpected one
        return f"broken: {type(error).__name__}: {error}"[:300]
    finally:
        lab.torch.set_default_dtype(dtype)  # older releases leave the dtype of a load that failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
