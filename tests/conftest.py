"""Shared by all tests."""

from __future__ import annotations

import os
import sysconfig
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


@pytest.fixture(scope="session")
def lent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables with which a new Python environment has all that this one has installed, so that pip
    need not fetch it again, but not apology-lint itself."""
    folder = tmp_path_factory.mktemp("lent")
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith("apology_lint") and path.suffix != ".pth":
            (folder / path.name).symlink_to(path)
    return os.environ | {"PYTHONPATH": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
