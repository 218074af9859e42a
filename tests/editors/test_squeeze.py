"""The package of the extension is compressed again, and unpacks to the same files."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.editors import prepare

SQUEEZE = prepare.ROOT / "editors" / "vscode" / "squeeze.py"
EXECUTABLE = 0o100755 << 16
FILES = {
    "extension.vsixmanifest": b"<PackageManifest/>",
    "extension/empty.py": b"",
    "extension/one.py": b"import os\n" * 4000,
    "extension/noise.bin": os.urandom(50_000),
    "extension/\u00e9 \u4e2d.md": "# \u00e9\n".encode() * 300,
}
pytest.importorskip("deflate", reason="what packs the extension is not installed, `make vscode` does it")


def test_all_files_of_a_squeezed_package_are_as_before_and_none_is_larger(tmp_path: Path) -> None:
    package = tmp_path / "small.vsix"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in FILES.items():
            entry = zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, EXECUTABLE
            archive.writestr(entry, data)
        before = {it.filename: it for it in archive.infolist()}
    size = package.stat().st_size
    after = runpy.run_path(str(SQUEEZE))["squeeze"](package)
    assert after == package.stat().st_size < size
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        assert [it.filename for it in archive.infolist()] == list(FILES)
        for it in archive.infolist():
            assert archive.read(it) == FILES[it.filename]
            assert (it.date_time, it.external_attr) == ((2024, 5, 6, 7, 8, 10), EXECUTABLE)
            # VS Code unpacks nothing else.
            assert it.compress_type == zipfile.ZIP_DEFLATED
            assert it.compress_size <= before[it.filename].compress_size
    assert list(tmp_path.iterdir()) == [package]


def test_a_package_above_the_limit_is_an_error(tmp_path: Path) -> None:
    package = tmp_path / "large.vsix"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("noise.bin", os.urandom(8_000_000))
    ended = subprocess.run([sys.executable, str(SQUEEZE), str(package)], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "large.vsix: more than 8,000,000 bytes" in ended.stderr
