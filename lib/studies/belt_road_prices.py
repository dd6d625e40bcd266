r"""What the printed effects on value and on measured quality say together about prices.

With one elasticity of substitution for all lines :math:`\ln v = (\sigma-1)(\ln\hat\lambda - \ln p)` holds row
by row. Least squares is linear in the outcome, so with the same rows and regressors
:math:`\beta_p = \beta_{\hat\lambda} - \beta_v / (\sigma - 1)`. If lines have elasticities of their own no
single one need give it.
"""

import numpy as np
import pandas as pd

from lib.studies.belt_road_inequality import Interval, Line, union
from lib.studies.belt_road_record import estimates

# Columns of table 3 (value) and table 5 (quality).
PAIRS = {"exports": ("(3)", "(2)"), "imports": ("(6)", "(3)")}


def lines() -> dict[str, Line]:
    r"""Both flows: :math:`\beta_v - \beta_{\hat\lambda} k`, zero at the sigma - 1 of constant prices."""
    own, found = estimates(), {}
    for flow, (value, quality) in PAIRS.items():
        on_value, on_quality = own.loc[("table_3", value, "bri")], own.loc[("table_5", quality, "bri")]
        found[flow] = Line(on_value["coef"], -on_quality["coef"], on_value["se"], on_quality["se"])
    return found


def implied(sigmas: pd.Series) -> pd.DataFrame:
    r"""The effects on prices, by elasticity.

    Parameters
    ----------
    sigmas : Series
        Elasticities of substitution, above 1, any index.

    Returns
    -------
    DataFrame indexed as ``sigmas``: ``sigma``; for ``exports`` and ``imports`` the effect on the logarithm of
    unit values; ``share`` that it is of the effect on measured quality, in per cent, with the ends ``low``
    and ``high`` of its 95 % set (see `turning`), the two printed estimates taken as uncorrelated.

    Notes
    -----
    The share is :math:`1 - (\beta_v / \beta_{\hat\lambda}) / (\sigma - 1)`, so its set is Fieller's of
    the ratio, turned round.
    """
    table = pd.DataFrame({"sigma": sigmas})
    for flow, line in lines().items():
        table[flow] = -line.slope - line.level / (sigmas - 1)
        ((least, most),) = line.fieller()
        for name, ratio in (("share", line.zero), ("low", most), ("high", least)):
            table[f"{flow} {name}"] = 100 * (1 - ratio / (sigmas - 1))
    return table


def turning() -> pd.DataFrame:
    """The elasticity of substitution at which the printed effects leave prices unchanged.

    Returns
    -------
    DataFrame indexed by flow: ``sigma``; ``set``, Fieller's 95 % set with the estimates taken as
    uncorrelated, and ``widest``, all that is in the set at a correlation from -0.9 to 0.9, as intervals.
    The numbers in parentheses are read as standard errors.
    """
    rows = {}
    for flow, line in lines().items():
        sets = [line.fieller(r) for r in np.linspace(-0.9, 0.9, 19)]
        rows[flow] = {
            "sigma": 1 + line.zero,
            "set": _plus_one(line.fieller()),
            "widest": _plus_one(union(part for found in sets for part in found)),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _plus_one(parts: tuple[Interval, ...]) -> tuple[Interval, ...]:
    return tuple((1 + low, 1 + high) for low, high in parts)
