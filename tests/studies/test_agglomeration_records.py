"""The invented customs records of chapter 3: every one of the paper's four steps shows on one of them."""

import pytest

from lib import facts
from lib.panels.customs_rules import FATES
from lib.studies import agglomeration_records as study


@pytest.fixture(scope="module")
def toy():
    return study.records()


@pytest.fixture(scope="module")
def became(toy):
    return study.fates(toy)


def test_the_chapters_are_those_of_the_nomenclature():
    known = facts.load("hs_sections").astype({"chapter": int}).set_index("chapter")["section"]
    assert (study.SECTIONS["section"] == known[study.SECTIONS["chapter"]].to_numpy()).all()


def test_each_record_has_one_fate_and_the_steps_differ(became, toy):
    assert len(became) == len(toy) and set(became) < set(FATES)
    assert became.tolist() == ["kept", "kept", "HS code missing or malformed", "outside the urban districts",
                               "kept", "outside the urban districts"]  # fmt: skip


def test_the_place_of_production_counts(toy):
    made, signed = study.city_years(toy), study.city_years(toy, study.REGISTERED)
    assert made["value"].to_dict() == {(310000, 2005): 90.0, (320400, 2005): 160.0}
    assert signed["value"].to_dict() == {(310000, 2005): 100.0, (320400, 2005): 230.0, (330600, 2005): 70.0}
    assert made.loc[(320400, 2005), ["varieties", "destinations"]].tolist() == [2, 2]
    assert (made["population"] > 50).all()
    assert study.added_up(made, signed)["by"].value_counts().tolist() == [3, 2]


def test_a_county_with_the_four_digits_of_its_city_needs_more(toy, became):
    four, more = (study.urban(toy, beginnings) for beginnings in study.POSTCODES.values())
    assert (four & ~more).tolist() == [False] * 5 + [True]
    assert more.equals((became != "outside the urban districts").rename(None))
    shown = study.shown(toy, became)
    assert shown.loc[5, "four, more"] == "in, out"
