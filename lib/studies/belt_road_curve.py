"""The Belt and Road design under every choice that a referee could ask for, each with a p-value by choices.

Series, controls, countries, years and estimator are combined in full. The p-value of each specification is
that of every choice of as many treated countries among those in it; `joint` takes the curve as a whole, as
Simonsohn, Simmons and Nelson (2020) do, with the same choices.
"""

import numpy as np
import pandas as pd
from scipy import stats

from lib.panels.belt_road import COUNTRIES as COUNTRY_CODES
from lib.panels.belt_road import TREATED
from lib.panels.belt_road_sample import complete
from lib.results import tidy_rows
from lib.studies.belt_road_choices import EFFECTS, Choices, basis_of, every_choice, net
from lib.studies.belt_road_computers import poisson
from lib.studies.belt_road_few import rows
from lib.studies.belt_road_placebo import CONTROLS, PAPER, TERM, nine
from lib.studies.grid import FAILED, combinations

LOGS, TRENDS, POISSON = ESTIMATORS = ("logarithms", "and country trends", "Poisson")
SERIES = {
    "exports": {"exports_baci": "BACI", "exports_nbs": "NBS", "computers": "computers"},
    "imports": {"imports_baci": "BACI", "imports_nbs": "NBS", "imports_dots": "DOTS"},
}
COVARIATES = {"none": (), "three": CONTROLS, "and railways": (*CONTROLS, "ln_rail_density")}
COUNTRIES = {
    "all": (),
    "without AZE": ("AZE",),
    "without BLR": ("BLR",),
    "without MNG": ("MNG",),
    "without SRB": ("SRB",),
    "without KAZ": ("KAZ",),
}
YEARS = {"all": (2003, 2023), "to 2019": (2003, 2019), "2008 to 2018": (2008, 2018)}
LEVELS = {
    "controls": tuple(COVARIATES),
    "countries": tuple(COUNTRIES),
    "years": tuple(YEARS),
    "estimator": ESTIMATORS,
}
_STEPS = 2000  # of proportional fitting
MAIN = {name: levels[0] for name, levels in LEVELS.items()}


def run(panel: pd.DataFrame, outcome: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every specification of an outcome.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    outcome : {"exports", "imports"}

    Returns
    -------
    DataFrame, a row a specification: ``series`` and the choices, ``coef``, ``se`` and ``p`` (clustered, t
    with countries less one), ``exact`` (p over every choice), ``choices`` (their number), ``n``, ``failed``.
    One that has the rows and the model of an earlier one, as where a series has no year beyond a period, is
    left out.
    DataFrame, choices by specification: coefficients of the 126 choices, of those with all nine countries.
    """
    table, values, seen = [], {}, set()
    for choice in combinations({"series": tuple(SERIES[outcome]), **LEVELS}):
        frame = sample(panel, choice)
        key = (*(choice[name] for name in ("series", "controls", "estimator")), tuple(frame.index))
        if key in seen:
            continue
        seen.add(key)
        try:
            numbers, drawn = estimate(frame, choice)
            table.append({**choice, **numbers, FAILED: ""})
        except ValueError as error:
            table.append({**choice, FAILED: str(error)})
            continue
        if frame["iso3"].nunique() == len(COUNTRY_CODES):
            values[len(table) - 1] = drawn
    return pd.DataFrame(table), pd.DataFrame(values)


def sample(panel: pd.DataFrame, choice: dict) -> pd.DataFrame:
    """Rows of a specification, indexed by country and year in one word; with flows of zero for Poisson."""
    first, last = YEARS[choice["years"]]
    controls = COVARIATES[choice["controls"]]
    if choice["estimator"] == POISSON:
        frame = complete(nine(panel), choice["series"], controls).frame
    else:
        frame = rows(panel, choice["series"], controls)
    kept = frame["year"].between(first, last) & ~frame["iso3"].isin(COUNTRIES[choice["countries"]])
    frame = frame[kept]
    return frame.set_index(frame["iso3"] + frame["year"].astype(str)).assign(
        level=frame[choice["series"]].to_numpy()
    )


def estimate(frame: pd.DataFrame, choice: dict) -> tuple[dict, pd.Series]:
    r"""One specification: its numbers, and the coefficient of every choice of treated countries.

    Notes
    -----
    For Poisson the choices' statistic is the first step of Fisher scoring from the fit without the treatment,
    :math:`\sum \hat\mu \tilde d z / \sum \hat\mu \tilde d^2` with
    :math:`z = (y - \hat\mu) / \hat\mu`: the test is as exact with any statistic.

    Raises
    ------
    ValueError
        Effects and controls explain the treatment; for Poisson a country or a year with flows of zero alone,
        or a fit that does not converge.
    """
    controls = list(COVARIATES[choice["controls"]])
    if choice["estimator"] == TRENDS:
        frame, controls = with_trends(frame, controls)
    if choice["estimator"] == POISSON:
        _check_flows(frame)
        scaled = frame.assign(level=frame["level"] / frame["level"].mean())
        coef, mean = poisson(scaled, (TERM, *controls), "level")
        null = poisson(scaled, tuple(controls), "level")[1] if controls else _margins(scaled)
        working = scaled.assign(y=(scaled["level"] - null) / null)
        exact = every_choice(working, controls, weights=null)
        se = _error(scaled, controls, (scaled["level"] - mean).to_numpy(), mean)
    else:
        exact = every_choice(frame, controls)
        coef, se = exact.coef, _error(frame, controls)
    return _numbers(frame, coef, se, exact), exact.coefs


def with_trends(frame: pd.DataFrame, controls: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """A linear trend for each country but the first, whose trend the year effects have."""
    names = {f"trend_{iso3}": iso3 for iso3 in sorted(frame["iso3"].unique())[1:]}
    trends = {
        name: (frame["year"] - frame["year"].min()) * (frame["iso3"] == iso3) for name, iso3 in names.items()
    }
    return frame.assign(**trends), [*controls, *names]


def _check_flows(frame: pd.DataFrame) -> None:
    """Refuse a country or a year whose flows are all zero: its effect has no finite estimate."""
    for name in EFFECTS:
        total = frame.groupby(name)["level"].sum()
        if (total == 0).any():
            first = total.index[total == 0][0]
            raise ValueError(
                f"every flow of {first} is zero: Poisson has no estimate of its effect; leave these rows out"
            )


def _margins(frame: pd.DataFrame) -> np.ndarray:
    """Fitted means of a Poisson regression on both effects alone, by proportional fitting."""
    level, mean = frame["level"].to_numpy(dtype=float), np.ones(len(frame))
    codes = [pd.factorize(frame[name])[0] for name in EFFECTS]
    totals = [np.bincount(of, level) for of in codes]
    for _ in range(_STEPS):
        before = mean
        for of, total in zip(codes, totals, strict=True):
            mean = mean * (total / np.bincount(of, mean))[of]
        if np.abs(mean / before - 1).max() < 1e-10:
            return mean
    raise ValueError("the Poisson fit on effects alone did not converge")


def _error(
    frame: pd.DataFrame,
    controls: list[str],
    score: np.ndarray | None = None,
    weights: np.ndarray | None = None,
) -> float:
    r"""Standard error clustered by country, with the factor :math:`\frac{G}{G-1}\frac{N-1}{N-K}`.

    K counts the effects of years and the regressors, as `fixed_effects.estimate` does, for Poisson too.
    """
    basis, root = basis_of(frame, controls, EFFECTS, weights)
    d = net(frame[TERM].to_numpy(dtype=float)[:, None] * root, basis)[:, 0]
    size = d @ d
    if score is None:
        y = net(frame["y"].to_numpy(dtype=float)[:, None], basis)[:, 0]
        terms = d * (y - d * (d @ y) / size)
    else:
        terms = d / root[:, 0] * score
    sums = pd.Series(terms).groupby(frame["iso3"].to_numpy()).sum()
    g, n = len(sums), len(frame)
    k = basis.shape[1] + 1 - (g - 1)
    factor = g / (g - 1) * (n - 1) / (n - k)
    return float(np.sqrt(factor * (sums**2).sum()) / size)


def _numbers(frame: pd.DataFrame, coef: float, se: float, exact: Choices) -> dict:
    g = frame["iso3"].nunique()
    p = 2 * stats.t.sf(abs(coef) / se, g - 1)
    return {"coef": coef, "se": se, "p": p, "exact": exact.p, "choices": len(exact.coefs), "n": len(frame)}


def joint(values: pd.DataFrame) -> dict[str, float]:
    """The curve's median and its share of positive coefficients among those of every choice.

    Parameters
    ----------
    values : DataFrame
        As `run` returns it.

    Returns
    -------
    dict
        ``specifications``, ``median`` and ``p median`` (two-sided), ``largest`` coefficient in size and ``p
        largest``, ``choices``.
    """
    actual = " ".join(sorted(TREATED))
    median, largest = values.median(axis=1), values.abs().max(axis=1)
    tails = (median >= median[actual] - 1e-9).mean(), (median <= median[actual] + 1e-9).mean()
    return {
        "specifications": values.shape[1],
        "median": median[actual],
        "p median": min(1.0, 2 * min(tails)),
        "largest": largest[actual],
        "p largest": (largest >= largest[actual] - 1e-9).mean(),
        "choices": len(values),
    }


def spread(table: pd.DataFrame) -> pd.DataFrame:
    """How the coefficient and the p-values lie over the levels of each choice.

    Returns
    -------
    DataFrame indexed by ``choice`` and ``level``: ``specifications``, ``lowest``, ``median``, ``highest``,
    ``clustered, %`` and ``by choices, %`` (share significant at 5 %).
    """
    kept = table[table[FAILED] == ""]
    found = {}
    for name in ("series", *LEVELS):
        for level, part in kept.groupby(name, sort=False):
            found[name, level] = _line(part)
    found["all", ""] = _line(kept)
    return pd.DataFrame.from_dict(found, orient="index").rename_axis(["choice", "level"])


def _line(part: pd.DataFrame) -> dict[str, float]:
    return {
        "specifications": len(part),
        "lowest": part["coef"].min(),
        "median": part["coef"].median(),
        "highest": part["coef"].max(),
        "clustered, %": 100 * (part["p"] < 0.05).mean(),
        "by choices, %": 100 * (part["exact"] <= 0.05).mean(),
    }


def words(outcome: str) -> dict[str, dict[str, str]]:
    """The choices of an outcome and what their levels are called, for the figure."""
    same = {name: {level: level for level in levels} for name, levels in LEVELS.items()}
    return {"series": SERIES[outcome]} | same


def is_main(table: pd.DataFrame, series: str) -> pd.Series:
    """Whether a row is the specification without controls, on all countries and years, in logarithms."""
    return (table["series"] == series) & (table[list(LEVELS)] == pd.Series(MAIN)).all(axis=1)


def tidy(table: pd.DataFrame, exhibit: str) -> pd.DataFrame:
    """Tidy rows of a curve: the choices in ``panel``, the series in ``column``."""
    panel = table[list(LEVELS)].agg(", ".join, axis=1)
    long = table.assign(panel=panel)[["series", "panel", "coef", "se", "p", "exact", "n"]]
    long = long.melt(["series", "panel"], var_name="statistic").rename(columns={"series": "column"})
    return tidy_rows(long.assign(term=TERM), paper=PAPER, exhibit=exhibit, track="counterpart")
