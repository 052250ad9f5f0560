# Consul Desk. `make` tells what can be done. Every target first sets up what it needs.

PYTHON := .venv/bin/python
HEADLESS := QT_QPA_PLATFORM=offscreen

.DEFAULT_GOAL := help
.PHONY: help setup demo test run check bench faults package lock locales clean

help: ## Say what can be done
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup:
	@sh packaging/bootstrap.sh

demo: setup ## Play the whole story without a screen; papers and pictures land in demo/
	@$(HEADLESS) $(PYTHON) -m tests.story.play

test: setup ## Run all tests
	@$(HEADLESS) $(PYTHON) -m pytest -n auto --dist worksteal

run: setup ## Open the program
	@$(PYTHON) -m ui.app

check: setup ## Look at the code: ruff, mypy, layers, translations
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m mypy packaging
	@.venv/bin/lint-imports
	@$(PYTHON) packaging/catalogues.py check

bench: setup ## Measure against the plain tools; table here, figures in build/bench.json
	@$(HEADLESS) $(PYTHON) -m tests.bench

faults: setup ## Crash it, fill its disk, tamper with it; table here, counts in build/faults.json
	@$(HEADLESS) $(PYTHON) -m tests.faults

package: ## Build dist/consul-desk and let it test itself away from the sources
	@sh packaging/package.sh

lock: setup ## Write the locks anew from packaging/*.in
	@cd packaging && for name in runtime develop; do \
		../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
			--generate-hashes --no-header --no-emit-find-links \
			$$name.in --output-file $$name.lock || exit; \
	done

locales: setup ## Take new sentences into locales/; then translate and run again
	@$(PYTHON) packaging/catalogues.py update
	@$(PYTHON) packaging/catalogues.py compile

clean: ## Remove everything that was made here, .venv aside
	rm -rf build dist demo .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find consul_desk ui tests packaging -name __pycache__ -prune -exec rm -rf {} +
	find locales -name '*.mo' -delete
