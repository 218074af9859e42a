# Needs Python 3.11 or newer and make, nothing else. What is set up is kept in .venv; each stamp says for what.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PINS := requirements/pins.txt
INSTALL := $(BIN)/python -m pip --disable-pip-version-check install -qq --constraint $(PINS)

.PHONY: demo test lint bench proofs releases clean

demo: $(VENV)/demo.stamp
	@$(BIN)/loadlint demo $(ARGS)

test: $(VENV)/test.stamp lint
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/test.stamp
	$(BIN)/python -m tests.bench $(ARGS)

# What the pages claim, run against four releases, each in an environment of its own beside the torch of .venv.
proofs: $(VENV)/test.stamp
	$(BIN)/python -m tests.releases $(ARGS)

# The tables of what each release accepts, from the published wheels.
releases: $(VENV)/test.stamp
	$(BIN)/python tools/releases.py

clean:
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache build dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("make needs Python 3.11 or newer: make PYTHON=python3.x" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# torch goes first: a package that pulls it in by itself might choose another build of it.
$(VENV)/torch.stamp: $(PINS) requirements/torch.txt | $(BIN)/python
	$(INSTALL) --requirement requirements/torch.txt
	@touch $@

$(VENV)/demo.stamp: $(VENV)/torch.stamp requirements/demo.txt pyproject.toml
	$(INSTALL) --requirement requirements/demo.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/demo.stamp requirements/test.txt
	$(INSTALL) --requirement requirements/test.txt
	@touch $@
