"""Errors by their text: the right cause for what is known, and none for what only looks like it."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from loadlint.cli import explain as command
from loadlint.verify.explain import log
from loadlint.verify.explain.explanation import explain
from loadlint.verify.known.errors import KNOWN
from tests.commands import Run

DATA = Path(__file__).parents[1] / "data"
TEXTS = json.loads((DATA / "texts.json").read_text(encoding="utf-8"))
RECORDED = json.loads((DATA / "recorded_errors.json").read_text(encoding="utf-8"))
IN_A_LOAD = """\
Traceback (most recent call last):
  File "/app/run.py", line 7, in <module>
    model = AutoModelForCausalLM.from_pretrained(name)
  File "/env/lib/python3.11/site-packages/transformers/models/auto/auto_factory.py", line 564, in from_pretrained
    return model_class.from_pretrained(
  File "/env/lib/python3.11/site-packages/safetensors/torch.py", line 12, in load
    metadata = safe_open(path).metadata.get("format")
"""
OUT_OF_MEMORY = (
    "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 224.00 MiB. GPU 0 has a total capacity of 23.64 GiB"
    " of which 88.69 MiB is free. Including non-PyTorch memory, this process has 23.54 GiB memory in use. Of the"
    " allocated memory 23.15 GiB is allocated by PyTorch, and 14.12 MiB is reserved by PyTorch but unallocated."
)


@pytest.mark.parametrize("text", TEXTS["unknown"])
def test_what_only_looks_like_it_is_not_known(text: str) -> None:
    explanation = explain(text)
    assert explanation.cause is None
    assert explanation.cure is None


@pytest.mark.parametrize(("text", "cause"), TEXTS["known"])
def test_recorded_text_has_its_cause(text: str, cause: str) -> None:
    explanation = explain(text)
    assert re.search(cause, explanation.cause or ""), explanation
    assert explanation.cure
    assert "{" not in f"{explanation.cause}{re.sub(r'[{].*?:.*?[}]', '', explanation.cure)}"


@pytest.mark.parametrize("error", RECORDED, ids=[it["name"] for it in RECORDED])
def test_what_verify_knows_is_known_from_a_traceback(error: dict[str, str]) -> None:
    assert explain(f"{IN_A_LOAD}{error['type']}: {error['message']}\n").cause


def test_there_are_enough_of_both() -> None:
    assert len(TEXTS["known"]) >= 30
    assert len(TEXTS["unknown"]) >= 20
    assert len({it.pattern for it in KNOWN}) == len(KNOWN)


# --- where the memory went


FRAME = 'Traceback (most recent call last):\n  File "/app/run.py", line 7, in <module>\n    {}\n'


@pytest.mark.parametrize(
    ("source", "cause", "cure"),
    [
        ("model = AutoModel.from_pretrained(name)", "the model does not fit into the GPU's free memory:", "half dtype"),
        ("AutoModel.from_pretrained(name, dtype=torch.float16)", "at half precision", "in 4 bit"),
        ("AutoModel.from_pretrained(name, load_in_4bit=True)", "the quantized model", "smaller model"),
        ("loss.backward()", "a training step", "batch size"),
        ("out = model.generate(**inputs)", "generation needs more", "max_new_tokens"),
        ("y = layer(x)", "less free memory than was asked for", "batch size"),
    ],
)
def test_out_of_memory_names_what_ran(source: str, cause: str, cure: str) -> None:
    explanation = explain(FRAME.format(source) + OUT_OF_MEMORY)
    assert cause in (explanation.cause or "")
    assert "224 MB were asked for" in (explanation.cause or "") or "were asked for" in (explanation.cause or "")
    assert cure in (explanation.cure or "")


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("this process has", "Process 4242 has 20.00 GiB memory in use. This process has", "other processes hold"),
        ("14.12 MiB is reserved", "9.50 GiB is reserved", "fragments"),
        ("allocate 224.00 MiB", "allocate 97.00 GiB", "one tensor is larger"),
    ],
)
def test_out_of_memory_reads_its_numbers(old: str, new: str, cause: str) -> None:
    text = OUT_OF_MEMORY.replace(old, new)
    assert text != OUT_OF_MEMORY
    assert cause in (explain(text).cause or "")


def test_a_container_lists_its_own_process_as_if_it_were_another() -> None:
    """torch compares the numbers of processes, which are others inside: the process with its memory is no other one."""
    own = OUT_OF_MEMORY.replace("Including non-PyTorch memory, this process", "Process 3214")
    assert own != OUT_OF_MEMORY
    assert "other processes" not in (explain(own).cause or "")
    both = own.replace("Process 3214", "Process 77 has 22.00 GiB memory in use. Process 3214")
    assert "other processes hold 23.6 GB" in (explain(both).cause or "")


# --- logs

GATED = "OSError: You are trying to access a gated repo.\nMake sure to have access to it at https://hf.co/org/m."
PREFIXES = {
    "rank": "[rank0]: ",
    "actor": "(RayWorker pid=4242, ip=10.0.0.1) ",
    "container": "app-1  | ",
    "time": "2026-01-31T10:20:30.1234567Z ",
    "color": "\x1b[31m",
    "engine": "(EngineCore_DP0 pid=412) ERROR 11-02 10:11:12 [core.py:843] ",
}


@pytest.mark.parametrize("prefix", PREFIXES.values(), ids=PREFIXES)
def test_a_prefix_of_each_line_is_noise(prefix: str) -> None:
    text = "".join(f"{prefix}{line}\n" for line in (IN_A_LOAD + GATED).split("\n"))
    assert explain(f"start\n{text}").cause == "the repository is gated"


def test_the_last_known_error_is_explained_and_a_later_one_named() -> None:
    text = f"{IN_A_LOAD}RuntimeError: Torch not compiled with CUDA enabled\n\nretry\n{IN_A_LOAD}{GATED}\n\nend\n"
    assert explain(text).cause == "the repository is gated"
    explanation = explain(f"{text}Traceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 'x'\n")
    assert explanation.cause == "the repository is gated"
    assert explanation.later is not None
    assert explanation.later.type == "KeyError"
    assert explanation.error is not None
    assert explanation.error.line == 18


def test_a_wrapper_of_an_engine_is_no_later_error() -> None:
    text = f"{IN_A_LOAD}{GATED}\n\nRuntimeError: Engine core initialization failed. See root cause above."
    explanation = explain(text)
    assert (explanation.cause, explanation.later) == ("the repository is gated", None)


def test_the_launcher_of_ranks_is_no_later_error() -> None:
    text = (
        f"{IN_A_LOAD}{GATED}\n\n{IN_A_LOAD}torch.distributed.elastic.multiprocessing.errors.ChildFailedError: \nrun.py"
    )
    assert explain(text).later is None


def test_the_cause_of_an_error_is_known_through_its_chain() -> None:
    links = "\n\nDuring handling of the above exception, another exception occurred:\n\n"
    outer = (
        'Traceback (most recent call last):\n  File "b.py", line 3, in main\n    raise AppError\nAppError: no model\n'
    )
    explanation = explain(f"{IN_A_LOAD}{GATED}{links}{outer}")
    assert explanation.cause == "the repository is gated"
    assert explanation.error is not None
    assert explanation.error.type == "AppError"


def test_a_chain_without_end_is_cut() -> None:
    link = "During handling of the above exception, another exception occurred:\n\n"
    chains = log.failures((FRAME.format("f()") + "KeyError: 1\n\n" + link) * 100)
    assert [len(it) for it in chains] == [log.MOST_CAUSES]


def test_a_warning_is_no_error() -> None:
    assert explain("x.py:3: UserWarning: Torch not compiled with CUDA enabled\n" * 40).error is None


def test_a_traceback_of_a_notebook() -> None:
    text = (
        "---------------------------------------------------------------------------\n"
        "OSError                                   Traceback (most recent call last)\n"
        "Cell In[3], line 2\n      1 import torch\n----> 2 m = AutoModel.from_pretrained('org/m')\n\n"
        "File ~/env/lib/python3.11/site-packages/transformers/utils/hub.py:3, in cached_file(*args)\n\n" + GATED
    )
    assert explain(text).cause == "the repository is gated"


# --- the command


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_a_log_from_standard_input(run: Run, arguments: list[str]) -> None:
    done = run("explain", *arguments, stdin=(IN_A_LOAD + GATED).encode())
    assert (done.status, done.err) == (0, "")
    assert "cause   the repository is gated\n" in done.out
    assert "cure    ask for access" in done.out
    assert "line    8\n" in done.out


def test_a_text_as_argument(run: Run) -> None:
    done = run("explain", "AssertionError: Torch not compiled with CUDA enabled")
    assert done.status == 0
    assert "this torch is a build for the CPU" in done.out


def test_an_unknown_error(run: Run) -> None:
    done = run("explain", "KeyError: 'price'")
    assert (done.status, done.out) == (1, "KeyError: 'price'\n  cause   not known\n")


@pytest.mark.parametrize(("arguments", "stdin"), [([], b""), ([""], b""), (["-"], b" \n\n")])
def test_no_text_cannot_be_read(run: Run, arguments: list[str], stdin: bytes) -> None:
    done = run("explain", *arguments, stdin=stdin)
    assert (done.status, done.out) == (2, "")
    assert "there is no text" in done.err


def test_a_file_is_not_taken_for_a_text(run: Run, folder: Path) -> None:
    (folder / "run.log").write_text(GATED)
    done = run("explain", "run.log")
    assert done.status == 2
    assert "loadlint explain < run.log" in done.err


def test_json(run: Run) -> None:
    rows = json.loads(run("explain", "--output-format", "json", stdin=(IN_A_LOAD + GATED).encode()).out)
    assert rows["known"] is True
    assert rows["error"]["line"] == 8
    assert rows["cause"] == "the repository is gated"
    assert json.loads(run("explain", "--output-format", "json", "KeyError: 1").out)["cause"] is None


@pytest.mark.parametrize("form", ["full", "json"])
def test_no_secret_and_no_control_character_leaves(run: Run, form: str) -> None:
    token = "hf_" + "a1B2" * 8
    text = f"OSError: \x1b]0;x\x07Can't load tokenizer for 'a\u202e{token}'. \x9b31m"
    done = run("explain", "--output-format", form, text)
    assert done.status == 0
    assert token not in done.out
    assert "<hidden>" in done.out
    assert not set("\x1b\x07\u202e\x9b") & set(done.out)


def test_a_log_of_powershell(run: Run) -> None:
    assert run("explain", stdin=(IN_A_LOAD + GATED).encode("utf-16")).status == 0


@pytest.mark.parametrize("place", ["beginning", "end"])
def test_a_long_log_is_read_at_both_ends(run: Run, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.setattr(command, "HEAD", 2_000)
    monkeypatch.setattr(command, "TAIL", 3_000)
    noise = b"step 1 loss 2.0\n" * 200_000
    error = (IN_A_LOAD + GATED + "\n\n").encode()
    done = run("explain", "--output-format", "json", stdin=error + noise if place == "beginning" else noise + error)
    row = json.loads(done.out)
    assert row["cause"] == "the repository is gated"
    assert row["error"]["line"] == (8 if place == "beginning" else 200_008)


def test_a_stream_is_kept_within_its_budget() -> None:
    class Endless(io.RawIOBase):
        left = 40

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            return b"0123456789abcde\n" * (size // 16) if self.left > 0 else b""

    head, dropped, tail = command.read(Endless())  # type: ignore[arg-type]
    assert len(head) + len(tail) <= command.HEAD + command.TAIL
    assert (len(head) + len(tail)) // 16 + dropped == (command.HEAD + 38 * (1 << 20)) // 16
