"""Remember the code that dataclasses, attrs and regular expressions generate while a library is imported.

LibCST and lsprotocol define hundreds of such classes, and compiling the source generated for each is
half of their import; compiling its patterns is a third of the import of the rules. The source or the pattern is
the key, so a new release of a library or of Python finds nothing old; where anything fails, the import goes on as
if this were not here.
"""

from __future__ import annotations
import __future__

import marshal
import os
import sys
from _thread import allocate_lock
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib import import_module
from types import CodeType, ModuleType
from typing import Any

from loadlint import store
from loadlint.source import regular

# Code by the fingerprint of its source, and what `_sre.compile` was called with by its version, flags and pattern.
Compiled = dict[Any, Any]
_MOST_RELEASES = 3
# `threading` would have to be imported.
_in_use = allocate_lock()


@contextmanager
def remembered(purpose: str) -> Iterator[None]:
    """Compile no generated source again, while in here, that was seen before for this purpose.

    Within another purpose, on another thread too, all is remembered for that one.
    """
    folder = store.folder()
    if not folder or not _in_use.acquire(blocking=False):
        yield
        return
    try:
        with _in_place(folder, purpose):
            yield
    finally:
        _in_use.release()


@contextmanager
def _in_place(folder: str, purpose: str) -> Iterator[None]:
    """Put what remembers in the place of what compiles."""
    compiler = import_module("re._compiler" if sys.version_info >= (3, 11) else "sre_compile")
    path = os.path.join(folder, f"generated-{purpose}-{sys.implementation.cache_tag}.bin")
    stored, used = _Stored(path), Compiled()
    dataclasses, attrs = import_module("dataclasses"), _attrs() if purpose == "server" else None
    execute, compiled = _executing(stored, used, _flags(dataclasses)), _compiling(stored, used, _flags(attrs))
    with (
        _in_place_of(dataclasses, "exec", execute),
        _in_place_of(attrs, "compile", compiled),
        _patterns(compiler, stored, used),
    ):
        yield
    needed = dict(used)  # Another thread may still be adding to it.
    if needed and not needed.keys() <= (kept := stored.content).keys():
        # The code of other environments stays, that of many past releases does not.
        _store(path, {**kept, **needed} if len(kept) < _MOST_RELEASES * len(needed) else needed)


class _Stored:
    """The code that earlier processes have stored, read when something is first to be compiled."""

    def __init__(self, path: str) -> None:
        self._path = path

    @cached_property
    def content(self) -> Compiled:
        return _load(self._path)


def _attrs() -> ModuleType | None:
    """Return the part of attrs that compiles; lsprotocol brings attrs along."""
    with suppress(ImportError):
        return import_module("attr._make")
    return None


def _flags(module: ModuleType | None) -> int:
    """Return the flags by which a module's own `from __future__` imports change the source that it compiles."""
    features = (value for value in vars(module).values()) if module is not None else ()
    return sum(it.compiler_flag for it in features if isinstance(it, __future__._Feature))


@contextmanager
def _in_place_of(module: ModuleType | None, name: str, function: Callable[..., Any]) -> Iterator[None]:
    """Give a module its own name for a builtin, which it finds before the builtin itself."""
    if module is None or hasattr(module, name):
        yield
        return
    setattr(module, name, function)
    try:
        yield
    finally:
        delattr(module, name)


@contextmanager
def _patterns(compiler: Any, stored: _Stored, used: Compiled) -> Iterator[None]:
    """Compile no pattern again that was seen before."""
    sre, compile_anew = compiler._sre, compiler.compile
    recorder = _Recorder(sre)

    def compiled(pattern: Any, flags: int = 0) -> Any:
        # Some libraries pass a subclass of str, which cannot be stored, nor can groups that are slices of it.
        if type(pattern) not in (str, bytes):
            return compile_anew(pattern, flags)
        key = (sre.MAGIC, int(flags), pattern)
        arguments = stored.content.get(key) or used.get(key)
        if arguments is None:
            made = compile_anew(pattern, flags)
            # Another thread may have left this meanwhile, and nobody has recorded then.
            if (arguments := recorder.arguments.pop(made, None)) is not None:
                used[key] = arguments
            return made
        used[key] = arguments
        return sre.compile(*arguments[:2], array("I", arguments[2]).tolist(), *arguments[3:])

    compiler._sre, compiler.compile = recorder, compiled
    try:
        yield
    finally:
        compiler._sre, compiler.compile = sre, compile_anew


class _Recorder:
    """The engine of regular expressions, which keeps what it was called with for each pattern that it made."""

    def __init__(self, sre: ModuleType) -> None:
        self.sre = sre
        self.arguments: dict[Any, tuple[Any, ...]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sre, name)

    def compile(self, pattern: Any, flags: int, code: list[int], *groups: Any) -> Any:
        made = self.sre.compile(pattern, flags, code, *groups)
        # Names of instructions are numbers that cannot be stored.
        self.arguments[made] = (pattern, int(flags), array("I", code).tobytes(), *groups)
        return made


def _executing(stored: _Stored, used: Compiled, flags: int) -> Callable[..., None]:
    compiled = _compiling(stored, used, flags)

    def execute(source: Any, *spaces: Any) -> None:
        exec(compiled(source, "<string>", "exec") if isinstance(source, str) else source, *spaces)

    return execute


def _compiling(stored: _Stored, used: Compiled, flags: int) -> Callable[..., CodeType]:
    def compiled(source: str, filename: str, mode: str) -> CodeType:
        if filename.startswith("<attrs") and "def __hash__" in source:
            # It contains the hash of a text, another in each process, so no later one would find it.
            made: CodeType = compile(source, filename, mode, flags, dont_inherit=True)
            return made
        key = store.fingerprint(f"{mode} {flags} {filename}\0{source}".encode("utf-8", "surrogatepass"))
        code: CodeType | None = stored.content.get(key) or used.get(key)
        if code is None:
            code = compile(source, filename, mode, flags, dont_inherit=True)
        used[key] = code
        return code

    return compiled


def _load(path: str) -> Compiled:
    """Return the stored code; none where the file is absent or cannot be read."""
    try:
        content = marshal.loads(regular.read(path)[0])
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return content if isinstance(content, dict) else {}


def _store(path: str, content: Compiled) -> None:
    # Without a place for it, the next start compiles again.
    with suppress(OSError):
        store.replace(path, marshal.dumps(content))
