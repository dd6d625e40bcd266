"""What the agglomeration paper's standardised coefficients say in the units of its variables."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
from scipy import stats

from lib import published
from lib.estimators import gmm
from lib.estimators.gmm import GMMResult
from lib.panels.agglomeration_columns import INTERACTIONS, Column, standardised
from lib.printed import parse
from lib.studies.agglomeration_printed import PRODUCTIVITY, estimates
from lib.studies.agglomeration_spec import main_spec

CHANGE = "% change"
AGGLOMERATION = "ln_agglomeration"
OUTCOMES = {"(1)": "value", "(2)": "varieties", "(3)": "destinations"}
MODERATORS = {"resilience": ("ln_resilience", "agglomeration_x_resilience"),
              "productivity": ("ln_productivity", PRODUCTIVITY)}  # fmt: skip
UNRELATED = MappingProxyType(dict.fromkeys(MODERATORS, 1.0))  # `scale` where factors are independent
POINT = 1.0  # one percentage point of a rate in per cent
# Standard deviations of the logarithm of export value that are tried where exports are drawn. The paper has
# none: about one is that of population, at three one city has most of all exports.
SPREADS = (1.0, 2.0, 3.0)
LOG, RATE = "logarithm", "rate"


def readings() -> pd.DataFrame:
    """Standardised coefficients that the text reads as changes in per cent.

    Returns
    -------
    DataFrame indexed by the claim's id
        ``exhibit``, ``column``, ``term``, ``says`` (per cent) and ``coef`` (printed, standardised).
    """
    claims = published.claims("agglomeration")
    claims = claims[claims["unit"] == CHANGE].set_index("id")
    printed = estimates()["coef"]
    says = [100 * float(parse(text, unit=CHANGE).value) for text in claims["printed"]]
    keys = claims[["exhibit", "column", "term"]]
    coef = [printed[tuple(key)] for key in keys.itertuples(index=False)]
    return keys.assign(says=says, coef=coef)


def elasticity(panel: pd.DataFrame, coef: float, term: str, outcome: str = "ln_value") -> float:
    r"""A coefficient between standardised logarithms as an elasticity, :math:`\beta\, \sigma_y / \sigma_x`.

    Parameters
    ----------
    panel : DataFrame
        With the logarithms as they are, not standardised.
    coef : float
        Standard deviations of the outcome for one of the regressor.
    term, outcome : str
        Columns of the panel.
    """
    return coef * panel[outcome].std() / panel[term].std()


def spreads(panel: pd.DataFrame, track: str) -> tuple[float, ...]:
    """Standard deviations of the logarithm of export value: the panel's, `SPREADS` where it is drawn."""
    return SPREADS if track == "semi_synthetic" else (float(panel["ln_value"].std()),)


def in_per_cent(panel: pd.DataFrame, tried: Iterable[float]) -> pd.DataFrame:
    r"""What the text reads as per cent, beside what the printed coefficients mean.

    Parameters
    ----------
    panel : DataFrame
        With the logarithms as they are; a fall of unemployment is reckoned from its geometric mean.
    tried : iterable of float
        Standard deviations of the logarithm of export value, as `spreads` gives them.

    Returns
    -------
    DataFrame indexed by the claim's id and ``read`` (`LOG`, and `RATE` for unemployment, whose logarithm is
    in the symbol only)
        ``term``, ``says`` (per cent in the text), ``coef``, ``sd_x`` (of the logarithm or of the rate),
        ``needed`` (standard deviation of the logarithm of export value that would make the text right), and,
        by each deviation tried, ``means`` (per cent of exports for the change that the text speaks of).

    Notes
    -----
    The change moves the standardised regressor by :math:`d / s_x`, with :math:`d = \ln 1.01` for one per cent
    more agglomeration, :math:`d = \ln((u - 1) / u)` for one percentage point less unemployment read as a
    logarithm and :math:`d = -1` read as a rate; exports by :math:`100\,(\exp(\beta s_y d / s_x) - 1)` per
    cent. A logarithm of a number of people has no percentage points; one per cent is read.
    """
    rows, level = {}, np.exp(panel["ln_unemployment"])
    rate = float(np.exp(panel["ln_unemployment"].mean()))
    for claim, said in readings().iterrows():
        changes = {
            LOG: (np.log((rate - POINT) / rate), panel[said["term"]].std()),
            RATE: (-POINT, level.std()),
        }
        if said["term"] == AGGLOMERATION:
            changes = {LOG: (np.log(1.01), panel[AGGLOMERATION].std())}
        for read, (change, sd) in changes.items():
            slope = said["coef"] * change / sd  # log points of exports for each unit of their deviation
            own = {"term": said["term"], "says": abs(said["says"]), "coef": said["coef"], "sd_x": sd}
            own["needed"] = np.log1p(own["says"] / 100) / slope
            rows[claim, read] = own | {by: 100 * np.expm1(slope * by) for by in tried}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["claim", "read"])


def scale(panel: pd.DataFrame, moderator: str) -> float:
    r"""How many units of the standardised product one standard deviation of each factor makes.

    Notes
    -----
    The regression has :math:`(\tilde a \tilde m - \overline{\tilde a \tilde m}) / \sigma_{am}` with centred
    :math:`\tilde a, \tilde m`; its derivative by :math:`\tilde a / \sigma_a` where
    :math:`\tilde m = \sigma_m` is :math:`k = \sigma_a \sigma_m / \sigma_{am}`, one if the factors are
    independent.
    """
    a, m = (panel[name] - panel[name].mean() for name in (AGGLOMERATION, MODERATORS[moderator][0]))
    return float(a.std() * m.std() / (a * m).std())


def marginal(at: np.ndarray, factors: Mapping[str, float] = UNRELATED) -> pd.DataFrame:
    r"""The effect of agglomeration by table 1's printed coefficients, along each moderator.

    Parameters
    ----------
    at : array, shape (K,)
        Standard deviations of the moderator from its mean; the other one is at its mean.
    factors : mapping of moderator to float
        k as `scale` has it for a panel; by default one, that of moderators unrelated to agglomeration.

    Returns
    -------
    DataFrame: ``moderator``, ``outcome``, ``at``, ``effect`` (standard deviations of the outcome for one of
    agglomeration), ``se_low`` and ``se_high`` (its standard error for the correlations of the two estimates,
    -1 or 1, that make it least and largest).

    Notes
    -----
    :math:`s^2 = s_2^2 + (k m s_5)^2 + 2 \rho k m s_2 s_5` with the unknown correlation :math:`\rho`: between
    :math:`|s_2 - |k m| s_5|` and :math:`s_2 + |k m| s_5`.
    """
    table = estimates()
    printed, error = table["coef"], table["se"]
    parts = []
    for moderator, (_, interaction) in MODERATORS.items():
        k = factors[moderator]
        for column, outcome in OUTCOMES.items():
            row = printed.loc["table_1", column]
            own, other = (error["table_1", column, term] for term in (AGGLOMERATION, interaction))
            ends = {"se_low": np.abs(own - np.abs(k * at) * other), "se_high": own + np.abs(k * at) * other}
            effect = row[AGGLOMERATION] + row[interaction] * k * at
            keys = {"moderator": moderator, "outcome": outcome, "at": at, "effect": effect}
            parts.append(pd.DataFrame(keys | ends))
    return pd.concat(parts, ignore_index=True)


def turning(factors: Mapping[str, float] = UNRELATED) -> pd.DataFrame:
    """Where the printed effect of agglomeration is zero, in standard deviations of each moderator.

    Parameters
    ----------
    factors : mapping of moderator to float
        As for `marginal`.

    Returns
    -------
    DataFrame indexed by ``moderator`` and ``outcome``: ``at``, and ``below``, the share of a normal variable
    that lies there or lower.
    """
    printed = estimates()["coef"]
    rows = {}
    for moderator, (_, interaction) in MODERATORS.items():
        k = factors[moderator]
        for column, outcome in OUTCOMES.items():
            row = printed.loc["table_1", column]
            at = -row[AGGLOMERATION] / (row[interaction] * k)
            rows[moderator, outcome] = {"at": at, "below": stats.norm.cdf(at)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["moderator", "outcome"])


def uncentred(panel: pd.DataFrame, column: Column) -> pd.DataFrame:
    """A printed regression with products of centred variables, and with those of the variables as they are.

    Parameters
    ----------
    panel : DataFrame
    column : Column
        Of a table on the whole sample.

    Returns
    -------
    DataFrame indexed by term (the core ones)
        For products ``centred`` and ``as they are``: ``coefficient``, ``t``, and ``r``, the largest
        correlation of the term's variable with another product.
    """
    centred = column.frame(panel)
    rows = panel.loc[centred.index]
    own = {name: rows[a] * rows[b] for name, (a, b) in INTERACTIONS.items() if name in column.core}
    plain = centred.assign(**standardised(pd.DataFrame(own)))
    parts = {}
    for words, frame in (("centred", centred), ("as they are", plain)):
        result = gmm.estimate(frame, main_spec(column), "city_code", "year")
        together = frame[list(column.core)].corr().abs()
        parts[f"{words}: coefficient"] = result.params[list(column.core)]
        parts[f"{words}: t"] = result.tstats[list(column.core)]
        parts[f"{words}: r"] = pd.Series({
            name: together.loc[name, [x for x in own if x != name]].max() for name in column.core
        })  # fmt: skip
    return pd.DataFrame(parts).rename_axis("term")


def long_run(found: Mapping[Column, GMMResult], printed: pd.DataFrame) -> pd.DataFrame:
    r"""Lasting effect of agglomeration, :math:`\alpha_2 / (1 - \alpha_1)`, printed and estimated.

    Returns
    -------
    DataFrame indexed by exhibit and column: ``printed``, ``estimated``, ``s.e.`` of the estimate.

    Notes
    -----
    Delta method: the gradient by :math:`\alpha_1` is :math:`\alpha_2 / (1 - \alpha_1)^2`, by
    :math:`\alpha_2` it is :math:`1 / (1 - \alpha_1)`.
    """
    rows = {}
    for column, result in found.items():
        key = (column.exhibit, column.column)
        theirs = printed["coef"][(*key, AGGLOMERATION)] / (1 - printed["coef"][(*key, "lag_outcome")])
        names = ["L.y", AGGLOMERATION]
        lag, effect = result.params[names]
        gradient = np.array([effect / (1 - lag) ** 2, 1 / (1 - lag)])
        se = float(np.sqrt(gradient @ result.cov.loc[names, names].to_numpy() @ gradient))
        rows[key] = {"printed": theirs, "estimated": effect / (1 - lag), "s.e.": se}
    return pd.DataFrame.from_dict(rows, orient="index")
