"""Claims without a number: each rule holds when it should and fails as documented."""

import pandas as pd
import pytest

from lib import published
from lib.published import CLAIM_COLUMNS
from lib.results import TIDY
from lib.verdicts import compare, unmatched

REGIONS = ("ASEAN", "South Asia", "Gulf", "Coastal Africa")


def tidy(rows, paper="planted", track="public") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["exhibit", "panel", "column", "term", "statistic", "value"])
    return frame.assign(paper=paper, track=track)[TIDY]


def claim(kind, *, comparator="", expected="", printed="", unit="", level="", **keys) -> pd.DataFrame:
    row = dict.fromkeys(CLAIM_COLUMNS, "") | {
        "id": "c",
        "statement": "a claim",
        "kind": kind,
        "exhibit": "figure_9",
        "statistic": "value",
        "comparator": comparator,
        "expected": expected,
        "printed": printed,
        "unit": unit,
        "level": level,
    }
    return pd.DataFrame([row | keys], columns=CLAIM_COLUMNS)


def verdict(claims: pd.DataFrame, rows) -> str:
    found = compare(claims, tidy([("figure_9", *row) for row in rows]))
    assert len(found) == 1
    return found.loc[0, "verdict"]


def panels(**values):
    return [(name, "", "", "value", value) for name, value in values.items()]


def years(start, *values, panel=""):
    return [(panel, "", str(start + k), "value", value) for k, value in enumerate(values)]


def coefficient(value, p, column="flow"):
    return [("", column, "road", "coef", value), ("", column, "road", "p", p)]


@pytest.mark.parametrize(
    ("comparator", "printed", "unit", "ours", "expected"),
    [
        ("", "77.83", "%", 0.77826, "exact"),
        ("", "77.83", "%", 0.77824, "last digit"),
        ("", "77.83", "%", 0.75, "close"),
        ("", "77.83", "%", 77.83, "different"),
        ("about", "60", "%", 0.648, "exact"),
        ("about", "60", "%", 0.69, "different"),
        ("about", "60", "%", 0.655, "close"),
        ("more than", "76", "times", 76.05, "exact"),
        ("more than", "76", "times", 75.9, "close"),
        ("", "10", "hosts", 10, "exact"),
        ("", "10", "hosts", 11, "last digit"),
        ("", "34.7", "%", -0.347, "sign"),
    ],
)
def test_numbers(comparator, printed, unit, ours, expected):
    number = claim("number", comparator=comparator, printed=printed, unit=unit)
    assert verdict(number, [("", "", "", "value", ours)]) == expected


@pytest.mark.parametrize(
    ("comparator", "sign", "value", "p", "expected"),
    [
        ("significant", "+", 0.4, 0.04, "exact"),
        ("significant", "+", 0.4, 0.06, "significance"),
        ("significant", "+", -0.4, 0.04, "sign"),
        ("significant", "any", -0.4, 0.04, "exact"),
        ("not significant", "-", -0.4, 0.06, "exact"),
        ("not significant", "-", -0.4, 0.04, "significance"),
        ("not significant", "-", 0.4, 0.06, "sign"),
        ("not significant", "any", 0.4, 0.06, "exact"),
    ],
)
def test_significance(comparator, sign, value, p, expected):
    it = claim("significance", comparator=comparator, expected=sign, level="0.05",
               column="flow", term="road", statistic="coef")  # fmt: skip
    assert verdict(it, coefficient(value, p)) == expected


def test_significance_needs_a_p_value():
    it = claim("significance", comparator="significant", expected="+", level="0.05",
               column="flow", term="road", statistic="coef")  # fmt: skip
    found = compare(it, tidy([("figure_9", *coefficient(0.4, 0.01)[0])]))
    assert found.loc[0, ["verdict", "reason"]].tolist() == [
        "cannot compare",
        "no computed value figure_9//flow/road/p",
    ]


@pytest.mark.parametrize(
    ("flow", "stock", "any_", "all_"),
    [
        ((0.4, 0.01), (0.4, 0.01), "exact", "exact"),
        ((0.4, 0.01), (0.4, 0.50), "exact", "significance"),
        ((-0.4, 0.01), (0.4, 0.50), "significance", "sign"),
        ((-0.4, 0.01), (-0.4, 0.01), "sign", "sign"),
        ((0.4, 0.01), None, "exact", "cannot compare"),
        ((-0.4, 0.01), None, "cannot compare", "sign"),
    ],
)
def test_any_and_all(flow, stock, any_, all_):
    rows = coefficient(*flow) + (coefficient(*stock, column="stock") if stock else [])
    for quantifier, expected in (("any", any_), ("all", all_)):
        it = claim("significance", comparator="significant", expected="+", level="0.05", term="road",
                   column=f"{quantifier}(flow, stock)", statistic="coef")  # fmt: skip
        assert verdict(it, rows) == expected


def test_most_is_more_than_half():
    it = claim("order", expected="2009 > 2010", panel="most(a, b, c, d)", term="*")
    falls, rises = (2.0, 1.0), (1.0, 2.0)
    for paths, expected in (
        ([falls, falls, falls, rises], "exact"),
        ([falls, falls, rises, rises], "sign"),
        ([falls, rises, rises, rises], "sign"),
    ):
        rows = [
            row for name, path in zip("abcd", paths, strict=True) for row in years(2009, *path, panel=name)
        ]
        assert verdict(it, rows) == expected


@pytest.mark.parametrize(
    ("expected", "values", "result"),
    [
        ("a > b > c", {"a": 3, "b": 2, "c": 1}, "exact"),
        ("a > b > c", {"a": 3, "b": 1, "c": 2}, "different"),
        ("a > b", {"a": 1, "b": 2}, "sign"),
        ("a > b = c", {"a": 3, "b": 1, "c": 2}, "exact"),
        ("a > b = c", {"a": 2, "b": 1, "c": 3}, "different"),
        ("a > b", {"a": 1, "b": 1}, "sign"),
        ("a > b", {"a": 1}, "cannot compare"),
        ("all > a", {"all": 2, "a": 1, "b": 9}, "exact"),
    ],
)
def test_order(expected, values, result):
    assert verdict(claim("order", expected=expected, panel="*"), panels(**values)) == result


def test_long_order_with_one_swap_is_close():
    names = "abcdefgh"
    values = dict(zip(names, range(8, 0, -1), strict=True))
    values["c"], values["d"] = values["d"], values["c"]  # 27 of 28 pairs
    assert verdict(claim("order", expected=" > ".join(names), panel="*"), panels(**values)) == "close"


@pytest.mark.parametrize(
    ("comparator", "expected", "values", "result"),
    [
        ("above all", "a; b", {"a": 3, "b": 2, "c": 1, "all": 1.5}, "exact"),
        ("above all", "a; c", {"a": 3, "b": 2, "c": 1, "all": 1.5}, "different"),
        ("above all", "a; b", {"a": 3, "b": 2, "c": 1}, "cannot compare"),
        ("highest 2", "a; b", {"a": 3, "b": 2, "c": 1, "all": 9}, "exact"),
        ("lowest 1", "c", {"a": 3, "b": 2, "c": 1, "all": 0}, "exact"),
        ("lowest 1", "b", {"a": 3, "b": 2, "c": 1}, "different"),
        ("lowest 1", "d", {"a": 3, "b": 2, "c": 1}, "cannot compare"),
    ],
)
def test_set(comparator, expected, values, result):
    it = claim("set", comparator=comparator, expected=expected, panel="*")
    assert verdict(it, panels(**values)) == result


def test_set_of_ten_short_of_one_is_close():
    values = dict(zip("abcdefghij", range(10, 0, -1), strict=True)) | {"all": 1.5}
    it = claim("set", comparator="above all", expected="; ".join("abcdefghij"), panel="*")
    assert verdict(it, panels(**values)) == "close"
    assert verdict(it, panels(**values | {"b": 1.2})) == "different"


@pytest.mark.parametrize(
    ("comparator", "expected", "result"),
    [
        ("highest", "a", "exact"),
        ("highest", "b", "different"),
        ("lowest", "c", "exact"),
        ("lowest", "d", "cannot compare"),
    ],
)
def test_extreme_leaves_the_aggregate_out(comparator, expected, result):
    it = claim("extreme", comparator=comparator, expected=expected, panel="*")
    assert verdict(it, panels(a=3, b=2, c=1, all=9)) == result


@pytest.mark.parametrize(
    ("comparator", "path", "result"),
    [
        ("rises", (1.0, 0.9, 2.0, 3.0), "exact"),
        ("rises", (3.0, 2.0, 1.0, 0.5), "sign"),
        ("falls", (3.0, 2.0, 1.0, 0.5), "exact"),
        ("rises", (1.0, 9.0, 0.0, 1.1), "different"),
        ("rises", (1.0, 1.0, 1.0, 1.0), "different"),
        ("rises", (1.0, 2.0, 3.0), "cannot compare"),
    ],
)
def test_trend(comparator, path, result):
    it = claim("trend", comparator=comparator, expected="2004..2007", term="*")
    assert verdict(it, years(2004, *path)) == result


@pytest.mark.parametrize(
    ("comparator", "expected", "value", "result"),
    [
        ("above", "0.5", 0.51, "exact"),
        ("above", "0.5", 0.5, "different"),
        ("below", "0.5", 0.4, "exact"),
        ("within", "[0, 10]", 10, "exact"),
        ("within", "[0, 10]", 10.1, "different"),
    ],
)
def test_range(comparator, expected, value, result):
    it = claim("range", comparator=comparator, expected=expected)
    assert verdict(it, [("", "", "", "value", value)]) == result


def test_statistic_exceeds_its_critical_value():
    it = claim("significance", comparator="exceeds", expected="lr_critical", statistic="lr", level="0.01")
    assert verdict(it, [("", "", "", "lr", 30.0), ("", "", "", "lr_critical", 20.0)]) == "exact"
    assert verdict(it, [("", "", "", "lr", 10.0), ("", "", "", "lr_critical", 20.0)]) == "significance"


def test_hypotheses_and_definitions_are_judged_but_never_counted():
    for kind, extra in (("hypothesis", {"expected": "+"}), ("definition", {"printed": "24"})):
        found = compare(claim(kind, **extra), tidy([("figure_9", "", "", "", "value", 24.0)]))
        assert found.loc[0, ["verdict", "counted"]].tolist() == ["exact", False]


# --- the maritime paper: results exactly as it claims satisfy every claim at once -------------------------

FLOW = "SGP KHM MMR VNM IDN TZA KEN PAK THA MOZ MYS PHL ZAF EGY LKA BGD IND NPL SAU ARE OMN KWT QAT BRN"
STOCK = "KHM SGP MMR VNM PAK IDN THA MYS TZA KEN LKA BGD NPL PHL MOZ ZAF EGY SAU ARE BRN IND OMN QAT KWT"
PRINTED = {
    "flow": {"SGP": 0.671, "OMN": 0.03, "KWT": 0.02, "QAT": 0.02, "BRN": 0.01},
    "stock": {"KHM": 0.74, "IND": 0.011, "OMN": 0.011, "QAT": 0.01, "KWT": 0.005},
}
FLOW_YEARS = (1.0, 1.1, 1.3, 1.25, 1.1, 1.2, 1.0, 0.9, 0.95, 0.97, 1.05, 1.2)


def hosts(column: str, order: str, above: int, mean: float):
    """Efficiencies that fall along ``order``, with the printed ones where the paper prints them."""
    names = order.split()
    values = {h: mean * (1.05 + 0.05 * (above - k)) for k, h in enumerate(names[:above])}
    values |= {h: mean * (0.9 - 0.04 * k) for k, h in enumerate(names[above:])} | PRINTED[column]
    rows = [("figure_3", h, column, "", "mean_efficiency", value) for h, value in values.items()]
    return [*rows, ("figure_3", "all", column, "", "mean_efficiency", mean)]


def as_claimed() -> pd.DataFrame:
    """Computed rows that agree with everything the maritime paper says."""
    rows = hosts("flow", FLOW, 10, 0.286) + hosts("stock", STOCK, 5, 0.117)
    region = {"flow": (1.6, 0.8, 0.4, 0.9), "stock": (1.9, 0.8, 0.3, 0.7)}
    for column in ("flow", "stock"):
        rows += [("figure_3", "all", column, "", "lowest_of_rows", 0.001),
                 ("figure_3", "all", column, "", "highest_of_rows", 0.95),
                 ("figure_3", "Gulf", column, "", "count_lowest_four", 3.0)]  # fmt: skip
        rows += [("table_1", "", column, "no_inefficiency", "lr", 99.0),
                 ("table_1", "", column, "no_inefficiency", "lr_critical_1pct", 31.0)]  # fmt: skip
        for name, height in zip(REGIONS, region[column], strict=True):
            rows.append(("figure_4", name, column, "", "mean_efficiency", height))
            rows.append(
                ("figure_5", name, column, "2004-2015", "volatility", 0.2 if column == "flow" else 0.05)
            )
        for name, height in [*zip(REGIONS, region[column], strict=True), ("all", 1.0)]:
            steps = FLOW_YEARS if column == "flow" else [1 + 0.02 * k for k in range(12)]
            rows += [("figure_5", name, column, str(2004 + k), "mean_efficiency", height * step)
                     for k, step in enumerate(steps)]  # fmt: skip
    return tidy(rows + investment() + estimates() + numbers(), paper="maritime")


def investment():
    rows = []
    for column, last in (("flow", 140.87), ("stock", 578.74)):
        rows += [("figure_2", "ASEAN", column, "2004", "share_of_hosts", 0.8)]
        for name, share in zip(REGIONS, (1.0, 0.1, 0.2, 0.15), strict=True):
            rows += [("figure_2", name, column, str(2005 + k), "value_100musd", share * (10 + 5 * k))
                     for k in range(10)]  # fmt: skip
            if name != "ASEAN":
                rows += [("figure_2", name, column, "2004", "value_100musd", 0.1),
                         ("figure_2", name, column, "2015", "value_100musd", share * last)]  # fmt: skip
    six = {"SGP": 320, "IDN": 81, "ZAF": 47, "ARE": 46, "MMR": 43, "PAK": 40, "IND": 38}
    rows += [("hosts", name, "stock", "2015", "value_100musd", value) for name, value in six.items()]
    return rows + [
        ("figure_1", "all", "flow", str(year), "value_100musd", 50.0) for year in range(2005, 2015)
    ]


def estimates():
    """Coefficients with the sign and the p-value that the text claims, both columns alike where it may."""
    rows = {}
    claims = published.claims("maritime")
    for it in claims[(claims["kind"] == "significance") & (claims["statistic"] == "coef")].itertuples():
        sign = {"+": 0.5, "-": -0.5, "any": 0.1}[it.expected]
        p = float(it.level) / 2 if it.comparator == "significant" else 0.6
        for column in ("flow", "stock") if "(" in it.column else (it.column,):
            rows[it.exhibit, "", column, it.term, "coef"] = sign
            rows[it.exhibit, "", column, it.term, "p"] = p
    return [(*key, value) for key, value in rows.items()]


def numbers():
    """Every printed number, converted by hand: per cents as fractions."""
    cells = published.cells("maritime")
    cells = cells[(cells["printed"] != "") & (cells["exhibit"] != "design")]
    return [
        (c.exhibit, c.panel, c.column, c.term, c.statistic, float(c.printed) / (100 if c.unit == "%" else 1))
        for c in cells.itertuples()
        if (c.exhibit, c.statistic) != ("figure_3", "mean_efficiency")  # `hosts` has them
    ]


@pytest.fixture(scope="module")
def claimed() -> pd.DataFrame:
    return as_claimed()


def failing(rows: pd.DataFrame) -> dict[str, str]:
    # A conclusion is a reading of words that results need not bear out; one contradicts the table here.
    cells = published.cells("maritime")
    cells = cells[cells["kind"] != "conclusion"]
    frame = compare(cells, rows, errors=published.errors("maritime"))
    frame = frame[~frame["kind"].isin(["hypothesis", "definition"])]
    frame = frame[~frame["verdict"].isin(["exact", "paper error"])]
    frame = frame[~frame["reason"].str.startswith("not printed")]
    return dict(zip(frame["id"], frame["verdict"], strict=True))


def test_results_as_the_paper_claims_satisfy_every_claim(claimed):
    assert failing(claimed) == {}


def test_maritime_rows_are_all_asked_for(claimed):
    left = unmatched(published.cells("maritime"), claimed)
    assert left.empty, left


def swap(rows, left, right, key):
    rows = rows.copy()
    rows[key] = rows[key].replace({left: "~", right: left}).replace({"~": right})
    return rows


def test_swapped_hosts_are_found(claimed):
    figure = claimed["exhibit"] == "figure_3"
    planted = pd.concat([swap(claimed[figure], "SGP", "BRN", "panel"), claimed[~figure]])
    assert (
        failing(planted).items()
        >= {
            "figure_3/SGP/flow//mean_efficiency": "different",
            "figure_3/BRN/flow//mean_efficiency": "different",
            "efficiency-flow-highest": "different",
            "efficiency-flow-lowest": "different",
            "bottom-four-flow-set": "different",
            "above-mean-stock-set": "different",
        }.items()
    )


def test_swapped_columns_are_found(claimed):
    found = failing(swap(claimed, "flow", "stock", "column"))
    assert found["mean-efficiency-flow"] == "different"
    assert found["t3-ln-gdp-per-head-flow"] == "sign"
    assert found["region-middle-flow"] == "sign"
    assert found["stock-steadier"] == "sign"


def test_dropped_host_is_found(claimed):
    found = failing(claimed[claimed["panel"] != "THA"])
    assert found == {"above-mean-flow-set": "cannot compare", "above-mean-flow-order": "cannot compare"}


def test_unit_off_by_ten_is_found(claimed):
    planted = claimed.copy()
    amounts = planted["statistic"] == "value_100musd"
    planted.loc[amounts, "value"] *= 10
    assert set(failing(planted)) == {
        "figure_1/all/flow/2004/value_100musd",
        "figure_1/all/flow/2015/value_100musd",
        "figure_1/all/stock/2004/value_100musd",
        "figure_1/all/stock/2015/value_100musd",
        "figure_2/ASEAN/flow/2004/value_100musd",
        "figure_2/ASEAN/flow/2015/value_100musd",
        "asean-stock-2004",
        "asean-stock-2015",
    }


@pytest.mark.parametrize("cell", published.claims("maritime").query("kind == 'significance'")["id"])
def test_each_significance_claim_can_fail(claimed, cell):
    it = published.claims("maritime").set_index("id").loc[cell]
    planted = claimed.copy()
    mine = (planted["exhibit"] == it["exhibit"]) & (planted["term"] == it["term"])
    if "(" not in it["column"]:
        mine &= planted["column"] == it["column"]
    if it["comparator"] == "exceeds":
        planted.loc[mine & (planted["statistic"] == "lr"), "value"] = 1.0
    else:
        opposite = 0.9 if it["comparator"] == "significant" else 0.001
        planted.loc[mine & (planted["statistic"] == "p"), "value"] = opposite
    assert failing(planted) == {cell: "significance"}
