"""What in the semi-synthetic panel of the twin cities paper no customs record could say."""

import numpy as np
import pandas as pd

LARGEST = 1e11  # kg, a hundred million tonnes
DOLLAR = 1.0
_ROUNDED = 1e-5  # of a line: twice the error of a share rounded to six decimals, at 1,221 lines


def implausible(panel: pd.DataFrame, exports: pd.DataFrame) -> pd.DataFrame:
    """Rows of the panel that no customs records could give, by kind; a row may be of several kinds.

    Parameters
    ----------
    panel : DataFrame
        ``iso3``, ``year``, ``quantity`` (kg), ``value`` (US$), ``lines``, ``high_tech_share`` (per cent).
    exports : DataFrame
        China's real exports: ``iso3``, ``year``, ``exports_baci_usd`` (US$).

    Returns
    -------
    DataFrame, indexed by what is odd: ``rows`` and their ``share`` of the panel in per cent.

    Notes
    -----
    The share has to be 100 k / lines with a whole k. Where China's real exports are not in the source, no
    value is counted as above them.
    """
    real = exports.set_index(["iso3", "year"])["exports_baci_usd"].astype(float)
    real = real.reindex(pd.MultiIndex.from_frame(panel[["iso3", "year"]])).to_numpy()
    high_tech = panel["high_tech_share"] * panel["lines"] / 100
    kinds = {
        "share of high technology that is no ratio of whole lines": (
            (high_tech - high_tech.round()).abs() > _ROUNDED
        ),
        "of which with one line, which is high technology or not": (panel["lines"] == 1)
        & panel["high_tech_share"].between(0, 100, inclusive="neither"),
        "less than a US$ a line": panel["value"] < DOLLAR * panel["lines"],
        "of which less than a US$ in all": panel["value"] < DOLLAR,
        "a city sends more than a hundred million tonnes": panel["quantity"] > LARGEST,
        "a city exports more than China really did": panel["value"].to_numpy() > real,
    }
    rows = pd.Series({name: int(np.sum(found)) for name, found in kinds.items()})
    table = pd.DataFrame({"rows": rows, "share": 100 * rows / len(panel)})
    return table.rename_axis("what")


def ranks(panel: pd.DataFrame, exports: pd.DataFrame) -> pd.DataFrame:
    """Rank of each destination by its exports over all years of the panel, drawn and real; 1 is the largest.

    Parameters
    ----------
    panel, exports : DataFrame
        As in `implausible`.

    Returns
    -------
    DataFrame by ``iso3``: ``drawn`` and ``real``, missing where there are no real exports.
    """
    drawn = panel.groupby("iso3")["value"].sum()
    inside = exports[exports["year"].between(panel["year"].min(), panel["year"].max())]
    real = inside.groupby("iso3")["exports_baci_usd"].sum(min_count=1).reindex(drawn.index)
    return pd.DataFrame({"drawn": drawn.rank(ascending=False), "real": real.rank(ascending=False)})
