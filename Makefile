# Needs Python 3.11 or newer and make, nothing else. What is set up is kept in .venv; each stamp says for what.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PINS := requirements/pins.txt
INSTALL := $(BIN)/python -m pip --disable-pip-version-check install -qq --constraint $(PINS)

.PHONY: demo test slow lint bench docs wheels proofs libraries releases vscode editors test-editors pictures clean

demo: $(VENV)/demo.stamp
	@$(BIN)/loadlint demo $(ARGS)

test: $(VENV)/test.stamp lint
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

# Tests that take minutes: 10,000 mutated inputs for each reader of what strangers write.
slow: $(VENV)/test.stamp
	$(BIN)/python -m pytest -m slow $(ARGS)

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/test.stamp
	$(BIN)/python -m bench $(ARGS)

# The documentation as a site, in build/docs/site; a dead link fails.
docs: $(VENV)/test.stamp
	$(BIN)/python -m tools.site build/docs
	$(BIN)/zensical build --strict --config-file build/docs/mkdocs.yml

# The wheel and the sdist, installed and tried on Python 3.10 to 3.13, those of this machine.
wheels: $(VENV)/test.stamp
	$(BIN)/python -m tests.wheels

# What the pages claim, run against four releases, each in an environment of its own beside the torch of .venv.
proofs: $(VENV)/test.stamp
	$(BIN)/python -m proofs $(ARGS)

# Loads of PEFT, diffusers and sentence-transformers, in an environment of their own beside the torch of .venv.
libraries: $(VENV)/test.stamp
	$(BIN)/python -m tests.verify.libraries $(ARGS)

# The tables of what each release accepts, from the published wheels.
releases: $(VENV)/test.stamp
	$(BIN)/python tools/releases.py

# The extension for VS Code, for this machine; needs Node.js 20 or newer.
vscode: $(VENV)/demo.stamp editors/vscode/node_modules/stamp
	$(INSTALL) --requirement requirements/vscode.txt
	cd editors/vscode && npm run -s check && npm run -s build
	$(BIN)/python editors/vscode/bundle.py
	cp LICENSE editors/vscode/LICENSE.txt
	cd editors/vscode && npx vsce package --no-dependencies --skip-license --out dist/loadlint.vsix
	$(BIN)/python editors/vscode/squeeze.py editors/vscode/dist/loadlint.vsix

editors/vscode/node_modules/stamp: editors/vscode/package-lock.json
	cd editors/vscode && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Real editors for the tests: VS Code without a screen, the browser that shows it, and the extension. Kept in .cache.
editors: $(VENV)/test.stamp
	$(INSTALL) --requirement requirements/editors.txt
	$(BIN)/python -m tests.editors.prepare $(EDITORS)

test-editors: EDITORS := --all
test-editors: editors
	$(BIN)/python -m pytest tests/editors $(ARGS)

# The pictures of the documents, as the tests have just seen them.
pictures: test-editors
	$(BIN)/python -m tests.editors.pictures

clean:
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache build dist
	rm -rf editors/vscode/node_modules editors/vscode/dist editors/vscode/bundled/libs

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
