"""Meaning of values for a load: dtypes, devices, the CPU on purpose."""

from __future__ import annotations

from .model import Choice, Items, Literal, Made, Symbol, Table, Unknown, Value

_DTYPES = {
    "float16", "half", "bfloat16", "float32", "float", "float64", "double", "int8", "uint8",
    "float8_e4m3fn", "float8_e5m2",
}  # fmt: skip
HALVES = {"float16", "half", "bfloat16"}


def arms(value: Value) -> list[Value]:
    """Return the values that a conditional can take, each once; the value itself otherwise."""
    if isinstance(value, Choice):
        return [*arms(value.yes), *arms(value.no)]
    return [value]


def is_dtype(value: Value, text: str = "") -> bool:
    """Whether a value is a torch dtype for sure, or by its name (`dtype`, `args.torch_dtype`)."""
    if isinstance(value, Choice):
        return any(is_dtype(it) for it in arms(value))
    if isinstance(value, Symbol):
        return dtype_name(value) is not None or "dtype" in value.name
    if isinstance(value, Made):
        return value.callee == "getattr" or "dtype" in value.callee
    return isinstance(value, Unknown) and ("dtype" in value.text or "dtype" in text or "precision" in value.text)


def dtype_name(value: Value) -> str | None:
    """`float16` for `torch.float16` (and its alias `torch.half`), None for anything else."""
    if not isinstance(value, Symbol):
        return None
    head, _, last = value.name.rpartition(".")
    if head != "torch" or last not in _DTYPES:
        return None
    return {"half": "float16", "float": "float32", "double": "float64"}.get(last, last)


def device_names(value: Value) -> list[str | None]:
    """Return the devices a value can name (`cuda:0`, `cpu`), None for each that the text does not say."""
    return [_device_name(it) for it in arms(value)]


def is_cpu(value: Value) -> bool:
    """Whether a device is the CPU (or `meta`) whatever happens."""
    return all(it in ("cpu", "meta", "disk") for it in device_names(value))


def map_devices(value: Value) -> list[str | None]:
    """Return the devices and strategies that a device_map can name, None for each that the text does not say."""
    return [name for arm in arms(value) for name in _mapped(arm)]


def is_cpu_map(value: Value) -> bool:
    """Whether a device_map puts everything on the CPU, whatever happens."""
    return all(it == "cpu" for it in map_devices(value))


def is_false(value: Value) -> bool:
    return isinstance(value, Literal) and (value.value is None or value.value is False)


def is_true(value: Value) -> bool:
    return isinstance(value, Literal) and value.value is True


def text_of(value: Value) -> str | None:
    """Return the string that a value is, if it is one."""
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) else None


def strings(value: Value) -> list[str]:
    """Return every string in a value: of a conditional's arms, of a default in `os.environ.get(...)`, of a list."""
    if isinstance(value, Choice):
        return [*strings(value.yes), *strings(value.no)]
    if isinstance(value, Made):
        return [it for part in (*value.positional[1:], *(v for _, v in value.keywords)) for it in strings(part)]
    if isinstance(value, Items):
        return [it for part in value.values for it in strings(part)]
    if isinstance(value, Table):
        return [it for _, part in value.items for it in strings(part)]
    text = text_of(value)
    return [text] if text is not None else []


def _mapped(value: Value) -> list[str | None]:
    if isinstance(value, Table):
        return [name for _, device in value.items for name in device_names(device)] or [None]
    return [_device_name(value)]


def _device_name(value: Value) -> str | None:
    if isinstance(value, Literal):
        if isinstance(value.value, str):
            return value.value
        return f"cuda:{value.value}" if isinstance(value.value, int) and not isinstance(value.value, bool) else None
    if isinstance(value, Made) and value.callee == "torch.device" and value.positional:
        return _device_name(value.positional[0])
    return None
