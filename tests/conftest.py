"""Shared by all tests."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

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


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A cluster of two executors on this machine, processes of their own that import this checkout; on
    the loopback address alone. Of Spark's files nothing outlives it."""
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Spark needs Java, and there is none on this machine")
    pyspark = pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    home = tmp_path_factory.mktemp("spark")
    for name in (
        "bin",
        "jars",
    ):  # executors keep their logs in the home of Spark, which is an installed package
        (home / name).symlink_to(Path(pyspark.__file__).parent / name)
    tests = Path(__file__).parent
    lean = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
    options = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": lean,
        "spark.driver.host": "127.0.0.1",
        "spark.executor.extraJavaOptions": lean,
        "spark.executorEnv.PYTHONPATH": os.pathsep.join((str(tests.parent / "src"), str(tests))),
        "spark.local.dir": str(home / "local"),
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(home / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SPARK_HOME", str(home))
        environment.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        environment.setenv("PYSPARK_PYTHON", sys.executable)
        session = SparkSession.builder.master("local-cluster[2,1,1024]").config(map=options).getOrCreate()
        yield session
        session.stop()
