"""Requirements as text, and the releases that they admit.

`packaging` reads them, but for plain comparisons such as `transformers>=4.40,<5`: its import takes longer than
checking a small project, and nine of ten lines need none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, NamedTuple

from loadlint_rules.analysis.model import Version

from .settings import LIBRARIES, version

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

_NAME = re.compile(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*)", re.DOTALL)
_PLAIN = re.compile(r"(?:(?:==|>=|<=|~=|[<>])\s*\d+(?:\.\d+)*\s*(?:,\s*(?=\S)|\Z))*\Z")
_COMPARISON = re.compile(r"(===?|>=|<=|~=|!=|[<>])\s*(\d+(?:\.\d+)*)")
# A repository at a tag, and a wheel or an archive whose name holds the release.
_REPOSITORY = rf"(?i:git\+\S*?/({'|'.join(LIBRARIES)})(?:\.git)?(?:@([^\s#]+))?(?=[\s#]|\Z))"
_ARCHIVE = (
    rf"(?i:://\S*/({'|'.join(LIBRARIES)})(?:-|/archive/(?:refs/tags/)?v?)(\d+(?:\.\d+)+)[-.\w+]*\.(?:whl|tar\.gz|zip))"
)
_NEWEST = (None, "main", "master", "HEAD")
_TAG = r"(?:\S*/)?[vV]?(\d+(?:\.\d+)+)"
_COMMENT = re.compile(r"(^|\s)#.*")
_LONGEST_MARKER = 2_000  # characters; one is evaluated some thirty times
_EXTRA = r"extra\s*==\s*['\"]([^'\"]+)['\"]"
# Where code may run: sys_platform, platform_system, os_name and platform_machine.
_PLATFORMS = (
    ("linux", "Linux", "posix", "x86_64"),
    ("linux", "Linux", "posix", "aarch64"),
    ("darwin", "Darwin", "posix", "arm64"),
    ("darwin", "Darwin", "posix", "x86_64"),
    ("win32", "Windows", "nt", "AMD64"),
)
_PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")


class Range(NamedTuple):
    """The releases that a requirement admits: `floor` and newer, older than `below`; None: no bound."""

    floor: Version | None = None
    below: Version | None = None

    def __and__(self, other: Range) -> Range:
        """Return what both admit."""
        floors = [it for it in (self.floor, other.floor) if it is not None]
        belows = [it for it in (self.below, other.below) if it is not None]
        return Range(max(floors, default=None), min(belows, default=None))

    def __or__(self, other: Range) -> Range:
        """Return the smallest range that holds both."""
        floor = min(self.floor, other.floor) if self.floor and other.floor else None
        below = max(self.below, other.below) if self.below and other.below else None
        return Range(floor, below)

    def __bool__(self) -> bool:
        return self != Range()

    @property
    def is_empty(self) -> bool:
        return self.floor is not None and self.below is not None and self.floor >= self.below


class Requirement(NamedTuple):
    """One requirement for a library: the releases it admits, where (a marker), and its file and line.

    `newest` is set where it asks for the newest release or the main branch, `at_commit` where for another state of the
    repository, whose release it does not say.
    """

    library: str
    admits: Range
    place: str
    marker: str = ""
    newest: bool = False
    at_commit: bool = False


class Decision(NamedTuple):
    """The releases of a library that files decide, and the file and line that did.

    `at_commit`: it is one of them, the release of a commit.
    """

    admits: Range
    place: str
    at_commit: bool = False


def read(text: str, place: str) -> Requirement | None:
    """Return the requirement in a text as pip takes it; None where it names no library of ours or cannot be read.

    A comment at its end, which setuptools and pages keep, is left out.
    """
    if not any(it in text.lower() for it in LIBRARIES):
        return None
    try:
        return _understood(without_comment(text), place)
    except ValueError:
        # Neither a specifier nor, after `===`, a version; or a release of a thousand digits.
        return None


def _understood(text: str, place: str) -> Requirement | None:
    head, semicolon, marker = text.partition(" ;" if "://" in text else ";")
    if "://" in head:
        return _from_address(head, marker.strip(), place)
    match = _NAME.match(head)
    library = normalized(match[1]) if match is not None else ""
    if match is None or library not in LIBRARIES:
        return None
    return Requirement(library, _range(match[2].strip()), place, marker.strip() if semicolon else "")


def without_comment(line: str) -> str:
    """Return a line as pip and conda read it; a `#` within a word, as in an address, begins no comment."""
    return _COMMENT.sub("", line)


def normalized(name: str) -> str:
    """Return the name of a package with all separators as underscores."""
    return re.sub(r"[-_.]+", "_", name).lower()


def pinned(release: Version, parts: int = 3) -> Range:
    """Return the range of a release, or of all releases that share its first parts."""
    end = [*release[:parts]]
    end[-1] += 1
    return Range(release, _padded(end))


def decide(requirements: Sequence[Requirement], python: str | None) -> Decision | None:
    """Return what requirements for one library admit together; None where they bound nothing.

    Markers are evaluated for the Python, and where they differ by platform, the releases of all platforms are admitted.
    """
    admitted = [_together(it) for it in _by_platform(requirements, python)]
    if not admitted:
        return None
    admits = reduce(Range.__or__, admitted)
    deciding = [it for it in requirements if it.at_commit]
    deciding += [it for it in requirements if it.admits.floor and it.admits.floor == admits.floor]
    deciding += [it for it in requirements if it.admits.below and it.admits.below == admits.below]
    return Decision(admits, deciding[0].place, deciding[0].at_commit) if deciding else None


def holds(marker: str, python: str | None) -> bool:
    """Return whether a marker holds on some platform."""
    return any(_evaluated(marker, it) for it in _environments(python))


# --- specifiers -----------------------------------------------------------------------------------


def _range(text: str) -> Range:
    """The range of a list of specifiers; raises ValueError where it is not one."""
    text = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    if _PLAIN.match(text) is not None:
        return _folded((sign, release, False) for sign, release in _COMPARISON.findall(text))
    from packaging.specifiers import SpecifierSet

    return _folded(_comparisons(SpecifierSet(text)))


def _comparisons(specifiers: SpecifierSet) -> Iterator[tuple[str, str, bool]]:
    from packaging.version import Version as Parsed

    for it in specifiers:
        wild = it.version.endswith(".*")
        release = Parsed(it.version.removesuffix(".*")).release
        yield it.operator, ".".join(map(str, release)), wild


def _folded(comparisons: Iterable[tuple[str, str, bool]]) -> Range:
    return reduce(Range.__and__, (_compared(*it) for it in comparisons), Range())


def _compared(sign: str, text: str, wild: bool) -> Range:
    """The range of one comparison; `!=` takes single releases out, which no bound can say."""
    release, parts = version(text), text.count(".") + 1
    if sign in (">=", ">"):
        return Range(release)
    if sign == "<":
        return Range(None, release)
    if sign == "<=":
        return Range(None, pinned(release, len(release)).below)
    if sign == "~=":
        return pinned(release, max(parts - 1, 1))
    return pinned(release, parts if wild else len(release)) if sign in ("==", "===") else Range()


def _from_address(text: str, marker: str, place: str) -> Requirement | None:
    """The requirement in `transformers @ git+https://...@v4.40.0`, with or without the name in front."""
    archive = re.search(_ARCHIVE, text)
    if archive is not None:
        return Requirement(normalized(archive[1]), pinned(version(archive[2])), place, marker)
    repository = re.search(_REPOSITORY, text)
    if repository is None:
        return None
    tag = re.match(_TAG, repository[2] or "")
    admits = pinned(version(tag[1]), min(tag[1].count(".") + 1, 3)) if tag is not None else Range()
    newest = repository[2] in _NEWEST
    at_commit = tag is None and not newest
    return Requirement(normalized(repository[1]), admits, place, marker, newest, at_commit)


def _padded(parts: Sequence[int]) -> Version:
    return (*parts, 0, 0)[: max(3, len(parts))]


# --- other notations ------------------------------------------------------------------------------


def from_poetry(text: str) -> list[str]:
    """Return the alternatives (`||`) of poetry's notation, each as specifiers."""
    alternatives = [re.split(r"[,\s]+(?=[^\d.*])|,", it.strip()) for it in text.split("||")]
    return [",".join(_plain_sign(it) for it in parts if it) for parts in alternatives]


def _plain_sign(text: str) -> str:
    """`^4.40` and `~4.40` as two comparisons, a bare release as an equality."""
    match = re.fullmatch(r"\s*([\^~]?)\s*(\d{1,18}(?:\.\d{1,18})*)(\.\*)?\s*", text)
    if match is None:
        return "" if text.strip() == "*" else text.strip()
    sign, release, wild = match[1], match[2], match[3] or ""
    if not sign:
        return f"=={release}{wild}"
    parts = [int(it) for it in release.split(".")]
    nonzero = next((it for it, part in enumerate(parts) if part), len(parts) - 1)
    kept = nonzero + 1 if sign == "^" else min(len(parts), 2)
    above = [*parts[: kept - 1], parts[kept - 1] + 1]
    return f">={release},<{'.'.join(map(str, above))}"


def from_conda(text: str) -> str:
    """Return a line of a conda environment as pip would take it: a single `=` admits all that begins so."""
    match = re.fullmatch(_CONDA_PIN, text)
    name, rest = (match[1], _conda_release(match)) if match is not None else _conda_name(text)
    return f"{_CONDA_NAMES.get(name.lower(), name)}{rest}"


# A channel, a name, one or two signs of equality or a blank, a release, and perhaps a build.
_CONDA_PIN = r"(?:[\w./-]+::)?([\w.-]+?)(?:\[.*\])?\s*(?:(={1,2})\s*|\s+)(\d[\w.]*?)(\.?\*)?(?:=\S*|\s+\S+)?"
_CONDA_NAMES = {"pytorch": "torch", "pytorch-gpu": "torch", "pytorch-cpu": "torch"}


def _conda_release(match: re.Match[str]) -> str:
    return f"=={match[3]}" if match[2] == "==" and not match[4] else f"=={match[3]}.*"


def _conda_name(text: str) -> tuple[str, str]:
    match = re.match(r"(?:[\w./-]+::)?([\w.-]+)(.*)", text)
    return (match[1], match[2]) if match is not None else (text, "")


# --- markers --------------------------------------------------------------------------------------


def _by_platform(requirements: Sequence[Requirement], python: str | None) -> Iterator[list[Requirement]]:
    """The requirements that hold together on each platform where one of them does."""
    if not any(it.marker for it in requirements):
        yield [*requirements]
        return
    for environment in _environments(python):
        holding = [it for it in requirements if not it.marker or _evaluated(it.marker, environment)]
        if holding:
            yield holding


def _together(requirements: Sequence[Requirement]) -> Range:
    """The releases that all admit; where they contradict each other, those that any admits."""
    ranges = [it.admits for it in requirements]
    both = reduce(Range.__and__, ranges, Range())
    return reduce(Range.__or__, (it for it in ranges if it)) if both.is_empty else both


def _evaluated(marker: str, environment: Mapping[str, str]) -> bool:
    """Return whether a marker holds; one that cannot be read, or asks for an extra, does."""
    if len(marker) > _LONGEST_MARKER:
        return True
    extras = re.findall(_EXTRA, marker) or [""]
    return any(_holds(marker, (*environment.items(), ("extra", it))) for it in extras)


@lru_cache(maxsize=1024)
def _holds(marker: str, environment: tuple[tuple[str, str], ...]) -> bool:
    from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

    try:
        return Marker(marker).evaluate(dict(environment))
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, RecursionError):
        return True


def _environments(python: str | None) -> list[dict[str, str]]:
    """The environments of markers: every platform, under the Python that runs the code, or any."""
    return [_environment(*it, python=one) for one in ((python,) if python else _PYTHONS) for it in _PLATFORMS]


def _environment(sys_platform: str, system: str, os_name: str, machine: str, *, python: str) -> dict[str, str]:
    full = python if python.count(".") > 1 else f"{python}.0"
    return {
        "implementation_name": "cpython",
        "implementation_version": full,
        "os_name": os_name,
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": system,
        "platform_version": "",
        "python_full_version": full,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": sys_platform,
    }
