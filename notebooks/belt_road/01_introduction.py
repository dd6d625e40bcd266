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
# # Introduction
#
# In the autumn of 2013 China proposed what became the *Belt and Road Initiative* (一带一路), and Central Asia was the first place it was proposed to. Akyeva {cite:p}`akyeva2026impact` takes this for an experiment: did China's trade in *high-technology products* (高技术产品) with the five Central Asian countries (中亚五国) grow because of it? The method is a *difference in differences* (双重差分), with propensity-score matching before it.
#
# Five countries are treated and four are not. This part asks what nine countries can tell, and says it for every number that the paper prints.

# %% tags=["parameters"]
track = "public"  # and stays so: what stands here is public on every track of the other chapters
seed = 2013  # nothing is drawn here
trade_year = 2019  # of the amounts in the table of countries

# %% tags=["hide-input"]
from scipy import stats

from lib import audit, facts, panels, published
from lib.exhibits import Chapter
from lib.exhibits import belt_road_countries as shows
from lib.schemas.belt_road import COMPUTERS
from lib.studies import belt_road_design as design
from lib.studies import belt_road_flow as flow
from lib.studies import belt_road_record as record

chapter = Chapter("belt_road/01_introduction", track="public", varied=trade_year != 2019)
trade, ties = facts.load("china_trade"), facts.load("china_ties")
products = facts.load("high_tech_products")
countries = design.nine(facts.load("destinations"), ties, trade, trade_year)
panel = panels.load("belt_road", "counterpart")
printed = published.cells("belt_road").set_index("id")["printed"]

# %% tags=["remove-cell"]
for key, cell in {
    "first": "design-first-year",
    "last": "design-last-year",
    "event": "design-event-year",
    "exports": "table_3//(3)/bri/coef",
    "imports": "table_3//(6)/bri/coef",
    "psm_export_min": "psm-did-export-min",
    "psm_export_max": "psm-did-export-max",
    "psm_import_min": "psm-did-import-min",
    "psm_import_max": "psm-did-import-max",
    "placebo_1": "design-placebo-year-1",
    "placebo_2": "design-placebo-year-2",
    "flow": "table_5//(1)/bri/coef",
    "quality_exp": "table_5//(2)/bri/coef",
    "quality_imp": "table_5//(3)/bri/coef",
    "x_exp": "table_8//(1)/bri_x_inequality/coef",
    "x_imp": "table_8//(2)/bri_x_inequality/coef",
    "draws": "design-placebo-draws",
}.items():
    chapter.say(key, printed[cell])
n_treated, n_controls = (int(record.stated(f"design-n-{kind}")) for kind in ("treated", "controls"))
n_countries = n_treated + n_controls
chapter.holds("the countries of the text are those of the table",
              (countries["group"] == "treated").sum() == n_treated == 5
              and (countries["group"] == "control").sum() == n_controls == 4)  # fmt: skip
stars = published.cells("belt_road").set_index("id")["stars"]
chapter.holds("no star on imports with both effects", stars["table_3//(6)/bri/coef"] == "")

# %% [markdown]
# ## What the paper asks and claims
#
# The outcome is the logarithm of China's trade with a country in seven groups of products, {glue:text}`first` to {glue:text}`last`; the treatment is one for the five from {glue:text}`event` on. The findings, in our words:
#
# 1. The initiative raised trade. With effects of country and year and four controls the coefficient is {glue:text}`exports` on exports and {glue:text}`imports` on imports, and on matched samples between {glue:text}`psm_export_min` and {glue:text}`psm_export_max`, and between {glue:text}`psm_import_min` and {glue:text}`psm_import_max`.
# 2. Before {glue:text}`event` trends were parallel, and nothing is found when the date is moved to {glue:text}`placebo_2` or {glue:text}`placebo_1`, or when the treated are drawn at random.
# 3. Communication equipment, electrical machinery and instruments are the sources of the growth.
# 4. It works through policy co-ordination, infrastructure and co-operation: more investors take part ({glue:text}`flow`), and the quality of exports ({glue:text}`quality_exp`) and imports ({glue:text}`quality_imp`) rises.
# 5. Income inequality weakens the effect: its product with the treatment has {glue:text}`x_exp` on exports and {glue:text}`x_imp` on imports.
#
# :::{admonition} Kinds of result
# :class: note
# The paper's outcome, trade by these groups with these countries, comes from UN Comtrade and is not among the public tables of this book. So this part has results of three kinds and never mixes them. *Public*: the printed record, the countries, their ties and their data, in this chapter, in {doc}`02_theory` and in most of {doc}`03_design`. *Counterpart*: real outcomes near to the paper's, China's exports of computers to eight of the nine countries and its trade in all goods with all nine; they stand beside the printed numbers and never count as replication. *Semi-synthetic*: drawn outcomes with the printed coefficients planted, at the printed number of observations; they check methods and say nothing about the paper. An owner of the Comtrade extract can run the same chapters on it ({doc}`/how_to_rerun`).
# :::
#
# ## Nine countries
#
# {numref}`belt-road-nine` lists them, {numref}`belt-road-map` shows where they lie. The treated are neighbours of one another and, but for two, of China. Of the controls one borders on China, one lies on the Caspian and two in Europe. All nine are landlocked.

# %% tags=["hide-input"]
chapter.table(
    "nine",
    shows.listed(countries),
    caption="Treated and control countries (处理组与对照组)",
    note="Memorandum: year of the one on the Belt and Road on the public list. Treaty: year in which the investment treaty with China came into force. km: distance from China. "
    f"Trade: exports and imports of all goods by China's customs, {trade_year}, million US dollars.",
    data=["data/facts/destinations.csv", "data/facts/china_ties.csv", "data/facts/china_trade.csv"],
)

# %% tags=["hide-input"]
fig, alt = shows.country_map(countries)
chapter.figure(
    "map",
    fig,
    caption="The nine countries and their memoranda",
    alt=alt,
    note="Years: of the memorandum on the Belt and Road; none is listed for Turkmenistan. Dots: capitals. Land: generalised outline.",
    data=["data/facts/destinations.csv", "data/facts/china_ties.csv", "data/facts/land_outline.csv"],
)

# %% tags=["remove-cell"]
coded = design.codings(panel)
signed = coded["mou_year"].notna()
controls = coded["group"] == "control"
chapter.say("controls_signed", int((signed & controls).sum()))
chapter.say("first_memorandum", int(coded["mou_year"].min()))
chapter.say("last_memorandum", int(coded["mou_year"].max()))
chapter.say("controls_by_2015", int((coded.loc[controls, "mou_year"] <= 2015).sum()))
chapter.say("differ", int(coded["differ"].sum()))
chapter.say("grid", int(panel["iso3"].isin(coded.index[signed]).sum()))
chapter.say("n_listed", int(signed.sum()))
chapter.holds("every control signed", (signed & controls).sum() == controls.sum())
chapter.holds("nobody had signed in 2013", coded["mou_year"].min() > 2013)
chapter.holds("the last to sign is one of the treated, Kyrgyzstan", coded["mou_year"].idxmax() == "KGZ")
chapter.holds("Turkmenistan alone is not listed", list(coded.index[~signed]) == ["TKM"])
chapter.holds("all nine are landlocked", (countries["landlocked"] == 1).all())
neighbours = facts.load("china_neighbours").query("land_border == 1")["iso3"]
chapter.holds("three of the treated and one control border on China", [
    int(countries.index[countries["group"] == name].isin(neighbours).sum()) for name in ("treated", "control")
] == [3, 1])  # fmt: skip

# %% [markdown]
# The paper wants controls that the initiative does not affect *deeply* (深度影响), and gives as its reason that in {glue:text}`event` the four were not expressly listed as *key countries* (重点支点国家) and were less directly affected. That is a statement about a year in which none of the nine is known to have signed: the first memorandum on the list is of {glue:text}`first_memorandum`. All {glue:text}`controls_signed` controls did sign, {glue:text}`controls_by_2015` of them by 2015, before one of the treated, Kyrgyzstan, which was the last in {glue:text}`last_memorandum`. {numref}`belt-road-timeline` has the dates. Coded by memorandum, {glue:text}`differ` of the {glue:text}`grid` years of the {glue:text}`n_listed` listed countries change sides; Turkmenistan is not on the list, which does not mean that it signed nothing. If it works by these agreements, it worked on the controls as well from 2015 on, and a comparison with them cannot show it; if what counts is to be a key country, the text should say how one is told from the others, and by how much less these were affected. {doc}`06_few_treated` runs both designs.

# %% tags=["hide-input"]
fig, alt = shows.timeline(
    countries,
    design.coverage(trade, products, COMPUTERS),
    int(record.stated("design-event-year")),
    sorted(int(record.stated(f"design-placebo-year-{k}")) for k in (1, 2)),
)
chapter.figure(
    "timeline",
    fig,
    caption="Treatment, memoranda and what is known",
    alt=alt,
    note="Series: trade in all goods by CEPII (BACI), China's customs (NBS) and the IMF (DOTS), and China's exports of computers.",
    printed=True,
)

# %% [markdown]
# ## How many rows can nine countries have?
#
# Nine countries over the years of the sample make {glue:text}`cells` country-years. Every column of tables 3 to 8 prints {glue:text}`n_printed` observations ({ref}`finding <finding-belt-road-observations-exceed-panel-table-3>`). {numref}`belt-road-rows` tries what a row could be.

# %% tags=["hide-input"]
n, years = (
    record.observations(),
    int(record.stated("design-last-year") - record.stated("design-first-year")) + 1,
)
categories, cities = int(record.stated("design-categories")), len(facts.load("cities"))
sizes = {
    "country and year": n_countries * years,
    "treated country and year": n_treated * years,
    "country, year and flow": 2 * n_countries * years,
    "country, year and product group": categories * n_countries * years,
    "country and month": 12 * n_countries * years,
    "country and quarter": 4 * n_countries * years,
    "country": n_countries,
    "year": years,
}
readings = record.decompositions(n, sizes)
chapter.table(
    "rows",
    readings,
    caption="What the printed rows can be",
    formats={"makes": "{:,}", "times": "{:.2f}"},
    note="Times: printed rows over what one row for each would make. A balanced panel needs a whole number.",
    data=[f"data/published/belt_road{end}.csv" for end in ("", "_claims")],
    printed=True,
)

# %% tags=["remove-cell"]
fits = readings.set_index("one row for each")["fits"]
units = n // years
chapter.say("n_printed", n, "{:,}")
chapter.say("cells", n_countries * years)
chapter.say("units", units)
chapter.say("n_years", years)
chapter.say("cities", cities)
factors = record.prime_factors(n)
chapter.say("factors", " × ".join(map(str, factors)))
chapter.say("largest", factors[-1])
spread = record.lines_by_country(units, n_countries)
(more, few), (less, many) = spread.items()
for key, value in {"more": more, "few": few, "less": less, "many": many}.items():
    chapter.say(f"lines_{key}", value)
chapter.holds("only years and countries alone divide the rows", list(fits.index[fits]) == ["country", "year"])
chapter.holds(
    "no country-year reading does", not fits[[name for name in fits.index if "country and" in name]].any()
)
chapter.holds("the units are within a few of the cities", abs(units - cities) <= 5)

# %% [markdown]
# None with countries *and* years does. {glue:text}`n_printed` is {glue:text}`factors`, and {glue:text}`largest` is no number of countries, flows, groups or months that the design has. With {glue:text}`n_years` years it leaves {glue:text}`units` units, each in every year. They cannot be the same number of products in each of nine countries. They could be {glue:text}`lines_more` in {glue:text}`lines_few` countries and {glue:text}`lines_less` in {glue:text}`lines_many`; that reading is the one that the semi-synthetic panel takes, because it is the one that gives the printed number from nine countries, and for no other reason.
#
# Another reading would not be of countries at all. Our table of China's cities has {glue:text}`cities`. A panel of cities would have road density as a control and a share of investing firms as an outcome, both of which sit oddly with a country; it would fit nothing else that the text says. The number alone does not decide it. What it does say is that the equation in the text, with a country and a year as subscripts, is not the one that was estimated on {glue:text}`n_printed` rows.
#
# ## Stars and nine clusters
#
# The treatment is the same in all rows of a country and year. Rows that share it are no independent evidence on it, so errors have to be clustered by country, of which there are nine. The text does not say what its parentheses hold, nor whether they are clustered. {numref}`belt-road-clusters` takes them for clustered errors and asks how many effects are beyond the critical value at 5 %: that of the normal distribution, and that of a $t$ with eight degrees of freedom.

# %% tags=["hide-input"]
table = record.against_clusters(n_countries)
shown = table.assign(lost=table["lost"].str.replace("_", " "))
shown.index = shown.index.str.replace("_", " ")
chapter.table(
    "clusters",
    shown.set_axis(["effects", "beyond normal", "beyond t(8)", "lost"], axis=1).rename_axis("table"),
    caption="Effects at 5 %, and with nine clusters",
    note="Effects: treatment, channels and the interaction. Ratios of the printed coefficients and the numbers below them.",
    data=[record.FILE],
    printed=True,
)

# %% tags=["remove-cell"]
chapter.say("n_effects", int(table["effects"].sum()))
chapter.say("n_normal", int(table["normal"].sum()))
chapter.say("n_few", int(table["few"].sum()))
chapter.holds("few are lost with t(8)", 0 < table["normal"].sum() - table["few"].sum() <= 3)
every = record.estimates()
main = every.loc[("table_3", "(3)", "bri")]
placebo = every.loc[("table_4", "(1)", "bri")]
per = n / (n_countries * years)
chapter.say("t_main", main["ratio"], "{:.2f}")
chapter.say("per_cell", per, "{:.1f}")
chapter.say("whole", float(record.inflation(per, 1.0)), "{:.1f}")
critical = stats.t.isf(record.LEVEL / 2, n_countries - 1)
needed = record.correlation_needed(main["ratio"], critical, per)
chapter.say("rho_needed", needed, "{:.2f}")
chapter.holds("a modest correlation suffices", 0 < needed < 0.3)
chapter.say("se_main", main["se"], "{:g}")
chapter.say("se_placebo", placebo["se"], "{:g}")
chapter.say("placebo", placebo["printed"])
chapter.say("se_times", placebo["se"] / main["se"], "{:.1f}")
chapter.say("t_placebo", placebo["coef"] / main["se"], "{:.1f}")
chapter.holds(
    "with the error of table 3 the placebo would be significant", placebo["coef"] / main["se"] > critical
)

# %% [markdown]
# Of {glue:text}`n_effects` effects {glue:text}`n_normal` are beyond the one and {glue:text}`n_few` beyond the other: if these are clustered errors, nine clusters cost little. It matters more if they are not. Computed as for independent rows, the error of a regressor that $m$ rows share, here {glue:text}`per_cell`, is too small by a factor of $\sqrt{1 + (m-1)\rho}$, where $\rho$ is the correlation of the errors within a country and year {cite:p}`moulton1990illustration`: by up to {glue:text}`whole` times. The {glue:text}`t_main` standard errors of the main effect would then fall below the critical value from a correlation of {glue:text}`rho_needed` on, and dependence over the years of a country, which {cite:t}`bertrand2004how` show to be the larger problem, comes on top.
#
# One pair of numbers suggests that the tables do not hold one kind of error. Table 3 has {glue:text}`se_main` under its effect on exports. Table 4, its placebo, moves the date by a year, with the same outcome, effects and number of rows, and has {glue:text}`se_placebo`, {glue:text}`se_times` times as much. Its {glue:text}`placebo` is *not significant* for that reason alone: with the error of table 3 it would be {glue:text}`t_placebo` standard errors from nothing ({ref}`finding <finding-belt-road-placebo-against-estimate-table-4>`).

# %% tags=["remove-cell"]
found = {one.id: one.severity for one in audit.audit("belt_road")}
chapter.say("n_findings", len(found))
for severity in ("contradiction", "inconsistency"):
    chapter.say(f"n_{severity}", list(found.values()).count(severity))
for what, severity in {
    "observations-exceed-panel:table-3": "contradiction",
    "bias-against-p:table-2": "contradiction",
    "placebo-against-estimate:table-4": "ambiguity",
    "placebo-draws:fictitious-treatment-group-drawn-from-all-countries": "inconsistency",
    "treatment-not-differenced:table-3-year": "ambiguity",
    "r2-against-t:exports-table-3-table-4": "inconsistency",
    "declared-variables:covariates-of-the-propensity-score-table-2": "inconsistency",
    "declared-variables:control-variables-table-3": "inconsistency",
    "identity:matched-baseline-among-the-matchings": "inconsistency",
    "index-missing:event-study": "inconsistency",
    "text-against-table:t6-main-channels": "inconsistency",
    "no-source:variables": "ambiguity",
    "hypothesis-against-table:t8-import-demand": "remark",
}.items():
    chapter.holds(f"the audit finds {what}", found.get(what) == severity)

# %% [markdown]
# ## What the audit says
#
# Before any data, the {doc}`audit </chapters/verdicts/01_audit>` has {glue:text}`n_findings` findings on this paper, {glue:text}`n_contradiction` contradictions and {glue:text}`n_inconsistency` inconsistencies. Those to keep in mind:
#
# - The rows, above. The biases and p-values of table 2 do not come from tests of fifty against forty country-years either ({ref}`finding <finding-belt-road-bias-against-p-table-2>`; exercise 2).
# - Columns (1), (2), (4) and (5) of table 3 have effects of the year and none of the country, so they compare *levels* ({ref}`finding <finding-belt-road-treatment-not-differenced-table-3-year>`); {doc}`03_design` shows exactly which.
# - The main estimate lies below every one of the matched estimates of which it is one ({ref}`finding <finding-belt-road-identity-matched-baseline-among-the-matchings>`).
# - Table 4 has the same rows as table 3 and a far lower fit, more than one dummy can explain ({ref}`finding <finding-belt-road-r2-against-t-exports-table-3-table-4>`).
# - {glue:text}`draws` random groups of five are drawn from nine countries, which have fewer such groups ({ref}`finding <finding-belt-road-placebo-draws-fictitious-treatment-group-drawn-from-all-countries>`).
# - The event study sums a variable without the index over which it is summed ({ref}`finding <finding-belt-road-index-missing-event-study>`).
# - The announced covariates of the matching are not those of its balance table ({ref}`finding <finding-belt-road-declared-variables-covariates-of-the-propensity-score-table-2>`), and three announced controls are in no regression ({ref}`finding <finding-belt-road-declared-variables-control-variables-table-3>`).
# - Cultural exchange has larger coefficients than two of the three channels that are called the main ones ({ref}`finding <finding-belt-road-text-against-table-t6-main-channels>`), and no source is named for four variables ({ref}`finding <finding-belt-road-no-source-variables>`).
# - Inequality is said to depress imports and has a positive coefficient on them ({ref}`finding <finding-belt-road-hypothesis-against-table-t8-import-demand>`).
#
# ## What is public
#
# {numref}`belt-road-available` goes through the paper's variables. All controls but road density are public, and complete for the nine countries. Of the outcome two stand-ins are: exports of computers, which are a part of one of the seven groups, for eight countries; and trade in all goods. For quality there is nothing. Investors have a stand-in, the finance that China commits to a country, which is also what there is of co-operation; it is known of all nine up to {glue:text}`finance_last`. For exchange there are Confucius institutes, up to {glue:text}`institutes_last`, and for high-level contacts visits, up to {glue:text}`visits_last`, both of the five and one control only, Mongolia. For the rest of policy there is only what can be dated. {doc}`05_extensions` uses these, and says what they can carry.

# %% tags=["hide-input"]
have, covered = design.available(panel), products[products["hs4_1992"] == COMPUTERS]
chapter.table(
    "available",
    have.assign(variable=have["variable"] + " " + have["中文"]).drop(columns="中文"),
    caption="The paper's variables and what is public",
    note=f"Country-years: of {n_countries * years}, those in which all that stands under *here* is known. "
    f"Computers: the source covers {len(covered)}, and what is missing of these is bounded from above.",
)

# %% tags=["remove-cell"]
known = have.set_index("variable")["country-years"]
full = ["population", "GDP per head", "economic growth", "industry", "openness", "inflation"]
chapter.holds("all controls but road density are complete", (known[full] == n_countries * years).all())
chapter.holds("road density has a stand-in that is not complete", known["road density"] < n_countries * years)
chapter.holds("nothing for quality alone", list(known.index[known.isna()]) == ["product quality"])
stood_in = flow.coverage(panel, (flow.FINANCE, *flow.LAST_YEAR))
for name, row in stood_in.iterrows():
    chapter.say(f"{name}_last", row["last_year"])
chapter.holds("finance is known of all nine up to its last year",
              stood_in.loc[flow.FINANCE, "countries"] == n_countries
              and known["participating investors"] == known["co-operation"]
              == n_countries * (stood_in.loc[flow.FINANCE, "last_year"] - design.YEARS[0] + 1))  # fmt: skip
chapter.holds("institutes and visits are of the five and Mongolia",
              (stood_in.loc[list(flow.LAST_YEAR), "missing"] == "BLR AZE SRB").all())  # fmt: skip
chapter.holds("and of every year up to their last",
              known["cultural exchange"] == stood_in.loc["institutes", "cells"]
              == 6 * (stood_in.loc["institutes", "last_year"] - design.YEARS[0] + 1)
              and known["of it, high-level contacts"] == stood_in.loc["visits", "cells"]
              == 6 * (stood_in.loc["visits", "last_year"] - design.YEARS[0] + 1))  # fmt: skip
chapter.holds("every cell of computers is either known or bounded",
              (covered["exports_usd"].isna() == covered["censored_below_usd"].notna()).all())  # fmt: skip

# %% [markdown]
# ## What each chapter holds
#
# | chapter | the paper's section | what it has |
# |---|---|---|
# | {doc}`02_theory` | 2 | the literature, a model of trade costs, quality and inequality, what each predicts |
# | {doc}`03_design` | 3 | what nine countries identify, variables, table 1, figures 1 and 2 |
# | {doc}`04_baseline` | 4 | computers; tables 2, 3 and 4, figures 3 and 4, the three matchings |
# | {doc}`05_extensions` | 5 | tables 5 to 8: mechanisms, quality, inequality |
# | {doc}`06_few_treated` | beyond | inference with five treated countries, by every choice among nine, and a curve over all specifications |
# | {doc}`07_verdict` | all | the score, what can be said and what cannot |
#
# Who has half an hour reads this chapter, {doc}`06_few_treated` and {doc}`07_verdict`. Every chapter ends in exercises with their solutions.
#
# ## Exercises
#
# :::{admonition} Exercise 1: a slip of the pen?
# :class: exercise
# Suppose that {glue:text}`n_printed` has one wrong digit, or two neighbouring digits exchanged. Is any of the numbers that it can have been a panel of nine countries over {glue:text}`n_years` years with a whole number of rows in each?
# :::

# %% tags=["hide-cell"]
meant = record.slips(n)
repaired = [one for one in meant if one % (n_countries * years) == 0]
around = [n_countries * years * k for k in (n // (n_countries * years), n // (n_countries * years) + 1)]
chapter.say("n_slips", len(meant))
chapter.say("below", around[0], "{:,}")
chapter.say("above", around[1], "{:,}")
chapter.holds("no slip is a panel of nine countries", not repaired)
chapter.holds("the multiples around differ in three digits",
              all(sum(a != b for a, b in zip(str(n), str(one), strict=True)) == 3 for one in around))  # fmt: skip

# %% [markdown]
# :::{dropdown} Solution
# None of the {glue:text}`n_slips` numbers is. The multiples of nine times {glue:text}`n_years` around it are {glue:text}`below` and {glue:text}`above`; each differs from it in three digits.
# :::
#
# :::{admonition} Exercise 2: from a bias to a sample
# :class: exercise
# A standardised bias is the difference of two means over a pooled standard deviation, and a t-statistic is the same difference over its standard error. For two groups of $m$ observations each, how are they related? How many observations in each group do the first rows of table 2 imply?
# :::

# %% tags=["remove-cell"]
implied = {}
for term in ("export_growth", "export_volatility", "ln_exports"):
    bias, p = (record.number(printed[f"table_2/before//{term}/{kind}"]) for kind in ("bias", "p"))
    implied[term] = 2 * (stats.norm.isf(p / 2) / (bias / 100)) ** 2
for term, value in implied.items():
    chapter.say(f"implied_{term}", value, "{:.0f}")
chapter.say("possible_treated", n_treated * 10)
chapter.say("possible_controls", n_controls * 10)
low, high = min(implied.values()), max(implied.values())
chapter.holds("one variable implies about twice the others", 1.7 < high / low < 2.3)
chapter.holds("all imply far more than fifty", low > 3 * n_treated * 10)

# %% [markdown]
# :::{dropdown} Solution
# With $d$ the bias as a fraction, $t = d\sqrt{m/2}$, so $m = 2t^2/d^2$. The p-values of the three variables before matching imply about {glue:text}`implied_export_growth`, {glue:text}`implied_export_volatility` and {glue:text}`implied_ln_exports` observations in each group. The design has {glue:text}`possible_treated` treated and {glue:text}`possible_controls` control country-years before the event. So there are too many, and not the same number for each variable. The audit works with the printed intervals and with groups of unequal size, and comes to the same end.
# :::
