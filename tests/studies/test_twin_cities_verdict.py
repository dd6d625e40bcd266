"""Numbers of the verdict: differences by hand, and a coefficient without noise that is the printed one."""

import pandas as pd
import pytest

from lib.panels import twin_cities_synthetic
from lib.studies import twin_cities_modern, twin_cities_paths, twin_cities_printed
from lib.studies import twin_cities_verdict as study


def test_differences_of_table_6_by_hand():
    printed = twin_cities_printed.estimates().loc["table_6"]
    table = study.printed_differences()
    first, second = printed.loc["(2)"], printed.loc["(4)"]
    variance = (first["coef"] / first["t"]) ** 2 + (second["coef"] / second["t"]) ** 2
    row = table.loc["road − others, value"]
    assert row["printed"] == pytest.approx(0.086 - 0.151)
    assert row["printed z"] == pytest.approx((0.086 - 0.151) / variance**0.5)
    # every column of the table once, the two outcomes of a comparison apart
    assert sorted(column for pair in study.GROUPS.values() for column in pair) == sorted(printed.index)


def test_deviations_are_by_hand_and_want_a_recovery_of_every_column():
    keys = {"exhibit": "table_3", "column": "(1)", "term": "treat_post"}
    other = {"exhibit": "table_5", "column": "(2)", "term": "post_shock"}
    estimated = pd.DataFrame([
        {**keys, "statistic": "coef", "value": 0.3}, {**keys, "statistic": "t", "value": 6.0},
        {**keys, "term": "constant", "statistic": "coef", "value": 9.0},
        {**other, "statistic": "coef", "value": -0.2}, {**other, "statistic": "t", "value": -2.0},
    ])  # fmt: skip
    recovery = pd.DataFrame(
        [("table_3 (1)", "planted", 0.1), ("table_3 (1)", "mc_sd", 0.08),
         ("table_5 (2)", "planted", -0.1), ("table_5 (2)", "mc_sd", 0.2),
         ("heckman value", "planted", 0.1), ("heckman value", "mc_sd", 0.1)],
        columns=["column", "statistic", "value"],
    )  # fmt: skip
    away = study.deviations(estimated, recovery)
    assert dict(away["draws"]) == pytest.approx({("table_3", "(1)"): 2.5, ("table_5", "(2)"): -0.5})
    assert dict(away["own"]) == pytest.approx({("table_3", "(1)"): 4.0, ("table_5", "(2)"): -1.0})
    with pytest.raises(ValueError, match=r"no row 'table_5 \(2\)'"):
        study.deviations(estimated, recovery[recovery["column"] != "table_5 (2)"])


def test_share_and_coefficients_are_those_of_full_regressions():
    panel = twin_cities_synthetic.draw(seed=3, cities=40, destinations=30).panel
    share, free = study.identified(panel)
    mean = twin_cities_paths.planted(panel, "value").panel
    full = twin_cities_modern.effects_by_errors(mean, twin_cities_paths.MEAN)
    full = full[full["errors"] == "iid"].set_index("effects")["coef"]
    assert free == pytest.approx({name: full[name] for name in free}, rel=1e-6)
    assert set(free) == {twin_cities_modern.PAPER, twin_cities_modern.WITHIN} and 0 < share < 1
