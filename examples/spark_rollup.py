"""Roll up on Spark with the same three lines as on pandas, and compare the two.

Needs PySpark and Java 17 or later: pip install "odopkit[engines]".  On a cluster, take the session
that is there and the table that is there; the three lines stay.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from odopkit import aggregate_exports, collect_exports, dominance_table, load_illustrative_exports


def three_lines(flows: Any) -> pd.DataFrame:
    """Go from raw rows on any engine to the dominance of every district."""
    headings = aggregate_exports(flows, level=4)
    home = collect_exports(headings)
    return dominance_table(home, rule="as_published", level=4)


def start() -> Any:
    """Start Spark on this machine, reachable from this machine only."""
    sql = import_module("pyspark.sql")
    builder = sql.SparkSession.builder.master("local[2]").appName("odopkit")
    for key, value in {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
    }.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def main() -> int:
    """Write the illustrative table as parquet, read it with Spark, and compare."""
    try:
        import_module("pyspark")
        import_module("pyarrow")
    except ImportError as error:
        print(f'{error.name} is not installed; pip install "odopkit[engines]"')
        return 1
    if shutil.which("java") is None:
        print("Java is not installed; Spark needs version 17 or later (openjdk-17-jre-headless)")
        return 1
    flows = load_illustrative_exports()
    expected = three_lines(flows)
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "exports.parquet"
        flows.to_parquet(file)
        session = start()
        try:
            found = three_lines(session.read.parquet(str(file)))
        finally:
            session.stop()
    pd.testing.assert_frame_equal(found, expected, rtol=1e-12)
    print(found.head(8).to_string(index=False))
    print(f"\n{len(flows)} rows on Spark: all {len(found)} districts equal those from pandas")
    return 0


if __name__ == "__main__":
    sys.exit(main())
