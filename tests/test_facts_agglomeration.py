"""The table of ports: planted faults are named, ports lie on the coast and in their city."""

import numpy as np
import pandas as pd
import pytest

from lib import facts, paths
from lib.panels.agglomeration_facts import great_circle_km
from lib.schemas import SCHEMAS

# The outline is simplified to about 0.2 degrees, and smaller islands are not on it.
COAST_KM = 35
ESTUARY = "Guangzhou (Huangpu)"
# A port lies at the sea where the centre of its city does not: Tangshan's is 86 km away, the next 45.
CITY_KM = 90
NO_CITY = ["Basuo"]


@pytest.mark.parametrize(
    ("row", "column", "cell", "words"),
    [
        (1, "lon", "38.93", ["line 3", "(Dalian)", "38.93 is below 105"]),
        (1, "lat", "121.65", ["121.65 is above 42"]),
        (2, "port_zh", "营口", ["line 4", "'营口' does not have the form"]),
        (2, "port", "Dalian", ["duplicate (port) keys, first: Dalian on line 4"]),
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
    assert off[off > COAST_KM].index.tolist() == [ESTUARY]
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
    assert max(found.values()) < CITY_KM
