"""Verify a load: run it as the code says, under the user's interpreter, and report what happened."""
