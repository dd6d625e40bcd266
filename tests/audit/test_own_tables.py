"""Errors planted by hand into copies of the papers' own tables: each kind, in each paper that can show it.

A finding has to read the planted cell and to be new. What a paper's print cannot reveal stands in `HIDDEN`
and is checked to be so: an audit that found it would be guessing.
"""

import pytest

from lib.audit.planting import Planted, discovered, printed

PLANTED = {
    "twin_cities": {
        "sign flip": {"table_3//(1)/treat_post/coef": "-0.097"},
        "columns swapped": {"table_6//(1)//n": "133022", "table_6//(2)//n": "132981"},
        "star too many": {"table_3//(7)/treat_post/coef*": "***"},
        "star lost": {"table_3//(5)/treat_post/coef*": ""},
        "digit lost": {"table_3//(4)/treat_post/coef": "0.16"},
        "wrong N": {"table_6//(3)//n": "206486"},
        "coefficients swapped": {"table_3//(2)/treat_post/coef": "0.116",
                                 "table_3//(4)/treat_post/coef": "0.100"},
    },
    "agglomeration": {
        "sign flip": {"table_1//(1)/ln_agglomeration/coef": "-0.200"},
        "columns swapped": {"table_4//(1)//n": "723", "table_5//(1)//n": "723"},
        "star too many": {"table_4//(3)/ln_resilience/coef*": "***"},
        "star lost": {"table_1//(1)/lag_outcome/coef*": ""},
        "digit lost": {"table_1//(1)/agglomeration_x_productivity/coef": "0.22"},
        "wrong N": {"table_4//(1)//n": "691"},
        "wrong number of units": {"table_6//(3)//n_units": "96"},
        "coefficients swapped": {"table_4//(1)/agglomeration_x_productivity/coef": "0.237",
                                 "table_4//(1)/agglomeration_x_resilience/coef": "0.338"},
    },
    "belt_road": {
        "sign flip": {"table_8//(1)/bri_x_inequality/coef": "0.0172"},
        "columns swapped": {"table_1///computers/mean_share": "6.9", "table_1///medicine/mean_share": "15.0"},
        "star too many": {"table_6//(2)/growth/coef*": "***"},
        "star lost": {"table_6//(1)/policy/coef*": "*"},
        "digit lost": {"table_1///computers/mean_trade_10kusd": "694"},
        "wrong N": {"table_7//(2)//n": "6,101"},
        "bias reduction": {"table_2/after//export_growth/bias_reduction": "82.8"},
        "sign of a bias": {"table_2/before//export_volatility/bias": "22.1"},
    },
    "maritime": {
        "digit lost": {"figure_1/all/flow/2015/value_100musd": "81.01"},
        "digits transposed": {"figure_1/all/stock/2004/value_100musd": "21.15"},
        "columns swapped": {"figure_1/all/flow/2015/value_100musd": "835.14",
                            "figure_1/all/stock/2015/value_100musd": "181.01"},
    },
}  # fmt: skip
HIDDEN = {
    "a sign beside a standard error that no text speaks of": (
        "belt_road", {"table_7//(2)/ln_population/coef": "0.0315"}),
    "a last digit": ("belt_road", {"table_7//(2)/ln_population/coef": "-0.0316"}),
}  # fmt: skip


def planted(name: str, changes: dict[str, str]) -> list:
    """New findings that read a changed cell; ``ID*`` stands for its stars."""
    paper, before = printed(name)
    position = {row["id"]: i for i, row in enumerate(paper.rows["cells"])}
    edits = {}
    for place, value in changes.items():
        cell, column = (place[:-1], "stars") if place.endswith("*") else (place, "printed")
        assert paper.rows["cells"][position[cell]][column] != value, f"{place} already is {value!r}"
        edits["cells", position[cell], column] = value
    ids = tuple(place.rstrip("*") for place in changes)
    return discovered(before, Planted(paper.edit(edits), "by hand", ids, str(changes)))


@pytest.mark.parametrize(
    ("paper", "kind"), [(paper, kind) for paper, kinds in PLANTED.items() for kind in kinds]
)
def test_an_error_in_a_paper_of_its_own_is_found(paper, kind):
    assert planted(paper, PLANTED[paper][kind])


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_nothing_in_print_contradicts_is_not_found(kind):
    assert planted(*HIDDEN[kind]) == []
