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
# # East, centre and west
#
# Tables 6 and 7 of the paper {cite:p}`agglomeration_exports` split the cities by region and conclude that both channels are strongest in the centre of the country. The chapter runs them, and then asks three things of the printed numbers: whether the regions differ, whether the conclusion holds in its own table, and what a column with coefficients that repeat is worth.
#
# :::{admonition} Kind of result
# :class: note
# Track `semi_synthetic`: real cities in their regions, drawn outcomes with the printed coefficients of each region planted, an outcome of its own for each table ({doc}`03_data_model`). What is said of *printed* numbers needs no data and holds on every track.
# :::

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2017
draws = 100  # of the panel, for the recovery
normal = 20000  # draws of the printed estimates, for the order of the regions

# %% tags=["hide-input"]
from lib import audit, panels
from lib.exhibits import Chapter
from lib.exhibits import agglomeration_plots as plots
from lib.exhibits import agglomeration_results as tables
from lib.panels.agglomeration_columns import printed_columns
from lib.studies import agglomeration as study
from lib.studies import agglomeration_classes as classes
from lib.studies import agglomeration_printed as record
from lib.studies import agglomeration_recovery as recovering
from lib.studies import agglomeration_samples as samples

chapter = Chapter(
    "agglomeration/07_region",
    track=track,
    home="semi_synthetic",
    varied=(seed, draws, normal) != (2017, 100, 20000),
)
panel = panels.load("agglomeration", track)
printed, sizes = record.estimates(), record.sizes()
planted = recovering.planted(track)
findings = {one.id for one in audit.audit("agglomeration")}

# %% [markdown]
# ## Tables 6 and 7
#
# {numref}`agglomeration-table-6` has export value, {numref}`agglomeration-table-7` the number of products and {numref}`agglomeration-table-7-destinations` that of destinations; {numref}`agglomeration-tests-by-region` has what stands below.

# %% tags=["hide-input"]
columns_6 = printed_columns("table_6")
names_6 = study.names(columns_6)
found_6 = study.estimate_all(panel, columns_6)
rows_6 = study.tidy(found_6, track)
chapter.table(
    "table_6",
    tables.side_by_side(
        printed, study.estimates(found_6), names_6, tables.coefficient_verdicts(rows_6, track)
    ),
    caption="Export value by region",
    tidy=rows_6,
    original="Table 6",
    note="In parentheses standard errors, ours two-step with Windmeijer's correction; \\* 10 %, \\*\\* 5 %, \\*\\*\\* 1 %. East, centre, west: 东部城市, 中部城市, 西部城市.",
)

# %% tags=["hide-input"]
columns_7 = printed_columns("table_7")
varieties, destinations = columns_7[:3], columns_7[3:]
found_7 = study.estimate_all(panel, columns_7)
rows_7 = study.tidy(found_7, track)
ours_7, judged_7 = study.estimates(found_7), tables.coefficient_verdicts(rows_7, track)
chapter.table(
    "table_7",
    tables.side_by_side(printed, ours_7, study.names(varieties), judged_7),
    caption="Number of products by region",
    tidy=rows_7,
    original="Table 7",
    note="As table 6.",
)

# %% tags=["hide-input"]
chapter.table(
    "table_7_destinations",
    tables.side_by_side(printed, ours_7, study.names(destinations), judged_7),
    caption="Number of destinations by region",
    original="Table 7",
    note="As table 6.",
)

# %% tags=["hide-input"]
found = found_6 | found_7
below, beside = study.tests(found), study.comparison(found, planted)
chapter.table(
    "tests_by_region",
    tables.tests(sizes, below, study.names(found), study.shares(planted)),
    caption="Tables 6 and 7, observations and tests",
)

# %% tags=["remove-cell"]
off = beside["off"].abs()
chapter.say("draws", draws)
chapter.say("n_coefficients", len(off))
chapter.say("n_inside", int((off < 1.96).sum()))
chapter.say("furthest", off.max(), "{:.1f}")
units = sizes["n_units"].loc["table_6"]
chapter.say("n_sum", int(sizes["n"].loc["table_6"].sum()), "{:,}")
chapter.say("unit_sum", int(units.sum()))
chapter.holds(
    "observations and cities of the regions add up to the whole",
    sizes["n"].loc["table_6"].sum() == sizes["n"]["table_1", "(1)"]
    and units.sum() == sizes["n_units"]["table_1", "(1)"],
)
chapter.say("west_cities", int(units["(3)"]))
chapter.say("instruments", int(below["instruments"].max()))
full = study.estimate(panel, columns_6[2], collapse=False, gmm=study.all_lags(columns_6[2]))
chapter.say("instruments_all", full.instruments)
chapter.say("hansen_all", full.hansen.p, "{:.3f}")
chapter.holds(
    "uncollapsed with all lags, instruments exceed the western cities", full.instruments > full.units
)
for name in (
    "observations-exceed-panel:table-6",
    "ranking-not-distinguishable:table-6",
    "ranking-not-distinguishable:table-7",
    "text-against-table:t6-main",
    "text-against-text:t6-main-3-ln-resilience-coef",
    "text-against-table:t7-varieties-trend-order",
    "repeated-estimate:table-7-terms",
    "lost-decimal:table-6-ln-human-capital-se-3",
    "pooled-outside-parts:table-1-table-6",
    "pooled-outside-parts:table-1-table-7",
):
    chapter.holds(f"the audit still finds {name}", name in findings)

# %% [markdown]
# Of the {glue:text}`n_coefficients` coefficients of both tables {glue:text}`n_inside` lie within 1.96 of their standard errors of what was planted, the furthest at {glue:text}`furthest`. Regions, unlike sizes, are for ever: printed observations add up to {glue:text}`n_sum` and cities to {glue:text}`unit_sum`, as they should; but in the east and the centre there are more observations than one lag leaves ({ref}`finding <finding-agglomeration-observations-exceed-panel-table-6>`).
#
# **Few cities.** The west has {glue:text}`west_cities`. With {glue:text}`instruments` instruments, as our reading has, that is enough; with all lags of the six variables, not collapsed, there are {glue:text}`instruments_all`, more than cities, and Hansen's test, which then can hardly reject anything, has a $p$ of {glue:text}`hansen_all` ({doc}`09_referee`). The paper prints no number of instruments.
#
# ## Is the centre ahead?
#
# {numref}`agglomeration-by-region` has the coefficients of both products, {numref}`agglomeration-equality-by-region` and {numref}`agglomeration-steps-by-region` test the claimed order on the *printed* numbers. Regions share no city, so that independence between them is a fair assumption.

# %% tags=["hide-input"]
fig, alt = plots.classes(
    study.by_class(beside, classes.REGIONS),
    {"resilience": "with resilience", "productivity": "with productivity"},
)
chapter.figure(
    "by_region",
    fig,
    caption="Products with agglomeration by region",
    alt=alt,
    printed=True,
)

# %% tags=["hide-input"]
equal = classes.equality(classes.REGIONS)
again = classes.order_again(classes.REGIONS, normal, seed)
chapter.table(
    "equality_by_region",
    tables.equality(equal, again),
    caption="Do the printed regions differ?",
    track="public",
    note="Printed coefficients and standard errors, taken as independent between regions. In parentheses p adjusted for all tests of the table by Holm's method. Again: how often the order would come back in new estimates, were the printed ones the truth.",
    data=[record.FILE],
)

# %% tags=["hide-input"]
steps = classes.steps(classes.REGIONS)
chapter.table(
    "steps_by_region",
    tables.steps(steps),
    caption="The claimed order, step by step",
    track="public",
    note="Differences of printed coefficients; p two-sided.",
    data=[record.FILE],
)

# %% tags=["remove-cell"]
chapter.say("n_steps", len(steps))
chapter.say("n_significant", int(((steps["p"] < 0.1) & (steps["difference"] > 0)).sum()))
chapter.say("n_equal", int((equal["p"] > 0.1).sum()))
chapter.say("n_tests", len(equal))
chapter.say("p_least", equal["p"].min(), "{:.3f}")
chapter.say("p_second", equal["p"]["varieties", "resilience"], "{:.3f}")
chapter.say("holm_least", equal["holm"].min(), "{:.2f}")
chapter.holds("adjusted for their number no test of equality rejects at 10 %", equal["holm"].min() > 0.1)
chapter.holds("the smallest is that of resilience on value", equal["p"].idxmin() == ("value", "resilience"))
chapter.say("again_low", 100 * again["share"].min(), "{:.0f}")
chapter.say("again_high", 100 * again["share"].max(), "{:.0f}")
chapter.say(
    "centre_varieties",
    classes.REGIONS.of(printed, "varieties", "agglomeration_x_resilience")["coef"]["centre"],
    "{:.4f}",
)
chapter.say(
    "east_varieties",
    classes.REGIONS.of(printed, "varieties", "agglomeration_x_resilience")["coef"]["east"],
    "{:.3f}",
)
chapter.holds("the order fails for one outcome and interaction alone", equal["holds"].sum() == len(equal) - 1)
chapter.holds("it is resilience on varieties", not equal["holds"]["varieties", "resilience"])
chapter.holds("equality is rejected at 10 % for resilience on value and varieties alone",
              set(equal.index[equal["p"] < 0.1]) == {("value", "resilience"), ("varieties", "resilience")})  # fmt: skip
for term, key in {"ln_resilience": "west_resilience", "ln_human_capital": "west_human"}.items():
    chapter.say(key, printed.loc[("table_6", "(3)", term), "printed_se"])
    own = printed["se"].loc["table_6"].xs(term, level="term")
    for k in (1, 2):
        chapter.say(f"times_{term}_{k}", own["(3)"] / own[f"({k})"], "{:.1f}")
human = printed["se"].loc["table_7"].xs("ln_human_capital", level="term")
chapter.say("human_6", printed.loc[("table_7", "(6)", "ln_human_capital"), "printed_se"])
chapter.say("human_6_times_4", human["(6)"] / human["(4)"], "{:.1f}")
chapter.say("human_6_times_5", human["(6)"] / human["(5)"], "{:.1f}")
repeated = printed.loc["table_7", "(3)"].loc[["agglomeration_x_resilience", "ln_research"]]
chapter.say("repeated_coef", repeated["printed"].iloc[0])
chapter.say("repeated_se", repeated["printed_se"].iloc[0])
chapter.holds(
    "two terms of one column repeat",
    repeated["printed"].nunique() == 1 and repeated["printed_se"].nunique() == 1,
)
outside = samples.outside_parts("table_1", ("table_6", "table_7"))
chapter.say("n_outside", int(outside["outside"].sum()))
chapter.say("n_pooled", int(outside["terms"].sum()))

# %% [markdown]
# In {glue:text}`n_equal` of {glue:text}`n_tests` tests equality of the regions is not rejected at 10 %. It is for the product with resilience on export value ($p$ {glue:text}`p_least`) and on the number of products ({glue:text}`p_second`), but these are the smallest of {glue:text}`n_tests`: adjusted for that number by Holm's method the least $p$ is {glue:text}`holm_least`, and none rejects. Of the {glue:text}`n_steps` steps of the claimed order {glue:text}`n_significant` are significant at 10 % in its direction ({ref}`finding <finding-agglomeration-ranking-not-distinguishable-table-6>`, {ref}`finding <finding-agglomeration-ranking-not-distinguishable-table-7>`). New estimates with the printed errors would show the order in {glue:text}`again_low` to {glue:text}`again_high` % of cases. And once it fails in print: for the number of products the coefficient with resilience is {glue:text}`centre_varieties` in the centre and {glue:text}`east_varieties` in the east, though the conclusion puts the centre first for "export trade" as a whole, and the paragraph on table 7 says that every regressor follows the same trend as for export value, for which it has just put the centre first ({ref}`finding <finding-agglomeration-text-against-table-t7-varieties-trend-order>`). If "trend" is the sign alone, only the conclusion is against the table; if it is the order, both are.
#
# ## Numbers that should be asked about
#
# - **Standard errors that stand out.** In the west the standard errors of resilience and human capital in table 6 are {glue:text}`west_resilience` and {glue:text}`west_human`, {glue:text}`times_ln_resilience_1` and {glue:text}`times_ln_resilience_2` times those of the east and the centre for resilience, {glue:text}`times_ln_human_capital_1` and {glue:text}`times_ln_human_capital_2` for human capital; the control also has {glue:text}`human_6` in column (6) of table 7, the west's regression on destinations, {glue:text}`human_6_times_4` and {glue:text}`human_6_times_5` times the others there ({ref}`finding <finding-agglomeration-lost-decimal-table-6-ln-human-capital-se-3>`). If a decimal point slipped, resilience *is* significant in the west, and the paper's explanation of why it is not (little agglomeration, a narrow industry, a bad position) explains a misprint.
# - **Said both ways.** The text says that resilience is not significant in the west, and two sentences on that all three variables raise export value significantly whatever the region ({ref}`finding <finding-agglomeration-text-against-text-t6-main-3-ln-resilience-coef>`, {ref}`finding <finding-agglomeration-text-against-table-t6-main>`).
# - **Two regressors, one estimate.** In the west's regression on the number of products the product with resilience and research spending have the same coefficient and standard error, {glue:text}`repeated_coef` ({glue:text}`repeated_se`) ({ref}`finding <finding-agglomeration-repeated-estimate-table-7-terms>`). With three digits each this is no likely accident; a line copied twice is.
# - **The whole and its parts.** {glue:text}`n_outside` of {glue:text}`n_pooled` coefficients of table 1 lie outside the range of the regions' ({ref}`finding <finding-agglomeration-pooled-outside-parts-table-1-table-6>`, {ref}`finding <finding-agglomeration-pooled-outside-parts-table-1-table-7>`). The whole compares regions with each other, which its parts cannot; what it then measures is in part the distance between coast and interior.

# %% [markdown]
# ## Recovery
#
# {numref}`agglomeration-recovery-6-7` has the core terms over {glue:text}`draws` draws of the panel; the file behind it has all terms. The products come back within {glue:text}`bias_products` standard deviations of the estimate; the lag is too small, as in {doc}`04_baseline`, by {glue:text}`bias_lag` on average over the columns. Resilience and productivity are too large in every column, by {glue:text}`bias_resilience` and {glue:text}`bias_productivity` on average, resilience at worst by {glue:text}`part_resilience` % of what was planted (column {glue:text}`worst_resilience`); the 95 % intervals of productivity hold what was planted in {glue:text}`covered_productivity` % of the draws at least. The product with resilience has the largest spread in the west, which has the fewest cities.

# %% tags=["hide-input"]
recovered = recovering.recovery(found, [*columns_6, *columns_7], track, draws, seed)
chapter.table(
    "recovery_6_7",
    tables.recovery(recovered, tables.CORE, study.names(found)),
    caption="Planted and recovered, tables 6 and 7",
    tidy=recovering.rows(recovered, "recovery_6_7"),
    note="Mean of the draws with its Monte Carlo error, their standard deviation, mean standard error, share of 95 % intervals that hold what was planted.",
)

# %% tags=["remove-cell"]
if recovered is not None:
    bias = recovering.biases(recovered)
    units = bias["units"].unstack("term")
    products = units[[name for name in units if name.startswith("agglomeration_x_")]].abs().max().max()
    chapter.say("bias_products", products, "{:.2f}")
    chapter.say("bias_lag", -units["lag_outcome"].mean(), "{:.2f}")
    chapter.say("bias_resilience", units["ln_resilience"].mean(), "{:.2f}")
    chapter.say("bias_productivity", units["ln_productivity"].mean(), "{:.2f}")
    part = bias["part"].xs("ln_resilience", level="term")
    chapter.say("worst_resilience", study.names(found)[part.idxmax()])
    chapter.say("part_resilience", 100 * part.max(), "{:.0f}")
    least = recovered["covered"].xs("ln_productivity", level="term").min()
    chapter.say("covered_productivity", 100 * least, "{:.0f}")
    chapter.holds("the products come back within a third of a standard deviation", products < 1 / 3)
    chapter.holds("the lag is too small in every column", units["lag_outcome"].max() < 0)
    chapter.holds("resilience and productivity are too large in every column",
                  units[["ln_resilience", "ln_productivity"]].min().min() > 0)  # fmt: skip
    spreads = recovered["mc_sd"].xs("agglomeration_x_resilience", level="term")
    by_column = [("table_6", 0), ("table_7", 0), ("table_7", 3)]
    triples = [[spreads[table, f"({k + i})"] for i in (1, 2, 3)] for table, k in by_column]
    chapter.holds("the west has the largest spread of the product with resilience",
                  all(west == max(east, centre, west) for east, centre, west in triples))  # fmt: skip

# %% [markdown]
# ## Exercises
#
# :::{admonition} Exercise 1: the decimal point
# :class: exercise
# Put the two standard errors of the west right by a factor of ten. Which sentences of the paper change? Test again whether resilience differs between the regions.
# :::
#
# :::{dropdown} Solution
# {numref}`agglomeration-decimal` has both versions. Resilience in the west becomes significant with a $t$ of {glue:text}`t_right` in place of {glue:text}`t_printed`, the explanation of its absence falls, and the three regions differ with a $p$ of {glue:text}`p_right` in place of {glue:text}`p_printed`. Nobody can tell from the print alone which is right: the audit finds the pattern, the author has the log.
# :::

# %% tags=["hide-cell"]
decimal = samples.decimal("table_6", "(3)", "ln_resilience", ("(1)", "(2)"))
chapter.say("t_printed", decimal.loc["as printed", "t"], "{:.2f}")
chapter.say("t_right", decimal.loc["a tenth", "t"], "{:.2f}")
chapter.say("p_printed", decimal.loc["as printed", "p of equality"], "{:.2g}")
chapter.say("p_right", decimal.loc["a tenth", "p of equality"], "{:.1g}")
chapter.table(
    "decimal",
    decimal,
    caption="Resilience in the west, two standard errors",
    formats={"s.e.": "{:.4f}", "t": "{:.2f}", "p of equality": "{:.2g}"},
    track="public",
    data=[record.FILE],
)

# %% [markdown]
# :::{admonition} Exercise 2: best of three
# :class: exercise
# Suppose that the three regions have the same effect and estimates with the same error. How often does *some* region come first by enough for a sentence, say with a largest less smallest estimate of two standard errors of one? What does this say of tables that are split and then ranked?
# :::
#
# :::{dropdown} Solution
# The range of three independent standard normal variables exceeds 2 in {glue:text}`range_share` % of cases, by simulation in the folded cell. Whoever splits a sample in three and tells a story about the largest will tell one about every third time when there is nothing to tell.
# :::

# %% tags=["hide-cell"]
share = samples.range_exceeds(2.0, groups=3, draws=200_000, seed=seed)
chapter.say("range_share", 100 * share, "{:.0f}")
chapter.holds("the range exceeds two in about a third of cases", 0.3 < share < 0.37)
