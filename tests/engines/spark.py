"""A Spark session for the tests."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from engines.lacking import lacking, needs

__all__ = ["spark"]

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "Pacific/Chatham",  # so that a time taken for local is noticed
}


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """
    Start Spark and a Java for it, on two threads, and stop it after the file of tests.

    It needs pyspark (the extra `spark`) and Java 17 or later, on the path or at JAVA_HOME.
    """
    needs("pyspark")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        lacking("no Java was found: neither java nor JAVA_HOME")
    from pyspark.sql import SparkSession  # noqa: PLC0415  it need not be installed

    folder = tmp_path_factory.mktemp("spark")
    builder = SparkSession.builder.master("local[2]").appName("permmatrix")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.config("spark.sql.warehouse.dir", str(folder)).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its sockets to be collected
        session.stop()
