# `make` runs exactly what CI runs. Needs Python 3.11 or newer, pip and make; packages come through pip's own configuration.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
BENCHES := $(sort $(filter-out benchmarks/_%,$(wildcard benchmarks/*.py)))

.DEFAULT_GOAL := test
.PHONY: test lint types imports tests pictures chromium node run demo bench bench-spark soak sbom audit format docs lock setup clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

# pytest comes last: its closing line is the last thing that a person or CI reads.
test: lint types imports tests

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy --strict

imports: $(VENV)/.dev
	$(BIN)/lint-imports --no-logo

tests: $(VENV)/.dev chromium node $(VENV)/.node
	$(BIN)/pytest -n 2 --dist worksteal

# The same walks of the pages, with a picture of each in build/screenshots for people to look at.
pictures: $(VENV)/.dev chromium node $(VENV)/.node
	ZONEWISE_PICTURES=1 $(BIN)/pytest -n 2 --dist worksteal tests/pages

# The browser that walks the pages: the system's own package, never a download from elsewhere.
chromium:
	@command -v chromium >/dev/null || { \
		if [ "$$(id -u)" = 0 ]; then as_root=""; elif command -v sudo >/dev/null; then as_root="sudo"; else as_root="none"; fi; \
		if [ "$$as_root" = none ] || ! command -v apt-get >/dev/null; then \
			echo "The tests walk the pages in chromium, which is not here. Install the package 'chromium' of your system." >&2; \
			exit 1; \
		fi; \
		echo "Installing chromium, which walks the pages."; \
		$$as_root apt-get update -qq && \
		$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null; \
		command -v chromium >/dev/null || { echo "chromium could not be installed: install it by hand, then try again." >&2; exit 1; }; \
	}

# Programs of others read what zonewise writes for them, in Node: the system's own package as well.
node:
	@command -v npm >/dev/null || { \
		if [ "$$(id -u)" = 0 ]; then as_root=""; elif command -v sudo >/dev/null; then as_root="sudo"; else as_root="none"; fi; \
		if [ "$$as_root" = none ] || ! command -v apt-get >/dev/null; then \
			echo "The tests read links and FHIR in Node, which is not here. Install 'nodejs' and 'npm' of your system." >&2; \
			exit 1; \
		fi; \
		echo "Installing Node, in which others' programs read what zonewise writes."; \
		$$as_root apt-get update -qq && \
		$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends nodejs npm >/dev/null; \
		command -v npm >/dev/null || { echo "Node could not be installed: install it by hand, then try again." >&2; exit 1; }; \
	}

# Opens the pages on this machine: http://127.0.0.1:8765/ unless `make run PORT=...` names another port.
PORT ?= 8765

run: $(VENV)/.run
	$(BIN)/zonewise serve --port $(PORT)

demo: $(VENV)/.run
	$(BIN)/zonewise demo

# Every file is run, even when an earlier one missed its figure; then the whole fails.
bench: $(VENV)/.bench
	@missed=""; \
	for bench in $(BENCHES); do \
		echo "== $$bench"; $(BIN)/python "$$bench" || missed="$$missed $$bench"; \
	done; \
	if [ -n "$$missed" ]; then echo "Missed its figure or failed:$$missed" >&2; exit 1; fi

# A night of kills, and of losses of power: what the suite does a hundred times and ten times.
SOAK_KILLS ?= 500

# The exported SQL on Apache Spark beside the others; it needs Java 17, and pyspark stays out of the locked requirements.
# A million cases take Spark minutes on two cores: make bench-spark SPARK_ROWS=1000000.
SPARK_ROWS ?= 100000

bench-spark: $(VENV)/.bench
	$(INSTALL) pyspark
	$(BIN)/python benchmarks/sql_engines.py --spark --rows $(SPARK_ROWS)

soak: $(VENV)/.dev
	SOAK_KILLS=$(SOAK_KILLS) $(BIN)/pytest -s -p no:cacheprovider tests/services/test_killed_data.py tests/pages/test_killed_web.py
	$(BIN)/python benchmarks/power_loss.py
	$(BIN)/python benchmarks/strangers.py
	$(BIN)/python benchmarks/beside_import.py

# What zonewise is made of, as CycloneDX, from the locked files alone; and whether anything in it is known as vulnerable.
sbom: $(VENV)/.run
	$(BIN)/python docs/make_sbom.py

audit: $(VENV)/.dev
	$(BIN)/python docs/audit.py

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The pages of docs/ that a command writes, and the example's diary that is shipped.
docs: $(VENV)/.run
	$(BIN)/python docs/make_demo.py
	$(BIN)/python docs/make_cli.py
	$(BIN)/python docs/make_hazards.py
	$(BIN)/python docs/make_asvs.py
	$(BIN)/python docs/make_import.py

setup: $(VENV)/.dev

clean:
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# A stamp says that a set of requirements is in; it is older than what it was made from only when there is work to do.

$(VENV)/.made:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "zonewise needs Python 3.11 or newer, found: $$("$(PYTHON)" --version 2>&1). Name one: make PYTHON=/path/to/python3.11" >&2; \
		exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/run.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.node: $(VENV)/.made requirements/node/package.json requirements/node/package-lock.json | node
	@mkdir -p $(VENV)/node
	cp requirements/node/package.json requirements/node/package-lock.json $(VENV)/node/
	npm ci --prefix $(VENV)/node --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(VENV)/.bench: $(VENV)/.run requirements/bench.txt
	$(INSTALL) --require-hashes -r requirements/bench.txt
	@touch $@

# Hashes of every file of each release, no addresses. `make lock UPGRADE=--upgrade` takes newer releases.

UPGRADE ?=
LOCK_VENV := build/lock
COMPILE := $(LOCK_VENV)/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-options --annotation-style=line $(UPGRADE)

lock: $(LOCK_VENV)/.made
	$(COMPILE) --output-file requirements/lock.txt requirements/lock.in
	$(COMPILE) --output-file requirements/run.txt requirements/run.in
	$(COMPILE) --output-file requirements/dev.txt requirements/dev.in
	$(COMPILE) --output-file requirements/bench.txt requirements/bench.in

$(LOCK_VENV)/.made: requirements/lock.txt
	"$(PYTHON)" -m venv $(LOCK_VENV)
	$(LOCK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@touch $@
