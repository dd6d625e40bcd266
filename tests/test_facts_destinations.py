"""Destinations: planted faults are named; codes, capitals and names agree with other lists."""

import unicodedata

import numpy as np
import pandas as pd
import pytest

from lib import facts, paths
from lib.schemas import SCHEMAS

# Fault: row, column, cell, words of the message.
PLANTED = {
    "country not in ISO 3166": (1, "iso3", "XKX", ["'XKX' is not the ISO 3166-1 alpha-3 code of a partner"]),
    "China itself": (1, "iso3", "CHN", ["'CHN' is not the ISO 3166-1 alpha-3 code of a partner"]),
    "longitude and latitude exchanged": (10, "lat", "149.128", ["(AUS)", "149.128 is above 90"]),
    "half around the world and more": (10, "lon", "-210", ["(AUS)", "-210 is below -180"]),
    "no place": (10, "lat", "", ["(AUS)", "the cell is empty"]),
    "unknown continent": (10, "region", "Atlantis", ["(AUS)", "'Atlantis' is not one of Africa, Asia"]),
    "Chinese name in English": (10, "name_zh", "Australia", ["(AUS)", "'Australia' does not have the form"]),
    "neither on the list nor off it": (10, "belt_road", "2", ["(AUS)", "2 is not one of 0, 1"]),
    "unknown flag": (10, "flag", "odd", ["(AUS)", "'odd' is not made of: listed for the Sinai"]),
}
REGIONS_OF_THE_LIST = {
    "MNG": 1,
    "BRN IDN KHM LAO MMR MYS PHL SGP THA VNM": 10,
    "ARE BHR CYP EGY GRC IRN IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM": 18,
    "AFG BGD BTN IND LKA MDV NPL PAK": 8,
    "KAZ KGZ TJK TKM UZB": 5,
    "ARM AZE BLR GEO MDA RUS UKR": 7,
    "ALB BGR BIH CZE EST HRV HUN LTU LVA MKD MNE POL ROU SRB SVK SVN": 16,
}

OTHER_NAMES = {"en": {"COD", "COG", "CPV", "PSE", "TUR"}, "zh": {"TWN"}}


def read() -> pd.DataFrame:
    return facts.read_text(paths.FACTS / "destinations.csv")


def refused(text: pd.DataFrame) -> str:
    with pytest.raises(facts.DataError) as caught:
        facts.validate(text, SCHEMAS["destinations"], shown="destinations")
    return str(caught.value)


@pytest.mark.parametrize("fault", PLANTED)
def test_planted_cell_is_named(fault):
    row, column, cell, words = PLANTED[fault]
    text = read()
    text.loc[row, column] = cell
    message = refused(text)
    for word in [f"line {row + 2}", f"'{column}'", *words]:
        assert word in message


def test_a_destination_twice_is_named():
    text = read()
    assert "1 duplicate (iso3) keys, first: ABW" in refused(pd.concat([text, text.iloc[[0]]]))


def test_a_country_put_on_the_list_or_taken_off_it_is_noticed():
    for country, entry in {"USA": "1", "RUS": "0"}.items():
        text = read()
        text.loc[text["iso3"] == country, "belt_road"] = entry
        assert "belt_road is not 1 for exactly 65 countries" in refused(text)


def test_the_list_has_the_countries_of_its_seven_regions():
    table = facts.load("destinations")
    named = [code for codes in REGIONS_OF_THE_LIST for code in codes.split()]
    assert [len(codes.split()) for codes in REGIONS_OF_THE_LIST] == list(REGIONS_OF_THE_LIST.values())
    assert sorted(named) == sorted(table.loc[table["belt_road"] == 1, "iso3"])
    on_some = table[table["flag"].str.contains("lists? of Belt and Road")].set_index("iso3")["belt_road"]
    assert on_some.to_dict() == {"CYP": 1, "GRC": 1, "TLS": 0}


def test_destinations_are_those_of_the_tables_of_countries():
    known = set(facts.load("destinations")["iso3"])
    assert known == set(facts.load("country_year")["iso3"]) | set(facts.load("china_trade")["iso3"])
    for table, column in {
        "sister_city_pairs": "partner_iso3",
        "sister_city_agreements": "partner_iso3",
        "sister_cities_by_country": "iso3",
        "china_neighbours": "iso3",
        "china_ties": "iso3",
    }.items():
        assert set(facts.load(table)[column]) <= known, table
    assert {"HKG", "MAC", "TWN"} <= known and "CHN" not in known


def test_names_are_those_of_the_locale_data_or_shorter_ones():
    core = pytest.importorskip("babel.core")
    two = {three: code for code, three in _three_letter_codes(core).items()}
    table = facts.load("destinations").set_index("iso3")
    for language, column in {"en": "name_en", "zh": "name_zh"}.items():
        theirs = core.Locale(language).territories
        ours = table.loc[table.index.isin(two), column]
        assert len(ours) > 150
        other = {code for code, name in ours.items() if plain(name) not in plain(theirs[two[code]])}
        assert other <= OTHER_NAMES[language]


def _three_letter_codes(core) -> dict[str, str]:
    aliases = core.get_global("territory_aliases")
    return {
        codes[0]: alias
        for alias, codes in aliases.items()
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1
    }


def plain(name: str) -> str:
    """Letters of a name without accents, "and" and "Saint" as the locale data write them."""
    name = name.lower().replace(" and ", " & ").replace("saint ", "st. ").replace("’", "'")
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def test_capitals_lie_near_the_reference_points_of_their_countries():
    """The distance between two capitals and that between reference points differ by the countries' sizes."""
    table = facts.load("destinations").set_index("iso3")
    ties = facts.load("china_ties").set_index("iso3")["distance_km"].dropna()
    north, east = np.radians([35, 105])  # China's reference point in `china_ties`
    lat, lon = np.radians(table["lat"]), np.radians(table["lon"])
    cosine = np.sin(lat) * np.sin(north) + np.cos(lat) * np.cos(north) * np.cos(lon - east)
    gap = (6371 * np.arccos(cosine) - ties).dropna().abs()
    radius = np.sqrt(facts.load("china_ties").set_index("iso3")["area_km2"] / np.pi)
    # A capital lies within its country: at most about two radii of a circle of its area from its middle,
    # more for island states and for long countries.
    far = gap[gap > 2 * radius.reindex(gap.index) + 500]
    assert len(gap) > 200
    assert far.index.tolist() == ["PYF"]


def test_capitals_of_hosts_are_at_the_distance_that_geodist_gives():
    hosts = facts.load("maritime_ofdi").drop_duplicates("iso3").set_index("iso3")["distance_capitals_km"]
    table = facts.load("destinations").set_index("iso3").loc[hosts.index]
    north, east = np.radians([39.90, 116.41])  # Beijing, as in the table of cities
    lat, lon = np.radians(table["lat"]), np.radians(table["lon"])
    cosine = np.sin(lat) * np.sin(north) + np.cos(lat) * np.cos(north) * np.cos(lon - east)
    gap = (6371 * np.arccos(cosine) - hosts).abs()
    # 15 km: GeoDist's points of a capital differ from GeoNames' by minutes of arc, and its Myanmar is Yangon.
    assert gap.index[gap > 15].tolist() == ["MMR"]
    assert table.loc["MMR", "flag"] == "capital since 2005"
