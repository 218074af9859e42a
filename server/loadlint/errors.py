"""The base of our exceptions: the command line turns each into one line on standard error and exit status 2."""

from __future__ import annotations


class LoadlintError(Exception):
    """A job that cannot be done; the message is one line that says why."""


class UsageError(LoadlintError):
    """A command line that cannot be carried out; the message names the option or the path."""
