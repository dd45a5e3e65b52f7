# Two commands are enough: `make run` sets up and serves, `make test` sets up and checks everything.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

# A fitting Python; name another with `make PYTHON=/path/to/python3`.
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)

BIN := .venv/bin
say = @if [ -t 1 ]; then printf '\033[1m%s\033[0m\n' '$(1)'; else echo '$(1)'; fi
# uv is quick; pip serves where uv cannot (it does not read pip's own configuration, for one).
pip_install = { [ -x $(BIN)/uv ] && $(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python $(1); } \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check $(1)

.PHONY: help install run test lint types imports pytest bench soak pictures tables format lock clean

help:  ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  \033[1mmake %-9s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.runtime  ## Set up everything in .venv
	@:

run: install  ## Set up and serve the dashboard; pass options as ARGS="--port 9000"
	@exec $(BIN)/mhoscope serve $(ARGS)

test: lint types imports pytest  ## Set up and check everything: style, types, import rules, tests

lint: .venv/.development  ## Check style, scripts and style sheets, compose file, citation file and Dockerfiles
	$(call say,Style)
	@$(BIN)/ruff check --quiet --output-format concise
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/python -m tests.javascript check
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.citation-file-format CITATION.cff
	@$(BIN)/hadolint backend/Dockerfile worker/Dockerfile

types: .venv/.development  ## Check types
	$(call say,Types)
	@$(BIN)/mypy --no-error-summary

imports: .venv/.development  ## Check which part imports which
	$(call say,Import rules)
	@$(BIN)/lint-imports --no-logo | sed -n '/BROKEN/,$$p'; exit $${PIPESTATUS[0]}

pytest: .venv/.development  ## Run the tests; pass options as ARGS="-k sampling"
	$(call say,Tests)
	@$(BIN)/python -m pytest $(ARGS)

bench: .venv/.development  ## Measure how fast everything is, in the browser too; pass options as ARGS="--quick"
	@$(BIN)/mhoscope bench $(ARGS)
	$(call say,In the browser)
	@$(BIN)/python -m tests.e2e.latency

soak: .venv/.development  ## Disturb a server for MINUTES=2, then check that nothing was lost or done twice
	@$(BIN)/python -m tests.e2e.soak --minutes $(or $(MINUTES),2)

pictures: .venv/.development  ## Take the README's pictures anew
	@$(BIN)/python -m tests.e2e.pictures .github/pictures

tables: .venv/.development  ## Write the tables of the manual anew, from the code
	@$(BIN)/python -m tests.manual

format: .venv/.development  ## Format the code and mend what can be mended
	@$(BIN)/ruff check --quiet --fix-only
	@$(BIN)/ruff format --quiet
	@$(BIN)/python -m tests.javascript format

# The lock files name versions and hashes, no addresses. Development is the whole; the others are cut from it.
LOCK = $(BIN)/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

lock: .venv/.development  ## Write the lock files anew, with the newest versions that pyproject.toml allows
	$(call say,Resolving ...)
	@$(LOCK) --upgrade --extra training --extra postgres --extra dev pyproject.toml -o requirements-dev.lock
	@$(LOCK) --upgrade --extra training --extra postgres -c requirements-dev.lock pyproject.toml -o requirements.lock
	@$(LOCK) --upgrade --extra postgres -c requirements-dev.lock pyproject.toml -o requirements-web.lock
	@$(LOCK) --upgrade - -o requirements-uv.lock <<< uv
	@$(BIN)/python -m tests.javascript lock

clean:  ## Remove .venv and everything that can be made again
	@rm -rf .venv build dist *.egg-info .artifacts .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache tests/javascript/node_modules

.venv/.uv: requirements-uv.lock
	@[ -n '$(PYTHON)' ] || { echo 'Mhoscope needs Python 3.11 or newer: install it, or name one with `make PYTHON=...`.' >&2; exit 1; }
	@[ -x $(BIN)/python ] || '$(PYTHON)' -m venv .venv >/dev/null || { rm -rf .venv; \
		echo "$(PYTHON) cannot make a virtual environment: install its venv module (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements-uv.lock || \
		echo 'No uv for this machine; pip takes a little longer.'
	@touch $@

.venv/.runtime: .venv/.uv requirements.lock pyproject.toml
	$(call say,Installing ... (once; about 2 GB of libraries; most of it is TensorFlow))
	@$(call pip_install,--require-hashes -r requirements.lock)
	@$(call pip_install,--no-deps --no-build-isolation --editable .)
	@touch $@

.venv/.development: .venv/.runtime requirements-dev.lock
	$(call say,Installing what the checks need ... (once))
	@$(call pip_install,--require-hashes -r requirements-dev.lock)
	@touch $@
