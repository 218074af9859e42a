"""Requirements in the notations of pip, poetry and conda, beside what `packaging` makes of them."""

from __future__ import annotations

from itertools import product

import pytest
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from loadlint.project import requirements
from loadlint.project.settings import version

# Requirements as people write them: one sign and one release, or two.
SPECIFIERS = [
    f"{sign}{release}{more}"
    for sign in ("==", ">=", "<=", "<", ">", "~=")
    for release in ("4.48", "4.48.0", "4.48.1.2", "5.0", "0.30")
    for more in ("", ",<5", ", >= 4.40", ",!=4.50", ".*", "rc1", "+cpu")
]


@pytest.mark.parametrize("specifier", SPECIFIERS)
def test_plain_comparisons_are_read_as_packaging_reads_them(specifier: str) -> None:
    try:
        admitted = SpecifierSet(specifier)
    except InvalidSpecifier:
        return
    requirement = requirements.read(f"transformers{specifier}", "a line")
    assert requirement is not None
    floor, below = requirement.admits
    for parts in product((0, 4, 5), (0, 29, 30, 40, 47, 48, 49, 50), (0, 1, 2)):
        text = ".".join(map(str, parts))
        release = version(text)
        within = (floor is None or release >= floor) and (below is None or release < below)
        # `>` and `!=` take single releases out, and a local part or a pre-release is narrower than its release.
        if admitted.contains(text):
            assert within, text
        elif not set(">!+rc") & set(specifier.replace(">=", "")):
            assert not within, text


@pytest.mark.parametrize(
    ("text", "specifiers"),
    [
        ("^4.48", [">=4.48,<5"]),
        ("^0.30.1", [">=0.30.1,<0.31"]),
        ("^0.0.3", [">=0.0.3,<0.0.4"]),
        ("~4.48.1", [">=4.48.1,<4.49"]),
        ("~4", [">=4,<5"]),
        ("4.48", ["==4.48"]),
        ("4.48.*", ["==4.48.*"]),
        (">=4.40,<5", [">=4.40,<5"]),
        (">=4.40 <5", [">=4.40,<5"]),
        ("*", [""]),
        ("^4.40 || ^5.0", [">=4.40,<5", ">=5.0,<6"]),
    ],
)
def test_notation_of_poetry(text: str, specifiers: list[str]) -> None:
    assert requirements.from_poetry(text) == specifiers


@pytest.mark.parametrize(
    ("text", "requirement"),
    [
        ("transformers=4.48", "transformers==4.48.*"),
        ("transformers==4.48.0", "transformers==4.48.0"),
        ("conda-forge::transformers=4.48.0=py311_0", "transformers==4.48.0.*"),
        ("transformers 4.48.*", "transformers==4.48.*"),
        ("pytorch::pytorch=2.1", "torch==2.1.*"),
        ("pytorch-gpu>=2.1,<3", "torch>=2.1,<3"),
        ("transformers", "transformers"),
    ],
)
def test_notation_of_conda(text: str, requirement: str) -> None:
    assert requirements.from_conda(text) == requirement


@pytest.mark.parametrize("text", ["2.13.0", "2.13.0+cpu", "5.0.0rc1", "4.40.0.dev0", "v1.2.3.4", "1", "2024.1.post2"])
def test_versions_are_read_as_packaging_reads_them(text: str) -> None:
    release = Version(text).release
    assert version(text) == release + (0,) * (3 - len(release))
