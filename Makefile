# Chores of developers. The program itself needs none of this: python3 -m office run

SHELL := /bin/bash
VENV ?= $(or $(OFFICE_VENV),.venv)
PYTHON = $(VENV)/bin/python
TEMPLATES = $(wildcard office/templates documents/templates mail/templates meetings/templates \
  personnel/templates signing/templates)
POT = var/messages.pot

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check format migrate translate diagrams contract screenshots bench long \
  lock release types style contracts

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## the environment with all tools of development
	@python3 -m office setup

run: ## the whole suite on this machine, with a demo folder on the first start
	@python3 -m office run

demo: ## the same in a fresh demo folder of its own (var/demo)
	@rm -rf var/demo && python3 -m office run --data-dir var/demo

test: ## all tests on both databases; a part: make test WORDS="tests/office -k clock"
	@python3 -m office test $(WORDS)

check: setup ## every linter, the types, the import contracts
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target types style contracts

types:
	$(PYTHON) -m mypy

style:
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m djlint --quiet --lint $(TEMPLATES)

contracts:
	$(VENV)/bin/lint-imports --no-cache

format: setup ## lay out the code and mend what can be mended
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format

migrate: setup ## bring the database of the data folder to the present tables
	@$(PYTHON) -m office migrate

translate: setup ## take new texts into the catalogues, then say how many are open
	@mkdir -p var
	@$(VENV)/bin/pybabel --quiet extract --mapping-file pyproject.toml --keyword _l --no-location \
	  --sort-output --omit-header --output-file $(POT) office documents mail meetings personnel signing
	@for language in vi ar; do $(VENV)/bin/pybabel --quiet update --input-file $(POT) \
	  --output-dir office/locale --locale $$language --no-fuzzy-matching --ignore-obsolete \
	  --width 100 --omit-header; done
	@$(PYTHON) -m pytest -q -p no:cacheprovider tests/house/test_translations.py

diagrams: setup ## draw docs/lifecycles.md from the tables of states
	@$(PYTHON) -m tests.house.diagrams

contract: setup ## write the contract with the national register anew
	@$(PYTHON) -m personnel.national.contract

screenshots: setup ## contact sheets of every screen and every document type in screenshots/
	@$(PYTHON) -m bench.screenshots
	@$(PYTHON) -m bench.contact_sheet

bench: setup ## the figures of docs/performance.md; PART=inbox for one, SMALL=1 for a quick one
	@$(PYTHON) -m bench $(PART)

long: setup ## the soaks that CI leaves out, with reports in docs/reports; PART=kills for one
	@$(PYTHON) -m tests.long $(PART)

lock: ## resolve the dependencies anew; newer versions: make lock WORDS=--upgrade
	@python3 .ci/lock.py $(WORDS)

release: check ## build the wheel into dist/ and a list of what it depends on
	$(PYTHON) -m pip wheel --no-deps --wheel-dir dist .
	cp requirements.lock dist/
