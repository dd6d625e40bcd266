"""Weights that a regression with fixed effects gives to the effect of each treated row."""

import html
from dataclasses import dataclass

import pandas as pd

from lib.estimators.did_panel import DidSpec, read
from lib.estimators.fixed_effects import net_of
from lib.results import tidy_rows


@dataclass(frozen=True, repr=False)
class WeightsResult:
    """How a regression's coefficient averages the effects on treated rows.

    Attributes
    ----------
    weights : Series, shape (D,)
        Weight of each treated row, by its position in the frame; they add up to one.
    by_relative : DataFrame, index ``relative``
        ``weight``, the sum by periods since treatment; ``negative``, that of negative weights; ``rows``.
    negative : float
        Sum of the negative weights.
    n_negative, n_treated : int
        Treated rows with a negative weight, and all.
    notes : tuple of str
    """

    weights: pd.Series
    by_relative: pd.DataFrame
    negative: float
    n_negative: int
    n_treated: int
    notes: tuple[str, ...] = ()

    def estimand(self, effects: pd.Series) -> float:
        """Coefficient that effects by relative period would give without noise.

        Parameters
        ----------
        effects : Series
            Effect by periods since treatment; every relative period of the weights must be in its index.

        Raises
        ------
        KeyError
            A relative period is not there.
        """
        absent = self.by_relative.index.difference(effects.index)
        if len(absent):
            wanted = list(self.by_relative.index)
            raise KeyError(f"effects lack relative period {absent[0]}: give all of {wanted}")
        return float(self.by_relative["weight"] @ effects[self.by_relative.index])

    def footnotes(self) -> list[str]:
        """Lines below the printed table."""
        first = f"negative weights: {self.n_negative} of {self.n_treated} treated rows, {self.negative:.4g}"
        return [first, *(f"note: {note}" for note in self.notes)]

    def tidy(self, *, paper: str, exhibit: str, track: str) -> pd.DataFrame:
        """Weights by relative period as rows with the keys of the printed record."""
        long = self.by_relative.rename_axis("column").reset_index().melt("column", var_name="statistic")
        top = {"negative": self.negative, "n_negative": self.n_negative, "n_treated": self.n_treated}
        whole = pd.DataFrame({"statistic": list(top), "value": list(top.values()), "column": ""})
        return tidy_rows(
            pd.concat([whole, long], ignore_index=True), paper=paper, exhibit=exhibit, track=track
        )

    def __repr__(self) -> str:
        return "\n".join([self.by_relative.to_string(float_format="{:.4g}".format), "", *self.footnotes()])

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line) for line in self.footnotes())
        return f"{self.by_relative.to_html(float_format='{:.4g}'.format)}<p>{lines}</p>"


def treatment_weights(
    frame: pd.DataFrame,
    spec: DidSpec,
    *,
    fixed_effects: tuple[str, ...] | None = None,
    controls: tuple[str, ...] = (),
    always_treated: str = "keep",
) -> WeightsResult:
    r"""Decompose a treatment's coefficient into weights on the effects of treated rows.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : DidSpec
    fixed_effects : tuple of str or None
        As in `FixedEffectsSpec`; None takes units and periods.
    controls : tuple of str
        Further regressors.
    always_treated : str
        ``keep`` or ``drop`` units that are treated in the panel's first period already.

    Returns
    -------
    WeightsResult

    Raises
    ------
    KeyError, TypeError, ValueError
        Bad columns or keys, a treatment that switches off, a treatment that effects and controls explain.

    Notes
    -----
    With :math:`\tilde d` the treatment net of effects and controls, and effects :math:`\tau_{it}` on outcomes
    whose trends are parallel given them,

    .. math:: E[\hat\beta] = \sum_{d_{it} = 1} w_{it} \tau_{it}, \quad
              w_{it} = \tilde d_{it} \Big/ \sum_{d_{js} = 1} \tilde d_{js}.

    It holds for any fixed effects and any unbalanced panel, unlike Goodman-Bacon's decomposition. A negative
    weight lets a larger effect lower the coefficient.

    References
    ----------
    de Chaisemartin and D'Haultfoeuille (2020), theorem 1.
    """
    panel = read(frame, spec, always_treated=always_treated)
    data = panel.data
    effects = (spec.unit, spec.period) if fixed_effects is None else fixed_effects
    used = frame.iloc[data["row"]].reset_index(drop=True)
    treated = (data["period"] >= data["cohort"]).astype(float)
    name = "treated"
    while name in frame:
        name += "_"
    net, notes = net_of(used.assign(**{name: treated}), name, effects, controls)
    on = net.index[treated[net.index] == 1]
    total = net[on].sum()
    if (net**2).sum() <= 1e-10 * treated.sum():
        raise ValueError(
            f"the treatment is explained by {', '.join((*effects, *controls))}: it has no coefficient"
        )
    weights = pd.Series((net[on] / total).to_numpy(), index=data.loc[on, "row"].to_numpy(), name="weight")
    relative = (data.loc[on, "period"] - data.loc[on, "cohort"]).astype(int).to_numpy()
    table = pd.DataFrame({"relative": relative, "weight": weights.to_numpy()})
    table["negative"] = table["weight"].clip(upper=0)
    grouped = table.groupby("relative")
    by_relative = grouped.sum().assign(rows=grouped.size())
    return WeightsResult(
        weights=weights,
        by_relative=by_relative,
        negative=float(table["negative"].sum()),
        n_negative=int((table["weight"] < 0).sum()),
        n_treated=len(weights),
        notes=(*panel.notes, *notes),
    )
