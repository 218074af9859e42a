"""Verify the loads of whole files and folders, equal ones once, in one report."""
