# make run   the site on http://127.0.0.1:5000 with the demonstration district
# make test  every check: lint, types, templates, tests on SQLite and PostgreSQL, tests in a browser
# Both install what they need into .venv, from lock files with hashes.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet install --require-hashes

.PHONY: run test lint types templates models postgresql whole browser chaos chaos-server growth load format lock bench crawl audit pictures clean

run: .venv/run.stamp
	@.ci/packages pdf
	HONGLIN_DEVELOPMENT=1 $(BIN)/python app.py

test: .venv/dev.stamp
	@$(MAKE) --no-print-directory --jobs 2 lint types templates
	@$(MAKE) --no-print-directory models postgresql whole browser
	@echo "make test: all passed"

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive app.py models views

types: .venv/dev.stamp
	$(BIN)/mypy

templates: .venv/dev.stamp
	$(BIN)/djlint --quiet --lint templates

# Unit tests: under a minute on each database
models: .venv/dev.stamp
	@.ci/packages pdf pictures
	$(BIN)/pytest -rs -n 2 -m "not whole" tests/models tests/views

postgresql: .venv/dev.stamp
	@.ci/packages pdf pictures
	$(BIN)/pytest -rs -n 2 -m "not whole" --db=postgresql tests/models tests/views

# What builds, walks or prints the whole product, on both databases but for what is about paper alone; in one run with the others it takes longer
whole: .venv/dev.stamp
	@.ci/packages pdf pictures
	$(BIN)/pytest -rs -n 2 --dist worksteal -m whole tests/models tests/views tests/bench
	$(BIN)/pytest -rs -n 2 --dist worksteal -m "whole and not paper" --db=postgresql tests/models tests/views

browser: .venv/dev.stamp
	@.ci/packages pdf browser pictures
	$(BIN)/pytest -rs -n 2 --dist loadfile tests/browser tests/chaos

format: .venv/dev.stamp
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: .venv/dev.stamp
	@.ci/packages pdf browser
	@for bench in $(filter-out %_growth.py %_load.py,$(wildcard tests/bench/bench_*.py)); do $(BIN)/python -m tests.bench.$$(basename $$bench .py) || exit 1; done

# The page by three printers, milliseconds and kilobytes each
bench-print: .venv/dev.stamp
	@.ci/packages pdf browser
	$(BIN)/python -m tests.bench.bench_pdf

# A thousand entries over a bad line; ENTRIES=, SEED= and BREAK= (receipt, key, owner) change the run
chaos: .venv/dev.stamp
	@.ci/packages pdf browser
	$(BIN)/python -m tests.chaos.run $(if $(ENTRIES),--entries $(ENTRIES)) $(if $(SEED),--seed $(SEED)) $(if $(BREAK),--break $(BREAK))

# A hostile walk of 20,000 requests as every role at once; REQUESTS= and SEED= change it
crawl: .venv/dev.stamp
	$(BIN)/python -m tests.hostile.run $(if $(REQUESTS),--requests $(REQUESTS)) $(if $(SEED),--seed $(SEED))

# What is known against the locked packages; needs a network that reaches pypi.org
audit: .venv/dev.stamp
	@[ -x $(BIN)/pip-audit ] || $(BIN)/pip --disable-pip-version-check --quiet install pip-audit
	$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements.lock

# Saves under load: 200 kill -9 of the server on SQLite and on PostgreSQL, then a primary killed and its standby promoted
chaos-server: .venv/dev.stamp
	@.ci/packages pdf
	$(BIN)/python -m tests.chaos.saves $(if $(SAVES),--saves $(SAVES)) $(if $(KILLS),--kills $(KILLS))
	$(BIN)/python -m tests.chaos.failover

# Ten million visits beside a hundred thousand; five minutes of 500 workers
growth load: .venv/dev.stamp
	@.ci/packages pdf
	$(BIN)/python -m tests.bench.bench_$@

pictures: .venv/dev.stamp
	@.ci/packages pdf browser pictures
	$(BIN)/python -m tests.browser.pictures

# The lock files hold for every supported Python and platform, and name no package index. UPGRADE=--upgrade takes the newest of all.
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet $(UPGRADE)

lock: .venv/python.stamp
	@[ -x $(BIN)/uv ] || $(BIN)/pip --disable-pip-version-check --quiet install uv
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --output-file requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Honglin needs Python 3.11 or later")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: requirements.lock | .venv/python.stamp
	$(PIP) -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/python.stamp
	$(PIP) -r requirements-dev.lock
	@touch $@
