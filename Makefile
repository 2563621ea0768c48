# Every task of the repository. `make book` and `make test` need nothing but Python
# 3.11 or later: they create .venv and install what constraints.txt pins.

PYTHON ?= python3
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
STAMP := .venv/installed
PORT ?= 8000
# Processes of one pytest. The grader's own tests wait most of the time, for limits and
# for processes.
WORKERS ?= 2
export OMP_NUM_THREADS ?= 1
# A kernel would say at each start that its modules are frozen.
export PYDEVD_DISABLE_FILE_VALIDATION ?= 1
# What is compiled is kept, even where the environment says otherwise: a hundred
# processes would compile the same modules again.
export PYTHONDONTWRITEBYTECODE :=
export PATH := $(CURDIR)/$(BIN):$(PATH)

# Which tests are in which tier: pyproject.toml says what the marks mean.
QUICK := not (slow or browser or nbgrader or nightly)
MOST := not nightly
PYTEST := $(BIN)/python -m pytest -q --dist loadscope --no-loadscope-reorder
OURS := $(PYTEST) -n $(WORKERS)
PROCTOR := $(PYTEST) -n 2

.PHONY: install book serve pdf zip instructors quick test test-all test-portable sphinx \
  test-proctor exercises check bench clean units-by-day pages-by-day proctor-by-day

install: $(STAMP)  ## create .venv, and install what is pinned

book: $(STAMP)  ## execute the chapters and build the pages
	$(BIN)/jupyter-book build . -W -n --keep-going -q
	@echo "The book: file://$(CURDIR)/_build/html/index.html (or: make serve)"

serve: book  ## show the book at http://localhost:8000
	$(BIN)/python -m tools.serve $(PORT)

pdf: book  ## print the book: _build/editions/neurons-measured.pdf (needs Chromium)
	$(BIN)/python -m tools.pdf

zip: book  ## pack the site to be read without a server or a network
	$(BIN)/python -m tools.offline

instructors: book  ## the book with solutions and rubrics, for nobody else: _build/instructors
	$(BIN)/python -m tools.instructors

quick: check  ## unit tests, lint, types: while you write
	$(OURS) -m "$(QUICK) and not built" tests
	$(PROCTOR) -m "$(QUICK)" proctor/tests

# Side by side: what needs no book does not wait for it, and what waits leaves the cores
# to what computes. A part that fails lets the others go on.
test: $(STAMP)  ## all that a release needs: units, pages, notebooks, the graders
	$(MAKE) -j4 -k --no-print-directory check units-by-day pages-by-day proctor-by-day

units-by-day: $(STAMP)
	$(OURS) -m "$(MOST) and not built" tests

pages-by-day: book
	$(OURS) -m "$(MOST) and built" tests/book

proctor-by-day: $(STAMP)
	$(PYTEST) -n 1 -m "$(MOST)" proctor/tests

test-all: check book  ## also: everything by stock nbgrader, every rule of axe
	$(OURS) --nbval --nbval-current-env --hypothesis-profile=nightly \
	  tests book/notebooks
	$(PROCTOR) --hypothesis-profile=nightly proctor/tests
	$(MAKE) test-portable

sphinx: book  ## build the pages by the newest plain Sphinx, and compare
	$(BIN)/python -m tools.plain_sphinx

test-portable: book  ## run the chapters as other processors would, and compare
	$(BIN)/python -m tools.portable

test-proctor: $(STAMP)  ## the confined grader alone: Linux with user namespaces
	$(PROCTOR) proctor/tests

exercises: $(STAMP)  ## solutions/*.ipynb, exercises/, and book/notebooks of the build
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
	$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q -c constraints.txt -e ".[dev]"
	$(BIN)/python -m pip install -q -c constraints.txt -e "./proctor[test]"
	@touch $@
