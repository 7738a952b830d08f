# Two commands for newcomers: `make serve` shows the site with its calculator, `make test` runs every check.
# Both set up what they need: Python 3.11+, make, and node 20+ (or the one that comes from PyPI).

PYTHON ?= python3
BIN := .venv/bin
RUN := NO_MKDOCS_2_WARNING=1 $(BIN)/python
NODE = PATH="$(BIN):$$PATH" node
ADDRESS ?= 127.0.0.1:8000
JOBS ?= $$($(RUN) -c 'import os; print((os.cpu_count() or 1) * 3 // 2)') # browsers wait as often as they work

.PHONY: help serve build test check rules rehearsal schema addresses wheel benchmark benchmark-audits benchmark-page mutants lock clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 15

serve: ## set up and serve the site on http://127.0.0.1:8000/rehab-rules/
	@$(MAKE) --jobs=2 --no-print-directory .venv/site node_modules/ready
	$(RUN) -m sitegen.adapters.live_site http://$(ADDRESS)/rehab-rules/

build: .venv/site node_modules/ready ## set up and build the site into site/
	$(RUN) -m mkdocs build --strict

test: ready ## set up and run every check and test; FAST=1 leaves out what needs the site, a browser or Pyodide
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(RUN) -m sitegen.outputs.script_shapes --check
	$(NODE) node_modules/typescript/bin/tsc
	$(NODE) node_modules/eslint/bin/eslint.js .
	mkdir -p .cache && $(RUN) -m tests.support.page_data > .cache/page_data.json
	PAGE_DATA=.cache/page_data.json $(NODE) --import ./tests/node/lit.mjs --test $(wildcard tests/node/*.test.mjs)
	$(RUN) -m calculator rules
	$(RUN) -m calculator schema --check
	$(if $(FAST),,$(RUN) -m tests.support.chromium)
	$(RUN) -m pytest -q -n $(JOBS) --dist worksteal $(if $(FAST),-m "not slow")

rules: .venv/ready ## check the rule files and run their examples
	$(RUN) -m calculator rules

rehearsal: ready ## rehearse the January after next in a copy: invented numbers, every check and test
	$(RUN) -m tests.support.rehearsal

schema: .venv/ready ## write rules/schema/ from the shapes in the code
	$(RUN) -m calculator schema

addresses: build ## add the pages of the built site to the list of addresses that must never be lost
	cd site && find . -name index.html | sed -n 's|^\./\(.*\)/index.html$$|\1|p' | LC_ALL=C sort -u - ../tests/data/published_pages.txt -o ../tests/data/published_pages.txt

wheel: .venv/ready ## build the engine's wheel and its source archive into dist/
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(RUN) -m build --no-isolation

benchmark: ready ## time visits beside another rules engine and write the table into docs/about/speed.md
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/benchmark.txt
	$(RUN) -m tests.benchmarks.visits

benchmark-audits: .venv/ready ## time audits beside an older commit (BEFORE=...) and print a table
	$(RUN) -m tests.benchmarks.audits $(BEFORE)

benchmark-page: ready ## time the calculator in a browser beside a plain embedding and write the tables into docs/about/speed.md
	$(RUN) -m tests.support.chromium
	$(RUN) -m tests.benchmarks.page $(BEFORE)

mutants: .venv/ready ## change the engine in small ways and look whether a test notices (an hour)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/mutants.txt
	$(BIN)/mutmut run

lock: ## renew the hashed requirements from their .in files (needs uv)
	for name in site dev node benchmark mutants; do uv pip compile requirements/$$name.in --upgrade --generate-hashes --universal --python-version 3.11 --no-header --no-annotate -q -o requirements/$$name.txt; done

clean: ## remove everything that was made
	rm -rf .venv .cache node_modules site build dist *.egg-info

.PHONY: ready
ready: .venv/ready node_modules/ready

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; found $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	touch $@

.venv/site: requirements/site.txt .venv/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements/site.txt
	touch $@

.venv/ready: requirements/dev.txt .venv/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch .venv/site $@

node_modules/ready: package.json package-lock.json .venv/python
	@$(NODE) -e 'process.exit(Number(parseInt(process.versions.node) < 20))' && npm --version >/dev/null || { echo "No node 20 or newer with npm here: taking the one from PyPI."; $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt; }
	PATH="$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund
	touch $@
