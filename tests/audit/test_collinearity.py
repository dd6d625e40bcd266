"""What identifies a coefficient: definitions, effects, differencing, readings, standardised constants."""

import numpy as np
import pytest
from small_record import cells, claims, record, regression

from lib.audit import engine
from lib.audit.algebra import expanded

SOURCE = {"source": "one database", "measure": "current prices"}
GDP = {
    "ln_gdp": {"definition": "log(gdp)"} | SOURCE,
    "ln_population": {"definition": "log(population)"} | SOURCE,
    "ln_gdp_per_head": {"definition": "log(gdp / population)"} | SOURCE,
}
THREE = {name: ("0.50", "0.10") for name in GDP}


def gravity(terms=THREE, variables=GDP, said=None):
    table = cells(*regression("(1)", x=("1.0", "0.5"), **terms))
    return engine.run(record(table, said, variables=variables), ["collinear-by-definition"])


def test_two_of_three_logs_can_be_told_apart():
    for left_out in GDP:
        assert gravity({name: value for name, value in THREE.items() if name != left_out}) == []


def test_three_logs_of_two_quantities_cannot():
    (finding,) = gravity()
    assert finding.severity == "contradiction"
    assert finding.cells == tuple(f"table_1//(1)/{name}/coef" for name in GDP)
    assert finding.arithmetic.startswith("-ln_gdp + ln_gdp_per_head + ln_population = 0")
    assert "rank 2" in finding.arithmetic


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({"measure": ""}, "inconsistency"),
        ({"source": "another database"}, "ambiguity"),
        ({"source": ""}, "ambiguity"),
    ],
)
def test_what_the_paper_leaves_open_makes_the_finding_lighter(change, severity):
    (finding,) = gravity(variables=GDP | {"ln_gdp": GDP["ln_gdp"] | change})
    assert finding.severity == severity


def test_sources_that_nothing_states_may_be_different_ones():
    unsaid = {name: entry | {"source": ""} for name, entry in GDP.items()}
    (finding,) = gravity(variables=unsaid)
    assert finding.severity == "ambiguity"


def test_terms_that_the_table_names_but_does_not_print_count():
    missing = {"statistic": "*", "printed": "", "note": "not printed: a picture"}
    table = cells(*({"term": name} | missing for name in GDP))
    rule = ["collinear-by-definition"]
    (finding,) = engine.run(record(table, variables=GDP), rule)
    assert finding.severity == "ambiguity"  # no coefficient is reported at all
    said = claims(*({"term": name, "kind": "sign", "expected": "+"} for name in GDP))
    (finding,) = engine.run(record(table, said, variables=GDP), rule)
    assert finding.severity == "contradiction"
    assert len(finding.cells) == 6


def test_shares_that_sum_to_one_are_collinear_with_the_constant_alone():
    shares = {"a": SOURCE, "b": SOURCE, "c": {"definition": "1 - a - b"} | SOURCE}
    terms = {name: ("0.50", "0.10") for name in shares}
    assert gravity(terms, shares) == []
    (finding,) = gravity(terms | {"constant": ("1.00", "0.10")}, shares)
    assert "constant" in finding.arithmetic


def test_products_and_distances_are_not_sums():
    variables = {"ab": {"definition": "a * b"}, "gap": {"definition": "abs(a - b)"}}
    terms = {name: ("0.50", "0.10") for name in ("a", "b", "ab", "gap")}
    assert gravity(terms, variables) == []


def test_a_definition_that_leads_back_to_itself_is_an_error():
    with pytest.raises(ValueError, match="a is defined by itself"):
        expanded({"a": {"definition": "b"}, "b": {"definition": "2 * a"}}, "a")


# --- fixed effects

VARIES = {
    "treated_after": {"varies": ["city", "partner", "year"], "role": "treatment"},
    "city_wage": {"varies": ["city", "year"]},
    "distance": {"varies": ["city", "partner"]},
    "pair_ever": {"varies": ["city", "partner"], "role": "group"},
}
PANEL = {"unit": ["city", "partner"]}


def model(effects, rule, method="DID", **terms):
    given = [{"exhibit": "table_1", "columns": ["(1)"], "fixed_effects": effects, "method": method}]
    table = cells(*regression("(1)", **(terms or {"treated_after": ("0.50", "0.10")})))
    return engine.run(record(table, models=given, variables=VARIES, panel=PANEL), [rule])


def test_a_regressor_that_varies_more_than_the_effects_is_kept():
    assert (
        model(["city", "partner", "year"], "absorbed", city_wage=("1.0", "0.1"), distance=("1.0", "0.1"))
        == []
    )


@pytest.mark.parametrize(
    ("effects", "lost"), [(["city x year", "partner"], "city_wage"), (["city x partner"], "distance")]
)
def test_a_regressor_inside_an_effect_is_lost(effects, lost):
    (finding,) = model(effects, "absorbed", city_wage=("1.0", "0.1"), distance=("1.0", "0.1"))
    assert finding.severity == "contradiction"
    assert finding.cells == (f"table_1//(1)/{lost}/coef",)


def test_system_gmm_keeps_what_unit_effects_would_absorb():
    assert model(["city x partner"], "absorbed", method="system GMM", distance=("1.0", "0.1")) == []


EQUATION = {
    "id": "(9)",
    "exhibits": ["table_1"],
    "outcome": ["i", "j", "t"],
    "terms": [
        {"variable": "treatment", "varies": ["i", "j", "t"], "role": "treatment", "term": "treated_after"},
        {"variable": "X", "varies": ["i", "t"], "role": "controls"},
    ],
    "fixed_effects": [["i", "j"], ["t"]],
    "error": ["i", "j", "t"],
}


def equation(rule, **changes):
    table = cells(*regression("(1)", treated_after=("0.50", "0.10")))
    return engine.run(record(table, equations=[EQUATION | changes]), [rule])


def test_an_equation_with_pair_and_year_effects_is_sound():
    assert equation("absorbed") == []
    assert equation("treatment-not-differenced") == []


def test_controls_inside_an_effect_are_an_inconsistency_and_a_lost_treatment_a_contradiction():
    (finding,) = equation("absorbed", fixed_effects=[["i", "t"], ["j"]])
    assert (finding.severity, finding.cells) == ("inconsistency", ())
    (finding,) = equation("absorbed", fixed_effects=[["i", "j", "t"]])
    assert (finding.severity, finding.cells) == ("contradiction", ("table_1//(1)/treated_after/coef",))


def test_a_lead_varies_like_the_variable_it_is_a_lead_of():
    lead = [{"variable": "treatment", "varies": ["i", "t", "z"], "role": "treatment"}]
    (finding,) = equation("absorbed", terms=lead, sum={"index": "z"}, fixed_effects=[["i", "t"]])
    assert "[i t]" in finding.arithmetic
    assert equation("absorbed", terms=lead, sum={"index": "z"}, fixed_effects=[["i"], ["t"]]) == []


@pytest.mark.parametrize("effects", [["city", "partner", "year"], ["year"]])
def test_a_treatment_of_pairs_needs_an_effect_of_pairs(effects):
    (finding,) = model(effects, "treatment-not-differenced")
    assert finding.severity == "ambiguity"
    assert finding.cells == ("table_1//(1)/treated_after/coef",)
    assert "city x partner" in finding.arithmetic


def test_pair_effects_a_group_indicator_or_no_declared_effects_are_silent():
    assert model(["city x partner", "year"], "treatment-not-differenced") == []
    terms = {"treated_after": ("0.50", "0.10"), "pair_ever": ("0.20", "0.10")}
    assert model(["city", "year"], "treatment-not-differenced", **terms) == []
    assert model([], "treatment-not-differenced") == []


def test_an_equation_and_its_columns_make_one_finding():
    table = cells(*regression("(1)", treated_after=("0.50", "0.10")))
    given = [{"exhibit": "table_1", "columns": ["(1)"], "fixed_effects": ["city", "year"]}]
    loose = EQUATION | {"fixed_effects": [["i"], ["j"], ["t"]]}
    whole = record(table, models=given, variables=VARIES, panel=PANEL, equations=[loose])
    (finding,) = engine.run(whole, ["treatment-not-differenced"])
    assert finding.exhibit == "equation (9)"
    assert finding.cells == ("table_1//(1)/treated_after/coef",)


# --- readings of a definition


def reading(needs, definition, level="0.50", gap="-0.20", **changes):
    table = cells(*regression("(1)", level=(level, "0.10"), gap=(gap, "0.10")))
    said = claims({"id": "said", "term": "gap", "kind": "sign", "expected": "-"})
    entry = {"variable": "gap", "needs": needs, "place": "section 4", "cells": ["said"]} | changes
    whole = record(table, said, variables={"gap": {"definition": definition}}, interpretations=[entry])
    return engine.run(whole, ["direction-from-distance", "similarity-or-distance"])


def test_a_difference_has_a_direction_and_an_absolute_difference_has_none():
    assert reading("direction", "level - home") == []
    (finding,) = reading("direction", "abs(level - home)")
    assert (finding.rule, finding.severity) == ("direction-from-distance", "ambiguity")
    assert finding.cells == ("said",)


def test_a_stronger_regressor_beside_the_distance_gives_the_direction():
    beside = {"beside": "level", "exhibit": "table_1"}
    assert reading("direction", "abs(level - home)", **beside) == []
    assert len(reading("direction", "abs(level - home)", level="0.20", **beside)) == 1


def test_a_distance_is_no_similarity():
    assert reading("similarity", "-abs(level - home)") == []
    assert reading("similarity", "level - home") == []
    (finding,) = reading("similarity", "abs(level - home)")
    assert (finding.rule, finding.severity) == ("similarity-or-distance", "contradiction")


# --- the constant of a standardised model


def standardised(constant, error="0.050", product="0.100", scale="standardised", n="900", zone=None):
    terms = {"a": ("0.40", "0.10"), "a_x_b": (product, "0.05"), "constant": (constant, error)}
    terms |= {"zone": (zone, "0.05")} if zone else {}
    table = cells(
        *regression("(1)", n=n, **terms),
        *regression("(1)", exhibit="table_2", n="900", **(terms | {"constant": ("0.01", "0.05")})),
    )
    given = [{"exhibit": f"table_{k}", "columns": ["(1)"], "scale": scale} for k in (1, 2)]
    variables = {"a_x_b": {"definition": "a * b"}, "zone": {"kind": "dummy"}}
    return engine.run(record(table, models=given, variables=variables), ["standardised-constant"])


def test_a_constant_near_zero_is_passed_over():
    assert standardised("0.090") == []


def test_a_constant_within_reach_of_the_interactions_is_a_remark():
    (finding,) = standardised("0.150")
    assert (finding.severity, finding.exhibit) == ("remark", "table_1")


def test_a_constant_beyond_their_reach_is_an_inconsistency():
    (finding,) = standardised("0.250")
    assert finding.severity == "inconsistency"
    assert {"table_1//(1)/constant/coef", "table_1//(1)/a_x_b/coef"} <= set(finding.cells)
    assert "standard errors beyond" in finding.arithmetic


def test_a_zero_one_variable_gives_the_constant_room():
    (finding,) = standardised("0.250", zone="0.100")
    assert finding.severity == "remark"


def test_other_scales_and_sub_samples_are_not_judged():
    assert standardised("0.250", scale="log") == []
    assert standardised("0.250", n="300") == []


@pytest.mark.parametrize("seed", range(12))
def test_least_squares_on_standardised_variables_never_goes_beyond(seed):
    """The constant is minus the interaction's coefficient times a correlation, whatever the data."""
    draw = np.random.default_rng(seed)
    a = draw.normal(size=60)
    b = draw.uniform(-1, 1) * a + 0.3 * draw.normal(size=60)
    y = a + b + 2 * a * b + 0.1 * draw.normal(size=60)
    y, a, b = ((v - v.mean()) / v.std() for v in (y, a, b))
    design = np.column_stack([a, b, a * b, np.ones(60)])
    coefficients, (squares,), *_ = np.linalg.lstsq(design, y)
    errors = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * squares / 56)
    found = standardised(f"{coefficients[3]:.3f}", f"{errors[3]:.4f}", f"{coefficients[2]:.3f}")
    assert [finding.severity for finding in found] == ["remark"]  # far from zero, and within its bound
