"""When the nine were treated: the memoranda as dates, and what the years before 2013 can rule out.

The event study's covariance is the trouble of few clusters: that of ten coefficients clustered by nine
countries has a rank of eight at most, and methods that take it at its word find combinations of leads and
lags without any error. `pooled_event` takes the covariance from the other partners' paths instead.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from lib.estimators import did, few_treated, fixed_effects
from lib.estimators.did_honest import HonestResult, honest_did
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.estimators.placebo_spec import PlaceboSpec
from lib.panels.belt_road import EVENT_YEAR, TREATED
from lib.results import tidy_rows
from lib.studies.belt_road_choices import EFFECTS
from lib.studies.belt_road_design import recoded
from lib.studies.belt_road_few import CLUSTERED, rows
from lib.studies.belt_road_placebo import PAPER

LEADS, LAGS = 5, 5
MEMORANDUM, YEAR_OF = "memorandum", "mou_year"
DATES = ("two-way fixed effects", "Callaway-Sant'Anna, never treated", "Callaway-Sant'Anna, not yet treated",
         "imputation")  # fmt: skip
NINE, EVERYBODY = "the nine", "all partners"
# What a country that the list of memoranda does not have may count as: the year from which it had signed.
UNLISTED = {"never signed": np.inf, "left out": None, "signed from 2014 on": 2014.0}
_RANK = 1e-9  # of the largest eigenvalue


def signed(panel: pd.DataFrame, series: str, who: str) -> pd.DataFrame:
    """Rows with the series, of the nine or of all partners, ``y`` its logarithm."""
    if who == NINE:
        return rows(panel, series)
    own = panel.dropna(subset=[f"ln_{series}"])
    return own.assign(y=own[f"ln_{series}"]).reset_index(drop=True)


def by_memorandum(panel: pd.DataFrame, series: str, who: str) -> pd.DataFrame:
    """The effect of a memorandum from its year on, by four estimators.

    A country that is not on the list counts as never signed, which is a coding and no fact: `by_coding` has
    others.

    Returns
    -------
    DataFrame indexed by estimator (`DATES`): ``coef``, ``se``, ``p``, ``treated``, ``never`` (countries; not
    on the list, or signed after the panel's last year).
    """
    frame = signed(panel, series, who)
    cohorts = {
        name: did.callaway_santanna(frame, _SIGNED, control_group=group)
        for name, group in zip(DATES[1:3], ("never_treated", "not_yet_treated"), strict=True)
    }
    found = {DATES[0]: _two_way(frame)}
    imputed = {DATES[3]: did.imputation(frame, _SIGNED, path=False)}
    for name, result in (cohorts | imputed).items():
        found[name] = result.summary().loc["overall", ["coef", "se", "p"]]
    counts = imputed[DATES[3]]
    return (
        pd.DataFrame(found).T.assign(treated=counts.n_treated, never=counts.n_never).rename_axis("estimator")
    )


_SIGNED = did.DidSpec("y", "iso3", "year", cohort=YEAR_OF)


def _two_way(frame: pd.DataFrame) -> pd.Series:
    plain = fixed_effects.estimate(frame, FixedEffectsSpec("y", (MEMORANDUM,), EFFECTS, CLUSTERED))
    return plain.summary().loc[MEMORANDUM, ["coef", "se", "p"]]


def by_coding(panel: pd.DataFrame, series: str) -> pd.DataFrame:
    """The effect of a memorandum among the nine by what who is not on the list counts as.

    Parameters
    ----------
    panel : DataFrame
        The counterpart panel.
    series : str

    Returns
    -------
    DataFrame indexed by ``coding`` (`UNLISTED`) and ``estimator`` (two-way and imputation, which need no
    country that never signed): ``coef``, ``se``, ``p``.
    """
    own, found = rows(panel, series), {}
    for coding, since in UNLISTED.items():
        frame = recoded(own, since)
        if since is not None and np.isfinite(since):
            frame = frame.assign(**{YEAR_OF: frame[YEAR_OF].fillna(since)})
        found[coding, DATES[0]] = _two_way(frame)
        imputed = did.imputation(frame, _SIGNED, path=False).summary()
        found[coding, DATES[3]] = imputed.loc["overall", ["coef", "se", "p"]]
    return pd.DataFrame(found).T.rename_axis(["coding", "estimator"])


def reassigned_dates(panel: pd.DataFrame, series: str, who: str, *, draws: int, seed: int):
    """The memoranda's years handed to other countries: all ways among the nine, drawn among all partners."""
    spec = PlaceboSpec(outcome="y", unit="iso3", period="year", date=YEAR_OF, effects=(("iso3",), ("year",)))
    return few_treated.randomisation(signed(panel, series, who), spec, draws=draws, seed=seed)


def event(panel: pd.DataFrame, series: str):
    """Event study of the nine around 2013, clustered by country; years beyond five have own dummies."""
    study = did.event_study(_dated(rows(panel, series)), _DATED, leads=LEADS + 1, lags=LAGS + 1)
    return _without_constant(study.window(LEADS, LAGS))


def _without_constant(study):
    names = [name for name in study.params.index if name != fixed_effects.CONSTANT]
    return replace(study, params=study.params[names], cov=study.cov.loc[names, names])


_DATED = did.DidSpec("y", "iso3", "year", cohort="date")


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    date = np.where(frame["iso3"].isin(TREATED), float(EVENT_YEAR), np.nan)
    return frame.assign(date=date)


def pooled_event(frame: pd.DataFrame):
    r"""Event study of the treated against a pool, its covariance from the pool's own paths.

    Parameters
    ----------
    frame : DataFrame
        As `lib.studies.belt_road_few.pool` returns it; balanced.

    Returns
    -------
    EventResult
        Of the lags and leads up to five.

    Notes
    -----
    In a balanced panel with effects of country and year the coefficients are the treated countries' mean path
    less the controls', :math:`p_i` being the outcome of country i less that of the year before the event. If
    paths vary alike in both groups, the covariance of the coefficients is
    :math:`\hat\Sigma (1/N_1 + 1/N_0)`, :math:`\hat\Sigma` that of the controls' paths: the assumption of
    Conley and Taber (2011), which five treated countries cannot test.
    """
    wide = frame.pivot(index="iso3", columns="year", values="y")
    path = wide.sub(wide[EVENT_YEAR - 1], axis=0)
    kept = [k for k in range(-LEADS, LAGS + 1) if k != -1]
    path = path[[EVENT_YEAR + k for k in kept]].set_axis([did.term(k) for k in kept], axis=1)
    treated = path.index.isin(TREATED)
    study = did.event_study(_dated(frame), _DATED, leads=LEADS + 1, lags=LAGS + 1).window(LEADS, LAGS)
    factor = 1 / treated.sum() + 1 / (~treated).sum()
    names = list(path.columns)
    return replace(
        study,
        params=study.params[names],
        cov=path[~treated].cov() * factor,
        cov_type="paths of the controls",
        df=float((~treated).sum() - 1),
    )


def rank(result) -> int:
    """Number of eigenvalues of a result's covariance that are not rounding."""
    values = np.linalg.eigvalsh(result.cov.to_numpy())
    return int((values > _RANK * values.max()).sum())


def honest(result, restriction: str, bounds: tuple[float, ...], first: int = 0) -> HonestResult:
    """Rambachan and Roth's intervals for a mean of the years after the event.

    Parameters
    ----------
    result : EventResult
    restriction, bounds
        As `honest_did` has them.
    first : int
        First relative year of the mean; 0 gives 2013 to 2018, the mean of `few_treated.pretrends_power`.
    """
    lags = range(first, LAGS + 1)
    return honest_did(
        result, restriction=restriction, bounds=bounds, weights={k: 1 / len(lags) for k in lags}
    )


def leads_test(result) -> dict[str, float]:
    """Largest lead in size over its error, and the joint test of the leads with F's distribution."""
    from scipy import stats

    names = [name for name in result.params.index if name.startswith("lead_")]
    b, cov = result.params[names].to_numpy(), result.cov.loc[names, names].to_numpy()
    wald = float(b @ np.linalg.solve(cov, b))
    ratio = result.tstats[names].abs().max()
    return {"largest": ratio, "wald": wald, "p": float(stats.f.sf(wald / len(b), len(b), result.df))}


def tidy_dates(tables: dict[tuple[str, str], pd.DataFrame], exhibit: str) -> pd.DataFrame:
    """Tidy rows of `by_memorandum`, keyed by series and who."""
    parts = []
    for (series, who), table in tables.items():
        long = table.reset_index().melt("estimator", var_name="statistic")
        parts.append(
            long.assign(column=f"{series}, {who}", panel=long["estimator"]).drop(columns="estimator")
        )
    whole = pd.concat(parts, ignore_index=True).assign(term=MEMORANDUM)
    return tidy_rows(whole, paper=PAPER, exhibit=exhibit, track="counterpart")


def tidy_codings(tables: dict[str, pd.DataFrame], exhibit: str) -> pd.DataFrame:
    """Tidy rows of `by_coding`, keyed by series."""
    parts = []
    for series, table in tables.items():
        long = table.reset_index().melt(["coding", "estimator"], var_name="statistic")
        panel = long["estimator"] + ", " + long["coding"]
        parts.append(long.assign(column=series, panel=panel).drop(columns=["coding", "estimator"]))
    whole = pd.concat(parts, ignore_index=True).assign(term=MEMORANDUM)
    return tidy_rows(whole, paper=PAPER, exhibit=exhibit, track="counterpart")
