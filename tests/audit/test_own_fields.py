"""Entries of a declared design: an unknown field or one of the wrong kind is an error with its remedy."""

from dataclasses import fields

import pytest
import yaml

from lib import paths
from lib.audit import DesignError, own, own_fields
from lib.audit.design import Design, Model
from lib.audit.rules import derivations

FILES = own.example("night_trains")
DESIGN = FILES["design"].read_text(encoding="utf-8")
PAPERS = yaml.safe_load(paths.DESIGN.read_text(encoding="utf-8"))
IDENTITY = {"name": "sum", "relation": "a == 3", "where": {"a": "table_1//(1)//n"}, "sentence": "No sum."}
EQUATION = {"id": "1", "outcome": ["i"], "error": ["i"], "terms": [{"variable": "x", "varies": ["i"]}]}
DRAWS = {"what": "draws", "draws": 500, "treated": 5, "pool": 9}
WINDOW = {"exhibit": "figure_1", "leads": 2, "lags": 2}
MODEL = {"exhibit": "table_1", "columns": ["(1)"]}
UNITS = {"cell": "a", "printed": "km", "needed": "m", "rate": [1, 2], "relations": []}


@pytest.fixture
def read(tmp_path):
    """Reads the example's table with the example's design and these fields in it."""

    def read(**changed):
        path = tmp_path / "d.yml"
        path.write_text(yaml.safe_dump(yaml.safe_load(DESIGN) | changed), encoding="utf-8")
        return own.read(FILES["table"], design=path)

    return read


@pytest.mark.parametrize("paper", PAPERS)
def test_the_designs_of_the_papers_have_known_fields_of_the_right_kind(paper):
    own_fields.check(PAPERS[paper], "design.yml")


def test_every_field_with_entries_has_its_vocabulary():
    entries = {f.name for f in fields(Design)} - {"stars", "parenthesis", "references"}
    assert set(own_fields.FIELDS) == entries
    assert set(own_fields.FIELDS["models"]) == {f.name for f in fields(Model)} | {
        "exhibit",
        "panel",
        "columns",
    }
    named = {name for names in derivations.FIELDS.values() for name in names}
    assert named <= set(own_fields.FIELDS["derivations"])


def test_what_entries_need_is_in_their_vocabulary():
    for field, needed in own_fields.NEEDED.items():
        assert set(needed) <= set(own_fields.FIELDS[field])
    assert {*own_fields.DRAWS, *own_fields.ESTIMATES} <= set(own_fields.FIELDS["placebo"])
    for (field, key), (_, inner, needed) in own_fields.INNER.items():
        assert key in own_fields.FIELDS[field] and set(needed) <= set(inner)


FAULTS = {
    "misspelt field of the panel": ({"panel": {"sizez": {"town": 40}}},
                                    "panel: unknown field 'sizez'; one of unit, sizes, years, n_units"),
    "number of units in words": ({"panel": {"n_units": "forty"}},
                                 "panel, n_units: 'forty' is not a whole number from 1 to 1,000,000,000"),
    "yes for a number": ({"panel": {"n_units": True}}, "panel, n_units: True is not a whole number"),
    "effects as a text": ({"models": [MODEL | {"fixed_effects": "town"}]},
                          "models, entry 1 (table_1), fixed_effects: 'town' is not a list of texts, e.g."),
    "lags in words": ({"models": [MODEL | {"lags": "two"}]}, "lags: 'two' is not a whole number from 0"),
    "clusters in words": ({"models": [MODEL | {"clusters": "many"}]}, "clusters: 'many' is not a whole"),
    "negative clusters": ({"models": [MODEL | {"clusters": -1}]}, "clusters: -1 is not a whole number"),
    "method as a number": ({"models": [MODEL | {"method": 3}]}, "method: 3 is not a text; put a number, yes"),
    "terms as a list": ({"models": [MODEL | {"terms": ["a"]}]}, "terms: ['a'] is not a text by name, e.g."),
    "two models of a column": ({"models": [MODEL, MODEL | {"sample": "all"}]},
                               "models: table_1 (1) stands in 2 entries; keep one model a column"),
    "the same column twice": ({"models": [MODEL | {"columns": ["(1)", "(1)"]}]}, "stands in 2 entries"),
    "dimensions as a text": ({"variables": {"x": {"varies": "town"}}},
                             "variables, x, varies: 'town' is not a list of texts, e.g. [town, year]"),
    "variable without fields": ({"variables": {"x": "log(y)"}},
                                "variables, x is 'log(y)', not an entry with fields; its fields are defini"),
    "partitions as a text": ({"partitions": "fixed"}, "partitions is a list of entries with fields"),
    "unknown field of a partition": ({"partitions": [{"whole": 1, "parts": 2, "member": True}]},
                                     "partitions, entry 1: unknown field 'member'; one of whole, parts"),
    "membership in words": ({"partitions": [{"fixed_membership": "often"}]}, "'often' is not true or false"),
    "identity without a name": ({"identities": [{k: v for k, v in IDENTITY.items() if k != "name"}]},
                                "identities, entry 1: field 'name' is missing; it is a text"),
    "sentence that is a number": ({"identities": [IDENTITY | {"sentence": 5}]},
                                  "identities, entry 1 (sum), sentence: 5 is not a text that is not empty"),
    "name that is a number": ({"identities": [IDENTITY | {"name": 5}]}, "entry 1, name: 5 is not a text"),
    "unknown severity": ({"identities": [IDENTITY | {"severity": "grave"}]}, "severity: 'grave' is not one"),
    "cells of an identity in a list": ({"identities": [IDENTITY | {"where": ["a"]}]},
                                       "where: ['a'] is not the id of a printed number, or a number, by"),
    "words that are a number": ({"derivations": [{"id": "1", "kind": "sign", "words": 5}]},
                                "derivations, entry 1 (1), words: 5 is not a text"),
    "given without a symbol": ({"derivations": [{"given": [{"equation": "a = b"}]}]},
                               "derivations, entry 1, given 1: field 'for' is missing"),
    "term without a variable": ({"equations": [EQUATION | {"terms": [{"varies": ["i"]}]}]},
                                "equations, entry 1 (1), terms 1: field 'variable' is missing"),
    "terms as texts": ({"equations": [EQUATION | {"terms": ["x"]}]},
                       "terms: ['x'] is not a list of entries, each with the fields variable, coefficient"),
    "sum over nothing": ({"equations": [EQUATION | {"sum": {"side": "both"}}]}, "sum: field 'index' is mis"),
    "side of a sum": ({"equations": [EQUATION | {"sum": {"index": "k", "side": "left"}}]},
                      "sum, side: 'left' is not one of before, after, both"),
    "effects of an equation": ({"equations": [EQUATION | {"fixed_effects": ["i"]}]},
                               "fixed_effects: ['i'] is not a list of lists of texts"),
    "negative draws": ({"placebo": [DRAWS | {"draws": -5}]},
                       "placebo, entry 1 (draws), draws: -5 is not a whole number that is not negative"),
    "draws from nothing": ({"placebo": [{"what": "a", "draws": 5, "treated": 2}]}, "field 'pool' is missing"),
    "placebo of a column": ({"placebo": [{"exhibit": "a", "column": "b", "term": "c", "of": ["table_1"]}]},
                            "of: ['table_1'] is not exhibit, column and term, and a panel if there is one"),
    "window without years": ({"panel": {}, "event_window": [WINDOW]}, "event_window needs the years of the"),
    "unit in a list": ({"panel": {"unit": [["town"]], "sizes": {"town": 40}}}, "unit: [['town']] is not"),
    "parts as a number": ({"partitions": [{"whole": ["table_1", "(1)"], "parts": 5}]},
                          "partitions, entry 1, parts: 5 is not a list of places, e.g. [[table_1"),
    "draws that nobody states": ({"placebo": [DRAWS | {"claims": ["a"]}]},
                                 "placebo, draws: there is no printed number 'a'; write ids of the table"),
    "balance of nobody": ({"balance": [{"exhibit": "a", "treated": 0, "controls": 1, "periods": 1}]},
                          "balance, entry 1 (a), treated: 0 is not a whole number from 1"),
    "declared terms as a text": ({"declared": [{"what": "a", "terms": "x", "exhibits": ["b"]}]},
                                 "declared, entry 1 (a), terms: 'x' is not a list of texts"),
    "citation without a number": ({"citations": [{"place": "a", "name": "b"}]}, "field 'number' is missing"),
    "reference without an author": ({"references": {1: 5}}, "references, 1: 5 is not the name of the first"),
    "unknown reading": ({"interpretations": [{"variable": "x", "needs": "sign", "place": "a"}]},
                        "needs: 'sign' is not one of direction, similarity"),
    "rate turned": ({"units": [UNITS | {"rate": [2, 1]}]}, "rate: [2, 1] is not two numbers, the lowest and"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_entry_is_an_error_with_place_and_remedy(read, fault):
    changed, message = FAULTS[fault]
    with pytest.raises(DesignError) as caught:
        read(**changed)
    assert str(caught.value).startswith("d.yml: ") and message in str(caught.value)


SOUND = {
    "identities": [IDENTITY],
    "equations": [EQUATION | {"sum": {"index": "k", "reported": {"before": 2}}, "fixed_effects": [["i"]]}],
    "placebo": [DRAWS, DRAWS | {"what": "from the text", "pool": "table_1//(1)//n"}],
    "event_window": [WINDOW],
    "models": [MODEL, MODEL | {"columns": ["(2)", "(3)"]}],
}


@pytest.mark.parametrize("field", SOUND)
def test_sound_entries_are_read(read, field):
    assert getattr(read(**{field: SOUND[field]}).design, field) == SOUND[field]
