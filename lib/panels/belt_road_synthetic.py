"""The Belt and Road panel at the printed number of observations: drawn outcomes, tables 3 to 8 planted.

`build` gives the panel of the track ``semi_synthetic``: 291 product lines of nine countries in 21 years, so
6,111 rows; `draw` the same with what was planted, under other seeds and other noise. The lines are a reading:
6,111 is 291 times 21, and the paper does not say of what. What is real and what is drawn stands in
`provenance`, what of the printed numbers the panel cannot have in `shortfall` and `sharing`. Results on this
panel check the code and teach the method; they say nothing about trade.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lib import facts, paths, published
from lib.panels import belt_road_synthetic_planting as planting
from lib.panels import belt_road_synthetic_regressors as regressors
from lib.panels import contract
from lib.panels.belt_road import COUNTRIES, SHOWN, YEARS, bri
from lib.panels.belt_road_columns import INTERACTION, OUTCOMES, TREATMENT, printed_columns
from lib.panels.belt_road_synthetic_design import N_LINES, N_ROWS, lines_by_country, variance
from lib.panels.belt_road_synthetic_noise import Noise
from lib.panels.belt_road_synthetic_planting import Planted

SEED = 2026
KEYS = ("line", "year")
CATEGORIES = (
    "aerospace",
    "computers",
    "communications",
    "medicine",
    "instruments",
    "electrical_machinery",
    "chemicals",
)
REGRESSORS = (TREATMENT, *regressors.REAL, *regressors.DRAWN, INTERACTION)
# Logs of US$ a line and year; the other outcomes have no unit. No coefficient depends on them.
LEVELS = {"ln_exports": 14.0, "ln_imports": 13.0}
_EFFECTS_SEED, _LINES_SEED = 2003, 2023
_BY_CATEGORY = 0.5  # of a line's lasting part, in trade: how its category trades in table 1
_SOURCES = (
    paths.FACTS / "country_year.csv",
    paths.FACTS / "china_ties.csv",
    paths.PUBLISHED / "belt_road.csv",
    paths.DESIGN,
)


@dataclass(frozen=True)
class Drawn:
    """A semi-synthetic panel with what is known of it because it was drawn.

    Attributes
    ----------
    panel : DataFrame
        ``line``, ``iso3``, ``year``, ``category``, the printed terms, the outcomes.
    cells : DataFrame
        The 189 country-years with ``lines`` and the printed terms.
    planted : tuple of Planted
        The outcomes' means in the cells, the printed columns that hold on each, the sizes of their noise.
    seed : int
    """

    panel: pd.DataFrame
    cells: pd.DataFrame
    planted: tuple[Planted, ...]
    seed: int


def build() -> pd.DataFrame:
    """The panel of the track ``semi_synthetic``, of the default seed, validated."""
    return validate(draw().panel)


def draw(
    *,
    seed: int = SEED,
    noise: Noise | None = None,
    scale: float = 1.0,
    outcomes: Sequence[str] | None = None,
) -> Drawn:
    """Draw a panel.

    Parameters
    ----------
    seed : int
        Of the noise. The same seed gives the same panel, byte for byte; regressors, effects of country and
        year and the lasting parts of lines are the same under every seed.
    noise : Noise, optional
        Its composition: by default 45 % of the error's variance stays with the line, 10 % is a shock that the
        lines of a country share in a year, with an autocorrelation of 0.5, 45 % is the row's own.
    scale : float
        What the noise is multiplied with; 0 leaves the means, in which every printed regression finds its
        printed coefficients.
    outcomes : sequence of str, optional
        Only these columns of outcomes are drawn, with the same numbers as among all; one is fastest.

    Raises
    ------
    ValueError
        An argument is out of its range.
    """
    noise = noise or Noise()
    fixed = _fixed(noise)
    names = [one.name for one in fixed.planted]
    unknown = [name for name in outcomes or () if name not in names]
    if unknown or isinstance(outcomes, str) or (outcomes is not None and not len(outcomes)):
        raise ValueError(f"outcomes={outcomes!r}: give a tuple of {', '.join(names)}")
    if not (np.isfinite(scale) and scale >= 0):
        raise ValueError(f"scale={scale}: give a number from 0 on")
    chosen = [one for one in fixed.planted if outcomes is None or one.name in outcomes]
    parts = {one.plain: _noise(fixed, one.plain, noise, seed) for one in chosen}
    cell = fixed.keys["cell"].to_numpy()
    panel = fixed.keys.drop(columns="cell")
    panel = panel.assign(**{name: fixed.cells[name].to_numpy()[cell] for name in REGRESSORS})
    drawn = {}
    for one in chosen:
        sizes = np.sqrt([one.sizes.line, one.sizes.shared, one.sizes.own])
        error = sum(size * part for size, part in zip(sizes, parts[one.plain], strict=True))
        drawn[one.name] = LEVELS.get(one.plain, 0.0) + one.mean[cell] + scale * error
    panel = pd.concat([panel, pd.DataFrame(drawn, index=panel.index)], axis=1)
    panel.attrs["track"] = "semi_synthetic"  # a saved copy says what it is
    return Drawn(panel, fixed.cells, fixed.planted, seed)


def validate(panel: pd.DataFrame) -> pd.DataFrame:
    """The panel sorted by `KEYS`, after every rule has been checked."""
    outcomes = [name for name in panel.columns if name not in {*_FIXED, *REGRESSORS}]
    schema = pa.DataFrameSchema(
        {**_FIXED, **{name: pa.Column(float, _FINITE) for name in (*REGRESSORS[1:], *outcomes)}},
        strict=True,
        name="belt_road_synthetic",
    )
    return contract.validate(
        panel,
        schema,
        keys=KEYS,
        twice="a line and year stand there twice; draw the panel again",
        shown=f"{SHOWN}, track semi_synthetic",
        contract="lib.panels.belt_road_synthetic",
        rules=_rules,
    )


_FINITE = pa.Check(np.isfinite, name="finite", description="is not a finite number")
_FIXED = {
    "line": pa.Column(str, pa.Check.str_matches(r"^[A-Z]{3}-\d\d$")),
    "iso3": pa.Column(str, pa.Check.isin(COUNTRIES)),
    "year": pa.Column(int, pa.Check.isin(YEARS)),
    "category": pa.Column(str, pa.Check.isin(CATEGORIES)),
    TREATMENT: pa.Column(int, pa.Check.isin([0, 1])),
}


def _rules(panel: pd.DataFrame):
    yield panel[TREATMENT] != bri(panel), "bri is not 1 exactly for the treated from 2013 on"
    for name in REGRESSORS:
        yield (
            contract.varies(panel, [panel["iso3"], panel["year"]], name),
            f"{name} is not the same in every line of the country and year",
        )
    for name in ("iso3", "category"):
        yield contract.varies(panel, "line", name), f"{name} is not the same in every row of the line"
    short = panel.groupby("line")["year"].transform("size") != len(YEARS)
    yield short | (panel["line"].nunique() != N_LINES), f"not {N_LINES} lines in {len(YEARS)} years each"


def shortfall(drawn: Drawn | None = None) -> pd.DataFrame:
    """Printed beside planted numbers, and what the standard errors should be, one row a term of each column.

    Parameters
    ----------
    drawn : Drawn, optional
        By default the panel of the track.

    Returns
    -------
    DataFrame with ``exhibit``, ``column``, ``outcome`` (the panel's column), ``term``; ``printed`` and
    ``planted``, the coefficient of the printed regression in the means, without noise; ``se_printed``;
    ``se_rows``, the standard error of independent rows as it is expected on the panel; ``se_ratio``, the
    second over the first; ``se_draws``, the standard deviation of the coefficient over draws of the noise;
    ``r2_printed`` (NaN where none is) and ``r2``, expected.
    """
    drawn = drawn or draw(outcomes=("ln_exports",))
    rows = []
    for one in drawn.planted:
        for column in one.columns:
            of = regressors.design(column, drawn.cells)
            left = variance(of.left(one.mean), of.weights) + one.sizes.left(of)
            total = variance(one.mean, of.weights) + one.sizes.total
            columns = {
                "printed": list(column.planted.values()),
                "planted": of.rows @ one.mean,
                "se_printed": list(column.std_errors.values()),
                "se_rows": of.std_errors(left * N_ROWS / (N_ROWS - of.parameters)),
                "se_draws": one.sizes.std_errors(of),
            }
            r2 = {"r2_printed": np.nan if column.r2 is None else column.r2, "r2": 1 - left / total}
            keys = {"exhibit": column.exhibit, "column": column.column, "outcome": one.name}
            rows.append(pd.DataFrame({**keys, "term": column.terms, **columns, **r2}))
    found = pd.concat(rows, ignore_index=True)
    found.insert(8, "se_ratio", found["se_rows"] / found["se_printed"])
    order = {(c.exhibit, c.column): place for place, c in enumerate(printed_columns())}
    place = [order[key] for key in zip(found["exhibit"], found["column"], strict=True)]
    return found.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def sharing() -> pd.DataFrame:
    """Which printed columns could hold on one outcome: `belt_road_synthetic_planting.sharing`."""
    return planting.sharing(_fixed(Noise()).cells)


def provenance() -> pd.DataFrame:
    """What is real and what is drawn in the panel, one row a column or a group of columns.

    Returns
    -------
    DataFrame with ``column``, ``origin`` (real, drawn, design) and ``how``.
    """
    return pd.DataFrame(_PROVENANCE, columns=["column", "origin", "how"])


_WDI = "country_year"
_BY_SE = "spread by the printed standard errors"
_PROVENANCE = [
    ("line", "drawn", "291 lines, 32 or 33 a country: a reading of 6,111 observations"),
    ("iso3", "real", "the paper's nine countries"),
    ("year", "real", "2003-2023"),
    ("category", "drawn", "the paper's seven categories in turn"),
    ("bri", "design", "the paper's: treated countries from 2013 on"),
    *((name, "real", _WDI) for name in regressors.REAL),
    ("ln_road_density", "drawn", f"level of the country, common rise, own part; {_BY_SE} of table 3"),
    *((name, "drawn", f"answers the treatment; {_BY_SE} of table 6") for name in regressors.MECHANISMS),
    ("inequality", "drawn", f"level of the country, own part; {_BY_SE} of table 8"),
    (INTERACTION, "design", "product of bri and inequality, centred over the treated country-years"),
    (
        "outcomes",
        "drawn",
        "printed coefficients, effects of country and year, noise; one for one column or a few",
    ),
]


@dataclass(frozen=True)
class _Fixed:
    """What every draw has in common: cells, means, keys of the rows, lasting parts of lines by outcome."""

    cells: pd.DataFrame
    planted: tuple[Planted, ...]
    keys: pd.DataFrame
    lines: dict[str, np.ndarray]


def _fixed(noise: Noise) -> _Fixed:
    """Made once for a composition of the noise and the files as they are."""
    checksums = tuple(facts.sha256(path) for path in _SOURCES)
    for path, checksum in zip(_SOURCES, checksums, strict=True):
        facts.register(path, checksum)
    return _made(noise, checksums)


@cache
def _made(noise: Noise, _checksums: tuple[str, ...]) -> _Fixed:
    cells, keys = regressors.frame(), _keys()
    lines = {plain: _lines(plain, place, keys) for place, plain in enumerate(OUTCOMES.values())}
    return _Fixed(cells, planting.plant(cells, noise, _EFFECTS_SEED), keys, lines)


def _keys() -> pd.DataFrame:
    """``line``, ``iso3``, ``year``, ``category`` and the place of each row's cell, sorted by `KEYS`."""
    rows = []
    for place, (iso3, lines) in enumerate(lines_by_country().items()):
        for number in range(lines):
            category = CATEGORIES[number % len(CATEGORIES)]
            for when, year in enumerate(YEARS):
                cell = place * len(YEARS) + when
                rows.append((f"{iso3}-{number + 1:02d}", iso3, year, category, cell))
    return pd.DataFrame(rows, columns=["line", "iso3", "year", "category", "cell"])


def _noise(fixed: _Fixed, plain: str, noise: Noise, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """An outcome's lasting parts of lines, shared shocks and own errors in the rows, of variance one."""
    rng = np.random.default_rng([seed, list(OUTCOMES.values()).index(plain)])
    shared = noise.draw_shared(fixed.cells, rng)[fixed.keys["cell"].to_numpy()]
    return fixed.lines[plain], shared, rng.normal(size=len(fixed.keys))


def _lines(plain: str, place: int, frame: pd.DataFrame) -> np.ndarray:
    """What stays with a line: mean zero and variance one in every country; in trade partly its category's."""
    lines = frame.drop_duplicates("line").reset_index(drop=True)
    values = pd.Series(np.random.default_rng([_LINES_SEED, place]).normal(size=len(lines)))
    if plain in LEVELS:
        trade = np.log(lines["category"].map(_mean_trade()))
        values = (
            np.sqrt(1 - _BY_CATEGORY) * values + np.sqrt(_BY_CATEGORY) * (trade - trade.mean()) / trade.std()
        )
    by_country = values.groupby(lines["iso3"])
    values = (values - by_country.transform("mean")) / by_country.transform(lambda x: x.std(ddof=0))
    return frame["line"].map(dict(zip(lines["line"], values, strict=True))).to_numpy()


def _mean_trade() -> dict[str, float]:
    """Average trade of each category in table 1, 10,000 US$."""
    cells = published.load("belt_road")
    own = cells[(cells["exhibit"] == "table_1") & (cells["statistic"] == "mean_trade_10kusd")]
    return {cell.term: float(cell.printed) for cell in own.itertuples()}
