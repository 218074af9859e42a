"""A second process works ahead of a run."""
