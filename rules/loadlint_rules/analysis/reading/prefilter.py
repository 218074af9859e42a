"""Whether a file can hold anything to say, decided on its bytes: the one check every file pays for."""

from __future__ import annotations

from ..dropped import LIBRARY, imports_dropped

try:
    # It compares up to 64 bytes at once, and takes an eighth of the time.
    from stringzilla import find as _find
except ImportError:
    # Some platforms have no wheel of it, and the extension for VS Code does without.
    _find = bytes.find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# A load is a call of a method, of `pipeline`, or of a class of these libraries.
METHODS = ("from_pretrained", "from_single_file", "from_quantized", "pipeline")
CLASSES = {
    "sentence_transformers": ("SentenceTransformer", "CrossEncoder", "SparseEncoder"),
    "vllm": ("LLM",),
    "sglang": ("Engine",),
}
TRIGGERS = (*METHODS, *(it for classes in CLASSES.values() for it in classes))
# An import may give these another name.
RENAMABLE = tuple(it for it in TRIGGERS if not it.startswith("from_"))
_METHODS = tuple((it, it.encode()) for it in METHODS)
_CLASSES = tuple((classes, library.encode()) for library, classes in CLASSES.items())
# Read once, when huggingface_hub or transformers is imported; a file that sets one may have no load.
READ_AT_IMPORT = (
    "HF_HOME", "HF_HUB_CACHE", "HF_HUB_OFFLINE", "HF_ENDPOINT", "HF_HUB_", "HUGGINGFACE_HUB_CACHE",
    "TRANSFORMERS_CACHE", "TRANSFORMERS_OFFLINE", "TRANSFORMERS_VERBOSITY",
)  # fmt: skip
_SETTINGS = tuple(it.encode() for it in READ_AT_IMPORT)
TOKEN = r"hf_[A-Za-z0-9]{34}(?![A-Za-z0-9])"


def could_matter(data: bytes) -> bool:
    """False when linting `data` (a file as it lies on disk, notebooks too) would find nothing."""
    text = ""
    for word in mentioned(data):
        # Calls are ASCII in every source encoding.
        text = text or data.decode("latin-1")
        if may_call(text, word):
            return True
    # A comment may suppress nothing.
    return holds(data, b"oadlint:") or holds(data, b"OADLINT:") or matters_without_a_load(data)


def matters_without_a_load(data: bytes) -> bool:
    """Whether bytes may set what is read at import, hold a token, or import what a release dropped."""
    if holds(data, b"environ") and any(holds(data, it) for it in _SETTINGS):
        return True
    if holds(data, b"hf_") and _matches(TOKEN.encode(), data):
        return True
    return holds(data, LIBRARY) and imports_dropped(data)


def mentioned(data: bytes) -> Iterator[str]:
    """Yield the words of which bytes may have a call: a class only beside its library."""
    for method, word in _METHODS:
        if holds(data, word):
            yield method
    for classes, library in _CLASSES:
        if holds(data, library):
            yield from classes


def may_call(text: str, word: str) -> bool:
    """Whether a text may call a word, or rename it. Most files that mention a load do so in prose."""
    if word in RENAMABLE and f"{word} as " in text:
        return True
    return any(not _is_prose(text, at) for at in called(text, (word,), "(#"))


def called(text: str, words: tuple[str, ...], opening: str = "(") -> Iterator[int]:
    """Yield where a text has one of the words with one of the opening signs after it, definitions aside."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            after = at + len(word)
            follows = text[after : after + 20].lstrip()[:1]
            is_word = not (text[at - 1].isalnum() or text[at - 1] == "_" or text.endswith("def ", 0, at))
            if follows and follows in opening and is_word:
                yield at
            at = text.find(word, after)


def holds(data: bytes, word: bytes) -> bool:
    """Whether bytes hold a word. Most of the time of a tree in which few files load something goes here."""
    return bool(_find(data, word) >= 0)


def _is_prose(text: str, at: int) -> bool:
    """Return whether an offset is surely not code: in a comment, or in an interactive session in a string."""
    before = text[text.rfind("\n", 0, at) + 1 : at].lstrip()
    return before.startswith(("#", ">>> ")) and not ('"' in before or "'" in before or "\r" in before)


def _matches(pattern: bytes, data: bytes) -> bool:
    """Most files never come here, and to import and compile expressions would take longer than they do."""
    import re

    return re.search(pattern, data) is not None
