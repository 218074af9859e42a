"""Run texts one after another, each in a fork of an interpreter that has imported the libraries already.

`python -m proofs.forks` reads a text in JSON from each line of its input, and prints the outcome in JSON.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from proofs.fixing import COMMIT

# In the order that most texts import them; a release may lack one.
_LIBRARIES = ("torch", "transformers", "transformers.modeling_utils", "transformers.pipelines", "bitsandbytes", "peft")


def main() -> int:
    """Answer each line until the input ends."""
    for name in _LIBRARIES:
        with contextlib.suppress(Exception):  # the text that needs it has that outcome
            importlib.import_module(name)
    with contextlib.suppress(ImportError):
        add_pipeline(Path(os.environ["HF_HUB_CACHE"]))
    for line in sys.stdin:
        answer = json.dumps(outcome(json.loads(line)))
        print(answer, flush=True)
    return 0


def add_pipeline(cache: Path) -> None:
    """Save a tiny pipeline of diffusers as the repository `org/ddpm` of a hub cache."""
    from diffusers import DDPMPipeline, DDPMScheduler, UNet2DModel

    small = {"block_out_channels": (4,), "down_block_types": ("DownBlock2D",), "up_block_types": ("UpBlock2D",)}
    unet: Any = UNet2DModel(sample_size=8, layers_per_block=1, norm_num_groups=2, **small)
    repository = cache / "models--org--ddpm"
    DDPMPipeline(unet=unet, scheduler=DDPMScheduler()).save_pretrained(repository / "snapshots" / COMMIT)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT, encoding="utf-8")


def outcome(code: str) -> str:
    """Return the last line that a text prints, or the type of its error."""
    with tempfile.TemporaryDirectory() as folder:
        shown = Path(folder) / "shown"
        child = os.fork()
        if child == 0:
            _run(code, folder, str(shown))
        os.waitpid(child, 0)
        lines = shown.read_text(encoding="utf-8", errors="replace").strip() if shown.exists() else ""
    return lines.rpartition("\n")[2]


def _run(code: str, folder: str, shown: str) -> None:
    """Run a text as the main module of this process, and end the process."""
    os.chdir(folder)
    os.dup2(os.open(shown, os.O_WRONLY | os.O_CREAT), 1)
    try:
        exec(compile(code, "text", "exec"), {"__name__": "__main__"})
    except BaseException as error:  # any error of a library is an outcome
        print(type(error).__name__)
    finally:
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
