"""Customs records to the pair panel: seconds, memory and spill beside polars and pandas; see README.md."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pandas as pd
import polars as pl

from lib import facts
from lib.panels import customs, customs_records
from lib.panels.customs_rules import CustomsRules

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "panels"))
from customs_in_pandas import KEYS, MUNICIPALITIES, panel

COLUMNS = ["year", "hs_code", "city_code", "iso3", "value_usd", "quantity"]
SEED = 20220304


def known() -> tuple[pd.DataFrame, pd.Series, pd.DataFrame, pd.DataFrame]:
    """Cities, destinations, sections and headings of the facts, as the track ``original`` takes them."""
    cities = facts.load("cities").query("level != 'county'")
    return cities, facts.load("destinations")["iso3"], facts.load("hs_sections"), facts.load("hs_headings")


def with_ibis(file: Path, settings: argparse.Namespace) -> pd.DataFrame:
    """This project: DuckDB within its memory limit."""
    cities, _, sections, headings = known()
    found = customs.read(
        file,
        CustomsRules(cities=cities, sections=sections, headings=headings),
        memory_limit=settings.memory_limit,
        threads=settings.threads,
        temp_directory=settings.folder,
    )
    assert found.report.records == settings.rows
    return found.frame.drop(columns="quantities_missing")


def with_pandas(file: Path, settings: argparse.Namespace) -> pd.DataFrame:
    """Everything in memory, as most people would write it."""
    cities, partners, sections, headings = known()
    chapters = dict(zip(sections["chapter"].astype(int), sections["section"].astype(int), strict=True))
    records = pd.read_parquet(file, columns=COLUMNS)
    codes, named = set(cities["city_code"].astype(int)), set(headings["heading"].astype(int))
    found = panel(records, codes, set(partners), chapters, named)
    return found.astype({"iso3": "str"}).sort_values(KEYS, ignore_index=True)


def with_polars(file: Path, settings: argparse.Namespace) -> pd.DataFrame:
    """A lazy query on the streaming engine; the same rules, no report."""
    cities, partners, sections, headings = known()
    named = headings["heading"].astype(int)
    checked = named.floordiv(100).unique().tolist()
    codes = cities["city_code"].astype(int).tolist()
    chapters = pl.LazyFrame(
        {
            "chapter": sections["chapter"].astype(int).tolist(),
            "section": sections["section"].astype(int).tolist(),
        }
    )
    city, code, value = pl.col("city_code"), pl.col("hs_code"), pl.col("value_usd")
    above = (
        pl.when((city // 10_000).is_in(MUNICIPALITIES))
        .then(city // 10_000 * 10_000)
        .otherwise(city // 100 * 100)
    )
    full = pl.when(code.str.len_bytes() % 2 == 1).then("0" + code).otherwise(code)
    lines = (
        pl.scan_parquet(file)
        .select(COLUMNS)
        .with_columns(code.cast(pl.String), pl.col("iso3").cast(pl.String))
        .filter(pl.col("year").is_between(2002, 2015), pl.col("iso3").is_in(partners.tolist()))
        .filter(value > 0, value < 1e13, code.str.contains(r"^\d{5,10}$"))
        .with_columns(pl.when(city.is_in(codes)).then(city).otherwise(above).alias("city_code"))
        .filter(city.is_in(codes))
        .with_columns(full.str.slice(0, 4).cast(pl.Int16).alias("hs4"))
        .with_columns((pl.col("hs4") // 100).cast(pl.Int64).alias("chapter"))
        .filter(~pl.col("chapter").is_in(checked) | pl.col("hs4").is_in(named.tolist()))
        .join(chapters, on="chapter")
        .with_columns(pl.when(pl.col("quantity") > 0).then(pl.col("quantity")))
        .group_by(*KEYS, "hs4")
        .agg(pl.col("value_usd").sum(), pl.col("quantity").sum(), pl.col("section").first())
    )
    high_tech = pl.col("section").is_between(16, 22)
    found = (
        lines.group_by(KEYS)
        .agg(
            value.sum().alias("value"),
            pl.col("quantity").sum(),
            pl.len().alias("lines"),
            (100 * high_tech.sum() / pl.len()).alias("high_tech_share"),
            (100 * value.filter(high_tech).sum() / value.sum()).alias("high_tech_share_of_value"),
        )
        .with_columns(pl.when(pl.col("quantity") > 0).then(pl.col("quantity")))
        .sort(KEYS)
    )
    return found.collect(engine="streaming").to_pandas()


CONTENDERS = {"this project": with_ibis, "polars": with_polars, "pandas": with_pandas}


def peak_bytes() -> int:
    """Largest resident memory of this process so far."""
    [line] = [x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM")]
    return int(line.split()[1]) * 1024


def watch_spill(folder: Path, seen: list[int], stop: threading.Event) -> None:
    """Note the bytes below a folder every tenth of a second."""
    while not stop.wait(0.1):
        total = 0
        for path, _, names in os.walk(folder):
            for name in names:
                try:
                    total += (Path(path) / name).stat().st_size
                except FileNotFoundError:
                    continue
        seen.append(total)


def run(name: str, file: Path, settings: argparse.Namespace) -> None:
    """One contender in this process; its figures as JSON, its panel beside the records."""
    seen, stop = [0], threading.Event()
    with tempfile.TemporaryDirectory(dir=settings.folder) as folder:
        settings.folder = Path(folder)
        before = peak_bytes()
        watcher = threading.Thread(target=watch_spill, args=(settings.folder, seen, stop))
        watcher.start()
        wall, cpu = time.perf_counter(), time.process_time()
        frame = CONTENDERS[name](file, settings)
        figures = {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        stop.set()
        watcher.join()
    frame.to_parquet(file.with_name(f"{name}.parquet"))
    print(json.dumps({**figures, "peak": peak_bytes(), "before": before, "spill": max(seen)}))


def in_own_process(name: str, file: Path, settings: argparse.Namespace) -> dict:
    """Figures of a contender that has a process for itself."""
    command = [sys.executable, __file__, "--run", name, "--file", str(file), "--rows", str(settings.rows)]
    command += ["--threads", str(settings.threads), "--memory-limit", settings.memory_limit]
    environment = {**os.environ, "POLARS_MAX_THREADS": str(settings.threads)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        return {
            "remark": done.stderr.strip().splitlines()[-1] if done.stderr else f"ended with {done.returncode}"
        }
    return json.loads(done.stdout.splitlines()[-1])


def table(figures: dict[str, dict], folder: Path) -> str:
    """The figures as Markdown, with the ratio to this project's seconds and the difference of the panels."""
    ours = pd.read_parquet(folder / "this project.parquet")
    rows = ["| | wall, s | CPU, s | peak memory, MB | spill, MB | times our wall | panels differ by |",
            "|---|---:|---:|---:|---:|---:|---|"]  # fmt: skip
    for name, got in figures.items():
        if "remark" in got:
            rows.append(f"| {name} | - | - | - | - | - | {got['remark']} |")
            continue
        theirs = pd.read_parquet(folder / f"{name}.parquet")[list(ours.columns)]
        differ = "other rows" if len(theirs) != len(ours) else f"{difference(theirs, ours):.0e}"
        ratio = got["seconds"] / figures["this project"]["seconds"]
        rows.append(f"| {name} | {got['seconds']:.1f} | {got['cpu']:.1f} | {got['peak'] / 1e6:.0f} | "
                    f"{got['spill'] / 1e6:.0f} | {ratio:.2f} | {differ} |")  # fmt: skip
    return "\n".join(rows)


def difference(theirs: pd.DataFrame, ours: pd.DataFrame) -> float:
    """Largest relative difference of any cell; infinite where one has a cell and the other has none."""
    largest = 0.0
    for name in ours:
        a, b = theirs[name], ours[name]
        if name == "iso3":
            largest = max(largest, 0.0 if (a == b).all() else float("inf"))
        else:
            if not a.isna().equals(b.isna()):
                return float("inf")
            largest = max(largest, ((a - b).abs() / b.abs().clip(lower=1e-300)).where(a != b, 0.0).max())
    return largest


def main() -> None:
    """Write the records, run each contender, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory-limit", default="4GB")
    parser.add_argument("--contenders", default=",".join(CONTENDERS))
    parser.add_argument(
        "--folder", type=Path, help="where the records are written; a temporary folder by default"
    )
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    settings = parser.parse_args()
    if settings.run:
        return run(settings.run, settings.file, settings)
    with tempfile.TemporaryDirectory(dir=settings.folder) as folder:
        file = Path(folder) / "records.parquet"
        cities, partners, sections, headings = known()
        begin = time.perf_counter()
        world = customs_records.world(cities, partners, sections, seed=SEED, headings=headings)
        customs_records.write(file, world, settings.rows, seed=SEED)
        seconds = time.perf_counter() - begin
        print(f"{settings.rows:,} records, {file.stat().st_size / 1e6:.0f} MB, written in {seconds:.0f} s "
              f"with at most {peak_bytes() / 1e6:.0f} MB of memory")  # fmt: skip
        print(f"load average before: {os.getloadavg()[0]:.1f}", flush=True)
        figures = {}
        for name in settings.contenders.split(","):
            figures[name] = in_own_process(name, file, settings)
            print(f"{name}: {figures[name]}", flush=True)
        print(f"load average after: {os.getloadavg()[0]:.1f}\n")
        print(table(figures, Path(folder)))


if __name__ == "__main__":
    main()
