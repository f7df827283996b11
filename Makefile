# make run    a demo municipality in the browser, on a fresh machine with Python 3.11+
# make test   everything the tests need, then every check and every test
# make lint · make format · make assets · make lock · make sbom · make asvs

PYTHON ?= python3
BIN := .venv/bin
PYTEST_ARGS ?= -n 2

VENV := .venv/.run.stamp
DEV := .venv/.dev.stamp
ASSETS := signaal/web/static/vendor/licences.txt
TEST_ASSETS := node_modules/axe-core/axe.min.js
ASSET_SOURCES := package.json package-lock.json tools/assets.py

.DEFAULT_GOAL := help
.PHONY: help run test lint format assets lock sbom asvs test-setup

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -3

run: $(VENV) $(ASSETS)
	@$(BIN)/signaal demo

test: test-setup lint
	@$(BIN)/python -m pytest $(PYTEST_ARGS)
	@echo "all checks and tests passed; see it live with: make run"

lint: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "not formatted: run make format"; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(DEV)
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format .

assets: $(ASSETS)

test-setup: $(DEV) $(TEST_ASSETS)
	@$(BIN)/python tools/test_setup.py

lock: $(DEV)
	@$(BIN)/python tools/lock.py

sbom: $(VENV) $(ASSETS)
	@$(BIN)/python tools/sbom.py

asvs: $(DEV)
	@$(BIN)/python tools/asvs.py

$(VENV): requirements.lock tools/setup.py
	@$(PYTHON) tools/setup.py requirements.lock
	@touch $@

$(DEV): requirements-dev.lock tools/setup.py
	@$(PYTHON) tools/setup.py requirements-dev.lock
	@touch $@ $(VENV)

$(ASSETS): $(ASSET_SOURCES) | $(VENV)
	@$(BIN)/python tools/assets.py
	@touch $@

$(TEST_ASSETS): $(ASSET_SOURCES) | $(VENV)
	@$(BIN)/python tools/assets.py --tests
	@touch $(ASSETS) $@
