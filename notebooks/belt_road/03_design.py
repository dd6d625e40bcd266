# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Design, variables and data
#
# The third section of the paper {cite:p}`akyeva2026impact` sets up a difference in differences, names its variables, and describes China's trade with Central Asia by seven groups of products. This chapter asks what the design identifies with nine countries, what of the variables can be had, and what the nearest public figures look like.
#
# :::{admonition} Kinds of result
# :class: note
# What is said of the printed record is *public*. What is computed from trade in all goods, from exports of computers or from trade with other partners is a *counterpart*: real, shown beside the paper's numbers, and not counted as replication.
# :::

# %% tags=["parameters"]
track = "counterpart"
seed = 2013  # nothing is drawn here
window = 5  # leads and lags of the event study

# %% tags=["hide-input"]
import numpy as np
import pandas as pd

from lib import audit, facts, panels, published
from lib.exhibits import Chapter
from lib.exhibits import belt_road_countries as places
from lib.exhibits import belt_road_design as shows
from lib.panels import belt_road_counterpart as counterpart
from lib.panels.belt_road import EVENT_YEAR, YEARS
from lib.results import tidy_rows
from lib.schemas.belt_road import IMPORTERS
from lib.studies import belt_road_design as design
from lib.studies import belt_road_flow as money
from lib.studies import belt_road_record as record
from lib.studies import belt_road_series as series

chapter = Chapter("belt_road/03_design", track="counterpart", home="counterpart", varied=window != 5)
panel = panels.load("belt_road", "counterpart")
nine = panel[panel["group"] != "other"]
groups = panel.drop_duplicates("iso3").set_index("iso3")["group"]
names = facts.load("destinations").set_index("iso3")["name_en"]
partners = facts.load("high_tech_trade")
printed = published.cells("belt_road").set_index("id")["printed"]

# %% [markdown]
# ## What nine countries identify
#
# The equation of the paper, for the trade of country $i$ in year $t$, is
#
# $$
# \begin{aligned}
# & \ln \text{trade}_{it} = \alpha_0 + \alpha_1 \text{Event}_{it} \\
# & \quad + X_{it}\beta + \mu_i + \nu_t + \varepsilon_{it} ,
# \end{aligned}
# $$ (eq-br-did)
#
# where the event is the product of a dummy for the five countries and one for the years from 2013 on. In a balanced panel, without $X$, least squares gives a number that can be had by hand:
#
# $$
# \begin{aligned}
# \hat\alpha_1 & = \frac{1}{5}\sum_{i \in \text{treated}} \Delta_i \\
# & \quad - \frac{1}{4} \sum_{i \in \text{controls}} \Delta_i , \\
# \Delta_i & = \bar y_{i,\text{after}} - \bar y_{i,\text{before}} .
# \end{aligned}
# $$ (eq-br-nine)
#
# However many rows there are, the estimate is a comparison of *nine numbers*. {numref}`belt-road-changes` shows them for China's trade in all goods, in each public series.

# %% tags=["hide-input"]
labels = {"exports_baci": "exports\nBACI", "exports_nbs": "exports\ncustoms", "imports_baci": "imports\nBACI",
          "imports_nbs": "imports\ncustoms", "imports_dots": "imports\nIMF"}  # fmt: skip
complete = {name: series.complete_years(panel, f"ln_{name}") for name in labels}
changes = {name: design.changes(rows, f"ln_{name}") for name, rows in complete.items()}
fig, alt = shows.nine_changes({labels[name]: one for name, one in changes.items()}, groups)
chapter.figure(
    "changes",
    fig,
    caption="Nine changes, five against four",
    alt=alt,
    note="Trade in all goods, years in which all nine countries have a figure. Bars: means of the groups.",
)

# %% tags=["hide-input"]
tests = pd.DataFrame({name: design.compared(one) for name, one in changes.items()}).T
ways = pd.DataFrame({name: design.two_ways(rows, f"ln_{name}") for name, rows in complete.items()}).T
spans = {name: f"{rows['year'].min()}-{rows['year'].max()}" for name, rows in complete.items()}
shown = tests[["did", "se", "p"]].assign(year=ways["year"])
shown.insert(0, "years", pd.Series(spans))
rows = pd.DataFrame([(name, "bri", kind, tests.loc[name, column]) for name in tests.index
                     for kind, column in (("coef", "did"), ("se", "se"), ("p", "p"))],
                    columns=["column", "term", "statistic", "value"])  # fmt: skip
chapter.table(
    "counterpart_differences",
    shown.set_axis([one.replace("\n", ", ") for one in labels.values()])
    .rename_axis("series")
    .set_axis(["years", "difference", "s.e.", "p", "year effects only"], axis=1),
    caption="Difference in differences of nine numbers",
    tidy=tidy_rows(rows, paper="belt_road", exhibit="counterpart_differences", track="counterpart"),
    formats=dict.fromkeys(("difference", "s.e.", "p", "year effects only"), "{:.2f}"),
    note="Logarithms of trade in all goods. s.e. and p: of the pooled t-test of the changes, seven degrees of freedom. Year effects only: the coefficient without effects of the country, as in columns (1) and (4) of table 3.",
)

# %% tags=["remove-cell"]
chapter.holds(
    "least squares is the comparison of nine numbers", np.allclose(ways["both"], ways["did"], atol=1e-9)
)
chapter.holds(
    "with year effects alone it is the gap afterwards", np.allclose(ways["year"], ways["gap"], atol=1e-9)
)
chapter.holds("no difference is significant at ten per cent", (tests["p"] > 0.1).all())
chapter.holds("exports rise by a little, imports by less or fall", (tests["did"].filter(like="exports") > 0).all()
              and (tests.loc[["imports_nbs", "imports_dots"], "did"] < 0).all())  # fmt: skip
for name in tests.index:
    chapter.say(f"did_{name}", tests.loc[name, "did"], "{:.2f}")
    chapter.say(f"se_{name}", tests.loc[name, "se"], "{:.2f}")
    chapter.say(f"year_{name}", ways.loc[name, "year"], "{:.2f}")
chapter.say("least_p", tests["p"].min(), "{:.2f}")
chapter.say("least_se", tests["se"].min(), "{:.2f}")
found = {one.id for one in audit.audit("belt_road")}
for what in (
    "treatment-not-differenced:table-3-year",
    "index-missing:event-study",
    "text-against-table:t1-large-three",
):
    chapter.holds(f"the audit finds {what}", what in found)
for key, cell in {
    "one": "table_3//(1)",
    "four": "table_3//(4)",
    "three": "table_3//(3)",
    "six": "table_3//(6)",
}.items():
    chapter.say(f"bri_{key}", record.number(printed[f"{cell}/bri/coef"]), "{:g}")
chapter.say("times_one", np.exp(record.number(printed["table_3//(1)/bri/coef"])), "{:.1f}")
chapter.say("times_real", np.exp(ways.loc["exports_nbs", "year"]), "{:.1f}")
chapter.say("se_three", record.number(printed["table_3//(3)/bri/se"]), "{:g}")
chapter.say("se_ratio", tests["se"].min() / record.number(printed["table_3//(3)/bri/se"]), "{:.0f}")
chapter.holds("the printed error is a small part of that of nine numbers",
              tests["se"].min() > 5 * record.number(printed["table_3//(3)/bri/se"]))  # fmt: skip

# %% [markdown]
# In all goods, exports to the five rise by {glue:text}`did_exports_baci` or {glue:text}`did_exports_nbs` more than those to the four, depending on the source; imports by {glue:text}`did_imports_baci`, {glue:text}`did_imports_nbs` or {glue:text}`did_imports_dots`. None of it is significant (the least p-value is {glue:text}`least_p`), and the smallest standard error that nine numbers give is {glue:text}`least_se`. The {glue:text}`se_three` under the paper's effect on exports is {glue:text}`se_ratio` times smaller. High technology may be less noisy than all goods; it would have to be so by that factor.
#
# The last column of {numref}`belt-road-counterpart-differences` answers what columns (1), (2), (4) and (5) of table 3 are. They have no effects of the country and no dummy for the treated ({ref}`finding <finding-belt-road-treatment-not-differenced-table-3-year>`). In (1) and (4) the event is zero in every row before 2013, these rows drop out, and the coefficient is *the gap between the groups afterwards*, however large it was before: exercise 2 deletes all years before 2013 and finds the same. In (2) and (5) it is that gap net of the controls. A coefficient of {glue:text}`bri_one` in column (1) says that from 2013 on one of the five imports from China {glue:text}`times_one` times as much as one of the four, in geometric means over countries and years; it is not the ratio of the two groups' totals. For all goods by China's customs it is {glue:text}`times_real` times. It says nothing about an initiative, and the sentence that the finding stands when effects are added compares a level with a change.
#
# ## Who is treated, and when
#
# By the paper the five are treated from 2013 on. By memorandum it is another design, {numref}`belt-road-codings`.

# %% tags=["hide-input"]
coded = design.codings(panel)
shown = coded.assign(mou_year=coded["mou_year"].map(places.signed)).rename(index=names)
chapter.table(
    "codings",
    shown.set_axis(["group", "memorandum", "treated years, paper", "by memorandum", "years that differ"], axis=1)
    .rename_axis("country"),
    caption="Treated years under two designs",
    track="public",
    note="Turkmenistan: no memorandum on the list, which ends in about 2020; what is not listed is not therefore unsigned, and its years by memorandum are not known.",
)  # fmt: skip

# %% tags=["remove-cell"]
unlisted = {"out": None, "never": np.inf, "2014": 2014, "2015": 2015}
both = {name: design.alike(design.recoded(panel, since)) for name, since in unlisted.items()}
for name, correlation in both.items():
    chapter.say(f"alike_{name}", abs(correlation) if name == "out" else correlation, "{:.2f}")
chapter.say("memo_years_controls", int(coded.loc[coded["group"] == "control", "memorandum"].sum()))
chapter.say(
    "control_years_after",
    int((coded["group"] == "control").sum() * sum(year >= EVENT_YEAR for year in YEARS)),
)
chapter.holds(
    "net of effects the two treatments have nothing in common among the listed", abs(both["out"]) < 0.005
)
chapter.holds(
    "the coding of Turkmenistan decides the sign", both["never"] < -0.1 and 0 < both["2015"] < both["2014"]
)
chapter.holds("Turkmenistan alone is not listed", list(coded.index[coded["mou_year"].isna()]) == ["TKM"])
rank = design.event_study_rank(YEARS, window)
inside = design.event_study_rank(tuple(year for year in YEARS if abs(year - EVENT_YEAR) <= window), window)
chapter.say("dummies", rank["dummies"])
step = design.event_study_of_a_step(YEARS, window)
chapter.say("step_lead", step["lead"], "{:.2f}")
chapter.say("step_lag", step["lag"], "{:.2f}")
chapter.holds(
    "half of a lasting effect is in the base",
    abs(step["lead"] + 0.5) < 1e-9 and abs(step["lag"] - 0.5) < 1e-9,
)
chapter.say("base_before", rank["base_before"])
chapter.say("base_after", rank["base_after"])
chapter.holds("all dummies are identified, against a base before and after",
              rank["missing"] == 0 and rank["base_before"] == rank["base_after"] == 5)  # fmt: skip
chapter.holds("within the window one is not", inside["missing"] == 1)

# %% [markdown]
# The two agree on little. Of the {glue:text}`control_years_after` control years from 2013 on, {glue:text}`memo_years_controls` lie after a memorandum. What the regression uses is what is left once effects of country and year are out. Among the eight countries on the list the two treatments then have a correlation of {glue:text}`alike_out`: a memorandum with the same effect everywhere would leave no trace in the paper's coefficient. With Turkmenistan it depends on what one supposes of that one country. As never signed it makes the correlation {glue:text}`alike_never`, as signed from 2014 on {glue:text}`alike_2014`, from 2015 on {glue:text}`alike_2015`; so nothing can be said of a sign. The text excludes the controls' memoranda by saying that the four were *not explicitly listed as key countries* (重点支点国家) in 2013. The year 2013 is not the question; the years after it are.
#
# ## Parallel before what?
#
# The event study sums over $k = -5, \dots, 5$ and leaves none out, {glue:text}`dummies` dummies. It is identified all the same, because the sample has years outside the window: {glue:text}`base_before` before and {glue:text}`base_after` after it, and these are the base *together*. A coefficient of zero in 2010 then means that the gap was what it is on average in 2003 to 2007 and in 2019 to 2023. If there is an effect that lasts, it is in the base: an effect of one shows up as {glue:text}`step_lead` in every lead and {glue:text}`step_lag` in the year of the event and every lag. Leads that are *not* below zero would then speak against parallel trends, not for them. The usual choice, to leave out the last year before, has no such trouble. (On the eleven years of the window alone one dummy too many is left, as the rank of the design matrix shows. The printed equation also lacks the index on the variable, {ref}`finding <finding-belt-road-index-missing-event-study>`.) {doc}`04_baseline` draws it in the usual way.
#
# ## Variables
#
# {numref}`belt-road-spread` and {numref}`belt-road-descriptives` have the public outcomes, the controls and the variables behind the channels, as far as they are public ({doc}`01_introduction` says what stands for what): how each spreads in either group, and its means before 2013 and from then on.

# %% tags=["hide-input"]
words = {
    "ln_exports_baci": "exports, all goods (ln)",
    "ln_imports_baci": "imports, all goods (ln)",
    "ln_computers": "exports of computers (ln)",
    "ln_population": "population (ln)",
    "ln_gdp_per_head": "GDP per head (ln)",
    "growth": "growth, %",
    "ln_rail_density": "railways per area (ln)",
    "industry": "industry, % of GDP",
    "openness": "openness, % of GDP",
    "inflation": "inflation, %",
    "logistics": "logistics index",
    "institution": "institutions",
    "ln_finance_millions": "Chinese finance, ln(1 + million US$)",
    "gini": "Gini",
}
listed = "Trade: BACI, 2003 to 2020; computers: flows that are listed, to 2023. Finance: development finance committed in the year, million US$ of 2021."
with_finance = money.with_contacts(panel)
distributed = series.distribution(with_finance, tuple(words))
chapter.table(
    "spread",
    shows.spread(distributed, words),
    caption="Outcomes, controls and channels: distribution (描述性统计)",
    formats=dict.fromkeys(("mean", "s.d.", "least", "largest"), "{:.2f}"),
    note=f"Over the country-years that have a figure, of {len(nine)}. {listed}",
)

# %% tags=["hide-input"]
described = series.descriptives(with_finance, tuple(words))
chapter.table(
    "descriptives",
    shows.groups_means(described, words),
    caption="The same by group, before and after",
    formats=dict.fromkeys(
        ("treated before", "treated after", "control before", "control after", "within countries"), "{:.2f}"
    ),
    note="Means over the country-years that have a figure, their number before 2013 plus that from then on. Within countries: coefficient of the treatment with effects of country and year on the same rows. "
    f"Where nothing is missing it is the difference in differences of the four means. {listed}",
)

# %% tags=["hide-input"]
missing = counterpart.report(panel)
doubled = missing["column"].str.match("ln_(exports|imports|computers|communications)")
shown = missing[~doubled].reset_index(drop=True).replace("_", " ", regex=True)
chapter.table(
    "missing",
    shown.set_axis(["column", "missing cells", "countries", "from", "to", "none at all"], axis=1),
    caption="What is missing for the nine countries",
    note="Countries: how many lack at least one figure. From, to: years with any figure. Logarithms of the series are missing where these are.",
)

# %% tags=["remove-cell"]
naive = (described["treated after"] - described["treated before"]) - (
    described["control after"] - described["control before"]
)
whole = described.index[described[["n before", "n after"]].sum(axis=1) == len(nine)]
chapter.holds("without gaps both are the same", np.allclose(naive[whole], described.loc[whole, "difference"]))
for key, name in {"rail": "ln_rail_density", "gini": "gini"}.items():
    chapter.say(f"{key}_means", naive[name], "{:.2f}")
    chapter.say(f"{key}_within", described.loc[name, "difference"], "{:.2f}")
    chapter.holds(f"gaps turn the sign of {name}", naive[name] < 0 < described.loc[name, "difference"])
for flow in ("exports", "imports"):
    column = f"ln_{flow}_baci"
    within = described.loc[column, "difference"]
    chapter.say(f"whole_{flow}", within, "{:.2f}")
    chapter.say(f"late_{flow}", ways.loc[f"{flow}_baci", "both"], "{:.2f}")
    chapter.holds(
        f"the years before Serbia's first raise {flow}", within > ways.loc[f"{flow}_baci", "both"] + 0.05
    )
    unseen = nine.loc[nine["year"].le(2020) & nine[column].isna(), ["iso3", "year"]]
    chapter.holds(f"of {flow} Serbia alone lacks years, and three",
                  set(unseen["iso3"]) == {"SRB"} and set(unseen["year"]) == {2003, 2004, 2005})  # fmt: skip
chapter.say("growth_did", described.loc["growth", "difference"], "{:.1f}")
chapter.say("income_treated", np.exp(described.loc["ln_gdp_per_head", "treated before"]), "{:,.0f}")
chapter.say("income_control", np.exp(described.loc["ln_gdp_per_head", "control before"]), "{:,.0f}")
chapter.holds(
    "the treated are poorer",
    described.loc["ln_gdp_per_head", "treated before"] < described.loc["ln_gdp_per_head", "control before"],
)
chapter.holds(
    "before, growth was about as fast",
    abs(described.loc["growth", "treated before"] - described.loc["growth", "control before"]) < 2,
)
chapter.holds("growth fell less in the treated", described.loc["growth", "difference"] > 0)
finance = series.descriptives(with_finance, (money.FINANCE,)).loc[money.FINANCE]
logged = described.loc["ln_finance_millions"]
for when in ("before", "after"):
    for group in ("treated", "control"):
        chapter.say(f"finance_{group}_{when}", finance[f"{group} {when}"], "{:,.0f}")
        chapter.say(f"finance_ln_{group}_{when}", logged[f"{group} {when}"], "{:.1f}")
chapter.say("finance_zeros", int(money.zeros(panel)[["before", "after"]].to_numpy().sum()))
moves = design.changes(with_finance, money.FINANCE)[lambda one: one.index.map(groups) == "treated"]
chapter.holds("of the five, Kazakhstan and Turkmenistan alone had less", set(moves.index[moves < 0]) == {"KAZ", "TKM"})  # fmt: skip
chapter.holds("amounts fell in the treated and rose in the controls, and the fall is the larger",
              finance["treated after"] < 0.6 * finance["treated before"] and finance["control after"] > finance["control before"]
              and finance["treated before"] - finance["treated after"] > finance["control after"] - finance["control before"])  # fmt: skip
chapter.holds("in logarithms the treated hardly move and the controls rise",
              abs(logged["treated after"] - logged["treated before"]) < 0.2
              and logged["control after"] - logged["control before"] > 2)  # fmt: skip
lacking = missing.set_index("column")["cells"]
chapter.say("logistics_known", len(nine) - int(lacking["logistics"]))
chapter.holds("the logistics index has few years", lacking["logistics"] > len(nine) / 2)

# %% [markdown]
# The groups differ. The treated are poorer ({glue:text}`income_treated` dollars a head against {glue:text}`income_control`, geometric means before 2013), and their growth fell by less ({glue:text}`growth_did` points in the difference). Whoever grows more imports more, so growth and income belong into the regression, and they do not settle it: both may themselves be moved by what is to be measured. Chinese finance fell in the five from {glue:text}`finance_treated_before` to {glue:text}`finance_treated_after` million dollars a country and year, though only Kazakhstan and Turkmenistan had less than before, and rose in the four from {glue:text}`finance_control_before` to {glue:text}`finance_control_after`. The logarithm of one plus the millions says something else: from {glue:text}`finance_ln_treated_before` to {glue:text}`finance_ln_treated_after` in the five, from {glue:text}`finance_ln_control_before` to {glue:text}`finance_ln_control_after` in the four. With {glue:text}`finance_zeros` zeros its coefficient depends on the unit and is no change in per cent; {numref}`belt-road-counterpart-finance` has the other forms. {numref}`belt-road-missing` counts the gaps. They matter: the four means of railways differ by {glue:text}`rail_means` and those of the Gini by {glue:text}`gini_means`, because other countries are behind them after 2013 than before; within countries it is {glue:text}`rail_within` and {glue:text}`gini_within`. In trade by BACI the one gap is Serbia, which has no row of its own before 2006. With 2003 to 2005 for the other eight the coefficient is {glue:text}`whole_exports` on exports and {glue:text}`whole_imports` on imports; from 2006 on, the years in which all nine have a figure, it is {glue:text}`late_exports` and {glue:text}`late_imports`, those of {numref}`belt-road-counterpart-differences`. Chapters that use every row have the first, {doc}`07_verdict` shows both. The index of logistics exists in {glue:text}`logistics_known` country-years; a panel of 21 years built on it is made of interpolation to more than a half. The paper fills gaps by *linear interpolation and three-year moving averages* and does not say which cells. Neither adds information, and a centred moving average carries what happens in 2013 into 2012.
#
# ## Seven groups of products
#
# {numref}`belt-road-table-1` is the paper's table 1, with the shares that its amounts make. They are those printed. Instruments come fifth in it by trade, after computers and chemicals, though the text has them among the three large ones ({ref}`finding <finding-belt-road-text-against-table-t1-large-three>`); all seven groups grow faster after 2013 than before.

# %% tags=["hide-input"]
table_1 = record.shares()
categories = {"aerospace": "aerospace (航空航天)", "computers": "computers, office (计算机与办公设备)",
              "communications": "communications (电子通信设备)", "medicine": "medicine (医药产品)",
              "instruments": "instruments (科学仪器)", "electrical_machinery": "electrical machinery (电气机械)",
              "chemicals": "chemicals (化学制品)"}  # fmt: skip
chapter.table(
    "table_1",
    shows.printed_table_1(table_1, categories),
    caption="Seven groups, as printed (高技术产品细分类别及描述性统计)",
    original="Table 1",
    track="public",
    data=[record.FILE],
    note="Trade: mean over the sample, 10,000 US dollars. From amounts: the share that the printed amounts make. Growth: per cent a year, as printed; how it was averaged is not said.",
    printed=True,
)

# %% tags=["remove-cell"]
chapter.holds(
    "every share is that of the amounts", ((table_1["computed"] - table_1["share"]).abs() <= 0.05).all()
)
chapter.holds("every group grows faster after", (table_1["change"] > 0).all())
order = list(table_1["trade"].sort_values(ascending=False).index)
chapter.holds("instruments come fifth, after computers and chemicals",
              order.index("instruments") == 4 and order[2:4] == ["computers", "chemicals"])  # fmt: skip

# %% [markdown]
# For one of the seven something near to it is public. China's exports of computers (heading 8471 of the Harmonized System) are the core of division 75, in one direction and by another source; {numref}`belt-road-computers` has them for eight countries, from 2003 to 2023. The source lists a flow only if it is among the importer's largest; where it is not, it is below a bound, which is drawn as a triangle.

# %% tags=["hide-input"]
fig, alt = shows.computers(panel, IMPORTERS, names, EVENT_YEAR)
chapter.figure(
    "computers",
    fig,
    caption="China's exports of computers, 2003 to 2023",
    alt=alt,
    note="Heading 8471, CEPII BACI, current dollars. Serbia is not in the source.",
)

# %% tags=["hide-input"]
real = series.computers_against_table_1(panel)
said = table_1.loc["computers"]
tidy = [("a country", "mean_trade_10kusd", 100 * real.loc["a country", "mean low"]),
        ("five together", "mean_trade_10kusd", 100 * real.loc["five together", "mean low"]),
        ("five together", "growth_2003_2012", real.loc["five together", "before low"]),
        ("five together", "growth_2013_2023", real.loc["five together", "after low"])]  # fmt: skip
rows = pd.DataFrame(tidy, columns=["panel", "statistic", "value"]).assign(term="computers")
chapter.table(
    "counterpart_table_1",
    shows.computers_row(real, said),
    caption="Computers: printed, and real exports",
    tidy=tidy_rows(rows, paper="belt_road", exhibit="counterpart_table_1", track="counterpart"),
    note="Printed: exports and imports of division 75; whether of a country or of the five together is not said. Real: exports of heading 8471, from what is not listed as nothing to what is not listed at its bound. Growth: constant rates from the first to the last year.",
    printed=True,
)

# %% tags=["remove-cell"]
five, each, without = (real.loc[name] for name in real.index)
chapter.say("real_each", 100 * each["mean low"], "{:,.0f}")
chapter.say("real_five", 100 * five["mean low"], "{:,.0f}")
chapter.say("printed_75", said["trade"], "{:,.0f}")
chapter.say("printed_of_five", said["trade"] / five["mean low"], "{:.0f}")  # per cent: trade is in 10,000 US$
chapter.say("printed_before", said["before"], "{:g}")
chapter.say("printed_after", said["after"], "{:g}")
chapter.say("real_before", five["before low"], "{:.0f}")
chapter.say("real_before_high", five["before high"], "{:.0f}")
chapter.say("real_after", five["after low"], "{:.1f}")
chapter.say("yearly_before", five["yearly before"], "{:.0f}")
chapter.say("yearly_after", five["yearly after"], "{:.0f}")
chapter.say("without_before", without["before low"], "{:.0f}")
chapter.say("without_after", without["after low"], "{:.0f}")
chapter.holds("the printed mean is near that of a country and far below that of the five",
              abs(each["mean low"] * 100 / said["trade"] - 1) < 0.05 and 100 * five["mean low"] > 4 * said["trade"])  # fmt: skip
chapter.holds("real growth was faster before, with and without Kazakhstan, however measured",
              five["before low"] > five["after high"] and without["before low"] > without["after high"]
              and five["yearly before"] > five["yearly after"])  # fmt: skip
chapter.holds(
    "and far from the printed rates before",
    five["before low"] > 4 * said["before"] and without["before low"] > 2 * said["before"],
)
start = series.computers(panel).loc[series.BEFORE[0]]
chapter.holds(
    "the first year is small and partly unlisted",
    start["bounded"] > 0 and start["high"] < five["mean low"] / 5,
)
kazakh = panel[panel["iso3"] == "KAZ"].set_index("year")["computers"] / 1e6
chapter.say("kaz_2010", kazakh[2010], "{:,.0f}")
chapter.say("kaz_2013", kazakh[2013], "{:,.0f}")
chapter.say("kaz_2016", kazakh[2016], "{:,.0f}")
chapter.holds("Kazakhstan's hump is highest in 2013 up to 2022", kazakh.loc[:2022].idxmax() == 2013)
not_listed = nine[nine["computers_below"].notna()]
chapter.say("n_bounded", len(not_listed))
chapter.say("n_computers", int(nine["computers"].notna().sum() + len(not_listed)))
most = not_listed["iso3"].value_counts()
chapter.holds(
    "most bounds are of Tajikistan and Turkmenistan",
    set(most.index[:2]) == {"TJK", "TKM"} and most.iloc[:2].sum() > len(not_listed) / 2,
)

# %% [markdown]
# {numref}`belt-road-counterpart-table-1` puts both side by side. The *amount* is {glue:text}`printed_75` (ten thousand dollars) in print. The text calls it the mean trade of the sample (样本期平均贸易额) between China and the five, and does not say whether the five are added up. Read as the mean of a country, it is near the {glue:text}`real_each` of a country's computers; but then a division's trade in both directions is no more than China's exports of its core heading. Read as the total of the five, it is {glue:text}`printed_of_five` % of the {glue:text}`real_five` that BACI has for this heading in one direction. BACI is not China's own report, and neither reading can be excluded by it.
#
# The *growth* differs. In print the group grows by {glue:text}`printed_before` % a year up to 2012 and by {glue:text}`printed_after` % from 2013 on. Exports of computers grew by {glue:text}`real_before` to {glue:text}`real_before_high` % and then by {glue:text}`real_after` %; without Kazakhstan by {glue:text}`without_before` % or more and then {glue:text}`without_after` %. Averaging the rates from year to year gives {glue:text}`yearly_before` and {glue:text}`yearly_after` %; the latter is near the printed one for the second span, and nothing is near that for the first. On every reading growth of this heading was faster *before* the initiative, from a small and partly unlisted amount in 2003. The acceleration of table 1 is the descriptive fact on which the argument rests. Exports of the one heading do not show it; division 75, with imports and with other office machines, is not checked by them.
#
# {numref}`belt-road-computers` shows why any estimate will hang on a few countries. Kazakhstan's imports rise from {glue:text}`kaz_2010` million dollars in 2010 to {glue:text}`kaz_2013` in 2013 and are back at {glue:text}`kaz_2016` in 2016. Its customs union with Russia and Belarus began in 2010, and goods for all three could be cleared at one border; the rouble and the tenge lost much of their value in 2014 and 2015. Whichever it was, it is a hump across the event and need have nothing to do with a road; whether these computers stayed in Kazakhstan cannot be seen. {glue:text}`n_bounded` of the {glue:text}`n_computers` cells are bounds, most of them of Tajikistan and Turkmenistan. {doc}`04_baseline` takes each of these in turn.
#
# ## Figures 1 and 2 in kind
#
# The paper's figures show the seven groups over the years and their growth before and after; their numbers are not printed. For Central Asia they cannot be drawn from public data. {numref}`belt-road-counterpart-figure-1` and {numref}`belt-road-counterpart-figure-2` do it for China's trade with *ten large partners* {cite:p}`un_comtrade`, none of them in the paper, 2010 to 2018, to see whether the groups have a pattern of their own that any country would show.

# %% tags=["hide-input"]
amounts = series.divisions(partners)
fig, alt = shows.divisions(amounts, EVENT_YEAR)
chapter.figure(
    "counterpart_figure_1",
    fig,
    caption="High-technology trade with ten other partners",
    alt=alt,
    original="Figure 1",
    note="Exports and imports. Australia, France, Germany, Hong Kong, India, Japan, Korea, Russia, the United States, Vietnam. Division 79 is all transport equipment but road vehicles; the paper's 792, aircraft, is a part of it.",
    data=["data/facts/high_tech_trade.csv"],
)

# %% tags=["hide-input"]
by_division = series.division_growth(amounts)
first, last = amounts.index.min(), amounts.index.max()
fig, alt = shows.growth_bars(
    by_division, {"before": f"{first} to {EVENT_YEAR}", "after": f"{EVENT_YEAR} to {last}"}
)
chapter.figure(
    "counterpart_figure_2",
    fig,
    caption="Growth before and after, ten other partners",
    alt=alt,
    original="Figure 2",
    note="Constant rates, exports and imports, current dollars.",
    data=["data/facts/high_tech_trade.csv"],
)

# %% tags=["hide-input"]
chapter.table(
    "counterpart_divisions",
    shows.divisions_beside(by_division, table_1, series.GROUPS, EVENT_YEAR),
    caption="Shares and growth: printed, and ten other partners",
    note=f"Shares in per cent of the seven, growth in per cent a year. Printed: Central Asia, {YEARS[0]} to {YEARS[-1]}, from table 1; beside it the ten partners, {first} to {last}. Beside transport equipment (division 79) stands the paper's aerospace (792).",
    data=["data/facts/high_tech_trade.csv", record.FILE],
    printed=True,
)

# %% tags=["remove-cell"]
moved = (by_division["share after"] - by_division["share before"]).abs().max()
chapter.say("share_moves", np.ceil(10 * moved) / 10, "{:.1f}")
top = by_division["share"].sort_values(ascending=False)
chapter.say("top_share", top.iloc[:2].sum(), "{:.0f}")
chapter.holds(
    "electrical machinery and communications are the largest",
    set(top.index[:2]) == {"electrical machinery", "communications"},
)
chapter.holds("every division slows down", (by_division["after"] < by_division["before"]).all())
chapter.holds("instruments fall after", by_division.loc["instruments", "after"] < 0)
chapter.holds("medicine keeps growing most", by_division["after"].idxmax() == "medicine")
printed_share = table_1["share"]
chapter.holds(
    "in print the same two are the largest",
    set(printed_share.nlargest(2).index) == {"communications", "electrical_machinery"},
)

# %% [markdown]
# Two groups have most of the trade here as there, communications and electrical machinery ({glue:text}`top_share` % together): they are what China trades with everybody. {numref}`belt-road-counterpart-divisions` has the numbers beside those of table 1. No share moves by more than {glue:text}`share_moves` points between the two spans. *Every* division slows down after 2013, instruments shrink, and medicine, which the text calls slow because of market access and certification, grows most. With these partners and in these windows, three years before that begin in the recovery from the crisis and five after, neither the order of growth rates nor the acceleration of table 1 is seen. The printed rates are over other years, 2003 to 2012 and 2013 to 2023, and with other countries; whether they are right this does not tell.
#
# ## The choice of series
#
# Two statisticians report each flow, the exporter's and the importer's, and they differ. BACI reconciles the two reports; China's customs and the IMF do not. {numref}`belt-road-series` shows the ratio of BACI to China's customs, for imports to the IMF's figures as well (which have no exports here), before 2013 and from then on.

# %% tags=["hide-input"]
ratio = series.ratios(panel)
fig, alt = shows.series_choice(
    ratio,
    groups,
    {"exports": "exports: BACI / customs (NBS)", "imports": "imports: BACI / customs (NBS)",
     "imports, IMF": "imports: BACI / IMF (DOTS)"},
)  # fmt: skip
chapter.figure(
    "series",
    fig,
    caption="Reconciled figures over those of customs and the IMF",
    alt=alt,
    note="All goods; geometric means over the years that both have, 2011 to 2019 (customs) and 2010 to 2020 (IMF). Hollow: before 2013.",
)

# %% tags=["remove-cell"]
exports = ratio.loc["exports"]
imports = ratio.loc["imports"]
for iso3 in ("BLR", "SRB", "AZE", "KAZ"):
    chapter.say(f"ratio_{iso3.lower()}", exports.loc[iso3, "after"], "{:.1f}")
far = exports["drift"].abs().nlargest(3).index
chapter.holds("on exports the controls Belarus, Serbia and Azerbaijan drift most or next to most",
              {"AZE", "SRB"} <= set(far) and set(exports["after"].nlargest(3).index) == {"BLR", "SRB", "AZE"})  # fmt: skip
chapter.holds(
    "on imports Kyrgyzstan and Azerbaijan drift most",
    set(imports["drift"].abs().nlargest(2).index) == {"KGZ", "AZE"},
)
gaps = {}
for (flow, pair), key in zip(series.PAIRS.items(), ("exports", "imports", "imf"), strict=True):
    common = nine.dropna(subset=[f"ln_{name}" for name in pair])
    dids = [design.compared(design.changes(common, f"ln_{name}"))["did"] for name in pair]
    drift = ratio.loc[flow, "drift"]
    drift_gap = (
        drift[groups[drift.index] == "treated"].mean() - drift[groups[drift.index] == "control"].mean()
    )
    gaps[flow] = (*dids, drift_gap)
    chapter.say(f"common_{key}_baci", dids[0], "{:.2f}")
    chapter.say(f"common_{key}_other", dids[1], "{:.2f}")
    chapter.say(f"drift_{key}", drift_gap, "{:.2f}")
chapter.holds("the difference of both estimates is the difference of the drifts",
              all(abs(one[0] - one[1] - one[2]) < 1e-9 for one in gaps.values()))  # fmt: skip
chapter.holds(
    "the same years, another series: the estimate on imports moves by more than a tenth",
    abs(gaps["imports"][2]) > 0.1,
)
imf = (nine["ln_imports_nbs"] - nine["ln_imports_dots"]).dropna()
chapter.holds("the IMF's figures are mostly within one per cent of customs'", (imf.abs() < 0.01).mean() > 0.5)

# %% [markdown]
# For Belarus and Serbia the reconciled exports are {glue:text}`ratio_blr` and {glue:text}`ratio_srb` times China's own, which is what one sees where goods reach a country through others, for Azerbaijan {glue:text}`ratio_aze`, for Kazakhstan {glue:text}`ratio_kaz`. Three of these are controls. An effect of the country takes out a constant ratio; what it cannot take out is the *drift* from before to after. On the years that both series have, the difference in differences of exports is {glue:text}`common_exports_baci` by one and {glue:text}`common_exports_other` by the other, that of imports {glue:text}`common_imports_baci` and {glue:text}`common_imports_other`. Against the IMF's figures, which are mostly within one per cent of those of customs and cover two years more, it is {glue:text}`common_imf_baci` and {glue:text}`common_imf_other`. The gaps are exactly the differences of the mean drifts (exercise 3). The paper takes its outcome from Comtrade *and* from China's customs, and does not say which where. {doc}`06_few_treated` carries the choice through every estimate.
#
# ## Exercises
#
# :::{admonition} Exercise 1: who contributes to growth
# :class: exercise
# The abstract says that communications, electrical machinery and instruments contribute most to the growth. Suppose that each group of table 1 grew at its printed rates. What share of the rise from 2013 to 2023 is due to each? (`design.contributions`)
# :::

# %% tags=["hide-cell"]
contributed = design.contributions(table_1)
chapter.table(
    "contributions",
    contributed.rename(index=categories).assign(contribution=contributed["contribution"].to_numpy())
    .set_axis(["2013", "2023", "of the rise, %"], axis=1).rename_axis("group"),
    caption="Contributions to growth that table 1 implies",
    formats={"2013": "{:,.0f}", "2023": "{:,.0f}", "of the rise, %": "{:.1f}"},
    track="public",
    data=[record.FILE],
    note="Amounts in 10,000 US dollars, at constant printed rates around the printed means.",
    printed=True,
)  # fmt: skip

# %% tags=["remove-cell"]
ranking = contributed["contribution"].sort_values(ascending=False)
chapter.say("contribution_computers", ranking["computers"], "{:.1f}")
chapter.say("contribution_instruments", ranking["instruments"], "{:.1f}")
chapter.holds("instruments come fourth, just behind computers",
              list(ranking.index[:4]) == ["communications", "electrical_machinery", "computers", "instruments"])  # fmt: skip

# %% [markdown]
# :::{dropdown} Solution
# Communications and electrical machinery come first. Third are computers with {glue:text}`contribution_computers` %, just before instruments with {glue:text}`contribution_instruments` % ({numref}`belt-road-contributions`): high growth of a small group. By the printed *rates* the sentence holds, by contributions it does not, quite; the abstract speaks of sources of growth (增长来源).
# :::
#
# :::{admonition} Exercise 2: what column (1) uses
# :class: exercise
# Estimate the coefficient of the treatment with year effects alone on exports by China's customs, once on all years and once on the years from 2013 on only. Explain what you see.
# :::

# %% tags=["remove-cell"]
late = complete["exports_nbs"][complete["exports_nbs"]["year"] >= EVENT_YEAR]
gap_late = design.gap_after(late, "ln_exports_nbs")
chapter.say("gap_all", ways.loc["exports_nbs", "year"], "{:.4f}")
chapter.say("gap_late", gap_late, "{:.4f}")
chapter.holds("both are the same", abs(gap_late - ways.loc["exports_nbs", "year"]) < 1e-9)

# %% [markdown]
# :::{dropdown} Solution
# {glue:text}`gap_all` and {glue:text}`gap_late`. Within a year before 2013 the treatment is zero for all nine, so after effects of the year are taken out these rows are zero in the regressor. They cannot move the coefficient, only the residual variance. There is nothing before to take a difference from.
# :::
#
# :::{admonition} Exercise 3: a drift is an effect
# :class: exercise
# Show that, in a balanced panel, the difference of the estimates from two series of one flow is the difference in differences of the logarithm of their ratio. What follows for a control country whose transit trade moves from one port to another?
# :::
#
# :::{dropdown} Solution
# {eq}`eq-br-nine` is linear in the outcome, and the logarithm of the ratio is the difference of both outcomes: for imports {glue:text}`common_imports_baci` less {glue:text}`common_imports_other` is {glue:text}`drift_imports`. If goods for Serbia begin to be declared as such in China instead of for Germany, Serbia's exports by customs rise, the controls rise with it, and the five seem to fall behind. No trade has changed.
# :::
