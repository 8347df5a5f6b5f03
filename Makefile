# Two commands on a machine with Python >= 3.11 and make: `make demo` and `make test`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Two suits the smallest machine; each has a PostgreSQL and a browser of its own.
TEST_WORKERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo serve test check bench soak mutants lock pictures contract clean browser

help: ## Say what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

# The virtual environment is made again only when a lock file changes.
$(VENV)/.run-installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed.") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the service needs..."
	@$(BIN)/python -m pip install -q --no-compile --require-hashes -r requirements.lock
	@$(BIN)/python ops/link_checkout.py
	@touch $@

$(VENV)/.dev-installed: requirements-dev.lock $(VENV)/.run-installed
	@echo "Installing what the tests need..."
	@$(BIN)/python -m pip install -q --no-compile --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.run-installed ## A fictional region with life-like traffic, served on this machine
	@exec $(BIN)/housing-service demo

serve: $(VENV)/.run-installed ## Serve for real; settings from HOUSING_* (docs/settings.md)
	@exec $(BIN)/housing-service serve

browser: $(VENV)/.dev-installed
	@$(BIN)/python ops/find_browser.py

test: $(VENV)/.dev-installed check browser ## Check style and types, then run every test
	@$(BIN)/python -m pytest -q -n $(TEST_WORKERS)

check: $(VENV)/.dev-installed ## Style, types, layers, scripts
	@$(BIN)/ruff check housing_service tests ops
	@$(BIN)/ruff format --check -q housing_service tests ops
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python ops/check_scripts.py

bench: $(VENV)/.dev-installed ## Measure; prints a table of ratios taken in one run
	@$(BIN)/python -m ops.bench

soak: $(VENV)/.dev-installed ## Faults and load, every answer judged: half an hour (SOAK=full: two hours)
	@$(BIN)/python -m ops.soak --size $(or $(SOAK),third)

mutants: $(VENV)/.dev-installed ## Break each protection on purpose; the tests must notice
	@$(BIN)/python -m ops.mutants --workers $(TEST_WORKERS)

pictures: $(VENV)/.dev-installed browser ## Take the README's pictures from a demo of its own
	@$(BIN)/python -m ops.take_pictures

contract: $(VENV)/.dev-installed ## Write docs/contract/*.json and docs/vocabulary.md from the code
	@$(BIN)/python ops/write_contract.py
	@$(BIN)/python ops/write_vocabulary.py

lock: $(VENV)/.dev-installed ## Renew the lock files (hashes, no addresses)
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade --extra dev pyproject.toml -o requirements-dev.lock

clean: ## Remove the virtual environment and the demo's database
	rm -rf $(VENV) .data
