"""Figure 4 of the Belt and Road paper: fictitious treated countries, all choices in place of 500 draws."""

from math import comb

import pandas as pd

from lib.estimators.few_treated import RandomisationResult, randomisation
from lib.estimators.placebo_spec import PlaceboSpec
from lib.panels.belt_road import COUNTRIES, check_treatment
from lib.panels.belt_road_sample import complete
from lib.results import tidy_rows

PAPER = "belt_road"
TERM = "bri"
CONTROLS = ("ln_population", "ln_gdp_per_head", "growth")


def nine(panel: pd.DataFrame) -> pd.DataFrame:
    """Rows of the paper's nine countries; a ``bri`` that contradicts the paper's treatment is an error."""
    own = panel[panel["iso3"].isin(COUNTRIES)].reset_index(drop=True)
    check_treatment(own)
    return own


def every_choice(
    panel: pd.DataFrame, outcome: str, controls: tuple[str, ...] = (), *, unit: str = "iso3"
) -> RandomisationResult:
    """The treatment's coefficient beside that of every choice of as many treated countries among the nine.

    Parameters
    ----------
    panel : DataFrame
    outcome : str
        Column of logarithms; rows without a value are left out.
    controls : tuple of str
    unit : str
        ``line`` on a panel of lines, whose countries are chosen as a whole.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `lib.panels.belt_road_sample.complete` says: a country seen on one side of the event alone.

    Warns
    -----
    UserWarning
        A flow of zero has no logarithm and is left out.
    """
    frame = complete(nine(panel), outcome, controls).frame
    spec = PlaceboSpec(
        outcome=outcome,
        unit=unit,
        period="year",
        treatment=TERM,
        controls=controls,
        effects=(("iso3",), ("year",)),
        design="block",
    )
    return randomisation(frame, spec, group=None if unit == "iso3" else "iso3")


def summary(found: dict[str, RandomisationResult]) -> pd.DataFrame:
    """One row an outcome: ``coef``, mean, 5 % and 95 % quantile of the fictitious, ``p``, ``choices``."""
    rows = {}
    for name, one in found.items():
        values = one.distribution
        rows[name] = {
            "coef": one.coef,
            "mean_coef": values.mean(),
            "q05": values.quantile(0.05),
            "q95": values.quantile(0.95),
            "p": one.pvalue,
            "choices": one.n_assignments,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("outcome")


def tidy(table: pd.DataFrame, columns: dict[str, str], exhibit: str, track: str) -> pd.DataFrame:
    """Tidy rows of `summary`; ``columns`` names each outcome's column."""
    long = table.reset_index().melt("outcome", ["coef", "mean_coef", "q95", "p"], var_name="statistic")
    long = long.assign(column=long["outcome"].map(columns), term=TERM).drop(columns="outcome")
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track=track)


def repeated(draws: int, treated: int, countries: int) -> tuple[float, float]:
    """Expected number of different choices among random draws, and the chance that the actual one is drawn.

    Parameters
    ----------
    draws : int
    treated, countries : int
        As many as ``treated`` are chosen among ``countries``.
    """
    number = comb(countries, treated)
    missed = (1 - 1 / number) ** draws
    return number * (1 - missed), 1 - missed
