"""The command line runs inside the test's own process, in an empty folder."""

from tests.commands import folder, run
from tests.editor.conftest import editor

__all__ = ["editor", "folder", "run"]
