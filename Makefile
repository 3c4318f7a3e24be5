# What people type. `make help` lists the targets; CI and pre-commit call the same ones.
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(VENV)/bin/pip --disable-pip-version-check -qq
RAW ?= data/raw
ARGS ?=
# By its path: started in the folder above, python would else take the folder newsdb for the package.
BESIDE := --config-settings editable_mode=compat

.DEFAULT_GOAL := help
.PHONY: help run test check format eval bench soak golden docs lock serve open clean

help:            ## this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 16

run: $(VENV)/.run  ## set up, read data/raw into the warehouse, show what came of it (ARGS="--refresh" adds options)
	@$(VENV)/bin/newsdb ingest $(RAW) $(ARGS)

test: $(VENV)/.dev  ## set up and run the tests
	@$(PY) -m pytest -m "not soak" $(ARGS)

check: $(VENV)/.dev  ## lint, format and types
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

format: $(VENV)/.dev  ## format and mend what ruff can mend
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

eval: $(VENV)/.dev  ## accuracy against annotated articles (needs the evaluation folder, see README)
	@$(PY) -m bench.evaluate $(ARGS)

bench: $(VENV)/.dev  ## speed (needs the corpus, see README)
	@$(PY) -m bench $(ARGS)

soak: $(VENV)/.dev  ## the long tests: 60 kills, 20,000 fuzz cases
	@$(PY) -m pytest -m soak $(ARGS)

golden: $(VENV)/.dev  ## write tests/golden anew; then read the diff
	@$(PY) -m tests.golden_build

docs: $(VENV)/.run  ## write docs/tables.md and docs/views.md from the catalogue and the views
	@$(PY) -m warehouse.catalogue > docs/tables.md
	@$(PY) -m warehouse.views > docs/views.md

lock: $(VENV)/.dev  ## requirements*.txt from requirements*.in
	@$(VENV)/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-strip-extras --allow-unsafe -o requirements-dev.txt requirements-dev.in
	@$(VENV)/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-strip-extras --allow-unsafe -c requirements-dev.txt -o requirements.txt requirements.in

serve: $(VENV)/.run  ## run every night at 02:30 until stopped
	@$(VENV)/bin/newsdb serve $(ARGS)

open: $(VENV)/.run  ## the warehouse in a browser
	@$(VENV)/bin/newsdb open $(ARGS)

clean:           ## remove the virtual environment and caches, never data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info

# The environment is made once; a stamp is older than its inputs only when these change.
$(VENV)/bin/python:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "newsdb needs Python 3.11 or later as python3 (Debian: apt install python3)."; exit 1; }
	@python3 -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "python3 cannot make virtual environments here. On Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Setting up .venv (once; a minute or two) ..."
	@python3 -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements.txt pyproject.toml
	@$(PIP) install --no-deps --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index $(BESIDE) -e . 2>/dev/null || $(PIP) install --no-deps $(BESIDE) -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.txt
	@touch $@
