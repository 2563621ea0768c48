# Every task of the repository. `make book` and `make test` need nothing but Python
# 3.11 or later: they create .venv and install what constraints.txt pins.

PYTHON ?= python3
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
STAMP := .venv/installed
PORT ?= 8000
WORKERS ?= 2
export OMP_NUM_THREADS ?= 1
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: book serve test test-proctor exercises check bench clean

book: $(STAMP)  ## execute the chapters and build the pages
	$(BIN)/jupyter-book build . -W -n --keep-going -q
	@echo "The book: file://$(CURDIR)/_build/html/index.html (or: make serve)"

serve: book  ## show the book at http://localhost:8000
	$(BIN)/python -m http.server $(PORT) --directory _build/html

test: check book  ## everything: units, notebooks, nbgrader, browser, the grader
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope \
	  --nbval --nbval-current-env tests book/notebooks
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope proctor/tests

test-proctor: $(STAMP)  ## the confined grader alone: Linux with user namespaces
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope proctor/tests

exercises: $(STAMP)  ## regenerate solutions/*.ipynb, exercises/ and book/notebooks
	$(BIN)/python -m tools.generate

check: $(STAMP)  ## lint, format, types, spelling, links
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell
	$(BIN)/python -m tools.links

bench: $(STAMP)  ## print the benchmarks' tables
	@for script in benchmarks/[a-z]*.py proctor/benchmarks/[a-z]*.py; do $(BIN)/python $$script || exit 1; done

clean:  ## remove everything that can be made again, but not the class's files
	rm -rf .venv _build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(STAMP): pyproject.toml proctor/pyproject.toml constraints.txt
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q -c constraints.txt -e ".[dev]" -e "./proctor[test]"
	@touch $@
