# Two commands on a machine with Python >= 3.11 and make: `make demo` and `make test`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCAN := .venv-scan
# One more than the processors of the smallest machine: a third of what the tests about faults and
# starts take is waiting. Each has a PostgreSQL and a browser of its own.
TEST_WORKERS ?= 3
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo serve test check bench soak mutants lock pictures looks contract clean browser proxy scan sbom audit

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

proxy: $(VENV)/.dev-installed
	@$(BIN)/python ops/find_nginx.py

test: $(VENV)/.dev-installed check browser proxy ## Check style and types, then run every test
	@$(BIN)/python -m pytest -q -n $(TEST_WORKERS) --dist worksteal

check: $(VENV)/.dev-installed ## Style, types, layers, scripts
	@$(BIN)/ruff check housing_service tests ops
	@$(BIN)/ruff format --check -q housing_service tests ops
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python ops/check_scripts.py

bench: $(VENV)/.dev-installed ## Measure; prints a table of ratios taken in one run
	@$(BIN)/python -m ops.bench

soak: $(VENV)/.dev-installed ## Faults and load, every answer judged: half an hour (SOAK=full: two hours)
	@HOUSING_TEST_VOLUME=full $(BIN)/python -m pytest -q -p no:cacheprovider tests/auditor \
	  tests/browser/test_speed.py tests/demand/test_month_reports.py tests/faults tests/histories \
	  tests/hostile/test_generated_requests.py tests/policy/test_enumeration.py
	@$(BIN)/python -m ops.soak --size $(or $(SOAK),third)

mutants: $(VENV)/.dev-installed ## Break each protection on purpose; the tests must notice
	@$(BIN)/python -m ops.mutants --workers $(TEST_WORKERS)

pictures: $(VENV)/.dev-installed browser ## Take the pictures of the README and the guides from a demo of its own
	@$(BIN)/python -m ops.take_pictures

looks: $(VENV)/.dev-installed browser ## Keep how the elements look now; see the pictures before committing
	@HOUSING_KEEP_LOOKS=1 $(BIN)/python -m pytest -q tests/browser/test_looks.py

contract: $(VENV)/.dev-installed ## Write docs/contract/*.json, docs/vocabulary.md and docs/policy.md from the code
	@$(BIN)/python ops/write_contract.py
	@$(BIN)/python ops/write_vocabulary.py
	@$(BIN)/python -m ops.write_policy

lock: $(VENV)/.dev-installed ## Renew the lock files (hashes, no addresses)
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade --extra dev pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --no-strip-extras --upgrade --python-version 3.11 ops/scan/requirements.in -o ops/scan/requirements.lock

# What looks the code and its packages over has an environment of its own: it is heavy, and none of it
# belongs to what it judges.
$(SCAN)/.installed: ops/scan/requirements.lock
	@$(PYTHON) -m venv $(SCAN)
	@echo "Installing what looks it over..."
	@$(SCAN)/bin/python -m pip install -q --no-compile --require-hashes -r ops/scan/requirements.lock
	@touch $@

scan: $(SCAN)/.installed ## Look the code over: bandit, and rules of our own by semgrep
	@$(SCAN)/bin/bandit -q -ll -c ops/scan/bandit.yaml -r housing_service
	@PATH=$(CURDIR)/$(SCAN)/bin:$$PATH $(SCAN)/bin/semgrep scan --metrics=off --disable-version-check \
	  --error --quiet --config ops/semgrep housing_service

sbom: $(SCAN)/.installed ## Write what the service is made of: sbom.cdx.json (CycloneDX)
	@$(SCAN)/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
	  --output-reproducible --of JSON -o sbom.cdx.json
	@echo "Wrote sbom.cdx.json"

audit: $(SCAN)/.installed ## Ask an advisory service about the locked packages
	@$(SCAN)/bin/python ops/scan/audit.py

clean: ## Remove the virtual environment and the demo's database
	rm -rf $(VENV) $(SCAN) .data sbom.cdx.json
