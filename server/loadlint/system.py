"""The differences between operating systems: names of files, URIs and programs, caches, encodings, processes.

Each decision is a method of a `System` and asks nothing of the running one, so that tests ask for all three. `THIS` is
the system that runs. Modules that only one system has are used in `native.py`.

Imported before loadlint knows whether a file holds anything to analyze, so it loads only what the interpreter has
loaded already.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

_LONGEST = 248  # characters of a folder's path that Windows takes without a prefix; those of a file are 260
_VERBATIM, _VERBATIM_SHARE = "\\\\?\\", "\\\\?\\UNC\\"


class System:
    """One operating system, by its name in `sys.platform`."""

    def __init__(self, platform: str) -> None:
        self.windows = platform == "win32"
        self.macos = platform == "darwin"
        self.linux = platform.startswith("linux")
        # Elsewhere the libraries of the system do not survive a fork.
        self.forks = self.linux
        # Where a thread has a clock of its own.
        self.times_threads = self.linux
        # The driver of NVIDIA exists for the others.
        self.metal = self.macos
        # Unix has a configuration of git for all users, at a place that does not depend on where git is installed.
        self.git_configuration = "" if self.windows else "/etc/gitconfig"

    @property
    def paths(self) -> ModuleType:
        """The functions of `os.path`, as this system has them."""
        if self.windows:
            import ntpath

            return ntpath
        import posixpath

        return posixpath

    # --- names of files ---------------------------------------------------------------------------

    def with_slashes(self, path: str) -> str:
        """Return a path as reports show it, with `/` between its parts."""
        return path.replace("\\", "/") if self.windows else path

    def key(self, path: str) -> str:
        """Return a text that is the same for two spellings of a path, which may differ in case on two systems."""
        if self.windows:
            return str(self.paths.normcase(path))
        return path.casefold() if self.macos else path

    def is_inside(self, path: str, folder: str) -> bool:
        """Return whether an absolute path lies in a folder or in one below."""
        return self.key(path).startswith(self.key(self.paths.join(folder, "")))

    def is_share(self, path: str) -> bool:
        """Return whether opening a path would log in to another machine."""
        return self.windows and path[:2].replace("/", "\\") == "\\\\" and not path.startswith(_VERBATIM)

    def openable(self, path: str) -> str:
        """Return a path under which the system opens a file, however long its name is."""
        if not self.windows or len(path) < _LONGEST or path.startswith(_VERBATIM):
            return path
        # The prefix turns off all that makes a path of a name, so the name has to be whole.
        whole = str(self.paths.abspath(path))
        return f"{_VERBATIM_SHARE}{whole[2:]}" if whole.startswith("\\\\") else f"{_VERBATIM}{whole}"

    def path(self, uri: str) -> str | None:
        """Return the file that a URI names; None for one that names no file of this machine.

        Drives are in capitals, as the system itself writes them.
        """
        scheme, _, rest = uri.partition(":")
        if scheme.lower() != "file":
            return None
        from urllib.parse import unquote

        rest = rest.partition("?")[0].partition("#")[0]
        host, slash, path = rest[2:].partition("/") if rest.startswith("//") else ("", "", rest)
        whole = unquote(slash + path, errors=self._errors)
        host = "" if host.lower() == "localhost" else unquote(host)
        if not self.windows:
            return whole if whole and not host else None
        if host:
            return f"//{host}{whole}".replace("/", "\\")
        if whole[2:3] == ":" and whole[1].isalpha():
            whole = whole[1].upper() + whole[2:]
        return whole.replace("/", "\\") or None

    def uri(self, path: str) -> str:
        """Return the URI of a file; the letter of a drive is small, as in those of most editors."""
        from urllib.parse import quote

        if not self.windows:
            return f"file://{quote(path, errors=self._errors)}"
        if path.startswith(_VERBATIM_SHARE):
            path = f"\\\\{path[len(_VERBATIM_SHARE) :]}"
        whole = path.removeprefix(_VERBATIM).replace("\\", "/")
        if whole[1:2] == ":":
            return f"file:///{whole[0].lower()}:{quote(whole[2:], errors=self._errors)}"
        return f"file:{'' if whole.startswith('//') else '//'}{quote(whole, errors=self._errors)}"

    @property
    def _errors(self) -> str:
        """How Python writes what is no text in a name: bytes here, halves of surrogate pairs on Windows."""
        return "surrogatepass" if self.windows else "surrogateescape"

    # --- programs and their places ----------------------------------------------------------------

    def executable(self, name: str) -> str:
        """Return the name of a program's file."""
        return f"{name}.exe" if self.windows and not name.lower().endswith(".exe") else name

    def search_path(self, environment: Mapping[str, str]) -> list[str]:
        """Return the folders of PATH, without the quotes that Windows allows around them."""
        folders = environment.get("PATH", "").split(self.paths.pathsep)
        return [it.strip('"') for it in folders] if self.windows else folders

    def command_to_end(self, process: int, environment: Mapping[str, str]) -> list[str]:
        """Return the command that ends a process of Windows with its children, by the absolute place of its program."""
        folder = environment.get("SYSTEMROOT") or r"C:\Windows"
        return [f"{folder}\\System32\\taskkill.exe", "/T", "/F", "/PID", str(process)]

    @property
    def pythons(self) -> tuple[str, ...]:
        """The names under which PATH has an interpreter, the likelier first."""
        return ("python", "python3") if self.windows else ("python3", "python")

    def interpreters(self, environment: str) -> list[str]:
        """Return the places at which an environment may have its interpreter, the likelier first."""
        inside = ("Scripts/python.exe", "python.exe") if self.windows else ("bin/python", "bin/python3")
        return [self.paths.join(environment, *it.split("/")) for it in inside]

    def cache(self, environment: Mapping[str, str], home: str) -> str:
        """Return loadlint's folder where the system keeps caches; empty without a home."""
        join = self.paths.join
        if self.windows:
            return str(join(environment.get("LOCALAPPDATA") or join(home, "AppData", "Local"), "loadlint", "Cache"))
        owned = self.paths.isabs(home)
        if self.macos:
            return str(join(home, "Library", "Caches", "loadlint")) if owned else ""
        base = environment.get("XDG_CACHE_HOME") or (join(home, ".cache") if owned else "")
        return str(join(base, "loadlint")) if base else ""

    # --- text -------------------------------------------------------------------------------------

    def encoding(self, environment: Mapping[str, str], *, terminal: bool) -> dict[str, str]:
        """Return the options of `reconfigure` for standard output or error.

        A terminal has its encoding, and what that lacks is escaped. A pipe or a file gets UTF-8 and line ends as they
        are, not the code page of the machine: a patch must apply, and XML and JSON must be read elsewhere.
        """
        made = {"errors": "backslashreplace"}
        if terminal:
            return made
        chosen = {} if environment.get("PYTHONIOENCODING") else {"encoding": "utf-8"}
        return made | chosen | {"newline": "\n"}


THIS = System(sys.platform)
