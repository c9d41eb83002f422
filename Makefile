# Two commands do everything on a machine that has Python 3.11 (or newer) and make:
#   make demo   sets up .venv and checks a shipped example
#   make test   sets up .venv and runs every check that CI runs
# Another Python: make test PYTHON=python3.12
# Other mail for the comparison with other linters: make bench MESSAGES=folder

PYTHON ?= python3
BIN := .venv/bin
MESSAGES ?= examples
NODE_PEERS := write-good alex textlint textlint-plugin-html textlint-rule-write-good textlint-rule-alex

.PHONY: demo test golden docs picture bench clean

# The draft is a bad one: findings (exit status 1) are what the demo is to show.
demo: .venv/ready
	@$(BIN)/apology-lint examples/outage/bad.html || test $$? -eq 1

test: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --numprocesses auto --cov --cov-report=term:skip-covered --cov-fail-under=95

golden: .venv/ready-dev
	UPDATE_GOLDEN=1 $(BIN)/python -m pytest tests/test_formats.py tests/test_cross_fire.py tests/test_machine_formats.py

docs: .venv/ready-dev
	$(BIN)/python docs/rule_pages.py

picture: .venv/ready-dev
	$(BIN)/python docs/picture.py

# The peers are fetched for the comparison only: proselint with pip, the others with npm where there is one.
bench: .venv/ready-dev
	$(BIN)/python -m venv .venv/peers
	.venv/peers/bin/python -m pip install --quiet --disable-pip-version-check proselint
	if command -v npm >/dev/null; then npm install --silent --prefix .venv/peers $(NODE_PEERS); fi
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/peers.py $(MESSAGES) --peers .venv/peers

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "apology-lint needs Python 3.11 or newer; try: make demo PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[audience]'
	@touch $@

.venv/ready-dev: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv
