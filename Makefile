# Two commands do everything, on a fresh machine too:
#
#   make build     sets up what is missing, then makes this repository's own publication: build/
#   make test      sets up what is missing, then proves that it all works
#
# What setting up means is in .ci/setup. This file keeps to GNU make 3.81, the one that macOS has.

BIN := .venv/bin
SETUP := pyproject.toml locks/run.txt locks/dev.txt .ci/setup

# Homebrew's libraries on Apple silicon lie where the system does not look.
ifneq ($(wildcard /opt/homebrew/lib),)
export DYLD_FALLBACK_LIBRARY_PATH := /opt/homebrew/lib:/usr/local/lib:/usr/lib
endif

.PHONY: build test fuzz check format docs site bench release clean

build: .venv/.ready-run                     ## the publication: PDFs and EPUBs in build/
	@$(BIN)/publish build $(ARGS)

test: .venv/.ready-dev                      ## the tests; ARGS="-k galley -x" chooses among them
	@$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

fuzz: .venv/.ready-dev                      ## strangers' bytes at every door for 15 minutes each; ARGS="-k reader --fuzz-seconds 60"
	@$(BIN)/pytest -q -s -n 2 --fuzz-seconds 900 tests/fuzz $(ARGS)

check: .venv/.ready-dev                     ## lint, types, architecture, spelling, docs
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	@over=$$($(BIN)/radon cc -n D -s publish) && [ -z "$$over" ] || { echo "over a complexity of 20: $$over"; exit 1; }
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/validate-pyproject pyproject.toml
	$(BIN)/deptry .
	$(BIN)/cog --check README.md docs/*.md

format: .venv/.ready-dev                    ## mends what `check` can mend by itself
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

docs: .venv/.ready-dev                      ## writes the generated parts of README and docs/ again
	$(BIN)/cog -r README.md docs/*.md

site: .venv/.ready-dev                      ## the documentation as a site: build/site/index.html
	@$(BIN)/sphinx-build -W --keep-going -q docs build/site

bench: .venv/.ready-dev                     ## how fast it is beside others; first with ARGS=--install
	@$(BIN)/python -m benchmarks $(ARGS)

release: .venv/.ready-dev                   ## what a release consists of: the wheel and the list of all that is in it (SBOM), in dist/
	@.ci/release

clean:                                      ## as cloned: no .venv, an empty build/
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find build -mindepth 1 -not -name .gitignore -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.ready-run: $(SETUP)
	@.ci/setup run

.venv/.ready-dev: $(SETUP)
	@.ci/setup dev
