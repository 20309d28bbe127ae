# make run: answer questions. make test: the whole check. make quality: how good the answers are.
# Nothing else is needed but Python 3.11+.
PYTHON ?= python3
BIN := .venv/bin
# PyTorch's CPU wheels; on Linux the default index would bring gigabytes of CUDA libraries.
# Empty for a CUDA build: make run TORCH_INDEX=
TORCH_INDEX ?= $(if $(filter Linux,$(shell uname -s)),https://download.pytorch.org/whl/cpu)
TORCH := $(shell sed -n 's/^\(torch==.*\)/\1/p' constraints.txt)
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

# The larger question sets, which are no part of the project: make quality DATA=FOLDER
DATA ?= ../shared

.PHONY: run test check unit quality faults fuzz bench milvus texts clean

run: .venv/installed
	@$(BIN)/quoth start

test: check unit

check: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: .venv/installed-dev
	$(BIN)/pytest -n 2 --cov --cov-report=term

quality: .venv/installed
	$(BIN)/quoth quality $(DATA)

# What is lost or doubled by kills, faults, floods and damage: an hour. Rows by name in
# ROWS="kill_polling burst"; a short form of each is part of make test.
faults: .venv/installed-dev
	@$(BIN)/python -m tests.faults $(ROWS)

# Ten minutes of inputs that nobody would send, through every door: tests/fuzz. Targets by name in
# TARGETS="pdf talk". What fails is written to var/fuzz. Better with pip install 'quoth[fuzz]'.
fuzz: .venv/installed-dev
	@$(BIN)/python -m tests.fuzz $(TARGETS)

# What it costs beside others that do the same, on one core: tests/bench. Some 40 minutes; parts by
# ONLY="cold changed", SIZES="1000 10000", or QUICK=1. DATA as above.
bench: .venv/installed
	@$(BIN)/python -m tests.bench --data $(DATA)/data $(if $(ONLY),--only $(ONLY)) \
		$(if $(SIZES),--sizes $(SIZES)) $(if $(QUICK),--quick)

# The tests of Milvus against the real server of the PyPI package, in an environment and a network
# of its own, and how far its answers are those of FAISS: some minutes.
milvus: .venv/installed-dev
	@$(BIN)/python -m tests.milvus $(DATA)

# Bring the translations up to date with bot/phrases.py.
texts: .venv/installed-dev
	$(BIN)/python -m tests.catalogues

clean:
	rm -rf .venv build *.egg-info .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/installed: pyproject.toml constraints.txt
	@echo "Installing into .venv (a few minutes the first time)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Quoth needs Python 3.11 or newer: make run PYTHON=python3.11" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -c 'import torch' 2>/dev/null \
		|| { test -n "$(TORCH_INDEX)" && $(PIP) install --retries 0 --timeout 10 --no-deps --index-url $(TORCH_INDEX) $(TORCH) 2>/dev/null; } \
		|| $(PIP) install -c constraints.txt $(TORCH)
	@$(PIP) install -c constraints.txt -e ".[formats]"
	@touch $@

.venv/installed-dev: .venv/installed
	@$(PIP) install -c constraints.txt -e ".[dev]"
	@touch $@
