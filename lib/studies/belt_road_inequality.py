r"""Table 8 of the Belt and Road paper: an effect that changes with inequality, and where it would be zero.

With :math:`\alpha` the coefficient of the treatment and :math:`\gamma` that of its product with inequality I
the effect is :math:`\alpha + \gamma I`: zero at :math:`-\alpha / \gamma`. What that means depends on the unit
and the origin of I, which the paper does not print.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimators import fixed_effects
from lib.estimators.few_treated import wild_bootstrap
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels.belt_road import COUNTRIES
from lib.panels.belt_road_columns import INTERACTION, TREATMENT
from lib.panels.belt_road_sample import both_periods, complete, one_sided
from lib.results import TIDY, tidy_rows
from lib.studies.belt_road_demand import theil_of_gini
from lib.studies.belt_road_placebo import CONTROLS, PAPER, nine
from lib.studies.belt_road_record import estimates

Interval = tuple[float, float]

LEVEL = 0.05
COLUMNS = {"exports": "(1)", "imports": "(2)"}
OUTCOMES = {"exports": "ln_exports_baci", "imports": "ln_imports_baci"}
GINI = "gini"
RIVALS = {
    "gini": "Gini of disposable income",
    "ln_gdp_per_head": "GDP per head, ln",
    "distance_km": "distance from China, km",
    "ln_population": "population, ln",
}
READINGS = {
    "Theil index": "from 0 up",
    "Gini, 0 to 1": "as a share",
    "Gini, 0 to 100": "as SWIID has it",
    "Gini, 0 to 100, centred": "less the treated countries' mean",
    "standardised": "standard deviations from the mean",
}


@dataclass(frozen=True)
class Line:
    """A printed effect as a line in inequality.

    Attributes
    ----------
    level, slope : float
        Coefficients of the treatment and of the product.
    level_se, slope_se : float
    """

    level: float
    slope: float
    level_se: float
    slope_se: float

    @property
    def zero(self) -> float:
        """Where the effect is zero."""
        return -self.level / self.slope

    def effect(self, at: np.ndarray | float) -> np.ndarray | float:
        """The effect at a level of inequality."""
        return self.level + self.slope * at

    def std_error(self, at: np.ndarray | float, correlation: float = 0.0) -> np.ndarray | float:
        """Of the effect there, for a correlation of the two estimates."""
        cross = 2 * at * correlation * self.level_se * self.slope_se
        return np.sqrt(self.level_se**2 + at**2 * self.slope_se**2 + cross)

    def fieller(self, correlation: float = 0.0, level: float = LEVEL) -> tuple[Interval, ...]:
        r"""Confidence set of the zero, after Fieller: its intervals in order, their ends in the set.

        Returns
        -------
        tuple of (float, float)
            One interval where the slope differs from 0 at that level; else two rays, ``(-inf, low)`` and
            ``(high, inf)``, if some value between them is excluded; else ``((-inf, inf),)``.

        Notes
        -----
        All I at which :math:`(\alpha + \gamma I)^2 \le z^2 \, var(\alpha + \gamma I)`: a quadratic inequality
        :math:`a I^2 + b I + c \le 0` with :math:`a = \gamma^2 - z^2 var(\gamma)`, which the estimated zero
        fulfils.

        References
        ----------
        Fieller (1954).
        """
        z2 = stats.norm.isf(level / 2) ** 2
        a = self.slope**2 - z2 * self.slope_se**2
        b = 2 * (self.level * self.slope - z2 * correlation * self.level_se * self.slope_se)
        c = self.level**2 - z2 * self.level_se**2
        inside = b**2 - 4 * a * c
        if a == 0 and b != 0:
            end = float(-c / b)
            return ((-np.inf, end),) if b > 0 else ((end, np.inf),)
        if a == 0 or inside < 0:
            return ((-np.inf, np.inf),)
        low, high = sorted(float(end) for end in (-b + np.array([-1, 1]) * np.sqrt(inside)) / (2 * a))
        return ((low, high),) if a > 0 else ((-np.inf, low), (high, np.inf))


def within(value: float, parts: Iterable[Interval]) -> bool:
    """Whether a value lies in one of the intervals."""
    return any(low <= value <= high for low, high in parts)


def union(parts: Iterable[Interval]) -> tuple[Interval, ...]:
    """Intervals that overlap or touch made one, in order."""
    found: list[Interval] = []
    for low, high in sorted(parts):
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def printed_lines() -> dict[str, Line]:
    """Both columns of table 8."""
    own = estimates().loc["table_8"]
    lines = {}
    for outcome, column in COLUMNS.items():
        level, slope = own.loc[(column, TREATMENT)], own.loc[(column, INTERACTION)]
        lines[outcome] = Line(level["coef"], slope["coef"], level["se"], slope["se"])
    return lines


def zeros() -> pd.DataFrame:
    """Where the printed effects are zero, and how well that is known.

    Returns
    -------
    DataFrame indexed by ``outcome``: ``zero``; ``set``, Fieller's 95 % set with the estimates taken as
    uncorrelated, and ``widest``, all that is in the set at a correlation from -0.9 to 0.9, as intervals.
    """
    rows = {}
    for outcome, line in printed_lines().items():
        sets = [line.fieller(r) for r in np.linspace(-0.9, 0.9, 19)]
        rows[outcome] = {
            "zero": line.zero,
            "set": line.fieller(),
            "widest": union(part for found in sets for part in found),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("outcome")


def scales(panel: pd.DataFrame) -> dict[str, pd.Series]:
    """The treated country-years' inequality from the event on, in the unit of each of `READINGS`.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel, for the Gini of disposable income.
    """
    everywhere = nine(panel)["gini"].dropna()
    treated = _treated(panel)["gini"]
    values = (
        pd.Series(theil_of_gini(treated), index=treated.index),
        treated / 100,
        treated,
        treated - treated.mean(),
        (treated - everywhere.mean()) / everywhere.std(ddof=0),
    )
    return dict(zip(READINGS, values, strict=True))


def _treated(panel: pd.DataFrame) -> pd.DataFrame:
    """The treated country-years from the event on whose Gini is known."""
    own = nine(panel).dropna(subset="gini")
    return own[own[TREATMENT] == 1]


def readings(panel: pd.DataFrame, outcome: str = "exports") -> pd.DataFrame:
    """What the printed effect would be over the real range of inequality, by the unit it may be in.

    Returns
    -------
    DataFrame indexed by ``inequality is``: ``lowest`` and ``highest`` of the treated country-years, ``zero``
    (of the printed effect), ``at the lowest`` and ``at the highest`` (the effect there), ``below zero``
    (share of treated country-years in which it is negative), ``countries`` (in which it is so in any year).
    """
    line, countries = printed_lines()[outcome], _treated(panel)["iso3"]
    rows = {}
    for name, values in scales(panel).items():
        effect = line.effect(values)
        rows[name] = {
            "lowest": values.min(),
            "highest": values.max(),
            "zero": line.zero,
            "at the lowest": line.effect(values.min()),
            "at the highest": line.effect(values.max()),
            "below zero": float((effect < 0).mean()),
            "countries": " ".join(sorted(set(countries[effect < 0]))),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("inequality is")


@dataclass(frozen=True)
class Moderation:
    """Table 8 in kind: trade in all goods, and the Gini of disposable income.

    Attributes
    ----------
    table : DataFrame indexed by term
        ``coef``, ``se``, ``p`` (clustered by country), ``p_wild``, ``p_ties`` (ties counted too) and
        ``patterns``; the treatment is that at the mean Gini of the treated country-years.
    cov : DataFrame
        Covariance of the treatment's and the product's coefficients.
    centre : float
        That mean, in points of the Gini.
    frame : DataFrame
        Rows of the regression.
    notes : tuple of str
        What the regression and the wild bootstraps say of themselves, each once.
    """

    table: pd.DataFrame
    cov: pd.DataFrame
    centre: float
    frame: pd.DataFrame
    notes: tuple[str, ...] = ()

    def curve(self, at: np.ndarray) -> pd.DataFrame:
        """The effect at levels of the Gini, with its 95 % band by t with countries less one."""
        x = np.asarray(at) - self.centre
        effect = self.table["coef"][TREATMENT] + self.table["coef"][INTERACTION] * x
        c = self.cov
        variance = (
            c.loc[TREATMENT, TREATMENT]
            + 2 * x * c.loc[TREATMENT, INTERACTION]
            + x**2 * c.loc[INTERACTION, INTERACTION]
        )
        half = stats.t.isf(LEVEL / 2, self.frame["iso3"].nunique() - 1) * np.sqrt(variance)
        return pd.DataFrame({"gini": at, "effect": effect, "low": effect - half, "high": effect + half})


def moderated_rows(
    panel: pd.DataFrame, column: str, without: tuple[str, ...] = (), *, both: bool = True
) -> tuple[pd.DataFrame, float]:
    """Country-years of the nine with trade, a Gini and the controls, and the centre of the Gini.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    column : str
        The logarithm of trade.
    without : tuple of str
        Countries left out.
    both : bool
        Whether only countries count that have such years before the event and from it on: of the others no
        change is known. False keeps their rows too.

    Returns
    -------
    DataFrame
        With ``inequality``, the Gini less the centre; ``attrs["notes"]`` says what ``both`` left out.
    float
        Mean Gini of the treated country-years.

    Raises
    ------
    ValueError
        No treated country, or no control, is left; what else `lib.panels.belt_road_sample.complete` refuses.
    """
    own = nine(panel)
    own = own[~own["iso3"].isin(without)]
    if both:
        found = complete(own[own["iso3"].isin(both_periods(own, GINI))], column, (GINI, *CONTROLS))
        sides, known = one_sided(own, GINI), found.frame
        absent = tuple(one for one in found.absent if one not in (*sides, *without))
        known.attrs["notes"] = replace(found, absent=absent, one_sided=sides).notes
    else:
        known = own.dropna(subset=[column, GINI, *CONTROLS]).reset_index(drop=True)
    centre = known.loc[known[TREATMENT] == 1, GINI].mean()
    return known.assign(inequality=known[GINI] - centre), centre


def moderation(
    panel: pd.DataFrame, outcome: str, without: tuple[str, ...] = (), *, both: bool = True
) -> Moderation:
    """Trade on the treatment, the Gini and their product with the paper's controls but road density.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    outcome : {"exports", "imports"}
    without, both
        As in `moderated_rows`.
    """
    column = OUTCOMES[outcome]
    frame, centre = moderated_rows(panel, column, without, both=both)
    frame[INTERACTION] = frame[TREATMENT] * frame["inequality"]
    terms = (TREATMENT, INTERACTION, "inequality")
    spec = FixedEffectsSpec(
        column, (*terms, *CONTROLS), ("iso3", "year"), {"clustered": ["iso3"]}, unit="iso3"
    )
    result = fixed_effects.estimate(frame, spec)
    table = result.summary().loc[list(terms), ["coef", "se", "p"]]
    wild = [wild_bootstrap(frame, spec, term) for term in terms]
    shown = {"p_wild": "pvalue", "p_ties": "pvalue_ties", "patterns": "patterns"}
    table = table.assign(**{name: [getattr(one, own) for one in wild] for name, own in shown.items()})
    notes = tuple(dict.fromkeys(note for one in wild for note in one.notes))
    pair = [TREATMENT, INTERACTION]
    return Moderation(table, result.cov.loc[pair, pair], centre, frame, notes)


def moderations(panel: pd.DataFrame) -> dict[str, Moderation]:
    """Both outcomes."""
    return {outcome: moderation(panel, outcome) for outcome in OUTCOMES}


def leave_out(panel: pd.DataFrame) -> pd.DataFrame:
    """The product's coefficient and p without each country in turn: columns by outcome, rows by country."""
    lines = {}
    countries = moderated_rows(panel, OUTCOMES["exports"])[0]["iso3"].unique()
    for iso3 in (country for country in COUNTRIES if country in countries):
        found = {outcome: moderation(panel, outcome, (iso3,)).table.loc[INTERACTION] for outcome in OUTCOMES}
        lines[iso3] = {(o, name): line[name] for o, line in found.items() for name in ("coef", "p_wild")}
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("without")


def variation(panel: pd.DataFrame) -> pd.DataFrame:
    """How the Gini varies in the treated country-years of the regression: by country, and the share between.

    Returns
    -------
    DataFrame indexed by iso3: ``n``, ``lowest``, ``highest``; ``attrs["between"]``: share of the variance
    that lies between countries.
    """
    own = moderated_rows(panel, OUTCOMES["exports"])[0]
    own = own[own[TREATMENT] == 1]
    groups = own.groupby("iso3")["gini"]
    table = groups.agg(n="size", lowest="min", highest="max")
    within = ((own["gini"] - groups.transform("mean")) ** 2).sum()
    table.attrs["between"] = float(1 - within / ((own["gini"] - own["gini"].mean()) ** 2).sum())
    return table


def rivals(panel: pd.DataFrame) -> pd.DataFrame:
    """Exports on the treatment times other properties of the treated countries that have a Gini.

    Returns
    -------
    DataFrame indexed by ``moderator``: ``correlation with the Gini`` (over the countries), ``product`` (its
    coefficient, the property in standard deviations over the countries), ``p, wild``, ``R²``.
    """
    column = OUTCOMES["exports"]
    four = _treated(panel).dropna(subset=column).groupby("iso3")[list(RIVALS)].mean()
    standard = (four - four.mean()) / four.std(ddof=0)
    frame = moderated_rows(panel, column)[0]
    lines = {}
    for name, words in RIVALS.items():
        value = frame["iso3"].map(standard[name]).fillna(0.0)
        own = frame.assign(product=frame[TREATMENT] * value)
        spec = FixedEffectsSpec(
            column, (TREATMENT, "product", *CONTROLS), ("iso3", "year"), {"clustered": ["iso3"]}
        )
        result = fixed_effects.estimate(own, spec)
        lines[words] = {
            "correlation with the Gini": standard["gini"].corr(standard[name]),
            "product": result.params["product"],
            "p, wild": wild_bootstrap(own, spec, "product").pvalue,
            "R²": result.extra["r2"],
        }
    return pd.DataFrame.from_dict(lines, orient="index").rename_axis("moderator")


def p_of(t: float) -> float:
    """Two-sided p-value of a t-value by the normal distribution."""
    return float(2 * stats.norm.sf(abs(t)))


def tidy(found: Mapping[str, Moderation], exhibit: str) -> pd.DataFrame:
    """Tidy rows of moderations, a column an outcome, on the counterpart."""
    parts = [one.table.rename_axis("term").reset_index().assign(column=name) for name, one in found.items()]
    long = pd.concat(parts).melt(["term", "column"], var_name="statistic")
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track="counterpart")[TIDY]
