"""The command line runs inside the test's own process, in an empty folder."""

from tests.commands import folder, run

__all__ = ["folder", "run"]
