"""Shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Machines differ and the first example pays for spaCy's import: time is what benchmarks/ measures.
settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("ci", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tests neither use nor fill the cache of whoever runs them."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["APOLOGY_LINT_CACHE"] = str(folder)
    return folder
