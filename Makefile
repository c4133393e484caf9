# Everything a fresh machine needs is Python 3.11 or later, pip, make and git.
#   make run    install into .venv, read data/raw into data/warehouse, print what was found
#   make test   install the development tools too and run every check
#   make bench  measure the readers against others (ten minutes), into docs/benchmarks.md

PYTHON ?= python3
PIP := .venv/bin/python -m pip -qq --disable-pip-version-check --no-input

.PHONY: run install test install-dev check bench clean
.DELETE_ON_ERROR:

run: install
	@.venv/bin/juesuan ingest

test: install-dev check

install: .venv/.installed

install-dev: .venv/.installed-dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	@echo "Creating .venv"
	@$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the locked dependencies (a minute or so)"
	@$(PIP) install --require-hashes -r requirements.lock
	@echo "Installing juesuan"
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@echo "Installing the locked development tools"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# Tests run last: they take longest.
check:
	@echo "Locks name no host"
	@! grep -n '://' requirements.lock requirements-dev.lock
	@echo "ruff"
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --quiet --check .
	@echo "mypy"
	@.venv/bin/mypy
	@echo "import order"
	@.venv/bin/lint-imports
	@echo "pytest"
	@.venv/bin/python -m pytest -n auto --dist loadfile

bench: install-dev
	@.venv/bin/python -m benchmarks

clean:
	@rm -rf .venv benchmarks/.environments data/warehouse .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis
