# The front door. `make` lists what there is.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOOPS := screening/index/persons/kernels.py screening/index/persons/kinds.py
COMPILED := $(VENV)/.compiled
CODE := screening tests tools bench

.DEFAULT_GOAL := help
.PHONY: help install demo demo-secure check lint format test journeys protos protos-fresh bench clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | \
		while IFS="$$(printf '\t')" read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

install: $(COMPILED) ## Make .venv with everything, as constraints.txt pins it

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# The loops that search names take half a minute to compile: better now than at a gate.
$(COMPILED): $(STAMP) $(LOOPS)
	$(BIN)/python -c "import screening.index.persons.kernels"
	@touch $@

demo: install ## Load synthetic feeds, serve them, and screen against them
	$(BIN)/python tools/demo.py

demo-secure: install ## Certificates, a register, owners, an auditor: who may, and what is remembered
	$(BIN)/python tools/demo_secure.py

check: lint test ## Everything that must be green before anyone else looks

lint: install ## ruff, formatting, types, floors, generated code
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports
	@$(MAKE) --no-print-directory protos-fresh

format: install ## Mend what ruff can mend
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

test: install ## All tests; T=tests/storage narrows
	$(BIN)/python -m pytest -q -n auto --dist loadfile $(T)

journeys: install ## The black-box flows over real gRPC alone
	$(BIN)/python -m pytest -q tests/journeys

protos: install ## Generate screening/v1 from proto/
	$(BIN)/python tools/generate_protos.py

protos-fresh: install
	$(BIN)/python tools/generate_protos.py --check

bench: install ## Measure; W="load --records 20000000" narrows
	$(BIN)/python -m bench $(W)

clean: ## Remove what was made, not what was loaded
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
