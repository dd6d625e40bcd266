"""Sections of the Harmonised System and the outline of the land: faults are named, the tables are true."""

import numpy as np
import pytest
from matplotlib.path import Path

from lib import facts, paths, published
from lib.schemas import SCHEMAS

PLANTED = {
    "reserved chapter": ("hs_sections", 75, "chapter", "77", "'77' is not one of 01, 02"),
    "section beyond the last": ("hs_sections", 3, "section", "23", "23 is not a whole number from 1 to 22"),
    "unknown authority": ("hs_sections", 3, "authority", "UN", "'UN' is not one of WCO, China Customs"),
    "heading of the reserved chapter": ("hs_headings", 3, "heading", "7701", "'7701' does not have the form"),
    "heading that is a chapter": ("hs_headings", 3, "heading", "0100", "'0100' does not have the form"),
    "year without an edition": ("hs_headings", 3, "last_edition", "2003", "2003 is not one of 1992, 1996"),
    "point off the globe": ("land_outline", 3, "lon", "200", "200 is above 180"),
    "no number": ("land_outline", 3, "lat", "", "the cell is empty"),
    "neither land nor water": ("land_outline", 3, "kind", "ice", "'ice' is not one of land, water"),
}


def refused(table: str, text) -> str:
    with pytest.raises(facts.DataError) as caught:
        facts.validate(text, SCHEMAS[table], shown=table)
    return str(caught.value)


def read(table: str):
    return facts.read_text(paths.FACTS / f"{table}.csv")


@pytest.mark.parametrize("fault", PLANTED)
def test_planted_cell_is_named(fault):
    table, row, column, cell, words = PLANTED[fault]
    text = read(table)
    text.loc[row, column] = cell
    message = refused(table, text)
    assert f"line {row + 2}" in message and f"'{column}'" in message and words in message


def test_a_chapter_in_another_section_is_noticed():
    text = read("hs_sections")
    text.loc[text["chapter"] == "50", "section"] = "15"
    assert "the sections do not follow each other" in refused("hs_sections", text)


def test_a_missing_chapter_is_named():
    text = read("hs_sections")
    assert "1 of the 98 (chapter) rows missing, first: 84" in refused(
        "hs_sections", text[text["chapter"] != "84"]
    )


def test_a_heading_that_ends_before_it_begins_is_noticed():
    text = read("hs_headings")
    text.loc[text["heading"] == "9619", "last_edition"] = "2007"
    message = refused("hs_headings", text)
    assert "(9619), column 'last_edition': 2007 is not" in message
    assert "at the earliest the first, which is 2012" in message


def test_a_heading_twice_is_noticed():
    text = read("hs_headings")
    text.loc[3, "heading"] = text.loc[2, "heading"]
    assert "1 duplicate (heading)" in refused("hs_headings", text)


def in_force(edition: int) -> int:
    table = facts.load("hs_headings")
    return int((table["first_edition"].le(edition) & table["last_edition"].ge(edition)).sum())


# Totals printed elsewhere: WTO's glossary for 1996, the UN Statistics Division's guide for 2012; 2007's is
# commonly quoted, without a page at hand.
@pytest.mark.parametrize(("edition", "printed"), [(1996, 1_241), (2007, 1_221), (2012, 1_224)])
def test_headings_of_an_edition_are_as_many_as_printed(edition, printed):
    assert in_force(edition) == printed


def test_the_edition_of_2002_has_one_heading_more_than_the_glossary_says_and_the_note_says_so():
    printed = 1_244  # WTO's glossary
    assert in_force(2002) - printed == 1
    note = facts.sources()["tables"]["facts/hs_headings.csv"]["note"]
    assert f"{printed:,}, one fewer, for 2002" in note and "is not known" in note


def test_every_chapter_of_the_wco_has_headings_and_no_other_has():
    sections = facts.load("hs_sections")
    own = sections.loc[sections["authority"] == "WCO", "chapter"]
    assert set(facts.load("hs_headings")["heading"].str[:2]) == set(own)


@pytest.mark.parametrize("fault", ["open", "point out of order", "three points"])
def test_a_ring_that_is_none_is_noticed(fault):
    text = read("land_outline")
    if fault == "open":
        text = text.drop(index=text.index[-1])
    elif fault == "point out of order":
        text.loc[[4, 5], "point"] = text.loc[[5, 4], "point"].to_numpy()
    else:
        last = text[text["ring"] == text["ring"].iloc[-1]]
        text = text.drop(index=last.index[3:])
    assert "a ring is not closed, has fewer than four points" in refused("land_outline", text)


def test_first_and_last_chapters_of_the_papers_sections():
    table = facts.load("hs_sections")
    claims = published.claims("twin_cities").set_index("id")
    ends = {
        statistic: int(claims.loc[claims["statistic"] == statistic, "printed"].iloc[0])
        for statistic in ("first_section", "last_section")
    }
    inside = table[table["section"].between(ends["first_section"], ends["last_section"])]
    assert inside["chapter"].iloc[0] == "84" and inside["chapter"].iloc[-1] == "99"
    assert table.groupby("authority")["section"].nunique().to_dict() == {"WCO": 21, "China Customs": 1}
    textiles = table[table["title_en"] == "Textiles and clothing"]["chapter"]
    assert textiles.tolist() == [str(chapter) for chapter in range(50, 64)]
    assert (table.groupby("section")[["title_en", "title_zh"]].nunique() == 1).all().all()


def test_capitals_of_large_countries_lie_on_the_land_and_points_of_the_sea_do_not():
    outline = facts.load("land_outline")
    rings = {number: Path(ring[["lon", "lat"]]) for number, ring in outline.groupby("ring")}
    water = set(outline.loc[outline["kind"] == "water", "ring"])

    def on_land(lon, lat):
        inside = {number for number, ring in rings.items() if ring.contains_point((lon, lat))}
        return bool(inside - water) and not inside & water

    capitals = facts.load("destinations").set_index("iso3")
    area = facts.load("china_ties").set_index("iso3")["area_km2"]
    large = capitals.loc[capitals.index.isin(area.index[area > 5e5])]
    missed = [code for code, row in large.iterrows() if not on_land(row["lon"], row["lat"])]
    # Algiers and Tripoli lie on the coast, which the simplified line cuts by up to its tolerance.
    assert len(large) > 45 and missed == ["DZA", "LBY"]
    sea = [(-150, 0), (-40, 30), (80, -20), (51, 42), (0, 75), (150, 20), (5, 38.5), (179, 0), (-35, -40)]
    assert not any(on_land(*place) for place in sea)
    assert on_land(178, 67) and on_land(-175, 66.5)  # both sides of the line of 180 degrees


def test_outline_is_small_and_has_no_line_across_the_map():
    outline = facts.load("land_outline")
    assert len(outline) <= 2_500
    steps = outline.groupby("ring")["lon"].diff().abs()
    assert steps.max() < 30
    assert np.isclose(outline["lon"].max(), 180) and np.isclose(outline["lon"].min(), -180)
