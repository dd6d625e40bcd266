"""Export quality: planted quality recovered, invariances, sigma in three forms, bad input."""

import numpy as np
import pandas as pd
import pytest

from lib.estimators.fixed_effects import net_of
from lib.estimators.quality import quality
from lib.results import TIDY

EFFECTS = ("product", "market^year")
SIGMA = pd.Series({"a": 2.5, "b": 4.0, "c": 7.0})


def planted(seed=0, sigma=4.0, share=1.0) -> pd.DataFrame:
    """Rows whose demand is the model's, without an error: quality is in column 'ln_quality'."""
    rng = np.random.default_rng(seed)
    names = {"product": list("abc"), "seller": range(6), "market": range(5), "year": range(2003, 2007)}
    frame = pd.MultiIndex.from_product(names.values(), names=list(names)).to_frame(index=False)
    frame["ln_quality"] = rng.standard_normal(len(frame))
    frame["sigma"] = frame["product"].map(SIGMA) if sigma is None else sigma
    ln_price = rng.standard_normal(len(frame)) + 0.8 * frame["ln_quality"]
    level = (
        frame["product"].map({"a": 1.0, "b": -2.0, "c": 0.5})
        + rng.standard_normal((5, 4))[frame["market"], frame["year"] - 2003]
    )
    frame["price"] = np.exp(ln_price)
    frame["quantity"] = np.exp((frame["sigma"] - 1) * frame["ln_quality"] - frame["sigma"] * ln_price + level)
    return frame[rng.random(len(frame)) < share].sample(frac=1, random_state=seed)


@pytest.mark.parametrize("share", [1.0, 0.7])
def test_planted_quality_is_recovered_up_to_the_effects(share):
    frame = planted(share=share)
    result = quality(frame, "quantity", "price", 4.0, EFFECTS)
    expected, _ = net_of(frame, "ln_quality", EFFECTS)
    # Effects are taken out by iterations with tolerance 1e-12.
    np.testing.assert_allclose(result.quality[frame.index], expected[frame.index], atol=1e-9)
    adjusted = np.log(frame["price"]) - result.quality
    np.testing.assert_allclose(result.adjusted_price[frame.index], adjusted[frame.index], atol=1e-12)


def test_within_a_level_differences_are_the_planted_ones():
    frame = planted()
    result = quality(frame, "quantity", "price", 4.0, ("product^market^year",))
    keys = [frame["product"], frame["market"], frame["year"]]
    gap = result.quality[frame.index] - frame["ln_quality"]
    assert gap.groupby(keys).std().max() < 1e-9  # the same for all sellers of a product in a market and year


def test_sigma_by_number_column_and_table():
    frame = planted(1)
    number = quality(frame, "quantity", "price", 4, EFFECTS)
    column = quality(frame, "quantity", "price", "sigma", EFFECTS)
    table = quality(frame, "quantity", "price", pd.Series(4.0, index=list("abc")), EFFECTS, product="product")
    pd.testing.assert_series_equal(number.quality, column.quality)
    pd.testing.assert_series_equal(number.quality, table.quality)
    own = planted(1, sigma=None)
    by_table = quality(own, "quantity", "price", SIGMA, ("product^market^year",), product="product")
    gap = by_table.quality[own.index] - own["ln_quality"]
    assert gap.groupby([own["product"], own["market"], own["year"]]).std().max() < 1e-9
    assert set(by_table.sigma) == {2.5, 4.0, 7.0}


def test_units_of_measure_income_and_price_levels_change_nothing():
    frame = planted(2)
    result = quality(frame, "quantity", "price", 4.0, EFFECTS)
    units = frame["product"].map({"a": 1000.0, "b": 0.001, "c": 7.0})  # tonnes for kilograms
    market = np.exp(0.3 * frame["market"] - frame["year"] + 2003)
    moved = frame.assign(quantity=frame["quantity"] * units * market, price=frame["price"] / units * market)
    np.testing.assert_allclose(
        quality(moved, "quantity", "price", 4.0, EFFECTS).quality[frame.index],
        result.quality[frame.index],
        atol=1e-9,
    )


def test_a_seller_that_sells_more_at_the_same_price_is_better():
    frame = planted(3)
    row = frame.index[0]
    base = quality(frame, "quantity", "price", 4.0, EFFECTS).quality[row]
    frame.loc[row, "quantity"] *= np.e**3
    assert quality(frame, "quantity", "price", 4.0, EFFECTS).quality[row] > base
    # Doubling sigma - 1 halves what a given residual means: at price one there is no other part.
    flat = frame.assign(price=1.0)
    three, five = (quality(flat, "quantity", "price", s, EFFECTS).quality for s in (3.0, 5.0))
    np.testing.assert_allclose(three, 2 * five, atol=1e-9)


def test_what_the_result_says():
    frame = planted(4)
    frame.loc[frame.index[:3], "price"] = np.nan
    frame.loc[frame.index[5], "product"] = "alone"
    result = quality(frame, "quantity", "price", 4.0, EFFECTS)
    assert len(result.quality) == len(frame) - 3
    assert "3 rows with missing values left out (price 3)" in result.notes
    assert any("1 rows are alone in a level" in note for note in result.notes)
    assert result.quality[frame.index[5]] == pytest.approx(0, abs=1e-9)
    tidy = result.tidy(paper="toy", exhibit="table_6", track="public")
    assert list(tidy.columns) == TIDY
    assert tidy.set_index(["term", "statistic"])["value"]["ln quality", "n"] == len(result.quality)
    assert "sigma: 4" in repr(result)


def changed(**columns) -> pd.DataFrame:
    frame = planted().reset_index(drop=True)
    for name, value in columns.items():
        frame.loc[frame.index[7], name] = value
    return frame


BAD = [
    (changed(quantity=0.0), {}, "'quantity' is 0 in row 7"),
    (changed(price=-2.0), {}, "'price' is -2 in row 7"),
    (changed(price=np.inf), {}, "column 'price' has 1 missing or infinite"),
    (changed(), {"sigma": 1.0}, "sigma is 1 in row 0 .360 such"),
    (changed(), {"sigma": np.nan}, "sigma is nan in row 0"),
    (changed(sigma=0.5), {"sigma": "sigma"}, "sigma is 0.5 in row 7"),
    (changed(), {"sigma": SIGMA[:2], "product": "product"}, "no value for product c"),
    (changed(), {"sigma": SIGMA}, "name the column of its index"),
    (changed(), {"sigma": pd.concat([SIGMA, SIGMA]), "product": "product"}, "the table of sigma has a twice"),
    (changed(), {"effects": ()}, "effects must be a tuple"),
    (changed(), {"effects": "product"}, "effects must be a tuple"),
    (changed(), {"price": "unit_value"}, "column 'unit_value' is not in the frame"),
    (changed(), {"effects": ("maker",)}, "column 'maker' is not in the frame"),
    (pd.concat([changed(), changed()]), {}, "index names rows alike"),
    (changed().assign(price=np.nan), {}, "no rows"),
    (changed().iloc[:1], {}, "one complete row .0. of 1: .*give two at least"),
    (changed(), {"sigma": {"a": 4.0}, "product": "product"}, r"sigma is a dict: .*pandas.Series.sigma"),
    (changed(), {"sigma": None}, "sigma is a NoneType: give a number"),
    (changed(), {"sigma": np.full(360, 4.0)}, "sigma is a ndarray: .*put it into a column"),
    (changed(), {"sigma": True}, "sigma is a bool"),
    (changed(), {"sigma": SIGMA.astype(str), "product": "product"}, "the table of sigma holds no numbers"),
    (changed(), {"product": "product"}, "product='product' is read only with a table of sigma"),
]


@pytest.mark.parametrize(("frame", "given", "message"), BAD)
def test_bad_input(frame, given, message):
    options = {"quantity": "quantity", "price": "price", "sigma": 4.0, "effects": EFFECTS, **given}
    with pytest.raises((KeyError, TypeError, ValueError), match=message):
        quality(frame, **options)
