"""From the user's extract of UN Comtrade to the Belt and Road panel: forms, filling, counts, every fault."""

import os
import shutil
import warnings

import numpy as np
import pandas as pd
import pytest

from lib import panels, paths
from lib.facts import DataError
from lib.panels import belt_road, belt_road_original
from lib.panels.belt_road import COUNTRIES, YEARS
from lib.panels.belt_road_columns import printed_columns
from lib.panels.belt_road_original_files import DIVISIONS, FLOWS, FORMS, M49, VARIABLES
from lib.panels.belt_road_original_filling import AVERAGE, LINEAR, fill
from lib.panels.belt_road_sample import complete, sample

CODES = {iso3: code for code, iso3 in M49.items()}
FILE = "belt_road_comtrade.csv"


@pytest.fixture
def own(monkeypatch):
    """A folder of user's files inside the project, as `data/restricted` is."""
    folder = paths.ROOT / "results" / f"test_belt_road_{os.getpid()}"
    folder.mkdir(parents=True)
    monkeypatch.setattr(paths, "RESTRICTED", folder)
    monkeypatch.setattr(paths, "PANELS", folder / "panels")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def counterpart():
    return belt_road.build("counterpart")


@pytest.fixture
def quick(monkeypatch, counterpart):
    """The public columns as they are, built once for all tests."""
    monkeypatch.setattr(belt_road_original, "public", lambda: counterpart)


def extract():
    """A record of every country, year, flow and division; values that a test can compute again."""
    rows = [
        ("156", CODES[iso3], year, flow, division, amount(iso3, year, flow, division), 1000)
        for iso3 in COUNTRIES
        for year in YEARS
        for flow in FLOWS
        for division in DIVISIONS
    ]
    names = ["reporter", "partner", "year", "flow", "sitc", "value_usd", "quantity_kg"]
    return pd.DataFrame(rows, columns=names).astype({"value_usd": object, "year": object})


def amount(iso3, year, flow, division):
    base = 10**7 * (COUNTRIES.index(iso3) + 1) * (DIVISIONS.index(division) + 1) * (FLOWS.index(flow) + 1)
    return base + 10**5 * (year - 2003) ** 2


def put(folder, records, name=FILE):
    records.to_csv(folder / name, index=False)


def of(frame, iso3, year):
    return frame.set_index(["iso3", "year"]).loc[(iso3, year)]


def test_the_panel_adds_up_the_seven_divisions(own):
    put(own, extract())
    panel = panels.load("belt_road", "original")
    assert len(panel) == 189 and list(panel.columns) == list(belt_road_original.PANEL.columns)
    row = of(panel, "TJK", 2010)
    by_hand = {flow: sum(amount("TJK", 2010, flow, d) for d in DIVISIONS) for flow in FLOWS}
    assert row["exports"] == by_hand["exports"] and row["imports"] == by_hand["imports"]
    assert row["ln_trade"] == pytest.approx(np.log(sum(by_hand.values())))
    assert row["exports_792"] == amount("TJK", 2010, "exports", "792") and row["exports_kg_54"] == 1000
    assert (panel["interpolated"] == "").all()
    report = pd.DataFrame(panel.attrs["report"]).set_index("item")["records"]
    assert report["counted"] == 9 * 21 * 14 == report["in the extract"] and report["missing"] == 0
    # The public columns stand beside, the paper's own variables are empty without a file.
    assert panel["ln_population"].notna().all() and panel["ln_road_density"].isna().all()
    first = printed_columns("table_3")[0].frame(panel)
    assert len(first) == 189 and first["bri"].sum() == 55
    with pytest.raises(ValueError, match=r"table_3 \(3\): no row of the panel has all of"):
        printed_columns("table_3")[2].frame(panel)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_each_form_of_download_gives_the_same_panel(own, quick, form):
    records = extract()
    put(own, records)
    plain = belt_road_original.build()
    (own / FILE).unlink()
    words = {
        "comtradeplus.un.org": {"exports": "X", "imports": "M"},
        "comtrade.un.org": {"exports": 2, "imports": 1},
    }
    renamed = records.rename(columns=form.columns)
    flow = form.columns["flow"]
    renamed[flow] = renamed[flow].replace(words.get(form.name, {}))
    renamed = renamed.assign(**form.totals, **{"cmdDesc": "anything, quoted"})
    (own / "belt_road_comtrade").mkdir()
    put(own, renamed.iloc[:1000], "belt_road_comtrade/one.csv")
    put(own, renamed.iloc[1000:], "belt_road_comtrade/two.csv")
    pd.testing.assert_frame_equal(belt_road_original.build(), plain)


def test_codes_of_countries_may_be_alphabetic_and_others_are_counted(own, quick):
    records = extract()
    records["partner"] = records["partner"].map(M49)
    world = records.iloc[:14].assign(partner="0")
    serbia_and_montenegro = records.iloc[:14].assign(partner="891")
    old = records.iloc[:14].assign(year=1999)
    put(own, pd.concat([records, world, serbia_and_montenegro, old]))
    report = belt_road_original.assemble().records.set_index("item")["records"]
    assert report["of another partner than the nine"] == 28 and report["of another year than 2003-2023"] == 14
    assert report.sum() == len(records) + 42


def test_missing_years_are_filled_and_flagged(own, quick):
    records = extract()
    gone = (records["partner"] == CODES["UZB"]) & records["year"].isin([2009, 2010])
    early = (records["partner"] == CODES["SRB"]) & records["year"].isin([2003, 2004, 2005])
    late = (records["partner"] == CODES["TKM"]) & (records["flow"] == "imports") & (records["year"] == 2023)
    put(own, records[~gone & ~early & ~late])
    made = belt_road_original.assemble(early=True)
    row = of(made.frame, "UZB", 2009)
    ends = [amount("UZB", year, "exports", "76") for year in (2008, 2011)]
    assert row["exports_76"] == pytest.approx(ends[0] + (ends[1] - ends[0]) / 3)
    assert row["interpolated"] == f"exports: {LINEAR}; imports: {LINEAR}"
    assert np.isnan(row["exports_kg_76"])
    inner = [amount("SRB", year, "imports", "87") for year in (2006, 2007, 2008)]
    filled = of(made.frame, "SRB", 2005)["imports_87"]
    assert filled == pytest.approx(np.mean(inner))
    assert of(made.frame, "SRB", 2004)["imports_87"] == pytest.approx(np.mean([filled, *inner[:2]]))
    assert of(made.frame, "TKM", 2023)["interpolated"] == f"imports: {AVERAGE}"
    counts = made.cells.set_index("item")["records"]
    assert counts[f"filled: {LINEAR}"] == 28 and counts[f"filled: {AVERAGE}"] == 3 * 14 + 7
    assert (made.frame["interpolated"] != "").sum() == 2 + 3 + 1
    # Without filling at the ends those years stay missing, and are counted.
    bare = belt_road_original.assemble(longest=0, early=True)
    assert bare.cells.set_index("item")["records"]["exports missing"] == 3
    assert np.isnan(of(bare.frame, "SRB", 2003)["ln_exports"])


def test_years_before_the_first_known_one_are_not_made_up(own, quick):
    records = extract()
    early = (records["partner"] == CODES["SRB"]) & records["year"].isin([2003, 2004, 2005])
    late = (records["partner"] == CODES["TKM"]) & (records["flow"] == "imports") & (records["year"] == 2023)
    around = (records["partner"] == CODES["UZB"]) & records["year"].isin([2012, 2013])
    put(own, records[~early & ~late & ~around])
    made = belt_road_original.assemble()
    serbia = made.frame[made.frame["iso3"] == "SRB"].set_index("year")
    assert serbia.loc[:2005, ["exports", "imports", "ln_trade"]].isna().all(axis=None)
    assert (serbia["interpolated"] == "").all() and serbia.loc[2006:, "exports"].notna().all()
    # The end of the series and the years next to the event are not before it.
    for iso3, year in (("TKM", 2023), ("UZB", 2012), ("UZB", 2013)):
        assert f"imports: {AVERAGE}" in of(made.frame, iso3, year)["interpolated"]
    counts = made.cells.set_index("item")["records"]
    assert counts["missing"] == 3 * 14 and counts[f"filled: {AVERAGE}"] == 7 + 2 * 14


def test_a_division_that_is_not_listed_is_zero_or_missing_as_chosen(own, quick):
    records = extract()
    gone = (records["partner"] == CODES["KGZ"]) & (records["sitc"] == "792") & (records["year"] == 2015)
    none = (records["partner"] == CODES["TJK"]) & (records["flow"] == "imports") & (records["year"] == 2004)
    records.loc[none, "value_usd"] = 0
    put(own, records[~gone])
    made = belt_road_original.assemble()
    assert (
        of(made.frame, "KGZ", 2015)["exports_792"] == 0 and of(made.frame, "KGZ", 2015)["interpolated"] == ""
    )
    counts = made.cells.set_index("item")["records"]
    assert counts["zero: no record of the division"] == 2
    assert (
        counts["imports of zero, without a logarithm"] == 1
        and counts["exports of zero, without a logarithm"] == 0
    )
    assert np.isnan(of(made.frame, "TJK", 2004)["ln_imports"]) and of(made.frame, "TJK", 2004)["imports"] == 0
    found = belt_road_original.assemble(absent="missing")
    ends = [amount("KGZ", year, "exports", "792") for year in (2014, 2016)]
    assert of(found.frame, "KGZ", 2015)["exports_792"] == pytest.approx(np.mean(ends))
    words = of(found.frame, "KGZ", 2015)["interpolated"]
    assert words == f"exports_792: {LINEAR}; imports_792: {LINEAR}"
    with pytest.raises(ValueError, match="absent='nothing': choose one of zero, missing"):
        belt_road_original.assemble(absent="nothing")


def test_an_empty_figure_is_missing_and_not_zero(own, quick):
    records = extract()
    place = records.index[(records["partner"] == CODES["AZE"]) & (records["year"] == 2010)][0]
    records.loc[place, "value_usd"] = ""
    put(own, records)
    assert of(belt_road_original.build(), "AZE", 2010)["interpolated"] == f"exports_54: {LINEAR}"


def test_the_users_variables_let_the_papers_regressions_run(own, quick):
    put(own, extract())
    rng = np.random.default_rng(1)
    grid = [(iso3, year) for iso3 in COUNTRIES for year in YEARS]
    table = pd.DataFrame(grid, columns=["iso3", "year"])
    for name in VARIABLES.columns:
        if name not in table:
            table[name] = rng.normal(size=len(table)).round(3)
    put(own, table, f"{VARIABLES.name}.csv")
    panel = belt_road.build("original")
    assert all(len(column.frame(panel)) == 189 for column in printed_columns())
    put(own, table.assign(ln_road_density="much"), f"{VARIABLES.name}.csv")
    with pytest.raises(
        DataError, match=r"belt_road_variables\.csv, line 2 .*'ln_road_density'.*is not a number"
    ):
        belt_road.build("original")


def test_a_table_of_variables_that_is_added_later_is_read(own, quick):
    put(own, extract())
    assert panels.load("belt_road", "original")["policy"].isna().all()
    grid = pd.DataFrame([(iso3, year) for iso3 in COUNTRIES for year in YEARS], columns=["iso3", "year"])
    table = grid.assign(**{name: 1.5 for name in VARIABLES.columns if name not in grid})
    put(own, table, f"{VARIABLES.name}.csv")
    assert (panels.load("belt_road", "original")["policy"] == 1.5).all()


FAULTS = {
    "wrong reporter": ({"reporter": "398"}, r"line 6, column 'reporter': '398' is not 156, China"),
    "unknown partner": ({"partner": "Kazakhstan"}, "column 'partner': 'Kazakhstan' is no code of a partner"),
    "unknown division": ({"sitc": "79"}, "column 'sitc': '79' is not one of 54, 59, 75, 76, 77, 792, 87"),
    "re-exports": ({"flow": "RX"}, "column 'flow': 'RX' is no flow: write exports or imports"),
    "monthly": ({"year": "200301"}, "'200301' is no calendar year of four digits; download annual data"),
    "no number": (
        {"value_usd": "1,000"},
        "column 'value_usd': '1,000' is not a number; write it with a point",
    ),
    "negative": ({"value_usd": "-5"}, "'-5' is no amount of trade"),
    "no partner": ({"partner": ""}, "column 'partner': the cell is empty and is no code"),
    "twice": ({"sitc": "54"}, "KAZ 2003 exports of 54 stand there again"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_cell_is_named_with_its_line(own, fault):
    cells, says = FAULTS[fault]
    records = extract()
    for column, cell in cells.items():
        records.loc[4, column] = cell
    put(own, records)
    with pytest.raises(DataError, match=says) as caught:
        belt_road_original.build()
    assert f"{FILE}, line 6" in str(caught.value)


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("classificationCode", "H6", "'H6' is not S4: the paper's divisions are of the SITC"),
        ("freqCode", "M", "'M' is not A: the panel is of years"),
        ("motCode", "1000", "'1000' is not 0: the row is a part of a total"),
        ("customsCode", "C01", "'C01' is not C00: the row is a part of a total"),
        ("reporterCode", "398", "column 'reporterCode': '398' is not 156"),
    ],
)
def test_a_bad_cell_of_a_download_is_named_by_its_own_column(own, column, cell, says):
    form = FORMS[1]
    records = extract().rename(columns=form.columns).assign(**form.totals)
    records["flowCode"] = records["flowCode"].map({"exports": "X", "imports": "M"})
    records.loc[7, column] = cell
    put(own, records)
    with pytest.raises(DataError, match=says) as caught:
        belt_road_original.build()
    assert f"line 9, column '{column}'" in str(caught.value)


def without(column, cell):
    records = extract()
    return records[records[column] != cell]


def test_what_is_not_there_is_named(own):
    with pytest.raises(DataError, match=r"belt_road_comtrade\.csv is missing"):
        belt_road_original.build()
    put(own, without("sitc", "792"))
    with pytest.raises(DataError, match=r"no record of the division 792 \(1 of 7 without any\)"):
        belt_road_original.build()
    put(own, without("partner", CODES["MNG"]))
    with pytest.raises(DataError, match=r"no record of the country MNG \(1 of 9 without any\)"):
        belt_road_original.build()
    records = extract()
    put(own, records[(records["partner"] != CODES["BLR"]) | (records["year"] >= 2013)])
    says = r"BLR has no record of exports before 2013 \(2 such countries and flows\).*write a row .* value 0"
    with pytest.raises(DataError, match=says):
        belt_road_original.build()
    put(own, records.drop(columns="flow"))
    with pytest.raises(
        DataError, match=r"line 1: column 'flow' is missing \(1 missing in all\) for the form of this"
    ):
        belt_road_original.build()
    (own / FILE).unlink()
    (own / "belt_road_comtrade").mkdir()
    with pytest.raises(DataError, match="belt_road_comtrade holds no CSV file"):
        belt_road_original.build()


@pytest.mark.parametrize(
    ("flow", "years", "says"),
    [
        ("exports", range(2003, 2013), "KAZ has no record of exports before 2013.*download 2003-2012"),
        ("imports", range(2003, 2013), "KAZ has no record of imports before 2013"),
        ("exports", range(2013, 2024), "KAZ has no record of exports from 2013 on.*download 2013-2023"),
        ("imports", range(2013, 2024), "KAZ has no record of imports from 2013 on"),
    ],
)
def test_a_country_without_a_flow_on_one_side_of_the_event_is_refused(own, quick, flow, years, says):
    records = extract()
    gone = (records["partner"] == CODES["KAZ"]) & (records["flow"] == flow) & records["year"].isin(years)
    put(own, records[~gone])
    with pytest.raises(DataError, match=says):
        belt_road_original.build()
    # An empty figure is no record; a zero that is written is one, and the years without it are filled.
    one = records.index[gone & (records["year"] == years[4])]
    records.loc[one, "value_usd"] = ""
    put(own, records[~gone | records.index.isin(one)])
    with pytest.raises(DataError, match=says):
        belt_road_original.build()
    records.loc[one, "value_usd"] = 0
    put(own, records[~gone | records.index.isin(one)])
    panel = belt_road_original.build()
    assert of(panel, "KAZ", years[4])[flow] == 0 and of(panel, "KAZ", years[4])["interpolated"] == ""
    # One known year is none to take a mean of three from: the others stay missing.
    assert panel.loc[(panel["iso3"] == "KAZ") & panel["year"].isin(years), flow].notna().sum() == 1


def test_a_division_that_is_never_known_on_a_side_is_refused(own, quick):
    records = extract()
    gone = (records["partner"] == CODES["TJK"]) & (records["sitc"] == "792") & (records["year"] < 2013)
    put(own, records[~gone])
    assert of(belt_road_original.build(), "TJK", 2005)["exports_792"] == 0
    with pytest.raises(
        DataError, match=r"TJK has no year before 2013 .*exports are known.*fewest years: 792, 0"
    ):
        belt_road_original.assemble(absent="missing")


def test_no_year_is_filled_across_the_event(own, quick):
    records = extract()
    around = (records["partner"] == CODES["UZB"]) & records["year"].isin([2012, 2013])
    put(own, records[~around])
    panel = belt_road_original.build()
    for year, own_side in ((2012, (2009, 2010, 2011)), (2013, (2014, 2015, 2016))):
        row = of(panel, "UZB", year)
        assert row["exports_54"] == pytest.approx(
            np.mean([amount("UZB", y, "exports", "54") for y in own_side])
        )
        assert row["interpolated"] == f"exports: {AVERAGE}; imports: {AVERAGE}"
    bare = belt_road_original.observed(panel)
    assert bare["exports"].isna().sum() == bare["ln_trade"].isna().sum() == 2
    assert panel["exports"].notna().all()


def test_observed_leaves_the_flow_that_was_not_filled(own, quick):
    records = extract()
    gone = (records["partner"] == CODES["AZE"]) & (records["flow"] == "imports") & (records["year"] == 2005)
    put(own, records[~gone])
    row = of(belt_road_original.observed(belt_road_original.build()), "AZE", 2005)
    assert row["exports"] > 0 and np.isnan(row["imports"]) and np.isnan(row["ln_trade"])


def test_figures_in_another_unit_are_warned_of(own, quick):
    records = extract()
    put(own, records)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(belt_road_original.assemble().units) == 0
    thousands = (
        (records["partner"] == CODES["KGZ"]) & (records["flow"] == "imports") & (records["year"] > 2015)
    )
    mixed = records.assign(value_usd=records["value_usd"].where(~thousands, records["value_usd"] / 1000))
    put(own, mixed)
    with pytest.warns(UserWarning, match=r"KGZ 2016: imports are 0\.00\d+ times .*in US\$, not in thousands"):
        made = belt_road_original.assemble()
    assert made.units["records"].tolist() == [1] and (made.report()["kind"] == "unit").sum() == 1
    put(own, records.assign(value_usd=records["value_usd"] / 1000))
    with pytest.warns(UserWarning, match=r"exports of all divisions are 0\.\d+ % of China's exports"):
        belt_road_original.assemble()


def test_filling_by_hand():
    nan = np.nan
    series = pd.DataFrame(
        {
            "a": [nan, 2.0, nan, 6.0, 7.0, nan],
            "b": [nan] * 6,
            "c": [nan, nan, 3.0, 4.0, nan, nan],
        },
        index=range(2003, 2009),
    )
    values, rules = fill(series)
    assert np.isnan(values["a"].iloc[0]) and values["a"].tolist()[1:] == [
        2.0,
        4.0,
        6.0,
        7.0,
        pytest.approx(17 / 3),
    ]
    assert rules["a"].tolist() == ["", "", LINEAR, "", "", AVERAGE]
    values, rules = fill(series, early=True)
    assert values["a"].tolist() == [4.0, 2.0, 4.0, 6.0, 7.0, pytest.approx(17 / 3)]
    assert rules["a"].tolist() == [AVERAGE, "", LINEAR, "", "", AVERAGE]
    assert values["b"].isna().all() and (rules["b"] == "").all()
    # Two known years are no three to take a mean of.
    assert values["c"].isna().sum() == 4
    values, rules = fill(series, longest=0)
    assert np.isnan(values["a"].iloc[0]) and values["a"].iloc[2] == 4.0
    sides, rules = fill(series, event=2006)
    assert sides["a"].iloc[2] != 4.0 and np.isnan(sides["a"].iloc[2]), "no line across the event"
    assert (rules["a"] == "").all(), "two years on either side are no three"
    with pytest.raises(ValueError, match="longest=-1"):
        fill(series, longest=-1)
    with pytest.raises(ValueError, match="the years do not follow each other"):
        fill(series.drop(index=2005))


def test_a_sample_says_what_it_leaves_out(counterpart):
    found = sample(counterpart, "exports_baci")
    assert (
        found.zeros == 0
        and found.missing == 30
        and found.notes == ("30 country-years without a figure, left out",)
    )
    assert len(found.frame) == 189 - 30 and found.frame["treat_post"].sum() == 5 * 8
    zero = counterpart.copy()
    zero.loc[(zero["iso3"] == "KGZ") & (zero["year"] == 2005), "exports_baci"] = 0.0
    found = sample(zero, "exports_baci")
    assert found.zeros == 1 and len(found.frame) == 158
    assert found.notes[0] == "1 country-years with an outcome of zero, which has no logarithm, left out"
    assert sample(zero, "exports_baci", log=False).zeros == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"controls": ("MNG", "KAZ")}, "KAZ is among the treated and among the controls"),
        ({"controls": ()}, "no country among the controls"),
        ({"controls": ("MNG", "MNG")}, "a country stands twice among the controls"),
        ({"controls": ("XYZ",)}, "XYZ, among the controls, is not in the panel"),
        ({"event_year": 2006}, "SRB has no exports_baci before 2006"),
        ({"outcome": "exports_nbs", "event_year": 2011}, "KAZ has no exports_nbs before 2011"),
        ({"event_year": 2021}, "KAZ has no exports_baci from 2021 on"),
    ],
)
def test_a_sample_that_cannot_compare_is_refused(counterpart, arguments, says):
    arguments = {"outcome": "exports_baci"} | arguments
    with pytest.raises(ValueError, match=says):
        sample(counterpart, **arguments)


def test_a_sample_names_bad_rows(counterpart):
    with pytest.raises(KeyError, match="the panel has no column 'exports'"):
        sample(counterpart, "exports")
    with pytest.raises(ValueError, match=r"1 duplicate \(iso3, year\) keys, first: AZE 2003"):
        sample(pd.concat([counterpart, counterpart.query("iso3 == 'AZE' and year == 2003")]), "exports_baci")
    bad = counterpart.copy()
    bad.loc[(bad["iso3"] == "AZE") & (bad["year"] == 2005), "exports_baci"] = -1.0
    with pytest.raises(ValueError, match="exports_baci is negative in AZE 2005"):
        sample(bad, "exports_baci")


@pytest.mark.parametrize(
    ("column", "value", "error", "says"),
    [
        ("exports_baci", np.inf, ValueError, r"exports_baci is inf in TJK 2005 \(1 such rows\); correct it"),
        ("year", np.nan, ValueError, r"the year of TJK in row \d+ is nan \(1 such rows\): before or after"),
        ("year", 2005.5, ValueError, r"the year of TJK in row \d+ is 2005.5 "),
        ("exports_baci", "12 m", TypeError, "'exports_baci' holds no numbers .*to_numeric"),
        ("year", "2005", TypeError, "'year' holds no numbers"),
    ],
)
def test_a_sample_names_values_that_are_no_numbers(counterpart, column, value, error, says):
    place = (counterpart["iso3"] == "TJK") & (counterpart["year"] == 2005)
    bad = counterpart.copy()
    bad[column] = bad[column].astype(object if isinstance(value, str) else float)
    bad.loc[place, column] = value
    with pytest.raises(error, match=says):
        sample(bad, "exports_baci")


def test_a_sample_wants_lists_of_countries_and_a_whole_year(counterpart):
    with pytest.raises(TypeError, match=r"controls='MNG' is one string; give a tuple of codes: \('MNG',\)"):
        sample(counterpart, "exports_baci", controls="MNG")
    with pytest.raises(ValueError, match=r"event_year=2013\.5: give a whole year"):
        sample(counterpart, "exports_baci", event_year=2013.5)


def test_complete_rows_count_what_they_leave_out(counterpart):
    found = complete(counterpart, "ln_exports_baci", ("ln_population", "gini"), controls=("MNG", "BLR"),
                     treated=("KAZ", "KGZ"))  # fmt: skip
    assert (
        found.frame.attrs["notes"]
        == found.notes
        == (f"{found.missing} country-years without a figure, left out",)
    )
    assert len(found.frame) + found.missing == 4 * 21 and found.zeros == 0
    assert found.frame[["ln_exports_baci", "gini"]].notna().all(axis=None)
    assert "y" not in found.frame and found.frame.index.is_unique
    with pytest.raises(ValueError, match=r"TKM has no ln_exports_baci from 2013 on \(1 such"):
        complete(counterpart, "ln_exports_baci", ("gini",), controls=("MNG", "BLR"))
    with pytest.raises(KeyError, match="the panel has no column 'roads'"):
        complete(counterpart, "ln_exports_baci", ("roads",))
    computers = complete(counterpart, "ln_computers")
    assert computers.absent == ("SRB",) and computers.notes[-1] == "SRB has no complete row"


def test_complete_rows_of_lines_have_keys_of_lines(counterpart):
    two = pd.concat([counterpart.assign(line=1), counterpart.assign(line=2)])
    assert len(complete(two, "ln_exports_baci").frame) == 2 * 159
    with pytest.raises(ValueError, match=r"duplicate \(iso3, year, line\) keys, first: AZE 2003"):
        complete(pd.concat([two, counterpart.assign(line=2)]), "ln_exports_baci")
