"""loadlint: lints, fixes and verifies code that loads machine learning models."""

__version__ = "0.2.0"
