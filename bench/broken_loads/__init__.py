"""Loads that fail, load wrong or are sound, rebuilt from public reports, and what loadlint makes of each."""
