"""The table of ports: planted faults are named, ports lie on the coast and in their city."""

import numpy as np
import pandas as pd
import pytest
import yaml

from lib import facts, paths
from lib.panels import agglomeration_facts as real
from lib.panels.agglomeration_facts import great_circle_km
from lib.schemas import SCHEMAS

# The outline is simplified to about 0.2 degrees, and smaller islands are not on it.
COAST_KM = 23
# Where it leaves out an estuary, or the island that a port lies on or behind.
COARSE = {"Xiamen": 26, "Shanghai (Waigaoqiao)": 29, "Zhanjiang": 32, "Wenzhou": 33}
ESTUARY = "Guangzhou (Huangpu)"
# A port lies at the sea where the centre of its city does not: two are further than this.
CITY_KM = 50
FAR = {"Tianjin (Xingang)": 54, "Tangshan (Jingtang)": 86}
NO_CITY = ["Basuo"]
# Latitude and longitude of UN/LOCODE 2014-1 in degrees and minutes, where it has the port's or basin's own
# and in its province (Yantian's is that of a town in Fujian).
PLACES = {
    "CNSHP": (3955, 11935), "CNTXG": (3859, 11742), "CNYTG": (3733, 12125), "CNWEG": (3730, 12210),
    "CNRZH": (3523, 11932), "CNLYG": (3443, 11926), "CNBEI": (2956, 12153), "CNMAW": (2559, 11927),
    "CNQZL": (2456, 11836), "CNXMG": (2421, 11812), "CNSTG": (2325, 11646), "CNGON": (2155, 11315),
    "CNZNG": (2105, 11030), "CNHIG": (2002, 11010), "CNBSP": (1900, 10837), "CNBIH": (2128, 10907),
    "CNFAN": (2146, 10821), "CNJNZ": (4107, 12109),
}  # fmt: skip
# Where it has none of the code, the place that it has of the town or basin under another.
OTHERS = {
    "CNDDG": ("CNDGN", 3953, 12408), "CNDAG": ("CNDAL", 3855, 12136), "CNQDG": ("CNQIN", 3603, 12019),
    "CNWZP": ("CNWZO", 2801, 12039), "CNHUA": ("CNHUN", 2305, 11326),
}  # fmt: skip
ALONE = {"CNBAY", "CNJTG", "CNWGQ", "CNZOS", "CNYTN", "CNQZH"}
PLACE_KM = {"CNJNZ": 37}  # the town's, inland of its port
THREE_MORE = {"Huanghua": (117.88, 38.33), "Putian": (119.00, 25.22), "Taizhou": (121.45, 28.68)}


@pytest.mark.parametrize(
    ("row", "column", "cell", "words"),
    [
        (1, "lon", "38.93", ["line 3", "(Dalian)", "38.93 is below 105"]),
        (1, "lat", "121.65", ["121.65 is above 42"]),
        (2, "port_zh", "营口", ["line 4", "'营口' does not have the form"]),
        (2, "port", "Dalian", ["duplicate (port) keys, first: Dalian on line 4"]),
        (1, "unlocode", "DAG", ["line 3", "'DAG' does not have the form"]),
        (3, "source", "", ["line 5", "column 'source'"]),
    ],
)
def test_planted_faults_are_named(row, column, cell, words):
    text = facts.read_text(paths.FACTS / "seaports.csv")
    text.loc[row, column] = cell
    with pytest.raises(facts.DataError) as caught:
        facts.validate(text, SCHEMAS["seaports"], shown="seaports")
    assert all(word in str(caught.value) for word in words)


def coast_km(lon: float, lat: float) -> float:
    """Distance to the nearest edge of the land, on the plane that touches the earth at the place."""
    outline = facts.load("land_outline").query("kind == 'land'")
    distances = []
    for _, ring in outline.groupby("ring"):
        points = ring[["lon", "lat"]].to_numpy() - [lon, lat]
        points *= [np.cos(np.radians(lat)), 1]
        start, along = points[:-1], np.diff(points, axis=0)
        length = (along**2).sum(axis=1)
        part = np.clip(-(start * along).sum(axis=1) / np.where(length > 0, length, 1), 0, 1)
        distances.append(np.hypot(*(start + part[:, None] * along).T).min())
    return min(distances) * np.pi / 180 * 6371.0088


def test_ports_lie_on_the_coast():
    ports = facts.load("seaports").set_index("port")
    off = pd.Series({port: coast_km(p.lon, p.lat) for port, p in ports.iterrows()})
    assert set(off[off > COAST_KM].index) == {ESTUARY, *COARSE}
    assert (off[list(COARSE)] < pd.Series(COARSE)).all()
    # Guangzhou's lies on the river, between the sea and the city.
    assert off[ESTUARY] < 80 < coast_km(116.41, 39.9)  # Beijing


def test_ports_lie_in_the_city_of_their_name():
    cities = facts.load("cities").set_index("city_name")
    found = {}
    for port in facts.load("seaports").itertuples():
        names = [f"{port.port_zh.removesuffix('港')}市", f"{port.port_zh}市"]
        own = [name for name in names if name in cities.index]
        if own:
            city = cities.loc[own[0]]
            found[port.port] = great_circle_km(port.lon, port.lat, city["lon"], city["lat"])
    assert set(facts.load("seaports")["port"]) - set(found) == set(NO_CITY)
    assert {port: round(km) for port, km in found.items() if km > CITY_KM} == FAR


def test_codes_are_the_ports_own_and_unlocode_puts_them_where_they_are():
    ports = facts.load("seaports").set_index("unlocode")
    assert ports.index.is_unique and set(PLACES) <= set(ports.index)
    for code, (north, east) in PLACES.items():
        lat, lon = (whole + minutes / 60 for whole, minutes in (divmod(north, 100), divmod(east, 100)))
        km = great_circle_km(ports["lon"][code], ports["lat"][code], lon, lat)
        assert km < PLACE_KM.get(code, 20), (code, km)


def test_every_row_says_where_its_place_is_from():
    """UN/LOCODE's place stands beside ours with its distance; a row without one is marked as what it is."""
    compared = {code: ("", *place) for code, place in PLACES.items()} | OTHERS
    for port in facts.load("seaports").itertuples():
        if port.unlocode not in compared:
            assert "from general knowledge alone: UN/LOCODE" in port.source and port.unlocode in ALONE
            continue
        other, north, east = compared[port.unlocode]
        lat, lon = (whole + minutes / 60 for whole, minutes in (divmod(north, 100), divmod(east, 100)))
        km = great_circle_km(port.lon, port.lat, lon, lat)
        assert f"{north:04d}N {east:05d}E" in port.source and port.source.endswith(f", {km:.1f} km away")
        assert other in port.source and "general knowledge" not in port.source
    assert len(compared) + len(ALONE) == len(facts.load("seaports"))


def test_what_the_note_says_of_three_more_ports():
    places = real.cities()
    own = places["port_distance_km"]
    new = [great_circle_km(places["lon"], places["lat"], *at) for at in THREE_MORE.values()]
    with_them = np.minimum(own, np.min(new, axis=0))
    gain = own - with_them
    note = yaml.safe_load(paths.SOURCES.read_text(encoding="utf-8"))["tables"]["facts/seaports.csv"]["note"]
    correlation = np.corrcoef(np.log1p(own), np.log1p(with_them))[0, 1]
    assert (
        f"{(gain > 0).sum()} of the {len(places)} cities would be nearer to a port, by {gain.max():.0f} km"
        in note
    )
    assert f"a correlation of {correlation:.2f}." in note
