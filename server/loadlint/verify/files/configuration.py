"""Read config.json once into the values that an estimate asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .values import DamagedError, Table, is_readable, parsed

FILE = "config.json"
LARGEST = 4 << 20  # bytes; the labels of a classifier with 20,000 classes take 1 MB
_LAYERS, _HEADS, _WIDTH, _HEAD = 10_000, 1 << 14, 1 << 20, 1 << 14
_EXPERTS = ("num_experts", "num_local_experts", "n_routed_experts")


@dataclass(frozen=True, slots=True)
class Rotary:
    """The frequencies of rotary positions: the share of a head that they turn, and the size of that head."""

    share: float = 1.0
    head: int = 0


@dataclass(frozen=True, slots=True)
class Attention:
    """The sizes from which the cache of keys and values follows; 0 where the configuration does not say."""

    layers: int = 0
    heads: int = 0
    kept_heads: int = 0
    width: int = 0
    head: int = 0

    @classmethod
    def of(cls, table: Table) -> Attention:
        heads = table.count("num_attention_heads", "n_head", most=_HEADS)
        width = table.count("hidden_size", "n_embd", most=_WIDTH)
        return cls(
            table.count("num_hidden_layers", "n_layer", most=_LAYERS),
            heads,
            table.count("num_key_value_heads", most=_HEADS) or heads,
            width,
            table.count("head_dim", most=_HEAD) or (width // heads if heads else 0),
        )

    @property
    def numbers(self) -> int:
        """Return the numbers that the cache keeps for one token."""
        return 2 * self.layers * min(self.kept_heads * self.head, _WIDTH) if self.heads else 0


@dataclass(frozen=True, slots=True)
class Configuration:
    """The parts of a configuration that estimates use; a value of another type or beyond belief counts as absent."""

    family: str | None = None
    dtype: str | None = None
    tied: bool = False
    attention: Attention = Attention()
    rotary: Rotary | None = None
    method: str | None = None
    routed: bool = False
    repositories: tuple[str, ...] = ()

    @classmethod
    def of(cls, content: Any) -> Configuration:
        """Return the configuration in a JSON value; an empty one for a value that is no table."""
        table = Table.of(content)
        inner = table.part("text_config")
        return cls(
            table.text("model_type"),
            table.text("dtype", "torch_dtype"),
            table.is_true("tie_word_embeddings"),
            Attention.of(inner if [*inner] else table),
            _rotary(table),
            _method(table),
            any(table.count(it, most=_WIDTH) for it in _EXPERTS),
            _repositories(table.part("auto_map")),
        )


def configuration(data: bytes) -> Configuration:
    """Return the configuration in the bytes of config.json; raise DamagedError or BeyondLimitsError, which name it."""
    content = parsed(data, FILE)
    if not isinstance(content, dict):
        raise DamagedError(f"{FILE} is no table")
    return Configuration.of(content)


def _rotary(table: Table) -> Rotary | None:
    rope, heads = table.part("rope_parameters"), table.count("num_attention_heads", most=_HEADS)
    width = table.count("hidden_size", most=_WIDTH)
    if not ([*rope] or "rope_theta" in table) or not heads or not width:
        return None
    share = rope.share("partial_rotary_factor") or table.share("partial_rotary_factor") or 1.0
    return Rotary(share, table.count("qk_rope_head_dim", "head_dim", most=_HEAD) or width // heads)


def _method(table: Table) -> str | None:
    """Return the method by which the weights are quantized already."""
    stored = table.part("quantization_config")
    return (stored.text("quant_method") or "an unknown method") if [*stored] else None


def _repositories(auto_map: Table) -> tuple[str, ...]:
    """Return the other repositories that classes come from, as in `org/name--module.Class`."""
    texts = [text for name in auto_map for text in auto_map.texts(name)]
    return tuple(dict.fromkeys(it.partition("--")[0] for it in texts if "--" in it and is_readable(it)))
