"""What the verdict on the Belt and Road paper needs beside the exhibits of its chapters."""

import re

import numpy as np
import pandas as pd

from lib.audit.findings import Finding
from lib.claim_language import UNCOUNTED
from lib.panels.belt_road import EVENT_YEAR, TREATED
from lib.studies import belt_road_few as few
from lib.studies.belt_road_choices import every_choice
from lib.studies.belt_road_placebo import CONTROLS, nine
from lib.studies.belt_road_record import EFFECTS, estimates

# What is missing, what the paper has of it, what it would settle.
_REQUESTS = (
    (
        "unit of observation",
        "a number of rows, not said of what",
        "every standard error, and what is regressed",
    ),
    ("the regressions' program and log", "none", "all of the below"),
    ("Comtrade extract", "source named", "trade by country, division and year; which years are filled in"),
    ("cells interpolated or averaged", "a sentence", "how much of the outcome was made"),
    ("definition of flow", "two words", "tables 5 (1) and 6"),
    ("formulas of the four channels", "what they reflect", "tables 6 and 7"),
    ("quantities and elasticities", "a reference", "quality: tables 5 (2), (3) and 7"),
    ("unit of inequality", "Theil, town and country", "whether table 8 says anything of size"),
    ("what stands in parentheses", "not said", "standard errors or not, clustered or not, by what"),
    ("variables never used", "announced", "which controls were in, and why the others went"),
    ("matched sample", "a table of balance", "who is in table 3; why it lies below all matchings"),
    ("estimates behind figures 3 and 4", "pictures", "leads, lags, and the placebo's distribution"),
    ("first links of the channels", "none", "whether there is a channel"),
)
SERIES = {
    "exports_baci": "exports, BACI",
    "exports_nbs": "exports, NBS",
    "imports_baci": "imports, BACI",
    "imports_nbs": "imports, NBS",
    "imports_dots": "imports, DOTS",
    "computers": "computers",
}
_STARS = {"": "none", "*": "one", "**": "two", "***": "three"}


def requests() -> pd.DataFrame:
    """What a data editor would ask the author for, in words, what decides most first."""
    columns = ["what", "in the paper", "it would settle"]
    return pd.DataFrame(_REQUESTS, columns=columns).set_index("what")


def waiting(judged: pd.DataFrame) -> pd.DataFrame:
    """What keeps printed results from being compared, most frequent first.

    Parameters
    ----------
    judged : DataFrame
        As `lib.verdicts.read` returns it.

    Returns
    -------
    DataFrame indexed by ``cause`` and ``explanation``: ``cells``.

    Notes
    -----
    Definitions, restatements, hypotheses and conclusions are left out: no data settle a choice of design,
    and what a text repeats or concludes is compared where its result stands.
    """
    own = judged[(judged["explanation"] != "") & ~judged["kind"].isin(UNCOUNTED)].drop_duplicates("id")
    counts = own.groupby(["cause", "explanation"]).size().sort_values(ascending=False, kind="stable")
    return counts.rename("cells").to_frame()


def unless(finding: Finding) -> str:
    """How many times too large a standard error must be for a finding on R² to be none, as it says.

    Raises
    ------
    ValueError
        If its sentence has no such exception.
    """
    found = re.search(r"unless its standard error is at least ([\d,.]+) times too large", finding.sentence)
    if found is None:
        raise ValueError(f"finding {finding.id}: no exception for its standard error: {finding.sentence}")
    return found[1]


def finance_moves(panel: pd.DataFrame) -> pd.DataFrame:
    """Chinese development finance of the nine countries before the event and from its year on.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.

    Returns
    -------
    DataFrame indexed by ``iso3``: ``treated``; ``before`` and ``after``, billion US$ of 2021 a year, means of
    the years that have a figure.
    """
    own = nine(panel).dropna(subset="ln_finance")
    amount = np.expm1(own["ln_finance"]) / 1e9
    late = (own["year"] >= EVENT_YEAR).map({False: "before", True: "after"})
    means = amount.groupby([own["iso3"], late]).mean().unstack()[["before", "after"]]
    means.insert(0, "treated", means.index.isin(TREATED))
    return means.rename_axis(columns=None)


def starred_effects() -> pd.DataFrame:
    """Printed effects of tables 3 to 8 by table and number of stars.

    Returns
    -------
    DataFrame indexed by ``exhibit``: a column a number of stars (in words), counts.
    """
    own = estimates()
    own = own[own.index.get_level_values("term").isin(EFFECTS)]
    table = pd.crosstab(own.index.get_level_values("exhibit"), own["stars"].map(_STARS).to_numpy())
    return table.reindex(columns=list(_STARS.values()), fill_value=0).rename_axis(
        index="exhibit", columns=None
    )


def since(panel: pd.DataFrame, series: tuple[str, ...], first: int) -> pd.DataFrame:
    """The coefficient of chapter 06 on the years from one on, without and with controls.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    series : tuple of str
        Of `SERIES`.
    first : int
        The year.

    Returns
    -------
    DataFrame indexed by ``column`` (the series in words and the year) and ``panel`` (controls): ``coef``,
    ``choices_p``, ``choices_lower``, ``choices_upper``, ``countries``.
    """
    late, rows = panel[panel["year"] >= first], {}
    for name in series:
        for words, controls in (("none", ()), ("three", CONTROLS)):
            frame = few.rows(late, name, controls)
            found = every_choice(frame, controls)
            rows[f"{SERIES[name]}, from {first} on", words] = {
                "coef": found.coef,
                "choices_p": found.p,
                "choices_lower": found.interval[0],
                "choices_upper": found.interval[1],
                "countries": frame["iso3"].nunique(),
            }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["column", "panel"])


def known(table: pd.DataFrame) -> pd.DataFrame:
    """What chapter 06 knows of one coefficient, in a line a series.

    Parameters
    ----------
    table : DataFrame indexed by series (``column``, a key of `SERIES` or words) and controls (``panel``)
        ``coef``, ``choices_p``, ``choices_lower``, ``choices_upper``, ``countries``.

    Returns
    -------
    DataFrame indexed by ``series`` and ``controls``: ``coefficient``, ``p by choices``, ``interval, %``,
    ``countries``.
    """
    spans = 100 * np.expm1(table[["choices_lower", "choices_upper"]])
    found = pd.DataFrame(
        {
            "coefficient": table["coef"],
            "p by choices": table["choices_p"],
            "interval, %": [f"{low:.0f} to {high:.0f}" for low, high in spans.itertuples(index=False)],
            "countries": table["countries"].astype(int),
        }
    )
    found.index = pd.MultiIndex.from_tuples(
        [(SERIES.get(series, series), controls) for series, controls in found.index],
        names=["series", "controls"],
    )
    return found
