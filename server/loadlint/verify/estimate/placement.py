"""Estimate the device of each weight of a load, and whether the accelerators have room for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from loadlint.system import THIS
from loadlint.verify import figures
from loadlint.verify.files.configuration import Configuration
from loadlint.verify.report import Json
from loadlint.verify.request import VerifyRequest

from . import device_map, quantized
from .devices import Machine

TIGHT = 0.8
SURELY = 0.5  # of a device's room; a model of unknown layout that takes less is not split
UNKNOWN_ORDER = "the order of this model's parts is not known, so no device map is predicted"


@dataclass(frozen=True, slots=True)
class Plan:
    """The estimated device map of a load, and the bytes of weights on each device; empty where unknown.

    `problem` names a device that lacks room for its weights; `tight`: it has hardly enough. `price` is the offloading
    with which a map makes the model fit, `unknown` the reason for no estimate.
    """

    device_map: Mapping[str, str] = field(default_factory=dict)
    bytes_per_device: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problem: str | None = None
    tight: bool = False
    price: str | None = None
    unknown: str | None = None

    def host_share(self) -> float:
        """Return the share of the weights that stays in host memory, 1 where unknown."""
        total = sum(self.bytes_per_device.values())
        return self.bytes_per_device.get("cpu", 0) / total if total else 1.0


def plan(
    request: VerifyRequest,
    sizes: Mapping[str, int],
    config: Configuration,
    machine: Machine,
    *,
    host: int | None,
    before_5: bool = False,
) -> Plan:
    """Return the plan for weights of these `sizes`: by name, the bytes in the dtype of the load.

    `host` is the free memory of the machine in bytes.
    """
    if quantized.asked(request, config):
        note = "the place of quantized weights is not predicted"
        return Plan(notes=(note,), unknown=note) if machine.devices else Plan()
    target = _target(request, machine)
    if target is None:
        return Plan()
    if not isinstance(target, str) or target not in device_map.STRATEGIES:
        return _explicit(target if isinstance(target, dict) else {"": target}, sizes, machine)
    model = device_map.decoder(sizes, config, headless=_is_headless(request), before_5=before_5)
    if host is None:
        return Plan(notes=(UNKNOWN_ORDER,), unknown=UNKNOWN_ORDER)
    room, limits = _rooms(request, machine, host, before_5)
    if model is None:
        return _whole(sum(sizes.values()), room)
    places = device_map.placed(model, target, room, limited=limits, before_5=before_5)
    shares = device_map.bytes_per_device({it.name: it.size for it in model.leaves()}, places)
    away = _offloaded(shares, room)
    if away is None:
        return Plan(places, shares)
    slow = f"an estimated {away}, which makes every token slow"
    return Plan(places, shares, (f"the device map will leave {slow}",), price=f"leaving {slow}")


def _whole(total: int, room: device_map.Room) -> Plan:
    """Place a model of unknown layout where all of it surely fits on the only device."""
    names = [it for it in room if it not in ("cpu", "disk")] or ["cpu"]
    if len(names) > 1 or total > SURELY * room.get(names[0], 0):
        return Plan(notes=(UNKNOWN_ORDER,), unknown=UNKNOWN_ORDER)
    name = device_map.device_name(names[0])
    return Plan({"": name}, {name: total})


def _rooms(request: VerifyRequest, machine: Machine, host: int, before_5: bool) -> tuple[device_map.Room, bool]:
    limits = _table(request.argument("max_memory"))
    cards = [(it.key, it.free if it.free is not None else host) for it in machine.devices]
    return device_map.rooms(limits, cards, host, before_5=before_5), limits is not None


def _offloaded(shares: Mapping[str, int], room: device_map.Room) -> str | None:
    """Return the shares that do not compute where the first device does."""
    first = device_map.device_name(next(iter(room)))
    total, away = sum(shares.values()), {it: shares[it] for it in ("cpu", "disk") if it in shares and it != first}
    if not total or not away:
        return None
    return " and ".join(f"{amount / total:.0%} on {it}" for it, amount in away.items())


def absent(plan: Plan, machine: Machine, torch: str | None) -> tuple[str, str] | None:
    """Return verdict and reason where the code names an accelerator that this machine does not have."""
    kinds = {it.name.partition(":")[0] for it in machine.devices}
    places = (it for it in plan.device_map.values() if it.partition(":")[0] in ("cuda", "xpu", "mps"))
    missing = [it for it in places if machine.device(it) is None and not (it == "mps:0" and "mps" in kinds)]
    if not missing:
        return None
    name = missing[0]
    if machine.note:
        return "no-device", f"asks for {name}, and {machine.note}"
    if torch and torch.endswith("+cpu") and not kinds and not name.startswith("mps"):
        return "no-device", f"asks for {name}, and the interpreter's torch is a build for the CPU"
    # The driver's tool shows NVIDIA cards only, so without a row nothing is certain.
    certain = machine.simulated or kinds or (name.startswith("mps") and not THIS.metal)
    return ("no-device", f"asks for {name}, which this machine does not have") if certain else (
        "unknown", f"asks for {name}, and no such device was seen here"
    )  # fmt: skip


def _explicit(asked: Mapping[str, str | int], sizes: Mapping[str, int], machine: Machine) -> Plan:
    """Return the plan of a map in the code, checked against free memory."""
    named = {name: device_map.device_name(it) for name, it in asked.items()}
    shares = device_map.bytes_per_device(sizes, named)
    homeless = shares.pop("", 0)
    notes = (f"the device map names no device for {figures.size(homeless)} of the weights",) if homeless else ()
    problem, tight = None, False
    for name, amount in shares.items():
        device = machine.device(name)
        if device and device.free is not None and amount > TIGHT * device.free:
            tight = True
            if amount > device.free:
                problem = f"puts {figures.size(amount)} on {name}, which has {figures.size(device.free)} free"
    return Plan(named, shares, notes, problem, tight)


def depends_on_devices(request: VerifyRequest) -> bool:
    """Return whether a load depends on the accelerators, whose query can take a second."""
    named = request.argument("device_map", "device", "quantization_config")
    return named is not None or any(it.method in ("to", "cuda") for it in request.steps)


# --- the code -----------------------------------------------------------------------------------

Target = str | int | dict[str, "str | int"] | None


def _target(request: VerifyRequest, machine: Machine) -> Target:
    """Return the device map of the call, or the device that it or a later move names."""
    value = request.argument("device_map")
    if value is not None and value != {"literal": None}:
        return _mapping(value) if "table" in value else _device(value, machine)
    devices = [_device(request.argument("device") or {}, machine)]
    for step in request.steps:
        if step.method in ("cuda", "cpu"):
            devices.append("cuda:0" if step.method == "cuda" and not step.positional else "cpu")
        elif step.method == "to":
            devices += [_device(it, machine) for it in (*step.positional, *(value for _, value in step.keywords))]
    return next((it for it in reversed(devices) if it is not None), None)


def _device(value: Json, machine: Machine) -> str | int | None:
    """Return a device of the code, where a condition on a GPU is decided by this machine; None for another value."""
    if "choice" in value:
        choice = value["choice"]
        kind = str(choice["test"]).split(".")[-2]
        here = any(it.name.startswith(kind) for it in machine.devices)
        return _device(choice["yes" if here else "no"], machine)
    if "device" in value:
        parts = [str(it.get("literal")) for it in value["device"]["positional"]]
        return ":".join(parts) or None
    device = value.get("literal")
    if isinstance(device, bool) or not isinstance(device, str | int):
        return None
    return "cpu" if device == -1 else device


def _mapping(value: Json) -> dict[str, str | int]:
    pairs = [(key.get("literal"), it.get("literal")) for key, it in value["table"]]
    return {str(name): place for name, place in pairs if isinstance(place, str | int)}


def _table(value: Json | None) -> dict[int | str, int | str] | None:
    if not value or "table" not in value:
        return None
    pairs = [(key.get("literal"), it.get("literal")) for key, it in value["table"]]
    return {key: it for key, it in pairs if isinstance(key, int | str) and isinstance(it, int | str)}


def _is_headless(request: VerifyRequest) -> bool:
    named = request.callee.removesuffix(".from_pretrained").rpartition(".")[2]
    return named.endswith("Model")
