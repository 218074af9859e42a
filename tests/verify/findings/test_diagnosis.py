"""Errors as the libraries word them, old and new, and what a loaded model shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loadlint.verify.findings import causes, quickfix
from loadlint.verify.findings.diagnosis import findings
from loadlint.verify.report import Change, Diagnosis, VerifyReport
from loadlint_rules.analysis import edits
from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.program import loads
from tests.verify.loads import judge

MACHINES = Path(__file__).parents[1] / "data" / "machines"

# Type and message as transformers 4.57 or 5.23 and their companions wrote them, and a word of the cause.
WORDS = [
    ("ModuleNotFoundError", "No module named 'torch'", "lacks", "install torch transformers"),
    ("ModuleNotFoundError", "No module named 'einops'", "`einops`", "install einops"),
    (
        "ValueError",
        "Using a `device_map`, `tp_plan`, `torch.device` context manager or setting `torch.set_default_device(device)` "
        "requires `accelerate`. You can install it with `pip install accelerate`",
        "needs accelerate",
        "install accelerate",
    ),
    ("AssertionError", "Torch not compiled with CUDA enabled", "build for the CPU", 'device_map="auto"'),
    ("RuntimeError", "Found no NVIDIA driver on your system.", "finds none", "nvidia-smi"),
    ("RuntimeError", "CUDA error: invalid device ordinal", "does not have", "device"),
    ("OutOfMemoryError", "CUDA out of memory. Tried to allocate 20.00 MiB.", "does not fit", "half dtype"),
    ("SafetensorError", "device disk is invalid", "whole model on disk", "max_memory"),
    (
        "ValueError",
        "When passing device_map as a string, the value needs to be a device name (e.g. cpu, cuda:0) or 'auto', "
        "'balanced', 'balanced_low_0', 'sequential' but found gpu.",
        "neither a device",
        "cuda:0",
    ),
    ("ValueError", "lm_head.weight doesn't have any device set.", "without a device", "device"),
    ("RuntimeError", "You can't move a model that has some modules offloaded to cpu or disk.", "offloaded", "remove"),
    ("ValueError", "`.half()` is not supported for quantized model.", "quantized", "remove"),
    ("ValueError", "DeepSpeed Zero-3 is not compatible with passing a `device_map`.", "ZeRO-3", "device_map"),
    ("RuntimeError", "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried", "host", "half dtype"),
    ("MemoryError", "Cannot allocate memory (os error 12)", "host", "half dtype"),
    ("SafetensorError", "I/O error: No space left on device (os error 28)", "disk is full", "HF_HOME"),
    ("OSError", "You are trying to access a gated repo.\n403 Client Error.", "no access", "ask for access"),
    ("OSError", "You are trying to access a gated repo.\n401 Client Error.", "gated", "log in"),
    (
        "RepositoryNotFoundError",
        "404 Client Error.\nIf you are trying to access a private or gated repo, make sure you are authenticated",
        "no repository",
        "token",
    ),
    ("ValueError", "Can't find 'adapter_config.json' at 'x'", "no adapter", "adapter_config.json"),
    ("ImportError", "Loading an adapter requires the peft library", "`peft`", "install peft"),
    ("ValueError", "You cannot use both `pipeline(... dtype=..., model_kwargs={'dtype':...})`", "twice", "one"),
    ("TypeError", "X.__init__() got an unexpected keyword argument 'temperature'", "generation", "`generate`"),
    ("TypeError", "X.__init__() got an unexpected keyword argument 'resume_download'", "any more", "delete"),
    ("ValueError", "`tp_plan` and `device_map` are mutually exclusive. Choose either one", "both place", "one"),
    ("RuntimeError", "You are using `from_pretrained` with a meta device context: an anti-pattern", "meta", "out"),
    ("OSError", "acme/base is not a local folder and is not a valid model identifier", "`acme/base`", "name"),
    ("HfHubHTTPError", "429 Too Many Requests for url: x/resolve/main/config.json.", "limits", "wait"),
    ("HfHubHTTPError", "Server error '503 Service Unavailable' for url 'x'", "(503 Service Unavailable)", "later"),
    ("OSError", "acme/x is not a valid git identifier (branch name) for this model", "revision", "branch"),
    (
        "OSError",
        "We couldn't connect to 'https://huggingface.co' to load the files, and couldn't find them in the cached files",
        "cannot be reached",
        "network",
    ),
    (
        "HFValidationError",
        "Repo id must be in the form 'repo_name' or 'namespace/repo_name': '/no'",
        "there is no folder",
        "path",
    ),
    ("OSError", "Repo id must use alphanumeric chars, '-', '_' or '.'.", "there is no folder", "path"),
    ("OSError", "x is not a local folder and is not a valid model identifier listed on", "there is no folder", "path"),
    (
        "ValueError",
        "The checkpoint has model type `new` but Transformers does not recognize this architecture.",
        "architecture",
        "upgrade",
    ),
    (
        "ValueError",
        "Unrecognized model in ./x. Should have a `model_type` key in its config.json",
        "configuration",
        "config.json",
    ),
    (
        "ValueError",
        "Tokenizer class TokenizersBackend does not exist or is not currently imported.",
        "newer release",
        "upgrade",
    ),
    ("OSError", "It looks like the config file at 'x/config.json' is not a valid JSON file.", "JSON", "again"),
    (
        "OSError",
        "Error no file named model.safetensors, or pytorch_model.bin, found in directory x.",
        "no weights",
        "weights",
    ),
    ("FileNotFoundError", "No such file or directory: x/model-00002-of-00003.safetensors", "shard", "missing"),
    (
        "SafetensorError",
        "Error while deserializing header: incomplete metadata, file not fully covered",
        "cut short",
        "again",
    ),
    ("SafetensorError", "Error while deserializing header: header too large", "git-lfs", "git lfs pull"),
    ("UnpicklingError", "Weights only load failed. This file can still be loaded", "pickle", "weights_only"),
    (
        "ValueError",
        "The repository x contains custom code which must be executed to correctly load",
        "own code",
        "revision",
    ),
    ("RuntimeError", "You set `ignore_mismatched_sizes` to `False`, thus raising an error.", "shapes", "num_labels"),
    (
        "TypeError",
        "LlamaForCausalLM.__init__() got an unexpected keyword argument 'load_in_8bit'",
        "load_in_8bit",
        "BitsAndBytesConfig(load_in_8bit=True)",
    ),
    (
        "TypeError",
        "GPT2Model.__init__() got an unexpected keyword argument 'use_auth_token'",
        "use_auth_token",
        "token=",
    ),
    ("TypeError", "GPT2Model.__init__() got an unexpected keyword argument 'dtype'", "does not know", "torch_dtype="),
    ("TypeError", "GPT2Model.__init__() got an unexpected keyword argument 'colour'", "`colour`", "spelling"),
    ("AttributeError", "module 'torch' has no attribute 'bf16'", "dtype", "torch.bfloat16"),
    ("AttributeError", "'str' object has no attribute 'is_floating_point'", "dtype", "torch.bfloat16"),
    ("ImportError", "FlashAttention2 has been toggled on, but it cannot be used due to", "FlashAttention", "sdpa"),
    (
        "ImportError",
        "Using `bitsandbytes` 4-bit quantization requires bitsandbytes",
        "bitsandbytes",
        "install bitsandbytes",
    ),
    ("PackageNotFoundError", "No package metadata was found for bitsandbytes", "bitsandbytes", "install bitsandbytes"),
    ("KeyError", '"The task summarization has been removed from transformers"', "summarization", "generate"),
    ("ValueError", 'Specified `attn_implementation="foo"` is not supported.', "attention", "sdpa"),
    (
        "ValueError",
        "Unrecognized configuration class <class 'T5Config'> for this kind of AutoModel",
        "does not fit",
        "class",
    ),
]


@pytest.mark.parametrize(("kind", "message", "cause", "cure"), WORDS, ids=[f"{it[0]}-{it[2]}" for it in WORDS])
def test_known_error_has_cause_and_cure(kind: str, message: str, cause: str, cure: str) -> None:
    report = _failure((kind, message))
    assert report.cause is not None
    assert report.cure is not None
    assert cause in report.cause
    assert cure in report.cure
    assert "{" not in (report.cause + report.cure).replace('{0: "8GiB", "cpu": "30GiB"}', "")


def test_cause_behind_the_error_counts() -> None:
    report = _failure(
        ("OSError", "Could not load this library"), ("AssertionError", "Torch not compiled with CUDA enabled")
    )
    assert (report.type, report.message) == ("OSError", "Could not load this library")
    assert "build for the CPU" in (report.cause or "")


def test_unknown_error_stays_unknown_and_whole() -> None:
    report = _failure(("FrobnicationError", "the frob is off"))
    assert (report.cause, report.cure, report.traceback) == (None, None, "Traceback ...")


def test_plain_load_on_a_plain_machine_shows_nothing() -> None:
    assert _findings() == {}


def test_model_on_the_cpu_beside_a_gpu() -> None:
    gpu = {"device": "cuda:0", "name": "H", "free": 8_000_000_000, "native_bf16": True}
    assert "8 GB free" in _findings(environment={"devices": [gpu]})["cpu-beside-gpu"]


def test_cpu_on_purpose_is_no_finding() -> None:
    gpu = {"device": "cuda:0", "name": "H", "free": 8_000_000_000, "native_bf16": True}
    request = {"arguments": [{"name": "device_map", "value": {"literal": "cpu"}}]}
    assert _findings(environment={"devices": [gpu]}, request=request) == {}


def test_torch_for_the_cpu_beside_a_driver() -> None:
    assert "cpu-only-torch" in _findings(environment={"devices": [], "nvidia_driver": True, "torch_build": "cpu"})


def test_bfloat16_where_it_is_emulated() -> None:
    gpu = {"device": "cuda:0", "name": "T", "free": 1, "native_bf16": False}
    model = {"bytes_per_device": {"cuda:0": 10}, "dtypes": {"bfloat16": {}}}
    assert "cuda:0 only emulates" in _findings(model=model, environment={"devices": [gpu]})["emulated-bf16"]


def test_offloaded_share_names_its_place() -> None:
    model = {"offloaded_share": 0.25, "bytes_per_device": {"cuda:0": 30, "disk": 10}}
    evidence = "25% of the weights are on disk and move to the device for each token"
    assert _findings(model=model)["offloaded"] == evidence
    # Where the CPU computes, it is no place to move from.
    assert _findings(model=model | {"bytes_per_device": {"cpu": 30, "disk": 10}})["offloaded"] == evidence


def test_default_dtype_of_release_4_doubles_a_half_checkpoint() -> None:
    environment = {"versions": {"transformers": "4.57.6"}}
    preflight = {"bytes_by_dtype": {"bfloat16": 10}}
    assert "twice the memory" in _findings(environment=environment, preflight=preflight)["default-dtype"]
    request = {"arguments": [{"name": "torch_dtype", "value": {"literal": "float32"}}]}
    assert _findings(environment=environment, preflight=preflight, request=request) == {}


def test_missing_head_is_a_problem_of_a_load_that_succeeds() -> None:
    model = {"missing_keys": ["lm_head.weight"], "missing_count": 1, "checkpoint_classes": ["LlamaModel"]}
    (diagnosis,) = findings({**PLAIN, **model}, {}, {}, {}, None)
    assert diagnosis.evidence.startswith("`lm_head.weight` is not in the checkpoint and now random")
    assert "saved from LlamaModel" in diagnosis.evidence
    # A model without a head cannot generate, so the class of the checkpoint is no cure.
    assert diagnosis.cure == "take a checkpoint that was saved from LlamaForCausalLM, or train these weights before use"


def test_checkpoint_of_another_head_is_the_wrong_class() -> None:
    model = {
        "class": "BertForSequenceClassification",
        "checkpoint_classes": ["BertForMaskedLM"],
        "missing_keys": ["classifier.weight", "classifier.bias"],
        "missing_count": 2,
        "unexpected_keys": ["cls.predictions.bias"],
        "unexpected_count": 1,
    }
    assert _findings(model=model) == {
        "wrong-class": "the checkpoint was saved from BertForMaskedLM, and BertForSequenceClassification takes only a "
        "part of it: `classifier.weight`, `classifier.bias` are now random, 1 of its weights unused"
    }


def test_untrained_tokenizer_is_a_problem_and_a_missing_one_a_note() -> None:
    smoke = {"tokenizer": "the tokenizer knows 3 of the model's 32000 tokens"}
    assert list(_findings(smoke=smoke)) == ["untrained-tokenizer"]
    assert _findings(smoke={"tokenizer": "the folder has no tokenizer files"}) == {}


@pytest.mark.parametrize(
    ("machine", "name"),
    [
        ("card-8gb-sm75", "cpu-beside-gpu"),
        ("two-cards-24gb", "cpu-beside-gpu"),
        ("apple-gpu", "cpu-beside-gpu"),
        ("cpu-build-beside-card", "cpu-only-torch"),
        ("cuda-build-without-driver", None),
    ],
)
def test_model_on_the_cpu_of_a_simulated_machine(machine: str, name: str | None) -> None:
    assert list(_findings(environment=_machine(machine))) == ([name] if name else [])


def test_half_precision_that_a_simulated_card_lacks() -> None:
    model = {"bytes_per_device": {"cuda:0": 10}, "dtypes": {"bfloat16": {}}}
    (diagnosis,) = findings({**PLAIN, **model}, {}, _machine("card-8gb-sm75"), {}, None)
    assert (diagnosis.name, diagnosis.change) == ("emulated-bf16", Change("dtype", '"float16"'))
    assert findings({**PLAIN, **model}, {}, _machine("two-cards-24gb"), {}, None) == ()


def test_card_that_another_process_holds_is_told_where_it_matters() -> None:
    split = {"offloaded_share": 0.5, "bytes_per_device": {"cuda:0": 5, "cpu": 5}}
    evidence = _findings(model=split, environment=_machine("card-held"))["gpu-held"]
    assert evidence == "another process held 22.5 GB of 25.8 GB of cuda:0 before the load"
    fits = {"bytes_per_device": {"cuda:0": 5}}
    assert _findings(model=fits, environment=_machine("card-held")) == {}


# The words are those of torch's allocator; no GPU was at hand to bring them about.
NO_ROOM = "CUDA out of memory. Tried to allocate 112.00 MiB. GPU 0 has a total capacity of 7.60 GiB of which 20 MiB is"


@pytest.mark.parametrize(
    ("billions", "dtype", "machine", "cure", "change"),
    [
        (3, "float32", "card-8gb-sm75", 'load with `dtype="float16"`: about 6 GB instead of 12 GB', "dtype"),
        (13, "bfloat16", "two-cards-24gb", 'load with `device_map="auto"`: the 2 devices together', "device_map"),
        (7, "float16", "card-8gb-sm75", "load_in_4bit=True)`: about 4.2 GB, which fits", None),
        (70, "float16", "card-8gb-sm75", "take a smaller model: 3.7 billion parameters in a half", None),
        (0, None, "card-8gb-sm75", "load in a half dtype, with", None),
    ],
)
def test_no_room_on_a_card_tells_the_first_thing_that_fits(
    billions: int, dtype: str | None, machine: str, cure: str, change: str | None
) -> None:
    preflight = {"parameters": billions * 10**9, "dtype": dtype, "device_map": {}}
    event = {"chain": [{"type": "OutOfMemoryError", "message": NO_ROOM}]}
    report = judge(event, phase="loading", environment=_machine(machine), python="python", preflight=preflight)
    assert report.cause is not None
    assert "cuda:0 had " in report.cause
    assert "112.00 MiB more were asked for" in report.cause
    assert cure in (report.cure or "")
    assert (report.change.argument if report.change else None) == change


def test_no_room_names_the_process_that_holds_the_card() -> None:
    event = {"chain": [{"type": "OutOfMemoryError", "message": NO_ROOM}]}
    report = judge(event, phase="moving", environment=_machine("card-held"), python="python")
    assert (report.cause or "").endswith("; another process held 22.5 GB of 25.8 GB of cuda:0 before the load")


FIXED = [
    (Change("device_map", '"auto"'), 'AutoModel.from_pretrained("m", torch_dtype="x", device_map="auto").to("cuda")'),
    (Change("dtype", '"float16"'), 'AutoModel.from_pretrained("m", torch_dtype="float16").to("cuda")'),
    (Change("torch_dtype", rename="dtype"), 'AutoModel.from_pretrained("m", dtype="x").to("cuda")'),
    (Change("torch_dtype", remove=True), 'AutoModel.from_pretrained("m").to("cuda")'),
    (Change(use="move"), 'AutoModel.from_pretrained("m", torch_dtype="x")'),
]


@pytest.mark.parametrize(("change", "after"), FIXED, ids=[str(it.as_json()) for it, _ in FIXED])
def test_cure_that_is_an_edit_can_be_made(change: Change, after: str) -> None:
    head = "from transformers import AutoModel\nmodel = "
    source = Source(f'{head}AutoModel.from_pretrained("m", torch_dtype="x").to("cuda")\n')
    program = loads.find(source)
    report = VerifyReport({}, {}, "loaded", diagnosis=(Diagnosis("n", "e", "the cure", change=change),))
    (fix,) = quickfix.fixes(report, program, program.loads[0])
    assert (fix.title, fix.safe) == ("the cure", False)
    assert edits.apply_to_source(source, [fix]).text == f"{head}{after}\n"


def test_cure_without_a_place_in_the_load_is_no_edit() -> None:
    program = loads.find(Source('from transformers import AutoModel\nAutoModel.from_pretrained("m")\n'))
    changes = (Change("use_auth_token", rename="token"), Change("resume_download", remove=True), Change(use="move"))
    diagnoses = tuple(Diagnosis("n", "e", "c", change=it) for it in (*changes, None))
    assert quickfix.fixes(VerifyReport({}, {}, "loaded", diagnosis=diagnoses), program, program.loads[0]) == []


@pytest.mark.parametrize(
    ("message", "change"),
    [
        ("X.__init__() got an unexpected keyword argument 'temperature'", {"argument": "temperature", "remove": True}),
        ("X.__init__() got an unexpected keyword argument 'dtype'", {"argument": "dtype", "rename": "torch_dtype"}),
        ("Torch not compiled with CUDA enabled", {"argument": "device_map", "value": '"auto"'}),
        ("You can't move a model that has some modules offloaded", {"use": "move"}),
    ],
)
def test_failure_carries_its_edit(message: str, change: dict[str, Any]) -> None:
    assert _failure(("TypeError", message)).as_json()["change"] == change


def test_unexpected_weights_are_only_good_to_know() -> None:
    model = {"unexpected_keys": ["a", "b", "c", "d", "e"], "unexpected_count": 5}
    (diagnosis,) = findings({**PLAIN, **model}, {}, {}, {}, None)
    assert (diagnosis.name, diagnosis.problem) == ("unexpected-weights", False)
    assert diagnosis.evidence == "of the checkpoint `a`, `b`, `c` and 2 more weights are unused"


def test_failed_try_is_a_problem() -> None:
    smoke = {"error": {"chain": [{"type": "IndexError", "message": "index out of range\nmore"}]}}
    assert _findings(smoke=smoke)["smoke-test-failed"] == "IndexError: index out of range"


PLAIN: dict[str, Any] = {
    "class": "LlamaForCausalLM",
    "bytes_per_device": {"cpu": 10},
    "dtypes": {"float32": {}},
    "offloaded_share": 0.0,
}


def _findings(
    model: dict[str, Any] | None = None,
    smoke: dict[str, Any] | None = None,
    environment: dict[str, Any] | None = None,
    request: dict[str, Any] | None = None,
    preflight: dict[str, Any] | None = None,
) -> dict[str, str]:
    diagnoses = findings({**PLAIN, **(model or {})}, smoke or {}, environment or {}, request or {}, preflight)
    return {it.name: it.evidence for it in diagnoses if it.problem}


def _machine(name: str) -> dict[str, Any]:
    machine: dict[str, Any] = json.loads((MACHINES / f"{name}.json").read_text())
    assert machine["simulated"]
    return machine


def _failure(*chain: tuple[str, str]) -> Any:
    event = {"chain": [{"type": kind, "message": text} for kind, text in chain], "traceback": "Traceback ..."}
    return judge(event, phase="loading", environment={"torch_build": "cpu"}, python="/usr/bin/python3")


def test_fault_of_a_check_is_a_note_and_ends_nothing() -> None:
    (note,) = findings({"offloaded_share": "half"}, {}, {}, {}, None)
    assert (note.name, note.problem) == ("check-failed", False)


def test_fault_of_a_diagnosis_still_shows_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(causes, "find", fail)
    shown = _failure(("KeyError", "boom"))
    assert (shown.type, shown.message, shown.cause) == ("KeyError", "boom", None)
    assert "a fault of ours" in shown.traceback
