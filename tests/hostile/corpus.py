"""All hostile folders, the same in each run: every kind draws from a generator of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from random import Random

from . import (
    configurations,
    declarations,
    gguf_headers,
    headers,
    links,
    notebooks,
    patterns,
    pickled,
    records,
    sources,
)
from .sample import Sample

SEED = 20261129
MODULES = {
    headers: (headers.KIND,),
    gguf_headers: (gguf_headers.KIND,),
    pickled: (pickled.KIND,),
    configurations: (configurations.KIND, configurations.INDEXES),
    notebooks: (notebooks.KIND,),
    declarations: (declarations.REQUIREMENTS, declarations.SETTINGS, declarations.LOCKS),
    patterns: (patterns.KIND,),
    sources: (sources.KIND,),
    links: (links.KIND,),
    records: (records.BASELINES, records.CACHES),
}
# These take more than a second each, so that `python -m bench.hostile` alone runs them.
SLOW = frozenset(
    (
        *("settings: pyproject.toml tables", "settings: loadlint.toml tables", "requirements: 300 files"),
        *("notebook: magic backslashes", "notebook: 20,000 cells", "notebook: picture of 30 MB"),
        *("patterns: .gitignore 200,000 names", "patterns: .gitignore 3,000 patterns with stars"),
        *("baseline: 200,000 findings", "lock file: heads alone", "lock file: setup.cfg sections"),
        *("source: 2,000 arguments", "source: 1,000 uses", "source: branches", "source: walrus", "source: 1,000 loads"),
        *("source: parentheses that do not close", "source: a comment of 5 MB", "source: a line of 5 MB"),
        *(
            "source: try",
            "source: match",
            "source: suppressions a line",
            "source: imports of everything",
            "source: elif",
        ),
        *("source: the same argument 2,000 times", "source: header", "source: blocks", "source: blanks"),
        *("safetensors: eight shards of 40,000 tensors", "safetensors: ten million brackets"),
        *("safetensors: 20 MB of blanks", "safetensors: 300,000 tensors", "safetensors: two thousand shards"),
        *("pickle: four million empty lists", "pickle: four million marks", "pickle: four million memos"),
        *("pickle: tuples nested a million times", "pickle: a million tables", "pickle: 20,000 members"),
        *("gguf: 40,000 tensors", "gguf: two million pairs of zeros", "gguf: two million tensors of zeros"),
        *("gguf: 1,900,000 empty texts", "index: model.safetensors.index.json 200,000 weights"),
    )
)
KINDS = tuple(it for kinds in MODULES.values() for it in kinds)


def samples(kinds: Collection[str] = KINDS, seed: int = SEED) -> Iterator[Sample]:
    """Yield the samples of these kinds; their contents are made when they are reached."""
    for module, own in MODULES.items():
        if not set(own).isdisjoint(kinds):
            random = Random(f"{module.__name__.rpartition('.')[2]} {seed}")
            yield from (it for it in module.samples(random) if it.kind in kinds)


def quick(kinds: Collection[str] = KINDS) -> Iterator[Sample]:
    """Yield the samples of these kinds that are answered in a moment."""
    yield from (it for it in samples(kinds) if f"{it.kind}: {it.name}" not in SLOW)
