# The project's commands. They need python3 (3.11 or later) and make; everything else they install, into .venv and .web.

PYTHON ?= python3
PORT ?= 3000
DATA ?= .run/demo
TESTS ?= tests

.DEFAULT_GOAL := help
.PHONY: run dev test check bench help

run: ## set up what is missing and serve the demo co-op: make run PORT=3000 DATA=.run/demo
	@$(PYTHON) .ci/setup.py run
	@SMARTHUB_DATA='$(DATA)' SMARTHUB_PUBLIC_URL='http://localhost:$(PORT)' exec .venv/bin/smarthub-dash serve --port $(PORT) --steps-before 2

dev: ## serve, and build and serve again whenever a source file changes
	@$(PYTHON) .ci/setup.py test
	@SMARTHUB_DATA='$(DATA)' SMARTHUB_PUBLIC_URL='http://localhost:$(PORT)' exec .venv/bin/python .ci/dev.py $(PORT)

test: check ## all checks, then all tests on SQLite and PostgreSQL, then the browser's: make test TESTS=tests/kit
	@$(PYTHON) .ci/setup.py test
	@.venv/bin/python -m pytest -n 2 --dist loadfile -m "not browser" $(TESTS) || [ $$? -eq 5 ]
	@.venv/bin/python .ci/browser_tests.py $(TESTS)

check: ## style, types, and the laws of the house
	@$(PYTHON) .ci/setup.py check
	@.venv/bin/ruff format --check --quiet . || (echo "Run: .venv/bin/ruff format ."; exit 1)
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ty check
	@.venv/bin/lint-imports
	@.venv/bin/python -m pytest -q tests/house

bench: ## measure the portal against a yardstick, in one run
	@$(PYTHON) .ci/setup.py test
	@.venv/bin/python -m bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
