"""Choose the warnings of libraries that a report shows: each once, without noise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MOST = 8
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# The report says these better, or they are about the training and generation that a load is not.
NOISE = re.compile(
    r"LOAD REPORT|Some weights of|You should probably TRAIN|weights of the model checkpoint|newly initialized"
    r"|is deprecated|will be removed|generation flags are not valid|Setting `pad_token_id`|attention mask"
    r"|unauthenticated requests|HF_TOKEN|resume_download|use_fast|legacy behaviou?r|Special tokens have been added"
    r"|layers were not sharded|Xformers|TRANSFORMERS_CACHE|triton not found|`torch_dtype`|Device set to use"
    r"|not used when initializing|loss_type=None|tied weights",
    re.IGNORECASE,
)


def chosen(texts: Iterable[str]) -> tuple[str, ...]:
    """The warnings worth showing, in one line each."""
    lines = dict.fromkeys(_lines(texts))
    return tuple(lines)[:MOST]


def _lines(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        line = " ".join(ANSI.sub("", text).split())
        if line and not NOISE.search(line):
            yield line if len(line) <= 300 else f"{line[:297]}..."
