# Every target does its own set-up: a machine with make and Python 3.11 or newer is enough.

VENV := .venv
BIN := $(VENV)/bin
DEMO := examples/retention
EVENTS := out/events
OUT := out/retention

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo $$python; break; }; done)

export PIP_DISABLE_PIP_VERSION_CHECK := 1

define show
@printf '\n$$ %s\n' '$(1)'
@$(BIN)/$(1)
endef

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test lint types layers docs bench clean

help: ## Show what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1@/p' $(MAKEFILE_LIST) | awk -F@ '{printf "  make %-8s %s\n", $$1, $$2}'

demo: $(VENV)/installed-duckdb ## Make events, check a theory, measure its KPIs from them, run it, write its report
	$(call show,python $(DEMO)/events.py $(EVENTS))
	$(call show,toc check $(DEMO))
	$(call show,toc measure $(DEMO) --data $(EVENTS)/data.yaml --out $(DEMO)/measured/observations.csv)
	$(call show,toc run $(DEMO) --out $(OUT))

test: lint types layers ## Run lint, types, the import contract, the docs and the tests
	@$(BIN)/sphinx-build -q -W --keep-going docs docs/_build/html & docs=$$!; \
	$(BIN)/python -m pytest --numprocesses auto --dist loadgroup; tests=$$?; \
	wait $$docs || { echo "The documentation could not be built." >&2; exit 1; }; \
	exit $$tests

lint: $(VENV)/installed-dev ## Check style and formatting
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(VENV)/installed-dev ## Check types
	@$(BIN)/mypy

layers: $(VENV)/installed-dev ## Check that imports go downward only
	@$(BIN)/lint-imports

docs: $(VENV)/installed-dev ## Build the documentation, warnings as errors
	@$(BIN)/sphinx-build -q -W --keep-going docs docs/_build/html
	@echo "Docs: docs/_build/html/index.html"

bench: $(VENV)/installed-dev ## Time toc check beside its peers
	@$(BIN)/python benchmarks/check.py

clean: ## Remove the virtual environment and everything built
	@rm -rf $(VENV) out build dist docs/_build docs/api/generated docs/rules/generated docs/format/generated docs/command-line/generated
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found. Install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is not Python 3.11 or newer." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/installed-duckdb: pyproject.toml | $(BIN)/python
	@echo "Installing theoryofchange with DuckDB"
	@$(BIN)/python -m pip install -qq --editable '.[duckdb]'
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing theoryofchange with its development tools"
	@$(BIN)/python -m pip install -qq --editable '.[dev]'
	@touch $@ $(VENV)/installed-duckdb
