"""Whether a file can hold anything to say, decided on its bytes: the one check every file pays for."""

from __future__ import annotations

from ..dropped import imports_dropped

# A load is a call of a method, of `pipeline`, or of a class of these libraries.
METHODS = ("from_pretrained", "from_single_file", "from_quantized", "pipeline")
CLASSES = {
    "sentence_transformers": ("SentenceTransformer", "CrossEncoder", "SparseEncoder"),
    "vllm": ("LLM",),
    "sglang": ("Engine",),
}
TRIGGERS = (*METHODS, *(it for classes in CLASSES.values() for it in classes))
_PIPELINE = b"pipeline"
_METHODS = tuple(it.encode() for it in METHODS if it.encode() != _PIPELINE)
_CLASSES = tuple(
    (library.encode(), tuple(f"{it}{sign}".encode() for it in classes for sign in ("(", " as ")))
    for library, classes in CLASSES.items()
)
# Read once, when huggingface_hub or transformers is imported; a file that sets one may have no load.
READ_AT_IMPORT = (
    "HF_HOME", "HF_HUB_CACHE", "HF_HUB_OFFLINE", "HF_ENDPOINT", "HF_HUB_", "HUGGINGFACE_HUB_CACHE",
    "TRANSFORMERS_CACHE", "TRANSFORMERS_OFFLINE", "TRANSFORMERS_VERBOSITY",
)  # fmt: skip
_SETTINGS = tuple(it.encode() for it in READ_AT_IMPORT)
_TOKEN = rb"hf_[A-Za-z0-9]{34}(?![A-Za-z0-9])"
_IMPORTS = (b"import ", b"import\t", b"import(", b"import\\")


def could_matter(data: bytes) -> bool:
    """False when linting `data` (a file as it lies on disk, notebooks too) would find nothing."""
    if any(it in data for it in _METHODS) or (_PIPELINE in data and _is_pipeline_used(data)):
        return True
    for library, made in _CLASSES:
        if library in data and any(it in data for it in made):
            return True
    if b"oadlint:" in data or b"OADLINT:" in data:
        # A comment may suppress nothing.
        return True
    if b"environ" in data and any(it in data for it in _SETTINGS):
        return True
    return (b"hf_" in data and _matches(_TOKEN, data)) or imports_dropped(data)


def _is_pipeline_used(data: bytes) -> bool:
    """Whether the word is called or imported anywhere: a search by pattern takes ten times as long."""
    at = data.find(_PIPELINE)
    while at >= 0:
        behind = at + len(_PIPELINE)
        before = data[data.rfind(b"\n", 0, at) + 1 : at].partition(b"#")[0]
        if data[behind : behind + 80].lstrip()[:1] == b"(" or any(it in before for it in _IMPORTS):
            return True
        at = data.find(_PIPELINE, behind)
    return False


def _matches(pattern: bytes, data: bytes) -> bool:
    """Most files never come here, and to import and compile expressions would take longer than they do."""
    import re

    return re.search(pattern, data) is not None
