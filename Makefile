# Recipes of Xiaoer. `make` alone lists them; the work is done by small files in tools/.
.DEFAULT_GOAL := help
.PHONY: help run test test-fast lint format types bench pages screenshots client lock clean wheel

python := .venv/bin/python
# What the tests and benchmarks are told besides, e.g. make test PYTEST="-k orders" WORKERS=0.
PYTEST ?=
WORKERS ?= 2
BENCH ?=
SERVE ?=

help: ## list the recipes
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

run: ## install what is missing, load the sample shop, serve it on this machine
	@tools/setup run
	@XIAOER_LOG_LEVEL=$${XIAOER_LOG_LEVEL:-warning} .venv/bin/xiaoer serve --demo $(SERVE) || test $$? -eq 130 # Ctrl-C is how it is meant to end

test: ## everything: lint, types, floors, pages, and all tests on SQLite, PostgreSQL, NATS, Chromium
	@tools/setup test
	@WORKERS=$(WORKERS) $(python) -m tools.check all $(PYTEST)

test-fast: ## the tests of rules and services only
	@tools/setup python
	@$(python) -m pytest tests/rules tests/services $(PYTEST)

lint: ## style, the house's own rules, and the floors
	@tools/setup python
	@$(python) -m tools.check lint floors

format: ## put every file into the one format
	@tools/setup test
	@$(python) -m ruff check --fix --quiet . ; $(python) -m ruff format .
	@$(python) -m tools.npm run format

types: ## check the types of Python and TypeScript
	@tools/setup test
	@$(python) -m tools.check types pages-types

bench: ## measure turns a second beside their floors (not part of the tests)
	@tools/setup test
	@$(python) -m benchmarks $(BENCH)

pages: ## build the web pages
	@tools/setup pages

screenshots: ## take the pictures of the documents from the real pages
	@tools/setup test
	@$(python) -m tools.screenshots

client: ## write the OpenAPI document and the pages' types from the code
	@tools/setup test
	@$(python) -m tools.client

lock: ## pin every dependency anew, without download addresses
	@tools/setup python
	@$(python) -m tools.lock

clean: ## remove what was made, but not the data folder
	@rm -rf .venv .run dist build xiaoer/pages web/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

wheel: ## build the package with the pages inside into dist/
	@tools/setup pages
	@$(python) -m tools.wheel
