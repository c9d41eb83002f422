"""``python -m apology_lint``."""

from apology_lint.cli import main

main(prog_name="apology-lint")
