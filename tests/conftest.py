"""Shared by all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# Machines differ and the first example pays for spaCy's import: time is what benchmarks/ measures.
settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("ci", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")
