"""Export quality from quantities and prices, after Khandelwal, Schott and Wei."""

import html
from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd

from lib.estimators.fixed_effects import net_of
from lib.estimators.fixed_effects_data import codes
from lib.estimators.fixed_effects_spec import parts
from lib.estimators.frames import check_columns, check_present
from lib.results import tidy_rows

_SHOWN = "{:.4g}".format
_DEMAND = "ln quantity + sigma ln price"


@dataclass(frozen=True, repr=False)
class QualityResult:
    """Log quality of each row, against the mean of the levels of the effects.

    Attributes
    ----------
    quality : Series, shape (n,)
        Log quality, on the index of the rows used; its mean is zero within each level of each effect where
        sigma is the same for all.
    adjusted_price : Series, shape (n,)
        Log price less log quality.
    sigma : Series, shape (n,)
        Elasticity of substitution of each row.
    effects : tuple of str
    notes : tuple of str
        Rows left out and why; rows alone in a level, whose quality is zero by construction.
    """

    quality: pd.Series
    adjusted_price: pd.Series
    sigma: pd.Series
    effects: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def summary(self) -> pd.DataFrame:
        """Mean, standard deviation and quantiles of log quality and of the log adjusted price."""
        both = pd.DataFrame({"ln quality": self.quality, "ln adjusted price": self.adjusted_price})
        return both.describe().T.rename(columns={"count": "n"})

    def footnotes(self) -> list[str]:
        """Lines below the printed summary."""
        low, high = self.sigma.min(), self.sigma.max()
        sigma = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        first = f"rows: {len(self.quality)}; sigma: {sigma}; fixed effects: {', '.join(self.effects)}"
        return [first, *(f"note: {note}" for note in self.notes)]

    def tidy(self, *, paper: str, exhibit: str, track: str) -> pd.DataFrame:
        """The summary as rows with the keys of the printed record."""
        long = self.summary().rename_axis("term").reset_index().melt("term", var_name="statistic")
        return tidy_rows(long, paper=paper, exhibit=exhibit, track=track)

    def __repr__(self) -> str:
        return "\n".join([self.summary().to_string(float_format=_SHOWN), "", *self.footnotes()])

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line) for line in self.footnotes())
        return f"{self.summary().to_html(float_format=_SHOWN)}<p>{lines}</p>"


def quality(
    frame: pd.DataFrame,
    quantity: str,
    price: str,
    sigma: float | str | pd.Series,
    effects: tuple[str, ...],
    *,
    product: str | None = None,
) -> QualityResult:
    r"""Infer quality as the demand that price and market do not explain.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        One row a seller, product, market and period.
    quantity, price : str
        Columns of quantities and of unit values, positive, in the same units within a product.
    sigma : float, str or Series
        Elasticity of substitution, above 1: one number; a column; or a table indexed by the values of
        `product`.
    effects : tuple of str
        Fixed effects as in `FixedEffectsSpec`; in the paper ``("product", "destination^year")``.
    product : str or None
        Column by which a table of `sigma` is read.

    Returns
    -------
    QualityResult

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent or non-numeric columns, quantities or prices that are not positive, a sigma that is of no kind
        above, not above 1 or lacking in the table, a `product` without a table, no effect, fewer than two
        complete rows.

    Notes
    -----
    Demand is :math:`q = \lambda^{\sigma - 1} p^{-\sigma} P^{\sigma - 1} Y`, so that

    .. math:: \ln q + \sigma \ln p = \alpha_{product} + \alpha_{market, year} + e, \quad
              \ln \hat\lambda = \hat e / (\sigma - 1).

    Only differences within levels of the effects are quality: what is common to a product or to a market
    and year is not told apart from units of measure, income and the price index. With several values of
    sigma the effects are common to all of them, as in the paper.

    References
    ----------
    Khandelwal, Schott and Wei (2013).
    """
    if isinstance(effects, str) or len(effects) == 0:
        raise ValueError(
            "effects must be a tuple of one column or interaction at least, such as ('product',)"
        )
    _check_sigma(sigma, product)
    kept, notes = _complete(frame, quantity, price, sigma, effects, product)
    elasticity = _elasticity(kept, sigma, product)
    own = kept[[*dict.fromkeys(part for effect in effects for part in parts(effect))]].copy()
    log_price = np.log(kept[price].astype(float))
    own[_DEMAND] = np.log(kept[quantity].astype(float)) + elasticity * log_price
    residual, more = net_of(own, _DEMAND, tuple(effects))
    found = (residual / (elasticity[residual.index] - 1)).rename("quality")
    alone = np.zeros(len(own), dtype=bool)
    for effect in effects:
        code = codes(own, effect)
        alone |= (np.bincount(code) == 1)[code]
    if alone.any():
        notes.append(
            f"{alone.sum()} rows are alone in a level of an effect: their quality is 0 by construction"
        )
    adjusted = (log_price[residual.index] - found).rename("adjusted_price")
    return QualityResult(found, adjusted, elasticity[residual.index], tuple(effects), (*notes, *more))


def _check_sigma(sigma: float | str | pd.Series, product: str | None) -> None:
    """A number, a column's name or a table with the column of its index."""
    if isinstance(sigma, pd.Series):
        if product is None:
            raise ValueError("sigma is a table: name the column of its index as product")
        if not pd.api.types.is_numeric_dtype(sigma):
            raise TypeError(f"the table of sigma holds no numbers ({sigma.dtype}): use pandas.to_numeric")
        return
    if isinstance(sigma, bool) or not isinstance(sigma, str | Real):
        raise TypeError(
            f"sigma is a {type(sigma).__name__}: give a number, the name of a column, or a table as a Series "
            "(of a dict: pandas.Series(sigma); of an array: put it into a column)"
        )
    if product is not None:
        raise ValueError(
            f"product={product!r} is read only with a table of sigma: leave it out, or give sigma as a "
            "Series indexed by it"
        )


def _complete(
    frame: pd.DataFrame,
    quantity: str,
    price: str,
    sigma: float | str | pd.Series,
    effects: tuple[str, ...],
    product: str | None,
) -> tuple[pd.DataFrame, list[str]]:
    """Rows without a missing value, their index unique, quantities and prices positive."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"frame is a {type(frame).__name__}: pass a pandas DataFrame")
    if not frame.index.is_unique:
        raise ValueError("the frame's index names rows alike: use frame.reset_index(drop=True)")
    numbers = [quantity, price, *([sigma] if isinstance(sigma, str) else [])]
    labels = [part for effect in effects for part in parts(effect)]
    labels += [product] if isinstance(sigma, pd.Series) else []
    for name in (*numbers, *labels):
        check_present(frame, name)
    missing = frame[list(dict.fromkeys((*numbers, *labels)))].isna()
    bad = missing.any(axis=1)
    kept = frame[~bad]
    check_columns(kept, numbers=numbers, labels=labels)
    if len(kept) == 1:
        raise ValueError(
            f"one complete row ({kept.index[0]}) of {len(frame)}: quality is a difference, so "
            "give two at least"
        )
    for name in (quantity, price):
        wrong = kept[name] <= 0
        if wrong.any():
            row = kept.index[wrong][0]
            raise ValueError(
                f"'{name}' is {kept.loc[row, name]:g} in row {row} ({wrong.sum()} such row(s)): a logarithm "
                "needs positive values, so drop rows without trade and say so"
            )
    listed = ", ".join(f"{name} {n}" for name, n in missing.sum().items() if n)
    return kept, [f"{bad.sum()} rows with missing values left out ({listed})"] if bad.any() else []


def _elasticity(kept: pd.DataFrame, sigma: float | str | pd.Series, product: str | None) -> pd.Series:
    """Sigma of each row, above 1."""
    if isinstance(sigma, str):
        found = kept[sigma].astype(float)
    elif isinstance(sigma, pd.Series):
        if not sigma.index.is_unique:
            twice = sigma.index[sigma.index.duplicated()][0]
            raise ValueError(f"the table of sigma has {twice} twice: keep one value a product")
        found = kept[product].map(sigma).astype(float)
        if found.isna().any():
            absent = kept.loc[found.isna(), product].iloc[0]
            raise KeyError(f"the table of sigma has no value for {product} {absent}: add it or drop its rows")
    else:
        found = pd.Series(float(sigma), index=kept.index)
    wrong = ~(found > 1) | np.isinf(found)
    if wrong.any():
        row = found.index[wrong][0]
        raise ValueError(
            f"sigma is {found[row]:g} in row {row} ({wrong.sum()} such row(s)): quality needs an elasticity "
            "above 1"
        )
    return found.rename("sigma")
