"""Schemas of what is the same for every paper: the Harmonised System, an outline of the land."""

import pandera.pandas as pa

from lib.schemas.columns import full_grid, number, row_rule, text

CHAPTERS = [f"{chapter:02d}" for chapter in range(1, 100) if chapter != 77]  # 77 is reserved
LAST_WCO_SECTION = 21
EDITIONS = (1992, 1996, 2002, 2007, 2012)

_ALL_CHAPTERS, _MISSING_CHAPTERS = full_grid(chapter=CHAPTERS)


def _sections_in_order(frame):
    """Whether sections 1 to 22 follow each other without a gap as the chapters rise."""
    steps = frame.sort_values("chapter")["section"].diff().iloc[1:]
    return steps.isin([0, 1]).all() and set(frame["section"]) == set(range(1, LAST_WCO_SECTION + 2))


def _rings(frame):
    """Whether each ring has at least four points, numbered in order, and ends where it begins."""
    for _, ring in frame.groupby("ring"):
        ends = ring[["lon", "lat"]].iloc[[0, -1]]
        if len(ring) < 4 or ends.duplicated().sum() != 1 or ring["kind"].nunique() != 1:
            return False
        if ring["point"].tolist() != list(range(1, len(ring) + 1)):
            return False
    return True


_NOT_BEFORE, _NOT_BEFORE_CELL = row_rule(
    "last edition, at the earliest the first",
    "last_edition",
    lambda frame: frame[["first_edition", "last_edition"]].max(axis=1),
)

HS_SECTIONS = pa.DataFrameSchema(
    {
        "chapter": text(*CHAPTERS),
        "section": pa.Column(int, pa.Check.isin(list(range(1, LAST_WCO_SECTION + 2)))),
        "title_en": text(pattern=r"^[A-Z]"),
        "title_zh": text(pattern=r"^[\u4e00-\u9fff、]+$"),
        "authority": text("WCO", "China Customs"),
    },
    checks=[
        _ALL_CHAPTERS,
        pa.Check(
            _sections_in_order,
            name="the sections do not follow each other from 1 to 22 as the chapters rise; restore the file",
        ),
    ],
    unique=["chapter"],
    strict=True,
    metadata=_MISSING_CHAPTERS,
    name="hs_sections",
)

HS_HEADINGS = pa.DataFrameSchema(
    {
        "heading": text(pattern=r"^(0[1-9]|[1-68]\d|7[0-689]|9[0-7])(0[1-9]|[1-9]\d)$"),
        "first_edition": pa.Column(int, pa.Check.isin(EDITIONS)),
        "last_edition": pa.Column(int, pa.Check.isin(EDITIONS)),
        "source": text(),
    },
    checks=[_NOT_BEFORE],
    unique=["heading"],
    strict=True,
    metadata=_NOT_BEFORE_CELL,
    name="hs_headings",
)

LAND_OUTLINE = pa.DataFrameSchema(
    {
        "ring": pa.Column(int, pa.Check.ge(1)),
        "kind": text("land", "water"),
        "point": pa.Column(int, pa.Check.ge(1)),
        "lon": number(-180, 180),
        "lat": number(-60, 90),
    },
    checks=[
        pa.Check(
            _rings,
            name="a ring is not closed, has fewer than four points or points out of order; restore the file",
        )
    ],
    unique=["ring", "point"],
    strict=True,
    name="land_outline",
)

NOMENCLATURE = (HS_SECTIONS, HS_HEADINGS, LAND_OUTLINE)
