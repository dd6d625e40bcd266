"""The declared design of the consistent paper."""

from lib.audit.planting_estimates import CATEGORIES, CONTROLS, EVENT, REGIONS, YEARS
from lib.audit.planting_tables import EFFECT, Regression

PARTS = {"(3)": ["(1)", "(2)", "(3)"], "(5)": ["(4)", "(5)", "(6)"]}  # columns of table 5 by that of table 3


def design(models: list[Regression]) -> dict:
    """Panel, models, partition, identities, matching, placebo, variables, citations."""
    cities = sum(number for number, _ in REGIONS.values())
    return {
        "parenthesis": models[0].statistics[1],
        "panel": {"unit": ["city"], "sizes": {"city": cities}, "years": [YEARS[0], YEARS[-1]]},
        "models": [model.declared() for model in models],
        "partitions": [
            {"whole": ["table_3", whole], "parts": [["table_5", p] for p in parts], "fixed_membership": True}
            for whole, parts in PARTS.items()
        ],
        "identities": _identities(),
        "variables": {
            EFFECT: {"varies": ["city", "year"], "role": "treatment", "source": "ministry"},
            **{term: {"varies": ["city", "year"], "source": "yearbook", "definition": f"log({term[3:]})"}
               for term in CONTROLS},
        },
        "equations": [_equation()],
        "event_window": [
            {"exhibit": "table_3", "leads": 4, "lags": 5, "first_event": EVENT, "last_event": EVENT}
        ],
        "balance": [{"exhibit": "table_2", "treated": 20, "controls": 40, "periods": EVENT - YEARS[0]}],
        "placebo": [
            {"exhibit": "table_4", "column": "(1)", "term": EFFECT, "of": ["table_3", "(3)", EFFECT]},
            {"exhibit": "table_4", "column": "(2)", "term": EFFECT, "of": ["table_3", "(5)", EFFECT]},
            {"what": "groups drawn from all cities", "draws": 500, "treated": "n-treated",
             "pool": "n-cities", "claims": ["n-treated", "n-cities"]},
        ],
        "declared": [
            {"what": "control variables", "place": "section 2", "terms": list(CONTROLS),
             "exhibits": ["table_3", "table_4", "table_5", "table_6"]}
        ],
        "citations": [{"place": "section 1", "number": 1, "name": "Gauss"}],
        "references": {1: "Gauss"},
    }  # fmt: skip


def _equation() -> dict:
    """What all tables estimate."""
    effect = {"coefficient": "beta", "variable": "treatment", "varies": ["i", "t"], "role": "treatment"}
    controls = {"variable": "X", "varies": ["i", "t"], "role": "controls"}
    return {"id": "(1)", "exhibits": ["table_3"], "outcome": ["i", "t"], "error": ["i", "t"],
            "terms": [effect | {"term": EFFECT}, controls], "fixed_effects": [["i"], ["t"]]}  # fmt: skip


def _identities() -> list[dict]:
    """Sums, shares and growth of table 1; the panel that the text describes; an effect in per cent."""
    parts = {name: f"table_1///{name}/{{statistic}}" for name in CATEGORIES}
    ends = {"first": "table_1///{term}/value_first", "last": "table_1///{term}/value_last"}
    share = {"part": "table_1///{term}/value_last", "whole": "table_1///all/value_last"}
    panel = {"n": "n", "cities": "n-cities", "first": "first-year", "last": "last-year"}
    return [
        _identity("total-of-{statistic}", f"{' + '.join(CATEGORIES)} == total",
                  parts | {"total": "table_1///all/{statistic}"},
                  statistic=["value_first", "value_last", "share"]),
        _identity("growth-of-{term}", f"100 * ((last / first) ** (1 / {len(YEARS) - 1}) - 1) == growth",
                  ends | {"growth": "table_1///{term}/growth"}, term=[*CATEGORIES, "all"]),
        _identity("share-of-{term}", "100 * part / whole == share",
                  share | {"share": "table_1///{term}/share"}, term=list(CATEGORIES)),
        _identity("cities", "treated + controls == cities",
                  {"treated": "n-treated", "controls": "n-controls", "cities": "n-cities"}),
        _identity("observations", "n == cities * (last - first + 1)", panel),
        _identity("per-cent-effect", "exp(coefficient) - 1 == effect",
                  {"coefficient": "table_3//(3)/treat_post/coef", "effect": "effect"}),
    ]  # fmt: skip


def _identity(name: str, relation: str, where: dict, **values: list) -> dict:
    entry = {"name": name, "relation": relation, "where": where, "sentence": "The relation does not hold."}
    return entry | ({"for": values} if values else {})
