"""Acme's own rules for apology-lint, and the one kind of check that they need Python for."""

from __future__ import annotations

from pathlib import Path

from acme_apology_lint.incident import OneIncident
from apology_lint import Plugin

plugin = Plugin(rules=Path(__file__).parent / "rules", kinds={"acme-one-incident": OneIncident})
