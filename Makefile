# Everything a person does with a checkout. `make help` lists it.

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check
# One test process more than there are cores, from two to four: much of the time is spent waiting for servers and browsers.
JOBS ?= $(shell n=$$(nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2); n=$$((n + 1)); test $$n -gt 4 && n=4; test $$n -lt 2 && n=2; echo $$n)
# Only when given as `make demo PORT=9000`: an environment variable of this common name means something else.
PORT_ARGUMENT := $(if $(filter command line,$(origin PORT)),--port $(PORT))

.PHONY: help demo setup setup-dev test test-asterisk lint format docs bench fuzz soak soak-studio story clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## */\t/' | expand -t 12

demo: $(VENV)/.runtime ## the whole product on this machine (PORT=9000, ARGS=--fresh)
	@exec $(VENV)/bin/cuecard demo $(PORT_ARGUMENT) $(ARGS)

setup: $(VENV)/.runtime ## install what running needs

setup-dev: $(VENV)/.development ## install what testing needs as well

# Files are dealt out in the order of their folders: the browser and the faults first, so that no long file is left alone at the end.
test: $(VENV)/.development ## lint, types, unit, web, browser and fault tests
	@CHROMIUM="$$(.ci/chromium)" && export CHROMIUM && exec $(PYTHON) -m pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

fuzz: $(VENV)/.development ## the property tests with examples that nobody has seen yet
	@HYPOTHESIS_PROFILE=fresh exec $(PYTHON) -m pytest -q -n $(JOBS) $$(grep -rl --include='test_*.py' 'from hypothesis' tests) $(ARGS)

CUTS ?= 1000
soak: $(VENV)/.development ## cut the desks' sockets a thousand times over simulated shifts (CUTS=5000)
	@exec $(PYTHON) -m pytest -q -s tests/faults/test_socket_chaos.py --cuts $(CUTS) $(ARGS)

INTERLEAVINGS ?= 1000
soak-studio: $(VENV)/.development ## two editors of one script, their moves interleaved a thousand times (INTERLEAVINGS=5000)
	@CUECARD_INTERLEAVINGS=$(INTERLEAVINGS) exec $(PYTHON) -m pytest -q tests/unit/workspace/studio/test_interleavings.py $(ARGS)

story: $(VENV)/.development ## four browsers through one morning, and every page by axe, in English and in Chinese (some minutes)
	@CHROMIUM="$$(.ci/chromium)" && export CHROMIUM && CUECARD_LONG_STORIES=1 exec $(PYTHON) -m pytest -q tests/browser/test_story_four.py tests/browser/test_accessibility.py $(ARGS)

# Debian's Asterisk in a folder of its own; making it needs root, Debian's mirror and some minutes, the first time only.
ASTERISK_LAB ?= /var/tmp/cuecard-asterisk
test-asterisk: $(VENV)/.development ## the telephone adapter on a live Asterisk, with SIPp as telephones (needs root and Debian)
	@test -x $(ASTERISK_LAB)/usr/sbin/asterisk || bash tests/asterisk/lab.sh make sid $(ASTERISK_LAB)
	@ASTERISK_LAB=$(ASTERISK_LAB) exec $(PYTHON) -m pytest -q tests/asterisk $(ARGS)

lint: $(VENV)/.development ## style, types and the arrows between packages
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache

format: $(VENV)/.development ## put the code into its one form
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

docs: $(VENV)/.runtime ## write the pages that are made from code
	$(PYTHON) -m workspace.reference.settings_page
	$(PYTHON) -m workspace.reference.problems_page

bench: $(VENV)/.development ## measure what docs/benchmarks.md reports, with the peers beside it
	@$(PIP) --editable '.[dev,bench]' --constraint constraints.txt
	$(PYTHON) -m benchmarks $(ARGS)

clean: ## remove what building and testing left; the demo's data stays
	-@test ! -x $(PYTHON) || $(PYTHON) -c 'from pathlib import Path; from adapters import embedded; embedded.erase(Path(".pytest_cache/d/servers"))'
	rm -rf build dist test-results *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(VENV)/.runtime: pyproject.toml constraints.txt
	@.ci/venv $(VENV)
	@echo "Installing the packages; the first time takes some minutes …"
	@$(PIP) --editable . --constraint constraints.txt
	@touch $@

$(VENV)/.development: $(VENV)/.runtime
	@echo "Installing the tools for tests …"
	@$(PIP) --editable '.[dev]' --constraint constraints.txt
	@touch $@
