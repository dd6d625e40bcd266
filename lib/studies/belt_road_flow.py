"""Tables 5 and 6 of the Belt and Road paper in kind: one outcome for `flow`, Chinese finance.

The paper's `flow` is not defined. Nearest to what its text says, investors that go to a country, is the money
that China commits to it in a year. Some amounts are zero, so that a logarithm of one plus the amount depends
on the unit, dollars or millions. The outcome here is the amount itself, by Poisson pseudo maximum likelihood
with effects of country and year, which has no unit to choose.
"""

import numpy as np
import pandas as pd

from lib import facts
from lib.estimators import fixed_effects
from lib.estimators.few_treated import wild_bootstrap
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels.belt_road import COUNTRIES, EVENT_YEAR, TREATED
from lib.panels.belt_road_columns import TREATMENT
from lib.panels.belt_road_sample import complete
from lib.results import tidy_rows
from lib.studies import belt_road_curve as curves
from lib.studies.belt_road_choices import every_choice
from lib.studies.belt_road_computers import poisson
from lib.studies.belt_road_paths import Paths, common, every_path
from lib.studies.belt_road_placebo import CONTROLS, PAPER, nine

EFFECTS = ("iso3", "year")
CLUSTERED = {"clustered": ["iso3"]}
FINANCE = "finance"
MILLION = 1e6
# Last years of the table of contacts that its description in data/README.md calls complete.
LAST_YEAR = {"institutes": 2016, "visits": 2015}
# Printed column of table 6 -> public variables that stand for its channel. Finance is the outcome, so that
# co-operation, column (3), has nothing.
CHANNELS = {"(1)": ("memorandum", "visits"), "(2)": ("logistics",), "(4)": ("institutes",)}
FORMS = ("log_dollars", "log_millions", "log_positive", "any", "amount", "poisson")


def with_contacts(panel: pd.DataFrame) -> pd.DataFrame:
    """The counterpart panel with ``finance``, ``ln_finance_millions``, ``institutes`` and ``visits``.

    Returns
    -------
    DataFrame
        ``finance`` in million US$ of 2021, ``ln_finance_millions`` the logarithm of one plus it;
        ``institutes``, Confucius institutes opened up to the year, since 2000; ``visits`` of leaders and
        officials in the year. Both are known of the five treated countries and Mongolia, and kept up to
        `LAST_YEAR`. A panel that has the columns is returned as it is.
    """
    if FINANCE in panel:
        return panel
    table = facts.load("sister_cities_by_country").sort_values(["iso3", "year"])
    table = table.assign(
        institutes=table.groupby("iso3")["confucius_institutes"].cumsum(), visits=table["total_elite_visits"]
    )
    for name, last in LAST_YEAR.items():
        table[name] = table[name].where(table["year"] <= last)
    keys = ["iso3", "year"]
    own = panel.merge(table[[*keys, *LAST_YEAR]], on=keys, how="left", validate="many_to_one")
    amount = np.expm1(own["ln_finance"]) / MILLION
    return own.assign(**{FINANCE: amount, "ln_finance_millions": np.log1p(amount)})


def coverage(panel: pd.DataFrame, names: tuple[str, ...] = tuple(LAST_YEAR)) -> pd.DataFrame:
    """Of which of the nine countries and of which years there are figures.

    Returns
    -------
    DataFrame indexed by ``variable``: ``countries``, ``controls`` (their numbers), ``missing`` (codes joined
    by a blank), ``first_year``, ``last_year``, ``cells``.
    """
    own = nine(with_contacts(panel))
    rows = {}
    for name in names:
        known = own[own[name].notna()]
        there = set(known["iso3"])
        rows[name] = {
            "countries": len(there),
            "controls": len(there - set(TREATED)),
            "missing": " ".join(code for code in COUNTRIES if code not in there),
            "first_year": known["year"].min(),
            "last_year": known["year"].max(),
            "cells": len(known),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("variable")


def zeros(panel: pd.DataFrame) -> pd.DataFrame:
    """Years without any Chinese finance among those that have a figure.

    Returns
    -------
    DataFrame indexed by ``iso3``: ``before`` and ``after`` the event (its year is after), ``years``.
    """
    own = _rows(panel)
    none, late = own[FINANCE] == 0, own["year"] >= EVENT_YEAR
    counted = pd.DataFrame({"iso3": own["iso3"], "before": none & ~late, "after": none & late, "years": True})
    return counted.groupby("iso3").sum().astype(int)


def amounts(panel: pd.DataFrame) -> pd.DataFrame:
    """Chinese finance a year before the event and from its year on.

    Returns
    -------
    DataFrame indexed by ``iso3``: ``before`` and ``after``, mean over the years that have a figure, billion
    US$ of 2021; ``treated``, whether the country is.
    """
    own = _rows(panel)
    late = np.where(own["year"] >= EVENT_YEAR, "after", "before")
    means = own.groupby(["iso3", late])[FINANCE].mean().unstack() / 1000
    return means[["before", "after"]].assign(treated=means.index.isin(TREATED))


def share(panel: pd.DataFrame, iso3: str) -> float:
    """A country's share of all Chinese finance to the nine, 0 to 1."""
    own = _rows(panel)
    return float(own.loc[own["iso3"] == iso3, FINANCE].sum() / own[FINANCE].sum())


def forms(panel: pd.DataFrame) -> pd.DataFrame:
    """Chinese finance on the initiative and the controls, in every form that its zeros allow.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.

    Returns
    -------
    DataFrame indexed by `FORMS`: ``coef``, ``se`` and ``p`` (clustered by country), ``p_wild`` (none for
    Poisson), ``p_choices`` (every choice of five treated; for Poisson of a score), ``choices``, ``n``,
    ``zeros`` (rows among them without finance).

    Raises
    ------
    KeyError, TypeError, ValueError
        As `lib.panels.belt_road_sample.complete` says: a country seen on one side of the event alone, keys
        that repeat. The same in all regressions of this module.
    """
    own = _rows(panel)
    amount = own[FINANCE]
    outcomes = {
        "log_dollars": own["ln_finance"],
        "log_millions": own["ln_finance_millions"],
        "log_positive": np.log(amount.where(amount > 0)),
        "any": (amount > 0).astype(float),
        "amount": amount / 1000,
    }
    lines = {name: _form(own.assign(y=values)) for name, values in outcomes.items()}
    return pd.DataFrame.from_dict(lines | {"poisson": on_initiative(panel)}, orient="index").rename_axis(
        "form"
    )


def _rows(panel: pd.DataFrame, *names: str) -> pd.DataFrame:
    return complete(nine(with_contacts(panel)), FINANCE, (*names, *CONTROLS)).frame


def _form(frame: pd.DataFrame) -> dict:
    frame = complete(frame, "y", CONTROLS).frame
    spec = FixedEffectsSpec("y", (TREATMENT, *CONTROLS), EFFECTS, CLUSTERED, unit="iso3")
    line = fixed_effects.estimate(frame, spec).summary().loc[TREATMENT]
    exact = every_choice(frame, CONTROLS)
    return {
        "coef": line["coef"], "se": line["se"], "p": line["p"],
        "p_wild": wild_bootstrap(frame, spec, TREATMENT).pvalue,
        "p_choices": exact.p, "choices": len(exact.coefs), "n": len(frame),
        "zeros": int((frame[FINANCE] == 0).sum()),
    }  # fmt: skip


def on_initiative(panel: pd.DataFrame) -> dict:
    """Table 5 (1) in kind: finance on the initiative by Poisson; keys as a row of `forms`."""
    own = _rows(panel)
    choice = {"controls": "three", "estimator": curves.POISSON}
    found, _ = curves.estimate(own.assign(level=own[FINANCE]), choice)
    return {
        "coef": found["coef"], "se": found["se"], "p": found["p"], "p_wild": np.nan,
        "p_choices": float(found["exact"]), "choices": found["choices"], "n": found["n"],
        "zeros": int((own[FINANCE] == 0).sum()),
    }  # fmt: skip


def on_channels(panel: pd.DataFrame) -> pd.DataFrame:
    """Table 6 in kind: finance on one public variable and the controls, by Poisson.

    Returns
    -------
    DataFrame indexed by ``column`` (of table 6) and ``variable``: ``coef``, ``se`` and ``p`` (clustered by
    country), ``n``, ``countries``, ``years`` (first and last); of the paths handed around among the countries
    that have them whole, `Paths`: ``coef_paths`` (the first step of Fisher scoring from the fit without the
    variable), ``p_paths``, ``assignments``, ``countries_paths``, ``years_paths``.
    """
    rows = {}
    for column, names in CHANNELS.items():
        for name in names:
            own = _rows(panel, name)
            spec = FixedEffectsSpec(FINANCE, (name, *CONTROLS), EFFECTS, CLUSTERED, unit="iso3")
            result = fixed_effects.poisson(own, spec)
            line = result.summary().loc[name]
            paths = _paths(own, name)
            rows[column, name] = {
                "coef": line["coef"], "se": line["se"], "p": line["p"], "n": result.nobs,
                "countries": own["iso3"].nunique(), "years": f"{own['year'].min()}-{own['year'].max()}",
                "coef_paths": paths.coef, "p_paths": paths.p, "assignments": paths.assignments,
                "countries_paths": paths.countries, "years_paths": paths.years,
            }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["column", "variable"])


def tidy(table: pd.DataFrame, exhibit: str) -> pd.DataFrame:
    """Tidy rows of `on_channels`, the variable for a term."""
    keep = ["coef", "se", "p", "n", "countries", "p_paths"]
    long = table[keep].astype(float).rename_axis(["column", "term"]).reset_index()
    long = long.melt(["column", "term"], var_name="statistic")
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track="counterpart")


def _paths(own: pd.DataFrame, name: str) -> Paths:
    """Paths handed around, by the score of the Poisson regression without the variable."""
    block = common(own, name)
    some = block.groupby("iso3")[FINANCE].transform("sum") > 0
    block = block[some & (block.groupby("year")[FINANCE].transform("sum") > 0)].reset_index(drop=True)
    level = block[FINANCE] / block[FINANCE].mean()
    null = poisson(block.assign(y=level), CONTROLS, "y")[1]
    return every_path(block.assign(y=(level - null) / null), name, CONTROLS, weights=null)
