# Every command of the project. `make` lists them.
# A fresh machine needs Python 3.11 or newer, make, and for `make test` node with npm and Mono; the rest is installed here.
# `make bench` likes to have wrk and Java as well.

SHELL := /bin/bash
.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
CLIENTS := $(VENV)/clients
NODE := tests/live/node
PEERS := $(VENV)/peers
BENCH := tests/bench/peers
PIP := $(BIN)/python -m pip --disable-pip-version-check
PIP_COMPILE := $(BIN)/python -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

PORT ?= 8080
SCENARIO ?= scenarios/quickstart.yaml
ARGS ?=

# The first Python that is new enough, can make an environment and really runs (a pyenv shim may be there and fail);
# rather one compiled with its optimizations on, as distributions do and pyenv by itself does not. PYTHON=... is taken as it is.
PYTHONS := python3.13 python3.12 python3.11 python3 /usr/bin/python3
IS_USABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
IS_OPTIMIZED := import sys, sysconfig; \
	sys.exit(sys.base_prefix != "/usr" and "--enable-optimizations" not in (sysconfig.get_config_var("CONFIG_ARGS") or ""))
find_python = for wanted in '$(if $(PYTHON),,$(IS_OPTIMIZED))' ''; do for python in $(or $(PYTHON),$(PYTHONS)); do \
	if "$$python" -c '$(IS_USABLE)' 2>/dev/null && "$$python" -c "$$wanted"; then break 2; fi; python=; done; done; \
	test -n "$$python" || { echo "make: found no Python 3.11 or newer with venv among: $(or $(PYTHON),$(PYTHONS))" >&2; exit 1; }

# A stamp is newer than the files its environment was made from, or the environment is brought up to date.
RUN_READY := $(VENV)/run.ready
DEV_READY := $(VENV)/dev.ready
CLIENTS_READY := $(VENV)/clients.ready
NODE_READY := $(NODE)/node_modules/.ready
PEERS_READY := $(VENV)/peers.ready
BENCH_READY := $(BENCH)/node_modules/.ready

# The real DataContractSerializer and what compiles its client: packages of Debian and Ubuntu.
MONO_PACKAGES := mono-mcs mono-runtime libmono-system-runtime-serialization4.0-cil libmono-system-core4.0-cil
SERIALIZER := /usr/lib/mono/4.5/System.Runtime.Serialization.dll

.PHONY: help run test fast check bench audit format lock env mono clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: $(RUN_READY) ## Start the server: PORT=8080 SCENARIO=scenarios/quickstart.yaml
	@PORT=$(PORT) exec $(BIN)/mockserver run $(SCENARIO)

test: env ## Run every test, real servers and clients included: ARGS="-k callbacks"
	$(BIN)/python -m pytest tests $(ARGS)

fast: $(DEV_READY) ## Run the tests that need no server: ARGS="-x"
	$(BIN)/python -m tests.shards $(ARGS)

check: $(DEV_READY) ## Format, lint, types, import rules and the tests that need no server
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tests.shards $(ARGS)

bench: $(RUN_READY) $(PEERS_READY) $(BENCH_READY) ## Measure beside the peers, write docs/benchmarks.md (25 minutes): ARGS="--rounds 1"
	$(BIN)/mockserver bench --peers $(BENCH) --write docs/benchmarks.md $(ARGS)

audit: $(DEV_READY) ## Look the locked packages up among known vulnerabilities (needs its service; never fails)
	-$(BIN)/pip-audit --require-hashes --disable-pip -r requirements/run.txt

format: $(DEV_READY) ## Put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(DEV_READY) ## Lock every dependency anew, with hashes (run it on Python 3.11; ARGS=--upgrade for newer versions)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "make lock: locks are made on Python 3.11")'
	CUSTOM_COMPILE_COMMAND="make lock" $(PIP_COMPILE) $(ARGS) --build-deps-for wheel -o requirements/run.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(PIP_COMPILE) $(ARGS) --build-deps-for wheel --extra dev -c requirements/run.txt \
		-o requirements/dev.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(PIP_COMPILE) $(ARGS) -o requirements/clients.txt requirements/clients.in
	CUSTOM_COMPILE_COMMAND="make lock" $(PIP_COMPILE) $(ARGS) -o $(BENCH)/requirements.txt $(BENCH)/requirements.in
	for folder in $(NODE) $(BENCH); do \
		(cd $$folder && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund); done

env: $(DEV_READY) $(CLIENTS_READY) $(NODE_READY) ## Make all environments, run nothing

mono: ## Install Mono where it is missing, for the tests with a real .NET client (root, Debian or Ubuntu)
	@if command -v mcs >/dev/null && command -v mono >/dev/null && test -e $(SERIALIZER); then exit 0; fi; \
	if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
		echo "make: installing $(MONO_PACKAGES)"; export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq && apt-get install -qq --no-install-recommends -o DPkg::Lock::Timeout=120 \
			$(MONO_PACKAGES) </dev/null >/dev/null && exit 0; \
	fi; \
	echo "make: cannot install Mono here. As root on Debian or Ubuntu: apt-get update && apt-get install $(MONO_PACKAGES);" \
		"elsewhere: put mcs and mono on the path. Without them the tests with a real .NET client are skipped." >&2; exit 1

clean: ## Remove environments, caches and builds
	rm -rf $(VENV) $(NODE)/node_modules $(BENCH)/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(find_python); echo "making $(VENV) with $$($$python --version)"; "$$python" -m venv --clear $(VENV)

$(RUN_READY): requirements/run.txt pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements/run.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q mockserver # a server starts twice as fast when nothing is left to compile
	@touch $@

$(DEV_READY): requirements/dev.txt $(RUN_READY)
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

# The vendors' own client libraries live apart: servicestack needs an older marshmallow than we do.
$(CLIENTS_READY): requirements/clients.txt | $(BIN)/python
	$(BIN)/python -m venv --clear $(CLIENTS)
	$(CLIENTS)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/clients.txt
	@touch $@

$(NODE_READY): $(NODE)/package.json $(NODE)/package-lock.json
	@if command -v npm >/dev/null; then cd $(NODE) && npm ci --no-audit --no-fund; \
	else test -z "$${MOCKSERVER_REQUIRE_ALL:-}" && echo "no npm here: the tests with the vendors' JavaScript clients will be skipped"; fi
	@mkdir -p $(@D) && touch $@

# The peers of `make bench` live apart, too. One that cannot be installed is named in the results.
$(PEERS_READY): $(BENCH)/requirements.txt | $(BIN)/python
	$(BIN)/python -m venv --clear $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r $(BENCH)/requirements.txt
	@touch $@

$(BENCH_READY): $(BENCH)/package.json $(BENCH)/package-lock.json
	@if command -v npm >/dev/null; then cd $(BENCH) && npm ci --ignore-scripts --no-audit --no-fund; \
	else echo "no npm here: the peers that npm has will be missing"; fi
	@mkdir -p $(@D) && touch $@
