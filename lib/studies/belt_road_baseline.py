"""Tables 3 and 4 of the Belt and Road paper, on the counterpart's totals and on the track's own panel."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from lib.estimators import fixed_effects
from lib.estimators.fixed_effects import FixedEffectsResult, FixedEffectsSpec
from lib.panels import belt_road_synthetic as synthetic
from lib.panels import belt_road_synthetic_regressors as on_cells
from lib.panels.belt_road import EVENT_YEAR, TREATED, YEARS
from lib.panels.belt_road_columns import BASELINE_CONTROLS, TREATMENT, Column, printed_columns
from lib.results import TIDY, tidy_rows
from lib.studies.belt_road_choices import one_sided
from lib.studies.belt_road_placebo import PAPER, every_choice, nine

SERIES = {
    "exports": ("exports_baci", "exports_nbs"),
    "imports": ("imports_baci", "imports_nbs", "imports_dots"),
}
MAIN_SERIES = {outcome: names[0] for outcome, names in SERIES.items()}
ROADS, RAILWAYS = "ln_road_density", "ln_rail_density"
COMMON_YEARS = (2011, 2019)  # in which BACI, NBS and DOTS all have figures
CLUSTERED = {"clustered": ["iso3"]}
Found = Mapping[Column, FixedEffectsResult]


def without_roads(column: Column) -> Column:
    """The printed regression less road density, which is not public."""
    return replace(column, terms=tuple(term for term in column.terms if term != ROADS))


def counterpart(panel: pd.DataFrame, column: Column, series: str, *, railways: bool = False) -> pd.DataFrame:
    """Rows and variables of a printed regression on trade in all goods.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    column : Column
    series : str
        One of `SERIES`, in whose logarithm the outcome is.
    railways : bool
        Railway density in the place of road density, which is left out otherwise.
    """
    kept = column if railways else without_roads(column)
    instead = {"y": f"ln_{series}"} | ({ROADS: RAILWAYS} if ROADS in kept.terms else {})
    return kept.frame(nine(panel), instead)


def estimate(
    frame: pd.DataFrame, column: Column, covariance: str | Mapping = CLUSTERED, weights: str | None = None
) -> FixedEffectsResult:
    """A printed regression on the rows of `Column.frame`; terms that the frame lacks are left out.

    Logarithms of flows of zero that are left out, and countries without a row before or after the event, are
    among the notes.
    """
    terms = tuple(term for term in column.terms if term in frame)
    spec = FixedEffectsSpec("y", terms, column.effects, covariance, weights, unit="iso3")
    return _noted(fixed_effects.estimate(frame, spec), frame, column)


def _noted(result: FixedEffectsResult, frame: pd.DataFrame, column: Column) -> FixedEffectsResult:
    notes = [*result.notes]
    if zero := frame.attrs.get("zero"):
        notes.append(f"{zero} row(s) left out: the logarithm of a flow of zero; Poisson keeps them")
    if "iso3" in column.effects and TREATMENT in column.terms:
        notes += one_sided(frame, column.event_year)
    return replace(result, notes=tuple(notes))


def totals(panel: pd.DataFrame, exhibit: str = "table_3") -> dict[Column, FixedEffectsResult]:
    """Every column of a printed table on trade in all goods by BACI, errors clustered by country."""
    found = {}
    for column in printed_columns(exhibit):
        found[column] = estimate(counterpart(panel, column, MAIN_SERIES[column.outcome]), column)
    return found


def estimate_all(
    panel: pd.DataFrame, columns: Iterable[Column], covariance: str | Mapping = "iid"
) -> dict[Column, FixedEffectsResult]:
    """Printed regressions on the track's own panel; terms without a figure in it are left out."""
    return {column: estimate(own_frame(panel, column), column, covariance) for column in columns}


def own_frame(panel: pd.DataFrame, column: Column) -> pd.DataFrame:
    """Rows and variables of a printed regression on the track's own panel, without roads if it has none."""
    absent = ROADS not in panel or panel[ROADS].isna().all()
    return (without_roads(column) if absent else column).frame(panel)


def noise_free() -> pd.DataFrame:
    """The semi-synthetic panel without noise, in which every printed regression has what is printed."""
    return synthetic.draw(scale=0.0).panel


def sizes(exhibit: str) -> pd.DataFrame:
    """Printed observations ``n`` and R squared ``r2`` of a table, by column."""
    columns = printed_columns(exhibit)
    rows = {column.column: {"n": column.nobs, "r2": column.r2} for column in columns}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("column")


def tidy(found: Found, track: str, exhibit: str | None = None) -> pd.DataFrame:
    """Tidy rows of regressions of one table, ``exhibit`` in the place of the printed table's name."""
    parts = [
        result.tidy(paper=PAPER, exhibit=exhibit or column.exhibit, column=column.column, track=track)
        for column, result in found.items()
    ]
    rows = pd.concat(parts, ignore_index=True)
    return rows[rows["term"] != fixed_effects.CONSTANT].reset_index(drop=True)[TIDY]


def series_table(panel: pd.DataFrame) -> pd.DataFrame:
    """The treatment's coefficient with both effects by series, years and controls.

    Returns
    -------
    DataFrame, a row an outcome, series and span: ``outcome``, ``series``, ``span`` (the series' own or the
    common years), ``years``, and for each of ``none`` (the effects alone), ``controls`` (population, income,
    growth) and ``railways`` (and railway density) the ``coef``, ``se``, ``p``, ``n`` and ``choices`` (p-value
    over every choice of as many treated countries), as ``coef none`` and so on.
    """
    columns = {column.outcome: column for column in printed_columns("table_3") if "iso3" in column.effects}
    rows = []
    for outcome, names in SERIES.items():
        for series in names:
            for span, years in (("own", YEARS), ("common", range(COMMON_YEARS[0], COMMON_YEARS[1] + 1))):
                rows.append(_by_controls(panel[panel["year"].isin(years)], columns[outcome], series, span))
    return pd.DataFrame(rows)


def _by_controls(panel: pd.DataFrame, column: Column, series: str, span: str) -> dict:
    bare = replace(column, terms=(TREATMENT,))
    frames = {
        "none": (bare, counterpart(panel, bare, series)),
        "controls": (column, counterpart(panel, column, series)),
        "railways": (column, counterpart(panel, column, series, railways=True)),
    }
    years = frames["none"][1]["year"]
    row = {"outcome": column.outcome, "series": series, "span": span, "years": f"{years.min()}-{years.max()}"}
    for name, (regression, frame) in frames.items():
        result = estimate(frame, regression)
        line = result.summary().loc[TREATMENT]
        row |= {f"{key} {name}": line[key] for key in ("coef", "se", "p")} | {f"n {name}": result.nobs}
    own, outcome = nine(panel), f"ln_{series}"
    controls = tuple(term for term in BASELINE_CONTROLS if term != ROADS)
    given = {"none": (), "controls": controls, "railways": (*controls, RAILWAYS)}
    exact = {f"choices {name}": every_choice(own, outcome, terms).pvalue for name, terms in given.items()}
    return row | exact


def poisson(panel: pd.DataFrame, column: Column, series: str) -> FixedEffectsResult:
    """A printed regression on trade in all goods in levels, zeros included, by Poisson likelihood."""
    frame = without_roads(column).frame(nine(panel), {"y": series})
    frame = frame.assign(level=frame["y"] / 1e6)
    terms = tuple(term for term in column.terms if term in frame)
    spec = FixedEffectsSpec("level", terms, column.effects, CLUSTERED)
    return _noted(fixed_effects.poisson(frame, spec), frame, column)


def zeros(panel: pd.DataFrame) -> pd.DataFrame:
    """How many country-years of each series are zero or missing, among the nine and among all partners."""
    rows = []
    for names in SERIES.values():
        for series in names:
            for which, part in (("nine", nine(panel)), ("all", panel)):
                own = part[part["year"].isin(part.loc[part[series].notna(), "year"])]
                rows.append(
                    (series, which, len(own), int((own[series] == 0).sum()), int(own[series].isna().sum()))
                )
    return pd.DataFrame(rows, columns=["series", "countries", "rows", "zero", "missing"])


def omitted(panel: pd.DataFrame) -> pd.DataFrame:
    r"""What columns (1) and (2), and (4) and (5), of table 3 together ask of road density.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel, for the real controls of nine countries in 21 years.

    Returns
    -------
    DataFrame indexed by outcome: ``short`` and ``long`` (printed coefficients without and with controls), the
    printed coefficient times the real slope of each control (``ln_population``, ``ln_gdp_per_head``,
    ``growth``), ``roads`` (the product that is left for road density), ``gap`` (log points of road density
    between treated and controls from the event on that this needs) and ``times`` (its exponential).

    Notes
    -----
    In one sample least squares has :math:`b_s = b_l + \sum_k c_k d_k` exactly, with :math:`d_k` the slope of
    control k on the treatment and the year effects. Before the event nobody is treated, so that
    :math:`d_k` is the mean gap of treated and controls from the event on.
    """
    own = nine(panel)
    late = own[own["year"] >= EVENT_YEAR]
    treated = late["iso3"].isin(TREATED)
    columns = {column.column: column.planted for column in printed_columns("table_3")}
    rows = {}
    for outcome, short, long in (("exports", "(1)", "(2)"), ("imports", "(4)", "(5)")):
        row = {"short": columns[short][TREATMENT], "long": columns[long][TREATMENT]}
        for term in BASELINE_CONTROLS:
            if term != ROADS:
                slope = late.loc[treated, term].mean() - late.loc[~treated, term].mean()
                row[term] = columns[long][term] * slope
        row["roads"] = row["short"] - sum(value for key, value in row.items() if key != "short")
        row["gap"] = row["roads"] / columns[long][ROADS]
        rows[outcome] = row | {"times": np.exp(row["gap"])}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("outcome")


def recovery(draws: int, seed: int, exhibits: Iterable[str] = ("table_3", "table_4")) -> pd.DataFrame:
    """Estimates of the treatment over fresh draws of the semi-synthetic panel beside what was planted.

    Parameters
    ----------
    draws : int
        At least 2.
    seed : int
    exhibits : iterable of str

    Returns
    -------
    DataFrame indexed by ``exhibit`` and ``column``: ``planted``, ``mc_mean``, ``mc_error`` (of the mean),
    ``mc_sd``, ``se_rows`` (the standard error of independent rows, expected).

    Raises
    ------
    ValueError
        Fewer than two draws.

    Notes
    -----
    All regressors vary by country and year alone, so that a regression on 6,111 rows has the coefficients of
    one on the means of the 189 country-years, weighted with their rows.
    """
    if draws < 2:
        raise ValueError(f"draws={draws}: a Monte Carlo error needs 2 at least")
    columns = [column for exhibit in exhibits for column in printed_columns(exhibit)]
    home = synthetic.draw()
    outcomes = {column: column.outcome_in(home.panel) for column in columns}
    weights = {column: on_cells.design(column, home.cells).rows[_place(column)] for column in columns}
    values = {column: [] for column in columns}
    for draw in range(draws):
        drawn = synthetic.draw(seed=1000 * seed + draw, outcomes=tuple(dict.fromkeys(outcomes.values())))
        means = drawn.panel.groupby(["iso3", "year"])[list(set(outcomes.values()))].mean()
        for column in columns:
            values[column].append(float(weights[column] @ means[outcomes[column]].to_numpy()))
    expected = synthetic.shortfall(home).query("term == @TREATMENT").set_index(["exhibit", "column"])
    rows = {
        (column.exhibit, column.column): {
            "planted": column.planted[TREATMENT],
            "mc_mean": np.mean(found),
            "mc_error": np.std(found, ddof=1) / np.sqrt(draws),
            "mc_sd": np.std(found, ddof=1),
            "se_rows": expected.loc[(column.exhibit, column.column), "se_rows"],
        }
        for column, found in values.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["exhibit", "column"])


def _place(column: Column) -> int:
    return column.terms.index(TREATMENT)


def recovery_rows(table: pd.DataFrame, exhibit: str) -> pd.DataFrame:
    """Tidy rows of a recovery, the printed table in ``panel``."""
    long = (
        table.rename_axis(["panel", "column"]).reset_index().melt(["panel", "column"], var_name="statistic")
    )
    return tidy_rows(long.assign(term=TREATMENT), paper=PAPER, exhibit=exhibit, track="semi_synthetic")
