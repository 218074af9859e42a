"""Access tokens of the hub that are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model import Span, WrittenToken
from ...reading.prefilter import TOKEN
from .reading import Text

_TOKEN = re.compile(TOKEN)
_TESTS = re.compile(r"^(?:import|from)[ \t]+(?:unittest|pytest)\b", re.MULTILINE)  # their tokens are made for tests
_FEWEST_CHARACTERS = 12  # of a real token's 34; a placeholder repeats itself


def gather(text: Text) -> Iterator[WrittenToken]:
    """Yield access tokens of the hub, written out as strings, outside tests."""
    scan = text.scan
    for hit in _TOKEN.finditer(scan.text) if "hf_" in text.words else ():
        quoted = scan.code[hit.start() - 1 : hit.start()] == '"' == scan.code[hit.end() : hit.end() + 1]
        if quoted and len(set(hit[0])) >= _FEWEST_CHARACTERS and not _TESTS.search(scan.code):
            yield WrittenToken(Span(hit.start(), hit.end()))
