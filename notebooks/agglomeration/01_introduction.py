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
# Do large cities export more because they are more productive, or because they stand up better to shocks? The paper of this part {cite:p}`agglomeration_exports` asks this of China's cities in the years around the financial crisis. It calls the concentration of people *agglomeration* (城市集聚), the strength against shocks *economic resilience* (经济韧性), and estimates a dynamic panel by *system GMM* (系统GMM), the method that this part takes apart.

# %% tags=["parameters"]
track = "public"  # and stays so: what stands here is public on every track of the other chapters
seed = 2017  # nothing is drawn here
cutoff = 50  # of the power law, 10,000 persons: large cities by the law of 1989

# %% tags=["hide-input"]
import pandas as pd

from lib import audit, facts, published
from lib.exhibits import Chapter
from lib.exhibits import agglomeration_population as plots
from lib.exhibits import agglomeration_tables as tables
from lib.panels.agglomeration_facts import SIZE_DEFINITIONS
from lib.panels.agglomeration_synthetic import provenance
from lib.studies import agglomeration_population as study
from lib.studies import agglomeration_printed as record

chapter = Chapter("agglomeration/01_introduction", track="public", varied=cutoff != 50)
population, cities = facts.load("city_population"), facts.load("cities")
rows = study.city_years(population, cities)
ends = study.by_city(rows)
people = [f"data/facts/{name}.csv" for name in ("city_population", "cities")]  # behind most exhibits here
glossary = facts.load("glossary").set_index("term")
printed = published.cells("agglomeration").set_index("id")["printed"]

# %% tags=["remove-cell"]
for key, cell in {
    "n_said": "design-n-cities",
    "n_table": "table_1//(1)//n_units",
    "first": "design-first-year",
    "last": "design-last-year",
    "percent_said": "t1-value-agglomeration-effect",
    "agglomeration": "table_1//(1)/ln_agglomeration/coef",
    "resilience": "table_1//(1)/ln_resilience/coef",
    "productivity": "table_1//(1)/ln_productivity/coef",
    "x_resilience": "table_1//(1)/agglomeration_x_resilience/coef",
    "x_productivity": "table_1//(1)/agglomeration_x_productivity/coef",
    "large": "table_4//(1)/agglomeration_x_productivity/coef",
    "medium": "table_4//(2)/agglomeration_x_productivity/coef",
    "small": "table_4//(3)/agglomeration_x_productivity/coef",
    "east": "table_6//(1)/agglomeration_x_productivity/coef",
    "centre": "table_6//(2)/agglomeration_x_productivity/coef",
    "west": "table_6//(3)/agglomeration_x_productivity/coef",
}.items():
    chapter.say(key, printed[cell])
n_printed = int(printed["design-n"])
chapter.say("n_rows", n_printed, "{:,}")
number = pd.to_numeric(printed, errors="coerce")
chapter.holds(
    "the interaction with productivity is the larger one for export value in every column",
    all(
        number[f"{table}//({k})/agglomeration_x_productivity/coef"]
        > number[f"{table}//({k})/agglomeration_x_resilience/coef"]
        for table, columns in {"table_1": (1, 2, 3), "table_4": (1, 2, 3), "table_6": (1, 2, 3)}.items()
        for k in columns
    ),
)

# %% [markdown]
# ## What the paper asks and claims
#
# The outcomes are three: the value of what a city exports, the number of its products, and the number of countries that it sells to. The sample has {glue:text}`n_rows` city-years from {glue:text}`first` to {glue:text}`last`. All variables are centred and standardised, so that a coefficient says by how many standard deviations the outcome moves when a regressor moves by one. The findings, in our words:
#
# 1. Exports of a year carry over into the next, and they are larger where agglomeration, resilience and productivity are: coefficients of {glue:text}`agglomeration`, {glue:text}`resilience` and {glue:text}`productivity` on export value.
# 2. Agglomeration acts through *two channels*: its products with resilience ({glue:text}`x_resilience`) and with productivity ({glue:text}`x_productivity`) both have positive coefficients, and the second is the larger.
# 3. This holds for cities of every size. For export value the channels are strongest in large cities: the product with productivity has {glue:text}`large` there, {glue:text}`medium` in medium and {glue:text}`small` in small ones.
# 4. It holds in every region, and the channels are strongest in the centre of the country: {glue:text}`centre`, against {glue:text}`east` in the east and {glue:text}`west` in the west.
#
# What follows for policy, it says, is that cities should use both, productivity first and resilience not to be forgotten, and that each city should have a strategy of its own, differentiated by its size and region. The second half rests on the orders of points 3 and 4, which {doc}`06_size` and {doc}`07_region` test.
#
# Much hangs on two steps that have little to do with data. The first is that a coefficient on a *product* is read as the strength of a *channel*; {doc}`02_theory` shows by the chain rule that it is something else. The second is that lagged values are used as instruments, and that a test is trusted to find out if they should not be; {doc}`09_referee` shows how easily that test is made to agree.
#
# :::{admonition} Kinds of result
# :class: note
# Exports by city come from customs records that are licensed, firm productivity from a survey that the paper does not even name, and most regressors from yearbooks that may not be passed on. So this part has results of two kinds and never mixes them. What is *public*, the population and the place of the cities, stands in this chapter and enters the others as it is. Everything else is *semi-synthetic*: real cities, real population and distances, and drawn variables, from a model with the printed coefficients planted. {doc}`04_baseline` to {doc}`08_outliers` run every printed regression on it. That shows what the methods do and nothing about the paper's numbers. An owner of the records can run the same chapters on them.
# :::

# %% [markdown]
# ## What is public, variable by variable
#
# {numref}`agglomeration-kinds` goes through the paper's variables. One of the regressors that matter is public in full: agglomeration itself, measured as the paper does by the *non-agricultural population of the urban districts* (市辖区非农人口). Of the distance to the nearest seaport, which the paper takes as actual distance (实际距离), there is a stand-in, the great-circle distance between coordinates: shorter than any road. No outcome is to be had: exports of the urban districts exist as customs records only, and a national total cut up by population would be a regressor in disguise. So there is no exercise with a real outcome in this part.

# %% tags=["hide-input"]
chapter.table(
    "kinds",
    tables.kinds(glossary, provenance()),
    caption="What is real, what is drawn, what is licensed",
    note="Licensed: to be had from the statistics offices for a fee or under a contract, and not to be passed on.",
)

# %% [markdown]
# ## The cities
#
# {numref}`agglomeration-map` shows the {glue:text}`n_both` cities whose urban population is known for {glue:text}`first` and {glue:text}`last` {cite:p}`regioncode`. In {glue:text}`n_fell` of them it fell, {glue:text}`n_north_east` of these in the old industrial north-east; in {glue:text}`n_fast` it rose by more than {glue:text}`fast` % a year.

# %% tags=["hide-input"]
fig, alt = plots.city_map(ends, study.GROWTH)
chapter.figure(
    "map",
    fig,
    caption="China's cities and how they grew, 2003 to 2011",
    alt=alt,
    note="Area of a mark: non-agricultural population of the urban districts in 2011 (市辖区非农人口). Land: generalised outline.",
    data=[*people, "data/facts/land_outline.csv"],
)

# %% tags=["remove-cell"]
known = rows.groupby("year").size()
chapter.say("n_both", len(ends))
chapter.say("n_known", len(rows), "{:,}")
chapter.say("n_least", int(known.min()))
chapter.say("year_least", int(known.idxmin()))
chapter.say("n_fell", int((ends["kind"] == study.GROWTH[0]).sum()))
chapter.say("n_fast", int((ends["kind"] == study.GROWTH[2]).sum()))
chapter.say("fast", 100 * study.FAST, "{:g}")
chapter.say("n_jump", int(ends["jump"].sum()))
jumped_fast = ends.nlargest(10, "growth")["jump"].sum()
chapter.say("jump_top", int(jumped_fast))
chapter.say("n_north_east", int((ends[ends["kind"] == study.GROWTH[0]].index.str[0] == "2").sum()))
held = study.persistence(rows)
chapter.say("within", 100 * held["within"], "{:.1f}")
chapter.say("first_to_last", held["first_to_last"], "{:.3f}")
chapter.say("n_always", held["n"])
chapter.holds("population hardly moves within cities", held["within"] < 0.03)
other = study.other_definition(population)
chapter.say("registered_median", other["median"], "{:.2f}")
chapter.say("registered_p90", other["p90"], "{:.1f}")
chapter.say("registered_rank", other["rank_correlation"], "{:.2f}")
chapter.holds("all who are registered rank the cities otherwise", other["rank_correlation"] < 0.95)

# %% [markdown]
# Three properties of this variable will matter.
#
# **It hardly moves.** Of the variance of its logarithm over the {glue:text}`n_always` cities with every year, {glue:text}`within` % lies within cities; between the first and the last year the correlation over cities is {glue:text}`first_to_last`. Whatever is estimated from changes, as in first differences, has little to go by, and past levels say little about coming changes: they are weak instruments. This is the case for which system GMM was invented ({doc}`03_data_model`).
#
# **What moves is in part no growth.** In {glue:text}`n_jump` of the {glue:text}`n_both` cities at least one figure jumps from one year to the next by more than people can, because a county has become a district, or by a slip. Of the ten cities that grew most, {glue:text}`jump_top` have such a jump. A city that swallows a county also swallows its exporters, since the paper counts exports of the districts only.
#
# **It counts registration, not presence.** Non-agricultural is a kind of household registration; whoever moves to a city to work in its factories is not counted until the registration moves too. The source has counted all who are registered in the urban districts since 2014, farmers included: {glue:text}`registered_median` times the figure of the year before in the median city, {glue:text}`registered_p90` times or more in a tenth of them, with a rank correlation of {glue:text}`registered_rank`, so that not even two ways of counting the registered put the cities in one order. Residents it never counts, and in an export city migrants are the ones who make the exports.
#
# ## Are the sizes a power law?
#
# A regularity of cities the world over is that the rank of a city is inversely proportional to its size, Zipf's law. {numref}`agglomeration-rank-size` holds China's cities against it, with the regression of {cite:t}`gabaix2011rank` and its corrected standard error. Among cities of {glue:text}`cutoff_words` thousand and more the exponent is {glue:text}`exponent_first` ({glue:text}`se_first`) in {glue:text}`first` and {glue:text}`exponent_last` ({glue:text}`se_last`) in {glue:text}`last`: above one, so that sizes are more even than by Zipf's law. The later one is smaller by less than the standard error of either, no sign of a change.

# %% tags=["hide-input"]
laws = {
    year: study.rank_size(rows.loc[rows["year"] == year, study.POPULATION], cutoff)
    for year in (study.FIRST_YEAR, study.LAST_YEAR)
}
fig, alt = plots.rank_size(laws)
chapter.figure("rank_size", fig, caption="Rank and size of China's cities", alt=alt, data=people)

# %% tags=["remove-cell"]
first, last = laws[study.FIRST_YEAR], laws[study.LAST_YEAR]
chapter.say("cutoff_words", 10 * cutoff, "{:,}")
for key, one in {"first": first, "last": last}.items():
    chapter.say(f"exponent_{key}", one.exponent, "{:.2f}")
    chapter.say(f"se_{key}", one.std_error, "{:.2f}")
chapter.holds(
    "both exponents are above one by two standard errors",
    min((one.exponent - 1) / one.std_error for one in (first, last)) > 2,
)
chapter.holds(
    "the later exponent is smaller, by less than either standard error",
    0 < first.exponent - last.exponent < min(first.std_error, last.std_error),
)

# %% [markdown]
# ## Large, medium, small
#
# The paper splits its sample by size without saying where. The law of the time drew the lines: the City Planning Law of 1989 calls a city *large* from half a million non-agricultural people on and *small* below two hundred thousand, counted exactly as here. {numref}`agglomeration-sizes` applies it to the public figures, beside the rule of 2014, which is for residents, and then finds the lines at which the classes would have the *printed* shares of the observations.

# %% tags=["hide-input"]
counts = pd.Series({size: number[f"table_4//({k + 1})//n"] for k, size in enumerate(study.SIZES)})
units = pd.Series({size: number[f"table_4//({k + 1})//n_units"] for k, size in enumerate(study.SIZES)})
bounds = study.bounds_for(rows[study.POPULATION], counts)
by_rule = {rule: study.class_counts(rows, limits) for rule, limits in SIZE_DEFINITIONS.items()}
by_law, by_share = next(iter(by_rule.values())), study.class_counts(rows, bounds)
chapter.table(
    "sizes",
    tables.sizes(counts, units, by_rule | {"printed shares": by_share}),
    caption="Cities by size, printed and public",
    original="Table 4",
    note="Bounds in 10,000 persons. Cities: all that are in the class in at least one year, so that a city that grows out of a class counts twice.",
    data=[*people, record.FILE],
)

# %% tags=["remove-cell"]
chapter.say("printed_small", 100 * counts["small"] / counts.sum(), "{:.0f}")
chapter.say("law_small", 100 * by_law.loc["small", "share"], "{:.0f}")
chapter.say("bound_low", 10 * bounds[0], "{:,.0f}")
chapter.say("bound_high", 10 * bounds[1], "{:,.0f}")
chapter.say("printed_members", int(units.sum()))
chapter.say("printed_moves", int(units.sum() - number["table_1//(1)//n_units"]))
chapter.say("public_members", int(by_share["cities"].sum()))
chapter.say("public_moves", int(by_share["cities"].sum() - rows["city_code"].nunique()))
chapter.say("law_moves", int(by_law["cities"].sum() - rows["city_code"].nunique()))
chapter.say("n_public", rows["city_code"].nunique())
chapter.holds("the law's classes are not the printed ones",
              counts["small"] / counts.sum() > 2 * by_law.loc["small", "share"])  # fmt: skip
chapter.holds(
    "the printed classes are changed more often than public figures can",
    units.sum() - number["table_1//(1)//n_units"]
    > 1.5 * (by_share["cities"].sum() - rows["city_code"].nunique()),
)
chapter.holds("the printed classes add up to the printed whole", counts.sum() == n_printed)

# %% [markdown]
# None fits. By the law {glue:text}`law_small` % of the observations would be small cities, in print it is {glue:text}`printed_small` %. The printed shares ask for lines at about {glue:text}`bound_low` and {glue:text}`bound_high` thousand, which no rule draws that we know of. And with these lines the cities would not change class as often: the {glue:text}`printed_members` memberships printed for {glue:text}`n_table` cities mean {glue:text}`printed_moves` more memberships than cities, against {glue:text}`public_moves` in the public figures. So the paper's sizes are not those of its own measure of agglomeration, or not in these figures; what they are it does not say ({ref}`finding <finding-agglomeration-partition-sum-table-1-table-4-units-ambiguity>`). {doc}`06_size` works with printed numbers of observations.

# %% tags=["remove-cell"]
found = {one.id: one.severity for one in audit.audit("agglomeration")}
chapter.say("n_findings", len(found))
chapter.say("n_contradictions", list(found.values()).count("contradiction"))
for what, severity in {
    "standardised-percent:t1-value-agglomeration-effect": "contradiction",
    "text-against-table:t1-value-productivity-coef": "contradiction",
    "text-against-table:design-t1-n-units": "contradiction",
    "observations-exceed-panel:table-1": "inconsistency",
    "derivation:2-interaction-read-as-a-channel": "ambiguity",
    "no-source:variables": "ambiguity",
    "tests-not-printed:gmm": "remark",
    "partition-sum:table-1-table-4-units-ambiguity": "ambiguity",
}.items():
    chapter.holds(f"the audit finds {what}", found.get(what) == severity)

# %% [markdown]
# ## What the audit says
#
# Before any data, the {doc}`audit </chapters/verdicts/01_audit>` has {glue:text}`n_findings` findings on this paper, {glue:text}`n_contradictions` of them contradictions. Those to keep in mind while reading:
#
# - The text reads coefficients between standardised variables as per cent: one percentage point more agglomeration is said to raise exports by {glue:text}`percent_said` % ({ref}`finding <finding-agglomeration-standardised-percent-t1-value-agglomeration-effect>`). {doc}`04_baseline` turns the number into what it means.
# - It exchanges the coefficients of resilience and productivity ({ref}`finding <finding-agglomeration-text-against-table-t1-value-productivity-coef>`).
# - The sample has {glue:text}`n_said` cities in the text and {glue:text}`n_table` in the tables ({ref}`finding <finding-agglomeration-text-against-table-design-t1-n-units>`), and more observations than these years and one lag allow ({ref}`finding <finding-agglomeration-observations-exceed-panel-table-1>`).
# - Interactions are read as channels ({ref}`finding <finding-agglomeration-derivation-2-interaction-read-as-a-channel>`).
# - Productivity, distances and development zones come from no source that the text names ({ref}`finding <finding-agglomeration-no-source-variables>`).
# - No table prints the number of instruments or the test for first-order correlation, without which nobody can judge a system GMM ({ref}`finding <finding-agglomeration-tests-not-printed-gmm>`).
#
# ## What each chapter holds
#
# | chapter | the paper's section | what it has |
# |---|---|---|
# | {doc}`02_theory` | 2 and 3.1 | the mechanism, each printed equation, what an interaction is and is not |
# | {doc}`03_data_model` | 3.1 | variables, the panel, why least squares and within fail, system GMM |
# | {doc}`04_baseline` | 3.2, table 1 | the baseline, with what its coefficients mean |
# | {doc}`05_resilience` | tables 2 and 3 | resilience measured three ways |
# | {doc}`06_size` | tables 4 and 5 | large, medium and small cities |
# | {doc}`07_region` | tables 6 and 7 | east, centre and west |
# | {doc}`08_outliers` | table 8 | without the tails |
# | {doc}`09_referee` | beyond | instruments counted, errors corrected, a curve over all choices |
# | {doc}`10_verdict` | all | the score, what can be said and what cannot |
#
# Every chapter ends with exercises and their solutions.
#
# ## Exercise
#
# :::{admonition} Exercise 1: where does the tail begin?
# :class: exercise
# The exponent depends on the cutoff. Estimate it for {glue:text}`last` with cutoffs of 200 thousand, half a million, one million and one and a half million (the function is `study.rank_size`). Does it settle? What does its drift say of the power law?
# :::

# %% tags=["hide-cell"]
last_year = rows.loc[rows["year"] == study.LAST_YEAR, study.POPULATION]
drift = pd.DataFrame(
    {10 * low: (one.n, one.exponent, one.std_error)
     for low in (20, 50, 100, 150) for one in [study.rank_size(last_year, low)]},
    index=["cities", "exponent", "s.e."],
).T.rename_axis("cutoff, 1,000")  # fmt: skip
chapter.holds("the exponent rises with the cutoff", drift["exponent"].is_monotonic_increasing)
chapter.say("drift_low", drift["exponent"].iloc[0], "{:.2f}")
chapter.say("drift_high", drift["exponent"].iloc[-1], "{:.2f}")
chapter.table(
    "cutoffs",
    drift,
    caption="The exponent by the cutoff",
    formats={"cities": "{:.0f}", "exponent": "{:.2f}", "s.e.": "{:.2f}"},
    data=people,
)

# %% [markdown]
# :::{dropdown} Solution
# It rises from {glue:text}`drift_low` to {glue:text}`drift_high` ({numref}`agglomeration-cutoffs`) and does not settle. Under a power law it would be the same wherever the tail begins, up to its standard error. A bend like that of {numref}`agglomeration-rank-size` is what a lognormal distribution has, whose exponent grows without end along the tail. The standard errors grow too, so that no single step is significant.
# :::
