"""A piece that an edit of one line has made is the piece that a scan of its text gives."""

from __future__ import annotations

from random import Random

import pytest

from loadlint_rules.analysis.model import Source
from loadlint_rules.analysis.reading.piece import Piece
from loadlint_rules.analysis.reading.pieces import Pieces

TEXT = '''\
def load(name, *, width=1):
    """Loads `name`."""
    path = [
        name,  # first
        f"{name}/{width}",
    ]
    if width:
        return open("a").read()  # {
    def inner(): return {
        "a": 1}
    for it in path: print(it, '"')
    x = 1; y = \\
        2
    return x

'''
SIGNS = [*"abc.()[]{}:=\"'#, \\\t;\n\f", '"""', "f'{", "def ", "return", "if x:", "    "]


@pytest.mark.parametrize("seed", range(4))
def test_an_edited_piece_equals_a_scanned_one(seed: int) -> None:
    chance, edited = Random(seed), 0
    for _ in range(300):
        at, gone = chance.randrange(len(TEXT) + 1), chance.choice((0, 0, 1, 3))
        text = TEXT[:at] + chance.choice(SIGNS) + TEXT[at + gone :]
        piece, scanned = Piece.edited(Piece(TEXT), text), Piece(text)
        if piece is not None:
            edited += 1
            assert (piece.code, piece.rows, piece.face) == (scanned.code, scanned.rows, scanned.face), (at, text)
            assert (piece.closed, piece.unbalanced) == (scanned.closed, scanned.unbalanced)
    assert edited > 100


def test_no_piece_holds_all_that_was_typed_before() -> None:
    pieces, text = Pieces(), f"import os\n{TEXT}x = 1\n"
    pieces.of_typed(text)
    for number in range(5):
        text = text.replace("first", f"first{number}")
        typed = pieces.of_typed(text)
        assert "".join(it.text for it in typed) == text
    assert [it.text for it in typed] == [it.text for it in Pieces().of(Source(text))]
    (changed,) = [it.change for it in typed if it.change is not None]
    assert changed.before.change is None
