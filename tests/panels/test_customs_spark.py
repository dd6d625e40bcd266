"""The same expressions on Spark: the same panel, row for row, and the same report."""

import importlib.util
import shutil
import warnings

import ibis
import pandas as pd
import pytest
from test_customs import own_rules

from lib.panels import customs, customs_records, customs_sources
from lib.schemas.iso3166 import ISO_3166

ROWS = 20_000
MISSING = [
    what
    for what, there in {
        "Java": shutil.which("java"),
        "pyspark (pip install -r requirements-scale.txt)": importlib.util.find_spec("pyspark"),
    }.items()
    if not there
]
pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)}"),
]


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """The same records as CSV and as Parquet files in a folder of folders."""
    folder = tmp_path_factory.mktemp("spark")
    rules = own_rules()
    world = customs_records.world(rules.cities, pd.Series(sorted(ISO_3166)[:90]), rules.sections, seed=4)
    customs_records.write(folder / "records.parquet", world, ROWS, seed=4)
    whole = pd.read_parquet(folder / "records.parquet")
    whole.to_csv(folder / "records.csv", index=False)
    for year, part in whole.groupby(whole["year"].fillna(0) // 5):
        (folder / "parts" / f"{year:.0f}").mkdir(parents=True)
        part.to_parquet(folder / "parts" / f"{year:.0f}" / "records.parquet")
    return folder


@pytest.fixture(scope="module")
def spark():
    """A Spark of this process with two threads."""
    session = pytest.importorskip("pyspark.sql").SparkSession
    builder = session.builder.master("local[2]").appName("customs")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.driver.memory": "1g",
        "spark.log.level": "ERROR",
    }.items():
        builder = builder.config(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySpark says at every turn that pandas 3 is new to it
        running = builder.getOrCreate()
        yield ibis.pyspark.connect(running)
    running.stop()


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
@pytest.mark.parametrize("name", ["parts", "records.csv"])
def test_spark_gives_the_panel_and_the_report_of_duckdb(records, spark, name):
    wanted = customs.read(records / name, own_rules())
    table = customs_sources.records(spark, records / name)
    found = customs.pair_panel(table, own_rules())
    assert found.report.records == ROWS and len(found.frame) > ROWS / 4
    # Cents and grams are added as whole numbers, so nothing is left to the order of addition.
    pd.testing.assert_frame_equal(found.frame, wanted.frame, check_exact=True)
    pd.testing.assert_frame_equal(found.report.tidy(), wanted.report.tidy(), check_exact=True)
    pd.testing.assert_frame_equal(found.report.unknown, wanted.report.unknown)
