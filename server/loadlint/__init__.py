"""A linter, fixer and verifier for code that loads machine-learning models."""

__version__ = "0.1.0"
