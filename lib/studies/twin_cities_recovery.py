"""Do the printed regressions find what was planted: estimand, estimate and Monte Carlo for every column."""

import numpy as np
import pandas as pd

from lib.panels.twin_cities_columns import OUTCOMES
from lib.panels.twin_cities_synthetic import Drawn
from lib.panels.twin_cities_synthetic_designs import printed

REPLICATIONS = 200


def recovery(drawn: Drawn, *, replications: int = REPLICATIONS, seed: int = 1) -> pd.DataFrame:
    r"""Recovery of the planted coefficient in every column of tables 3 to 6 and the two-step estimates.

    Parameters
    ----------
    drawn : Drawn
        As `lib.panels.twin_cities_synthetic.draw` returns it.
    replications : int
        Redraws of the noise, at least 2; units, agreements and covariates stay.
    seed : int
        Of the redraws.

    Returns
    -------
    DataFrame
        One row a column in the paper's order, all in the units of the printed coefficient: ``exhibit``,
        ``column``, ``outcome``, ``term``, ``printed``, ``planted`` (the regression's coefficient without
        noise), ``estimated`` (on the seeded panel), ``mc_mean`` and ``mc_sd`` over the redraws, ``mc_error``
        (of the mean), ``mc_sd_error`` (of the standard deviation), ``z`` (of ``mc_mean`` against ``planted``)
        and ``printed_se``, to compare with ``mc_sd``; NaN for the two-step estimates, whose t-values are not
        printed.

    Notes
    -----
    Each estimate is :math:`\tilde d'y / \tilde d'\tilde d`, with the treatment net of effects and controls
    computed once (Frisch and Waugh 1933), so that a redraw costs one product a column beside the noise
    itself, which takes most of the time. The estimates are sums of many terms and nearly normal, so that the
    standard deviation :math:`s` of :math:`R` redraws has the error :math:`s / \sqrt{2 (R - 1)}`.
    """
    if replications < 2:
        raise ValueError(f"replications={replications}: a Monte Carlo error needs 2 at least")
    weights = {name: _weights(drawn, name) for name in OUTCOMES}
    estimates = {name: np.empty((replications, len(weights[name]))) for name in OUTCOMES}
    for r in range(replications):
        outcomes = drawn.outcomes.draw(np.random.default_rng([seed, r]))
        for name, values in outcomes.items():
            estimates[name][r] = weights[name] @ values
    parts = [_rows(drawn, name, weights[name], estimates[name]) for name in OUTCOMES]
    found = pd.concat(parts).set_index(["exhibit", "column"])
    planted = drawn.planting.columns.set_index(["exhibit", "column"])
    found = planted[["outcome", "term", "printed", "planted"]].join(found)
    found["mc_error"] = found["mc_sd"] / np.sqrt(replications)
    found["mc_sd_error"] = found["mc_sd"] / np.sqrt(2 * (replications - 1))
    found["z"] = (found["mc_mean"] - found["planted"]) / found["mc_error"]
    return found.reset_index()


def _weights(drawn: Drawn, outcome: str) -> np.ndarray:
    """Weight of each row in each column's coefficient, shape (columns, N)."""
    designs = drawn.planting.designs[outcome]
    return np.vstack([design.column.scale * design.weights for design in designs])


def _rows(drawn: Drawn, outcome: str, weights: np.ndarray, estimates: np.ndarray) -> pd.DataFrame:
    designs = drawn.planting.designs[outcome]
    seen = drawn.panel[OUTCOMES[outcome]].fillna(0.0).to_numpy()  # rows without outcome have no weight
    t = printed("t", "treat_post") | printed("t", "post_shock")
    keys = [(design.column.exhibit, design.column.column) for design in designs]
    return pd.DataFrame(
        {
            "exhibit": [exhibit for exhibit, _ in keys],
            "column": [column for _, column in keys],
            "estimated": weights @ seen,
            "mc_mean": estimates.mean(axis=0),
            "mc_sd": estimates.std(axis=0, ddof=1),
            "printed_se": [
                abs(d.printed / t[key]) if key in t else np.nan for d, key in zip(designs, keys, strict=True)
            ],
        }
    )
