"""Forked processes that work ahead of a run, or share it."""
