"""Callaway and Sant'Anna's group-time effects and Borusyak, Jaravel and Spiess' imputation, by diff-diff."""

import warnings

import numpy as np
import pandas as pd

from lib.estimators.did_panel import DidSpec, Staggered, read
from lib.estimators.did_result import CohortResult, EventResult, covariance, term
from lib.estimators.sweeping import swept

CONTROLS = ("never_treated", "not_yet_treated")


@swept
def callaway_santanna(
    frame: pd.DataFrame, spec: DidSpec, *, control_group: str = "never_treated", base_period: str = "varying"
) -> CohortResult:
    r"""Estimate the effect on each cohort in each period by comparisons of means, and their averages.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : DidSpec
    control_group : str
        ``never_treated`` or ``not_yet_treated``, which adds the cohorts whose treatment is still to come.
    base_period : str
        Of the leads: ``varying`` compares with the period before, ``universal`` with the last untreated one.

    Returns
    -------
    CohortResult
        ``params``: ``overall``, the average over treated unit-periods ("simple"); ``dynamic``, the mean of
        the lags; ``group``, the average of the cohorts' means by their size; ``lead_3``, ..., ``lag_0``, ...
        The covariance of leads and lags is complete; that with the averages is missing.

    Raises
    ------
    KeyError, TypeError, ValueError
        Bad columns or keys, a treatment that switches off, an unknown option, no unit of the control group.

    Notes
    -----
    Without covariates, with units of cohort g and controls C seen in both periods,

    .. math:: ATT(g, t) = \overline{(y_t - y_b)}_g - \overline{(y_t - y_b)}_C,

    b the last period before g (for leads with a varying base, before t). Units that are treated from the
    panel's first period have no b and are left out. Standard errors come from influence functions by unit,
    normal critical values; those of averages count the estimated cohort sizes. In an unbalanced panel each
    comparison takes the units that are seen in its two periods. Means of group-time cells make this fast at
    any size: no route of its own is needed.

    References
    ----------
    Callaway and Sant'Anna (2021), equations 2.6 and 3.1 to 3.11.
    """
    from diff_diff import CallawaySantAnna

    _check(control_group, base_period)
    panel = read(frame, spec)
    _check_controls(panel, control_group)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they say of the sample is in our notes, with counts
        fit = CallawaySantAnna(control_group, estimation_method="reg", base_period=base_period).fit(
            _coded(panel), "y", "unit", "period", "cohort"
        )
        event = fit.aggregate("event_study")
    path, cov, reference = _path(event)
    cells = pd.DataFrame(
        [(g, t, e["effect"], e["se"], e["n_treated"]) for (g, t), e in fit.group_time_effects.items()],
        columns=["cohort", "period", "coef", "se", "n_treated"],
    )
    lags = [name for name in path.index if name.startswith("lag_")]
    groups, group, group_se = _by_group(panel, cells, control_group)
    averages = {"overall": fit.overall_att, "dynamic": path[lags].mean(), "group": group}
    variances = {
        "overall": fit.overall_se**2,
        "dynamic": cov.loc[lags, lags].to_numpy().mean(),
        "group": group_se**2,
    }
    params = pd.concat([pd.Series(averages), path]).rename("coef")
    notes = _unseen(panel, cells)
    return CohortResult(
        params=params,
        cov=covariance(params.index, cov, variances),
        nobs=len(panel.data),
        cov_type="influence functions by unit",
        extra=_counts(panel),
        notes=(*panel.notes, *notes),
        method=f"Callaway and Sant'Anna, controls {control_group.replace('_', ' ')}, base {base_period}",
        reference=reference,
        n_units=len(panel.units),
        n_treated=panel.n_treated,
        n_never=panel.n_never,
        n_always=panel.n_always,
        group_time=cells,
        groups=groups,
    )


@swept
def imputation(frame: pd.DataFrame, spec: DidSpec, *, leads: bool = True, path: bool = True) -> EventResult:
    r"""Estimate effects as outcomes less what units and periods predict from untreated rows alone.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : DidSpec
    leads : bool
        Estimate leads too, in a regression on untreated rows, against the period before treatment.
    path : bool
        Estimate leads and lags; without them there is ``overall`` alone, five times faster.

    Returns
    -------
    EventResult
        ``params``: ``overall``, the mean effect of treated rows; ``lag_0``, ...; and leads. Only variances
        are known, so covariances are missing.

    Raises
    ------
    KeyError, TypeError, ValueError
        Bad columns or keys, a treatment that switches off, no untreated row.

    Notes
    -----
    .. math:: \hat\tau_{it} = y_{it} - \hat\alpha_i - \hat\lambda_t, \quad
              (\hat\alpha, \hat\lambda) = \arg\min \sum_{d_{it} = 0} (y_{it} - \alpha_i - \lambda_t)^2.

    Units that are never seen untreated have no :math:`\hat\alpha_i` and are left out, counted in the notes.
    Standard errors are the conservative ones of theorem 3, by unit, with cohort-by-period means.

    References
    ----------
    Borusyak, Jaravel and Spiess (2024), theorems 1 and 3.
    """
    from diff_diff import ImputationDiD

    panel = read(frame, spec)
    data, notes = _seen_untreated(panel)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        fit = ImputationDiD(pretrends=leads and path).fit(data, "y", "unit", "period", "cohort")
        event = _path(fit.aggregate("event_study")) if path else (None, pd.DataFrame(), None)
    coef, cov, reference = event
    params = pd.concat([pd.Series({"overall": fit.overall_att}), coef]).rename("coef")
    n_units, n_treated = data["unit"].nunique(), data.loc[data["cohort"] > 0, "unit"].nunique()
    return EventResult(
        params=params,
        cov=covariance(params.index, cov, {"overall": fit.overall_se**2}),
        nobs=len(data),
        cov_type="conservative, clustered by unit",
        extra={"n_units": float(n_units), "n_treated": float(n_treated), "n_never": float(panel.n_never)},
        notes=(*panel.notes, *notes),
        method="imputation from untreated rows",
        reference=reference,
        n_units=n_units,
        n_treated=n_treated,
        n_never=panel.n_never,
        n_always=panel.n_always,
    )


def _coded(panel: Staggered) -> pd.DataFrame:
    """The panel with whole-numbered cohorts, 0 for never, as diff-diff reads it."""
    data = panel.data[["y", "unit", "period", "cohort"]]
    return data.assign(cohort=data["cohort"].fillna(0).astype(int), period=data["period"].astype(int))


def _seen_untreated(panel: Staggered) -> tuple[pd.DataFrame, list[str]]:
    """Rows of units with an untreated row, and of periods with one."""
    data = _coded(panel)
    untreated = (data["cohort"] == 0) | (data["period"] < data["cohort"])
    has_unit = untreated.groupby(data["unit"]).transform("any")
    has_period = untreated.groupby(data["period"]).transform("any")
    notes = []
    if not has_unit.all():
        gone = data.loc[~has_unit, "unit"].nunique()
        notes.append(f"{gone} units are never seen untreated and are left out ({(~has_unit).sum()} rows)")
    if not has_period.all():
        gone = data.loc[~has_period, "period"].unique()
        notes.append(f"nobody is untreated in {', '.join(map(str, sorted(gone)))}: these rows are left out")
    return data[has_unit & has_period].reset_index(drop=True), notes


def _path(event) -> tuple[pd.Series, pd.DataFrame, int | None]:
    """Effects by term, their covariance and the reference period, of diff-diff's container."""
    frame = event.to_dataframe()
    reference = frame.loc[frame["is_reference"], "event_time"]
    shown = frame[~frame["is_reference"] & frame["att"].notna()]
    names = [term(int(k)) for k in shown["event_time"]]
    if event.vcov is None:
        matrix = np.full((len(names), len(names)), np.nan)
        np.fill_diagonal(matrix, shown["se"] ** 2)
        cov = pd.DataFrame(matrix, index=names, columns=names)
    else:
        labels = [term(int(k)) for k in event.vcov_index]
        cov = pd.DataFrame(np.asarray(event.vcov), index=labels, columns=labels).loc[names, names]
    coef = pd.Series(shown["att"].to_numpy(), index=names, name="coef")
    return coef, cov, int(reference.iloc[0]) if len(reference) == 1 else None


def _by_group(panel: Staggered, cells: pd.DataFrame, control_group: str) -> tuple[pd.DataFrame, float, float]:
    """Each cohort's mean effect, and their average by cohort size with its standard error."""
    wide = panel.data.pivot(index="unit", columns="period", values="y")
    cohort = panel.data.groupby("unit")["cohort"].first().to_numpy()
    post = cells[(cells["period"] >= cells["cohort"]) & cells["coef"].notna()]
    influence, rows = {}, []
    for g, own in post.groupby("cohort"):
        base = wide.columns[wide.columns < g].max()
        cell = [_influence(wide, cohort, g, t, base, control_group) for t in own["period"]]
        influence[g] = np.mean(cell, axis=0)
        rows.append((g, own["coef"].mean(), np.sqrt((influence[g] ** 2).sum())))
    groups = pd.DataFrame(rows, columns=["cohort", "coef", "se"])
    size = np.array([(cohort == g).sum() for g in groups["cohort"]])
    average = float(size @ groups["coef"] / size.sum())
    # The weights are estimated too: a unit of cohort g moves the average by its distance from it.
    total = sum(w * influence[g] for w, g in zip(size / size.sum(), groups["cohort"], strict=True))
    for g, effect in zip(groups["cohort"], groups["coef"], strict=True):
        total = total + (cohort == g) * (effect - average) / size.sum()
    return groups, average, float(np.sqrt((total**2).sum()))


def _influence(
    wide: pd.DataFrame, cohort: np.ndarray, g: float, t: float, base: float, control_group: str
) -> np.ndarray:
    """Influence of each unit on one group-time effect, over the number of units, shape (U,)."""
    change = (wide[t] - wide[base]).to_numpy()
    seen = ~np.isnan(change)
    controls = np.isnan(cohort)
    if control_group == "not_yet_treated":
        controls |= (cohort > max(t, base)) & (cohort != g)
    out = np.zeros(len(cohort))
    for group, sign in ((cohort == g, 1), (controls, -1)):
        use = group & seen
        out[use] = sign * (change[use] - change[use].mean()) / use.sum()
    return out


def _unseen(panel: Staggered, cells: pd.DataFrame) -> list[str]:
    """What an unbalanced panel costs: cells without a comparison, treated units without a base."""
    notes = []
    unused = int(cells["coef"].isna().sum())
    if unused:
        notes.append(f"{unused} cells of cohort and period have no comparison")
    periods = np.sort(panel.data["period"].unique())
    treated = panel.data[panel.data["cohort"].notna()]
    base = periods[np.searchsorted(periods, treated["cohort"].to_numpy()) - 1]
    seen = treated.loc[treated["period"].to_numpy() == base, "unit"].nunique()
    if seen < panel.n_treated:
        notes.append(
            f"{panel.n_treated - seen} of {panel.n_treated} treated units are not seen in the last period "
            "before treatment and enter no lag"
        )
    return notes


def _counts(panel: Staggered) -> dict[str, float]:
    return {
        "n_units": float(len(panel.units)),
        "n_treated": float(panel.n_treated),
        "n_never": float(panel.n_never),
    }


def _check(control_group: str, base_period: str) -> None:
    for name, value, known in (
        ("control_group", control_group, CONTROLS),
        ("base_period", base_period, ("varying", "universal")),
    ):
        if value not in known:
            raise ValueError(f"{name} is {value!r}: choose one of {', '.join(known)}")


def _check_controls(panel: Staggered, control_group: str) -> None:
    if control_group == "never_treated" and panel.n_never == 0:
        raise ValueError(
            "no unit is never treated: take control_group='not_yet_treated', which compares with later "
            "cohorts"
        )
    if panel.n_never == 0 and panel.data["cohort"].nunique() < 2:
        raise ValueError("all units are first treated in one period: there is no unit to compare them with")
