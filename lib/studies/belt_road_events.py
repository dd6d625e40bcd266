"""The Belt and Road event study, its leads against every choice of treated countries, fictitious years."""

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd

from lib.estimators import did, fixed_effects
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels.belt_road import EVENT_YEAR, TREATED
from lib.panels.belt_road_sample import complete
from lib.results import tidy_rows
from lib.studies.belt_road_baseline import CLUSTERED
from lib.studies.belt_road_placebo import CONTROLS, PAPER, nine

LEADS, LAGS = 5, 5
EFFECTS = ("iso3", "year")
YEARS = (2012, 2007)  # table 4's fictitious years
_DATE, _OUTCOME = "date", "y"
_NOTHING = 1e-10  # of the largest singular value: effects explain a lead or a lag


def rows(panel: pd.DataFrame, outcome: str, controls: tuple[str, ...] = ()) -> pd.DataFrame:
    """Country-years (or rows of lines) with outcome and controls, and the date of the treated.

    A country seen on one side of the event alone is an error, zeros are warned of, as
    `lib.panels.belt_road_sample.complete` says.
    """
    own = complete(nine(panel), outcome, controls).frame
    date = own["iso3"].isin(TREATED).map({True: float(EVENT_YEAR), False: np.nan})
    return own.assign(**{_OUTCOME: own[outcome], _DATE: date}).reset_index(drop=True)


def path(panel: pd.DataFrame, outcome: str, *, ends: str = "bin", unit: str = "iso3") -> pd.DataFrame:
    """Difference of treated and controls by year relative to the event, zero in the year before it.

    Parameters
    ----------
    panel : DataFrame
    outcome : str
        Column of logarithms; rows without a value are left out.
    ends : str
        What becomes of years beyond five: ``bin``, ``trim`` or ``ignore``, as in `did.event_study`.
    unit : str
        Whose effects are in the regression: ``line`` on a panel of lines.

    Returns
    -------
    DataFrame: ``relative``, ``coef``, ``se``, ``p``, ``lower``, ``upper`` (95 %, t with as many degrees of
    freedom as countries less one); years without a row of the treated, or of the controls, are absent.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `rows`: a country seen on one side of the event alone. No row, of the treated or of the controls,
        in the base year (the one before the event), earlier or after the event.

    Warns
    -----
    UserWarning
        A flow of zero has no logarithm and is left out.
    """
    frame = rows(panel, outcome)
    _check_years(frame, outcome)
    spec = did.DidSpec(outcome=_OUTCOME, unit=unit, period="year", cohort=_DATE)
    study = did.event_study(
        frame, spec, leads=LEADS, lags=LAGS, ends=ends, fixed_effects=EFFECTS, covariance=CLUSTERED
    )
    table = study.path().rename_axis("relative").reset_index()
    p = study.pvalues
    return table.assign(p=[p.get(did.term(k), np.nan) for k in table["relative"]])


def paths(
    panel: pd.DataFrame, outcomes: dict[str, str], ends: Iterable[str] = ("bin", "trim")
) -> pd.DataFrame:
    """`path` of several outcomes (name -> column) and ends, with ``outcome`` and ``ends``."""
    parts = [
        path(panel, column, ends=end).assign(outcome=name, ends=end)
        for name, column in outcomes.items()
        for end in ends
    ]
    return pd.concat(parts, ignore_index=True)


def tidy_path(table: pd.DataFrame, columns: dict[str, str], exhibit: str, track: str) -> pd.DataFrame:
    """Tidy rows of `paths` of one kind of ends; ``columns`` names each outcome's printed column."""
    known = table[table["se"] > 0]
    known = known.assign(column=known["outcome"].map(columns), term=known["relative"].map(did.term))
    long = known.melt(["column", "term"], ["coef", "se", "p"], var_name="statistic")
    return tidy_rows(long.dropna(subset="column"), paper=PAPER, exhibit=exhibit, track=track)


def permuted_leads(panel: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Leads and lags against those of every choice of as many treated countries among all.

    Parameters
    ----------
    panel : DataFrame
    outcome : str

    Returns
    -------
    DataFrame indexed by ``part`` (leads, lags): ``largest`` (in size, of the coefficients from -5 or 1 to -2
    or 5), ``p`` (share of choices with one at least as large, the actual choice counted), ``choices``.

    Notes
    -----
    The largest coefficient in size is a joint statistic that needs no covariance of nine clusters, and its
    p-value is exact if every choice of countries was as likely. Years beyond five are binned; lag 0 is left
    out of the lags, as the text speaks of the years after 2013. A choice whose leads and lags the effects
    explain counts as extreme.

    Raises
    ------
    ValueError
        As `path`: years or countries that are lacking, infinite outcomes, a country and year twice. Effects
        explain a lead or lag of the treated.
    """
    frame = rows(panel, outcome)
    _check_years(frame, outcome)
    countries = sorted(frame["iso3"].unique())
    actual = tuple(country for country in countries if country in TREATED)
    relative = (frame["year"] - EVENT_YEAR).clip(-LEADS, LAGS).to_numpy()
    kept = [k for k in range(-LEADS, LAGS + 1) if k != -1 and (relative == k).any()]
    dummies = (relative[:, None] == np.array(kept)).astype(float)
    effects = pd.get_dummies(frame[list(EFFECTS)].astype(str), dtype=float).to_numpy()
    basis, size, _ = np.linalg.svd(effects, full_matrices=False)
    basis = basis[:, size > 1e-10 * size[0]]
    y = _net(frame[_OUTCOME].to_numpy(), basis)
    found = {}
    for chosen in combinations(countries, len(actual)):
        x = _net(dummies * frame["iso3"].isin(chosen).to_numpy()[:, None], basis)
        values, _, rank, _ = np.linalg.lstsq(x, y, rcond=_NOTHING)
        found[chosen] = values if rank == len(kept) else np.full(len(kept), np.inf)
    if np.isinf(found[actual]).any():
        raise ValueError("effects explain a lead or a lag of the treated: each needs a row of a treated "
                         "and of another country")  # fmt: skip
    table = pd.DataFrame.from_dict(found, orient="index", columns=kept).abs()
    lines = {}
    for part, columns in (("leads", [k for k in kept if k < -1]), ("lags", [k for k in kept if k > 0])):
        largest = table[columns].max(axis=1)
        own = largest.iloc[list(found).index(actual)]
        share = (largest >= own * (1 - 1e-9)).mean()
        lines[part] = {"largest": own, "p": share, "choices": len(largest)}
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("part")


def _check_years(frame: pd.DataFrame, outcome: str) -> None:
    """Refuse rows in which the treated or the controls have no base year, lead or lag."""
    relative, treated = frame["year"] - EVENT_YEAR, frame[_DATE].notna()
    needed = {
        f"in the base year {EVENT_YEAR - 1}": relative == -1,
        f"before {EVENT_YEAR - 1}, so no lead": relative < -1,
        f"after {EVENT_YEAR}, so no lag": relative > 0,
    }
    for words, there in needed.items():
        for group, own in (("treated", treated), ("control", ~treated)):
            if not (there & own).any():
                years = f"{frame['year'].min()}-{frame['year'].max()}"
                raise ValueError(f"'{outcome}' has no row of a {group} country {words} (rows of {years}): "
                                 "take years that have one")  # fmt: skip


def _net(values: np.ndarray, basis: np.ndarray) -> np.ndarray:
    return values - basis @ (basis.T @ values)


def fictitious(
    panel: pd.DataFrame, outcome: str, year: int, last: int | None = None, controls: tuple[str, ...] = ()
) -> pd.Series:
    """The coefficient of a fictitious event year, with effects of country and year.

    Parameters
    ----------
    panel : DataFrame
    outcome : str
    year : int
        The treated count as treated from this year on.
    last : int or None
        Last year of the sample: 2012 keeps the real event out of it.
    controls : tuple of str
        Rows without them are left out.

    Returns
    -------
    Series ``coef``, ``se``, ``t``, ``p``, ``n``; errors clustered by country. Missing where there is no year
    before the fictitious one. Treated countries without one (`unseen`) take part in the effects of years
    only.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `rows`: a country seen on one side of the real event alone.

    Warns
    -----
    UserWarning
        A flow of zero has no logarithm and is left out.
    """
    frame = rows(panel, outcome, controls)
    if last is not None:
        frame = frame[frame["year"] <= last]
    treated = frame["iso3"].isin(TREATED)
    frame = frame.assign(bri=(treated & (frame["year"] >= year)).astype(float))
    if frame["year"].min() >= year:
        return pd.Series(np.nan, index=["coef", "se", "t", "p", "n"])
    result = fixed_effects.estimate(frame, FixedEffectsSpec(_OUTCOME, ("bri", *controls), EFFECTS, CLUSTERED))
    return pd.Series({**result.summary().loc["bri"], "n": result.nobs})


def unseen(panel: pd.DataFrame, outcome: str, year: int) -> tuple[str, ...]:
    """Treated countries without a row before a year: with effects of countries no change is seen there."""
    frame = rows(panel, outcome)
    early = set(frame.loc[frame["year"] < year, "iso3"])
    return tuple(iso3 for iso3 in TREATED if iso3 in set(frame["iso3"]) - early)


def fictitious_table(panel: pd.DataFrame, outcomes: dict[str, str]) -> pd.DataFrame:
    """Fictitious years on all years and on the years before the event, without and with controls.

    Returns
    -------
    DataFrame: ``outcome``, ``year`` (of `YEARS`, and the real one), ``sample`` (all years, up to 2012),
    ``controls`` (whether `CONTROLS` are in the regression), ``coef``, ``se``, ``t``, ``p``, ``n``. The real
    year has no sample without it.
    """
    found = []
    for name, column in outcomes.items():
        for year in (EVENT_YEAR, *YEARS):
            for sample, last in (("all years", None), ("up to 2012", EVENT_YEAR - 1)):
                if year == EVENT_YEAR and last is not None:
                    continue
                for controls in ((), CONTROLS):
                    line = fictitious(panel, column, year, last, controls)
                    key = {"outcome": name, "year": year, "sample": sample, "controls": bool(controls)}
                    found.append(key | dict(line))
    return pd.DataFrame(found)


def carried_over(year: int, first: int, last: int, event: int = EVENT_YEAR) -> float:
    r"""The part of a constant effect from the event on that a fictitious earlier year takes up.

    Parameters
    ----------
    year : int
        Fictitious, after ``first`` and not after ``event``.
    first, last : int
        Of the sample, both included.
    event : int

    Notes
    -----
    In a balanced panel without controls the coefficient is the gap's mean from ``year`` on less its mean
    before, so that an effect :math:`\tau` from the event on gives
    :math:`\tau (T - e + 1) / (T - s + 1)`, s the fictitious and e the real year, T the last.
    """
    if not first < year <= event <= last:
        raise ValueError(
            f"years must be in the order first < year <= event <= last: {first}, {year}, {event}, {last}"
        )
    return (last - event + 1) / (last - year + 1)
