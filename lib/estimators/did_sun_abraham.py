"""Sun and Abraham's interaction-weighted estimator, from sums over units, for any number of units."""

import numpy as np
import pandas as pd
from scipy import sparse

from lib.estimators.did_panel import DidSpec, Staggered, read
from lib.estimators.did_result import CohortResult, term

_REDUNDANT = 1e-9  # of a column's variation that earlier columns leave: none


def sun_abraham(frame: pd.DataFrame, spec: DidSpec) -> CohortResult:
    r"""Estimate a regression with an effect for each cohort and period, and average these.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : DidSpec

    Returns
    -------
    CohortResult
        ``params``: ``overall``, the average over treated rows; ``lead_5``, ..., ``lag_0``, ..., the cohorts'
        effects weighted by their rows at that relative period. The covariance is complete.

    Raises
    ------
    KeyError, TypeError, ValueError
        Bad columns or keys, a treatment that switches off, one cohort and no untreated unit.

    Notes
    -----
    .. math:: y_{it} = \sum_{g} \sum_{k \ne -1} \delta_{g,k} 1\{g_i = g, t - g = k\} + \alpha_i + \lambda_t
              + e_{it}.

    Never-treated units are the comparison; where there are none, the last cohort before its treatment. With D
    the dummies of periods and cells, sparse, and M their sums within units of :math:`n_i` rows, unit effects
    leave :math:`\tilde D'\tilde D = D'D - M' \mathrm{diag}(1 / n_i) M`, so that nothing as large as rows
    times cells is ever held: 340,000 rows and 180 cells take a second. Standard errors are clustered by unit
    with the factor :math:`G / (G - 1) \times (N - 1) / (N - K)`, K without unit effects; the weights count as
    given.

    References
    ----------
    Sun and Abraham (2021), section 4.1.
    """
    panel = read(frame, spec)
    data, notes = _rows(panel)
    units = data.groupby("unit")["cohort"].first()
    cells = _cells(data)
    delta, cov, n_dropped = _saturated(data, cells)
    if n_dropped:
        notes.append(f"{n_dropped} cells of cohort and period cannot be told from the effects")
    used = cells[cells["known"]].reset_index(drop=True)
    weights = _averages(used)
    coef = weights.to_numpy() @ delta
    return CohortResult(
        params=pd.Series(coef, index=weights.index, name="coef"),
        cov=pd.DataFrame(
            weights.to_numpy() @ cov @ weights.to_numpy().T, index=weights.index, columns=weights.index
        ),
        nobs=len(data),
        cov_type="clustered by unit",
        extra={"n_units": float(len(units)), "n_treated": float(units.notna().sum())},
        notes=(*panel.notes, *notes),
        method="Sun and Abraham, each cohort and period with an effect of its own",
        df=len(units) - 1,
        reference=-1,
        n_units=len(units),
        n_treated=int(units.notna().sum()),
        n_never=int(units.isna().sum()),
        n_always=panel.n_always,
        group_time=used.assign(coef=delta, se=np.sqrt(np.diag(cov)))[
            ["cohort", "period", "coef", "se", "n_treated"]
        ],
    )


def _rows(panel: Staggered) -> tuple[pd.DataFrame, list[str]]:
    """Rows that say something: not those of units seen once, nor periods without an untreated unit."""
    data, notes = panel.data, []
    if panel.n_never == 0:
        last = data["cohort"].max()
        if data["cohort"].nunique() < 2:
            raise ValueError(
                "all units are first treated in one period: there is no unit to compare them with"
            )
        data = data[data["period"] < last]
        data = data.assign(cohort=data["cohort"].mask(data["cohort"] == last))
        notes.append(f"no unit is never treated: the cohort of {last:g} is the comparison, before {last:g}")
    once = data.groupby("unit")["period"].transform("size") == 1
    if once.any():
        notes.append(f"{once.sum()} units seen once are left out")
    return data[~once].reset_index(drop=True), notes


def _cells(data: pd.DataFrame) -> pd.DataFrame:
    """Cohorts and periods that have an effect, with their rows; the period before treatment has none."""
    treated = data[data["cohort"].notna() & (data["period"] - data["cohort"] != -1)]
    cells = treated.groupby(["cohort", "period"]).size().rename("n_treated").reset_index()
    return cells.assign(relative=(cells["period"] - cells["cohort"]).astype(int), known=True)


def _saturated(data: pd.DataFrame, cells: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, int]:
    """Effects of the cells that are identified, which are marked, and their covariance."""
    n, units = len(data), data["unit"].nunique()
    period, labels = pd.factorize(data["period"], sort=True)
    place = pd.MultiIndex.from_frame(cells[["cohort", "period"]])
    cell = place.get_indexer(pd.MultiIndex.from_frame(data[["cohort", "period"]]))
    rows = np.arange(n)
    first = len(labels) - 1
    later, inside = period > 0, cell >= 0
    columns = np.concatenate([period[later] - 1, first + cell[inside]])
    where = np.concatenate([rows[later], rows[inside]])
    d = sparse.csr_matrix((np.ones(len(where)), (where, columns)), shape=(n, first + len(cells)))
    unit = pd.factorize(data["unit"])[0]
    total = sparse.csr_matrix((np.ones(n), (unit, rows)), shape=(units, n))
    size = np.asarray(total.sum(axis=1)).ravel()
    m = total @ d
    gram = (d.T @ d - m.T @ sparse.diags(1 / size) @ m).toarray()
    y = data["y"].to_numpy(dtype=float)
    net_y = y - ((total @ y) / size)[unit]
    kept = _independent(gram)
    bread = np.linalg.inv(gram[np.ix_(kept, kept)])
    coef = np.zeros(d.shape[1])
    coef[kept] = bread @ (d.T @ net_y)[kept]
    fitted = d @ coef
    residual = net_y - fitted + ((total @ fitted) / size)[unit]
    scores = (total @ sparse.diags(residual) @ d)[:, kept]
    factor = units / (units - 1) * (n - 1) / (n - len(kept) - 1)
    cov = factor * bread @ (scores.T @ scores).toarray() @ bread
    mine = kept >= first
    cells["known"] = np.isin(np.arange(len(cells)), kept[mine] - first)
    return coef[kept[mine]], cov[np.ix_(mine, mine)], len(cells) - int(mine.sum())


def _independent(gram: np.ndarray) -> np.ndarray:
    """Positions of columns that earlier ones do not explain, by Cholesky's elimination."""
    left, kept = gram.copy(), []
    for j in range(len(gram)):
        if left[j, j] > _REDUNDANT * max(gram[j, j], 1.0):
            kept.append(j)
            left[j + 1 :, j + 1 :] -= np.outer(left[j + 1 :, j], left[j, j + 1 :]) / left[j, j]
    return np.array(kept, dtype=int)


def _averages(cells: pd.DataFrame) -> pd.DataFrame:
    """Weights of the cells in each average, one row an average, shape (K, C)."""
    size, relative = cells["n_treated"].to_numpy(dtype=float), cells["relative"].to_numpy()
    rows = {"overall": np.where(relative >= 0, size, 0.0)}
    rows |= {term(k): np.where(relative == k, size, 0.0) for k in sorted(set(relative.tolist()))}
    weights = pd.DataFrame.from_dict(rows, orient="index")
    return weights.div(weights.sum(axis=1), axis=0)
