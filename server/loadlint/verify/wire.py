"""The JSON that the supervisor and the worker exchange, and the report shows; sizes are bytes, times seconds.

The worker imports nothing of ours, so a test holds it to these types.
"""

from __future__ import annotations

from typing import Any, TypedDict

# --- from the supervisor ------------------------------------------------------------------------------


class Order(TypedDict, total=False):
    """The one request a worker serves; what stands from `cwd` on travels to other machines only.

    With `held`, the load itself waits for another order, whose `op` is load.
    """

    op: str
    callee: str
    arguments: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    contexts: list[dict[str, Any]]
    smoke: dict[str, Any] | None
    scratch: str
    parent: int
    held: bool
    cwd: str
    environment: dict[str, str]
    launcher: list[str] | None
    paths: list[str]


# --- from the worker ----------------------------------------------------------------------------------


class Hello(TypedDict):
    event: str
    protocol: int
    pid: int
    python: str
    host: str
    world: int
    available: int | None


class DeviceFacts(TypedDict, total=False):
    device: str
    name: str
    free: int | None
    total: int | None
    capability: str
    native_bf16: bool | None


class Environment(TypedDict, total=False):
    event: str
    interpreter: str
    python: str
    platform: str
    versions: dict[str, str]
    torch_build: str
    devices: list[DeviceFacts]
    nvidia_driver: bool
    cpu: dict[str, int]
    offline: bool


class Phase(TypedDict):
    event: str
    phase: str


class Progress(TypedDict):
    event: str
    bar: int
    desc: str
    done: float
    total: float | None
    unit: str


class Beat(TypedDict):
    event: str
    anonymous: int | None
    resident: int | None


class Quantization(TypedDict, total=False):
    method: str
    bits: int | None
    compute_dtype: str | None
    applied: bool


class Adapter(TypedDict, total=False):
    names: list[str]
    rank: int | None
    trainable: int
    missing_keys: list[str]
    unexpected_keys: list[str]


_Class = TypedDict("_Class", {"class": str}, total=False)  # a word of Python's own


class Model(_Class, total=False):
    """A loaded model; key lists are None where the release does not report them."""

    pipeline: str | None
    task: str | None
    checkpoint_classes: list[str]
    model_type: str | None
    name_or_path: str | None
    parameters: int
    bytes: int
    bytes_per_device: dict[str, int]
    parameters_per_device: dict[str, int]
    dtypes: dict[str, dict[str, int]]
    device_map: dict[str, str]
    offloaded_share: float
    training: bool
    missing_keys: list[str] | None
    unexpected_keys: list[str] | None
    missing_count: int | None
    unexpected_count: int | None
    mismatched_keys: list[list[str]] | None
    mismatched_count: int | None
    unplaced: list[str]
    unplaced_count: int
    layers: int | None
    attention: str | None
    quantization: Quantization | None
    adapter: Adapter | None
    plain_encoder: bool


class Memory(TypedDict, total=False):
    host_peak: int | None
    host_before: int | None
    host_resident_peak: int | None
    host_resident: int | None
    devices: dict[str, int]


class Raised(TypedDict, total=False):
    """One exception of a chain."""

    type: str
    module: str
    message: str


class Error(TypedDict, total=False):
    event: str
    chain: list[Raised]
    traceback: str
    phase: str
    memory: Memory
    adapter: str | None
    warnings: list[str]


class Output(TypedDict, total=False):
    """A verdict on the first output; `chance` is the loss of a guess."""

    finite: bool
    constant: bool
    broken_weights: list[str]
    broken_count: int
    zero_share: float
    loss: float
    chance: float


class Slower(TypedDict):
    """A product in the model's half dtype against one in float32, on the device of its weights."""

    dtype: str
    device: str
    factor: float
    half_ms: float
    float32_ms: float


class Smoke(TypedDict, total=False):
    """The first try of a loaded model: skipped, failed, or its figures."""

    skipped: str
    error: Error
    prompt: str | None
    tokenizer: str | None
    tokenizer_error: Error | None
    tokenizer_size: int
    embedding_size: int
    beyond: list[int]
    output: Output
    unjudged: str
    first_forward: float
    width: int
    text: str | None
    tokens: int
    ms_per_token: float | None
    fastest_ms: float | None
    quartile_ms: list[float] | None
    slower: Slower | None


class Facts(TypedDict, total=False):
    """The events `partial` and, with the smoke test, `result`."""

    event: str
    model: Model
    times: dict[str, float]
    memory: Memory
    smoke: Smoke
    warnings: list[str]


class Cancelled(TypedDict):
    event: str
    phase: str


EVENTS: dict[str, Any] = {
    "hello": Hello,
    "env": Environment,
    "phase": Phase,
    "progress": Progress,
    "beat": Beat,
    "partial": Facts,
    "result": Facts,
    "error": Error,
    "cancelled": Cancelled,
}


class Report(TypedDict):
    """The JSON report."""

    site: dict[str, Any]
    request: dict[str, Any]
    environment: Environment
    preflight: dict[str, Any] | None
    outcome: str
    model: Model | None
    times: dict[str, float]
    memory: Memory
    smoke: Smoke
    diagnosis: list[dict[str, Any]]
    error: dict[str, Any] | None
    warnings: list[str]
    log: list[str]
    ranks: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    rehearsal: dict[str, Any] | None
