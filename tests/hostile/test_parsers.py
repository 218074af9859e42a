"""The fuzzers of `bench/parsers.py`, a sample of them in each run.

No reader raises what it does not document, nor takes without end."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import parsers


@pytest.mark.parametrize("parser", [pytest.param(it, id=it.name) for it in parsers.PARSERS])
def test_mutated_inputs_are_read_or_refused(tmp_path: Path, parser: parsers.Parser) -> None:
    assert parsers.run(parser, tmp_path, inputs=50, seed=20261129).inputs == 50


@pytest.mark.slow
@pytest.mark.parametrize("parser", [pytest.param(it, id=it.name) for it in parsers.PARSERS])
def test_ten_thousand_mutated_inputs_are_read_or_refused(tmp_path: Path, parser: parsers.Parser) -> None:
    assert parsers.run(parser, tmp_path, inputs=10_000, seed=1).inputs == 10_000
