"""The modules of a release and the names that can be imported from each, read from the text of their files.

Expressions read them, since parsing all releases takes an hour: they find too many names rather than too few, so what
they no longer find is gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

# Lazy packages fill themselves: with what `_import_structure` lists, or with the `__all__` of the files beside them.
_LAZY = re.compile(r"define_import_structure\((?:_file|Path\(__file__\)\.parent / \"(?P<below>\w+)\")")
_DEFINED = re.compile(r"^[ \t]*(?:class|(?:async )?def)[ \t]+(\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^[ \t]*(\w+)[ \t]*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_AT_THE_MARGIN = re.compile(r"^(?:(?:class|(?:async )?def)[ \t]+(\w+)|(\w+)[ \t]*(?::[^=\n]+)?=(?!=))", re.MULTILINE)
_IMPORTED = re.compile(r"^[ \t]*from[ \t]+(\.[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n(]+)", re.MULTILINE)
# From other packages, which bind a name as well: what has moved to huggingface_hub can still be imported from here.
_FOREIGN = re.compile(
    r"^[ \t]*(?:from[ \t]+\w[\w.]*[ \t]+import[ \t]+(\([^)]*\)|[^\n(]+)|import[ \t]+([^\n]+))", re.MULTILINE
)
_MODULE = re.compile(r"(\w+)(?:\.[\w.]+)?(?:[ \t]+as[ \t]+(\w+))?")
_ITEM = re.compile(r"(\w+)(?:[ \t]+as[ \t]+(\w+))?|\*")
_ALL = re.compile(r"^[ \t]*__all__\s*(?:\+?=)\s*(\[.*?\]|\(.*?\))", re.MULTILINE | re.DOTALL)
_TEXT = re.compile(r"""["']([A-Za-z_]\w*)["']""")
_COMMENT = re.compile(r"#[^\n]*")
# Constants that only docstrings use. Nobody imports them, and they are half of all names that went.
_FOR_DOCS = re.compile(r"_?[A-Z0-9_]*(DOCSTRING|FOR_DOC|_EXPECTED\w*|_CHECKPOINT\w*)|logger|self|__\w+__")
# transformers 5 answers for these although their files are gone.
ANSWERED = re.compile(
    r"tokenization_utils(_fast)?|image_processing_utils_fast|models\.\w+\.image_processing_(?!pil_)\w+_fast"
)
# Scripts and templates; nobody imports them.
_SCRIPTS = re.compile(r"(.*\.)?(convert_\w+|modular_\w+|commands|__main__|cli)(\..*)?")


class Reader:
    """Reads what each module of a package binds; `text` gives a file's text, "" where there is none."""

    def __init__(self, names: Iterable[str], text: Callable[[str], str]) -> None:
        self.paths = {_dotted(it): it for it in names if not _SCRIPTS.fullmatch(_dotted(it))}
        self.text = cache(lambda module: text(self.paths[module]) if module in self.paths else "")
        self.code = cache(lambda module: _COMMENT.sub("", self.text(module)))
        self._public = cache(lambda module: public(self.text(module)))

    def bound(self, module: str) -> set[str]:
        """The names that can be imported from a module, and some more."""
        names = self._own(module) | set(_foreign(self.code(module)))
        if self._is_package(module):
            names |= self._submodules(module)
        return {it for it in names if not _FOR_DOCS.fullmatch(it)}

    def _own(self, module: str) -> set[str]:
        """The names that a module has from its package."""
        text = self.code(module)
        names = {*own(text), *_TEXT.findall(text), *self._imported(module, text)}
        lazy = _LAZY.search(text)
        if lazy is not None:
            below = ".".join(it for it in (module, lazy["below"]) if it)
            names |= {name for it in self._below(below) for name in self._public(it)}
        return names

    def importable(self, module: str) -> set[str]:
        """The names that people may have imported from a module: of a model's file only what it defines itself."""
        if self._is_package(module):
            names = self._own(module) - self._submodules(module)
        else:
            text = self.code(module)
            names = {one or other for one, other in _AT_THE_MARGIN.findall(text)}
            # People import from where a name is defined, not from the model's file that imports it.
            names |= set() if module.startswith("models.") else set(self._imported(module, text))
        return {it for it in names if not _FOR_DOCS.fullmatch(it)}

    def _imported(self, module: str, text: str) -> Iterator[str]:
        for dots, items in _IMPORTED.findall(text):
            for name, other in _ITEM.findall(items.strip("()")):
                yield from [other or name] if name else self._public(self._absolute(dots, module))

    def _absolute(self, dots: str, module: str) -> str:
        name = dots.lstrip(".")
        up = len(dots) - len(name) - (1 if self._is_package(module) else 0)
        parts = module.split(".") if module else []
        return ".".join([*parts[: len(parts) - up], *([name] if name else [])])

    def _is_package(self, module: str) -> bool:
        return self.paths[module].endswith("__init__.py")

    def _below(self, package: str) -> Iterator[str]:
        prefix = f"{package}." if package else ""
        return (it for it in self.paths if it.startswith(prefix) and it != package)

    def _submodules(self, package: str) -> set[str]:
        start = len(package) + 1 if package else 0
        return {it[start:].split(".")[0] for it in self._below(package)}


def _foreign(text: str) -> Iterator[str]:
    """Yield the names that a text without comments imports from other packages."""
    for items, packages in _FOREIGN.findall(text):
        pattern, listed = (_ITEM, items.strip("()")) if items else (_MODULE, packages)
        yield from (other or name for name, other in pattern.findall(listed) if name)


def own(text: str) -> set[str]:
    """Return the names that a text without comments defines and assigns."""
    return {*_DEFINED.findall(text), *_ASSIGNED.findall(text)}


def public(text: str) -> set[str]:
    """Return the names that `import *` takes from a text: its `__all__`, or its definitions without an underscore."""
    listed = {name for block in _ALL.findall(text) for name in _TEXT.findall(block)} if "__all__" in text else set()
    return listed or {it for it in _DEFINED.findall(text) if not it.startswith("_")}


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("__init__").strip("/").replace("/", ".")


def is_told(name: str) -> bool:
    """Return whether a package really lacks a name; lazy packages of transformers 5 export names on demand."""
    return not name.endswith(("Tokenizer", "TokenizerFast", "ImageProcessorFast", "ImageProcessor"))
