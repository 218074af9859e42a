"""Hostile folders: each command answers in a line, starts nothing and ends."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from . import configurations, corpus, headers, notebooks, pickled, sources, watch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="devices and limits as Linux has them")


@pytest.mark.parametrize("kind", corpus.KINDS)
def test_hostile_folders_are_answered_in_a_line(tmp_path: Path, kind: str) -> None:
    outcomes = list(watch.run(tmp_path, [kind]))
    assert {it.name: it.problems for it in outcomes if it.problems} == {}
    assert len(outcomes) >= 8


def test_the_corpus_is_the_same_in_each_run_and_large_enough() -> None:
    # The others hold megabytes, which take a while to make.
    kinds = set(corpus.KINDS) - {headers.KIND, pickled.KIND, sources.KIND, configurations.INDEXES, notebooks.KIND}
    once, again = ([(it.kind, it.name, hash(str(it.files))) for it in corpus.samples(kinds)] for _ in range(2))
    assert once == again
    assert len(once) >= 300
    assert len({it[:2] for it in once}) == len(once)
