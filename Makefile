# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
#
#   make demo    install, build, migrate, load the real LabCamp history, serve   (PORT=8000 DATA=data)
#   make test    install what the tests need, then run everything on SQLite and on PostgreSQL
#   make fuzz    tests of properties, with other examples in each of ROUNDS rounds

PORT ?= 8000
DATA ?= data
FOLDER := $(DATA)
SECONDS ?= 60
RUNS ?= 1
ROUNDS ?= 10
OUT ?= bench-results
VENV ?= .venv
PYTHON ?= python3
PY := $(VENV)/bin/python
export LABCAMP_DATA = $(abspath $(DATA))

.PHONY: demo dev test fuzz check fmt types journeys bench-web bench-programme messages screenshots docs where clean system

demo: $(VENV)/.run
	@LABCAMP_DEMO=1 $(VENV)/bin/labcamp demo --port $(PORT)

dev: demo

test: $(VENV)/.test system
	@tools/test.sh

fuzz: $(VENV)/.test
	for round in $$(seq $(ROUNDS)); do \
	  LABCAMP_EXAMPLES=other $(VENV)/bin/pytest -q -n 2 -m hypothesis || exit 1; done

check: $(VENV)/.test
	$(VENV)/bin/ruff format --check src tests tools benchmarks
	$(VENV)/bin/ruff check src tests tools benchmarks
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) tools/messages.py --check
	$(PY) tools/reference.py --check
	$(VENV)/bin/labcamp django makemigrations --check --dry-run
	$(VENV)/bin/reuse lint --quiet

fmt: $(VENV)/.test
	$(VENV)/bin/ruff format src tests tools benchmarks
	$(VENV)/bin/ruff check --fix src tests tools benchmarks

messages: $(VENV)/.test
	$(PY) tools/messages.py

journeys: $(VENV)/.test system
	$(VENV)/bin/pytest -m journey

bench-web: $(VENV)/.test system
	$(PY) -m benchmarks.web

bench-programme: $(VENV)/.test
	PYTHONPATH=src $(PY) -m benchmarks.programme --data "$(FOLDER)" --seconds $(SECONDS) --runs $(RUNS) --out $(OUT)

docs: $(VENV)/.test
	$(PY) tools/reference.py

screenshots: $(VENV)/.test system
	$(PY) tools/screenshots.py

# The environment. The lock files name every version with its hash; nothing else is installed.
$(VENV)/.run: requirements/run.lock pyproject.toml $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null) $(shell find src/labcamp/locale -name '*.po' 2>/dev/null)
	@tools/install.sh $(VENV) $(PYTHON) run

$(VENV)/.test: requirements/test.lock $(VENV)/.run
	@tools/install.sh $(VENV) $(PYTHON) test

system:
	@tools/system.sh

clean:
	rm -rf $(VENV) node_modules frontend/node_modules src/labcamp/web/static/build
