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
# # Channels, quality, inequality
#
# Section 5 of the paper {cite:p}`akyeva2026impact` asks how the initiative works and for whom: table 5 has its effect on participating investors and on the quality of goods, tables 6 and 7 have the effects of four channels on these, table 8 lets the effect on trade change with inequality. This chapter asks what such regressions can say, tries on public data as much of them as can be tried, and ends with the recovery of every column of tables 3 to 8.
#
# :::{admonition} Kinds of result
# :class: note
# Tables and figures named *counterpart* are real, but have trade in all goods for an outcome ({doc}`03_design`): they stand beside the printed numbers and never count. The tables with the paper's own names run on the *semi-synthetic* panel, into which the printed coefficients are planted. What is said of *printed* numbers needs no data. Counterpart coefficients have errors clustered by country in parentheses and no stars; what to read with nine countries is the p-value of the wild bootstrap over all sign patterns of the countries, in brackets or a column of its own, or the one over choices of countries ({doc}`06_few_treated`).
# :::

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2013
draws = 300  # of the panel, for the recovery
worlds = 1000  # draws of the simulated channel that is none

# %% tags=["hide-input"]
from math import comb, factorial

import numpy as np

from lib import audit, panels
from lib.exhibits import Chapter
from lib.exhibits import belt_road_baseline as side
from lib.exhibits import belt_road_extensions as tables
from lib.exhibits import belt_road_extensions_plots as plots
from lib.panels import belt_road_synthetic as synthetic
from lib.panels.belt_road import COUNTRIES, EVENT_YEAR, TREATED
from lib.panels.belt_road_columns import BASELINE_CONTROLS, INTERACTION, MECHANISMS, printed_columns
from lib.studies import belt_road_baseline as baseline
from lib.studies import belt_road_between as inequality_between
from lib.studies import belt_road_channels as channels
from lib.studies import belt_road_design as dating
from lib.studies import belt_road_flow as flow
from lib.studies import belt_road_inequality as moderating
from lib.studies import belt_road_mechanisms as study
from lib.studies import belt_road_own as own_panel
from lib.studies import belt_road_quality as goods
from lib.studies import belt_road_record as record
from lib.studies import belt_road_recovery as recovering
from lib.studies import belt_road_worlds as worlds_of
from lib.studies.belt_road_paths import MOST

chapter = Chapter(
    "belt_road/05_extensions",
    track=track,
    home="semi_synthetic",
    varied=(seed, draws, worlds) != (2013, 300, 1000),
)
panel = panels.load("belt_road", track)
real = panels.load("belt_road", "counterpart")
printed = record.estimates()
findings = {one.id for one in audit.audit("belt_road")}
CONTROLS = tuple(BASELINE_CONTROLS)

# %% [markdown]
# ## The drawn panel and print
#
# The semi-synthetic panel stands beside the printed numbers below unless one brings files of one's own. It has the printed {glue:text}`panel_rows` rows, read as lines of products ({doc}`01_introduction`), real population, income and growth, and everything else drawn ({numref}`belt-road-provenance`). Every printed coefficient is planted in it. What is printed beside the coefficients it cannot have all at once; {numref}`belt-road-fitted` and {numref}`belt-road-sharing` say where it fails.

# %% tags=["hide-input"]
chapter.table(
    "provenance",
    tables.provenance(synthetic.provenance()),
    caption="What is real in the semi-synthetic panel",
    track="semi_synthetic",
    data=[],
)

# %% tags=["hide-input"]
lacking = synthetic.shortfall()
fit = recovering.fitted(lacking)
chapter.table(
    "fitted",
    tables.fitted(fit),
    caption="R² and standard errors of the drawn panel against print",
    track="semi_synthetic",
    data=[record.FILE],
    note="Expected values, of which one draw is a little off. Outcome drawn for: the columns that are regressed on the same drawn outcome. s.e. ratio: error of independent rows over the printed one, for the column's treatment or channel, and the least and the most among its terms.",
)

# %% tags=["hide-input"]
apart = synthetic.sharing()
chapter.table(
    "sharing",
    tables.sharing(apart),
    caption="Columns of one outcome that could hold on one set of numbers",
    track="semi_synthetic",
    data=[record.FILE],
    note="Coefficients of the columns together, how many of them are independent of each other given the panel's regressors, and the largest distance from a printed coefficient, in printed standard errors, of the outcome that comes nearest. Each two of three columns in table 3.",
)

# %% tags=["remove-cell"]
chapter.say("panel_rows", record.observations(), "{:,}")
chapter.say("n_drawn_outcomes", fit["outcome"].nunique())
chapter.say("n_printed_columns", len(fit))
alone_in = fit["shared"] == ""
chapter.holds("tables 4, 5, 7 and 8 have an outcome a column",
              alone_in[["table_4", "table_5", "table_7", "table_8"]].all())  # fmt: skip
chapter.holds("table 6 has one, table 3 two for each flow",
              fit.loc["table_6", "outcome"].nunique() == 1 and fit.loc["table_3", "outcome"].nunique() == 4)  # fmt: skip
together = apart.set_index(["exhibit", "columns"])["together"]
chapter.holds("no two columns of table 4 or 7 can share one", not together[["table_4", "table_7"]].any())
chapter.say("off_table_3", apart.loc[apart["exhibit"] == "table_3", "off"].max(), "{:.1f}")
off_r2 = (fit["r2"] - fit["r2_printed"]).dropna()
chapter.say("r2_printed_5", fit.loc[("table_5", "(3)"), "r2_printed"], "{:.3f}")
chapter.say("r2_panel_5", fit.loc[("table_5", "(3)"), "r2"], "{:.2f}")
chapter.say("r2_panel_6", fit.loc["table_6", "r2"].mean(), "{:.2f}")
chapter.say("r2_printed_6_low", fit.loc["table_6", "r2_printed"].min(), "{:.3f}")
chapter.say("r2_printed_6_high", fit.loc["table_6", "r2_printed"].max(), "{:.3f}")
chapter.holds("R squared is off in table 5 (3) and table 6 alone",
              set(off_r2.index[off_r2.abs() > 5e-4]) == {("table_5", "(3)"), *(("table_6", f"({k})") for k in range(1, 5))})  # fmt: skip
chapter.holds("in table 6 by less than two hundredths", off_r2["table_6"].abs().max() < 0.02)
chapter.holds("table 7 has no printed R squared", fit.loc["table_7", "r2_printed"].isna().all())
chapter.say("own_low", fit["own"].min(), "{:.2f}")
chapter.say("own_high", fit["own"].max(), "{:.2f}")
chapter.say("se_least", fit["least"].min(), "{:.2f}")
chapter.say("se_most", fit["most"].max(), "{:.1f}")
most = fit["most"].idxmax()
chapter.holds("the most is population in table 4 (1)",
              most == ("table_4", "(1)") and fit.loc[most, "most_term"] == "ln_population")  # fmt: skip
chapter.holds("the least is growth in table 5 (3)",
              fit["least"].idxmin() == ("table_5", "(3)") and fit.loc[("table_5", "(3)"), "least_term"] == "growth")  # fmt: skip
chapter.holds("every planted coefficient is the printed one",
              (lacking["planted"] - lacking["printed"]).abs().max() < 1e-8)  # fmt: skip

# %% [markdown]
# - *Outcomes.* The paper's columns of a table have one outcome. In the panel {glue:text}`n_drawn_outcomes` drawn outcomes stand for {glue:text}`n_printed_columns` columns. Each column of tables 4, 5, 7 and 8 has one of its own; so have the columns of table 3 without controls; only table 6, and the two columns with controls for each flow in table 3, share one. With these regressors the two columns of each flow in table 4, the four in table 7, and (1) beside (2) or (4) beside (5) in table 3 cannot: there the nearest single outcome is off by up to {glue:text}`off_table_3` printed standard errors. Tables 5 (1) and 8 have an R² that the outcomes of tables 6 and 3 could not have. That is no finding on the paper, whose regressors are its own. But a column of the panel agrees with its neighbour because both were planted, not because one set of data says both.
# - *R²* is the printed one but for two places. Table 5 (3) has {glue:text}`r2_panel_5` for the printed {glue:text}`r2_printed_5`: with real covariates its printed coefficients alone explain more than that, at the noise that the printed error of the treatment asks for. Table 6, one outcome, has about {glue:text}`r2_panel_6` for {glue:text}`r2_printed_6_low` to {glue:text}`r2_printed_6_high`. Table 7 prints none.
# - *Standard errors* of independent rows are the printed ones for the treatment or the channel of a column ({glue:text}`own_low` to {glue:text}`own_high` times, one exactly where a column has an outcome of its own). Those of the other terms follow from real covariates, and are between {glue:text}`se_least` (growth, table 5 (3)) and {glue:text}`se_most` times the printed ones (population, table 4 (1)).
#
# ## Investors and quality
#
# {numref}`belt-road-table-5` has table 5. Its outcomes are not public, for three different reasons. On the semi-synthetic panel each column has a drawn outcome of its own, and R² of (3) is not the printed one ({numref}`belt-road-fitted`). What it has beside print is one draw. Its shocks are shared by all lines of a country in a year, so that over many draws the coefficients of this table spread {glue:text}`times_5` times as far as errors of independent rows say; here they are up to {glue:text}`far_5` such errors from what was planted, and no more than {glue:text}`far_5_sd` standard deviations over the draws. That is no failure of the regression: over {glue:text}`draws` draws all of them come back ({numref}`belt-road-recovery-all`).

# %% tags=["hide-input"]
rows_5 = study.printed_rows(panel, "table_5", track)
chapter.table(
    "table_5",
    side.side_by_side(
        printed,
        "table_5",
        tables.sources(rows_5, own_panel.beside(panel, "table_5", track)),
        ("bri", *CONTROLS),
        baseline.sizes("table_5"),
        own_panel.left_out(panel, "table_5"),
    ),
    caption="Investors and quality (总体机制检验)",
    tidy=rows_5,
    original="Table 5",
    printed=True,
    note=own_panel.not_estimated(panel, "table_5")
    + "(1) flow, (2) quality of exports, (3) quality of imports. In parentheses printed numbers as printed, ours standard errors of independent rows; \\* 10 %, \\*\\* 5 %, \\*\\*\\* 1 %.",
)

# %% tags=["remove-cell"]
growth = channels.investors(real)
highest = growth["growth"].idxmax()
chapter.say("flow_effect", printed.loc[("table_5", "(1)", "bri"), "printed"])
chapter.say("flow_population", printed.loc[("table_5", "(1)", "ln_population"), "printed"])
chapter.say("flow_population_6", printed.loc[("table_6", "(1)", "ln_population"), "printed"])
chapter.say("population", 100 * np.expm1(growth.loc[highest, "growth"]), "{:.0f}")
chapter.say("moved_5", growth.loc[highest, "table_5"], "{:.1f}")
chapter.say("moved_6", growth.loc[highest, "table_6"], "{:.1f}")
chapter.holds("the country is Tajikistan", highest == "TJK")
chapter.holds("a share cannot move so far", growth.loc[highest, "table_5"] > 1)
chapter.holds("table 5 has no growth in its first column", ("table_5", "(1)", "growth") not in printed.index)
for name in (
    "r2-against-t:flow-table-5-table-6",
    "citation:section-3-2-product-quality",
    "no-source:variables",
):
    chapter.holds(f"the audit still finds {name}", name in findings)

# %% [markdown]
# - **`flow` is not defined.** The text takes its coefficient, {glue:text}`flow_effect`, for a rise of the *share* of investing firms that take part in the initiative. A share lies between zero and one. With the printed {glue:text}`flow_population` on the logarithm of population, Tajikistan's real growth from 2003 to 2023, {glue:text}`population` %, alone moves the outcome by {glue:text}`moved_5` (and by {glue:text}`moved_6` with table 6's coefficient). So it is no share, or the coefficient is misprinted; in table 6, whose outcome has the same name, the coefficient is {glue:text}`flow_population_6` and the R² is another ({ref}`finding <finding-belt-road-r2-against-t-flow-table-5-table-6>`). And a share of participants in something that begins in 2013 is zero before for everybody: its rise from then on is the definition of the variable, not an effect.
# - **Quality needs quantities.** The measure of Khandelwal, Schott and Wei {cite:p}`khandelwal2013trade` compares what is sold at a price. Value and quantity by product, partner and year are in UN Comtrade, whose database may not be passed on; the public tables of this book have values only, for two headings. Whoever has an extract can use `lib.estimators.quality` on it.
# - **The four channels are indices** without a source, a unit or a formula ({ref}`finding <finding-belt-road-no-source-variables>`). The text says what they "reflect".
#
# ### What quality would need
#
# {numref}`belt-road-quality-recovered` runs the measure on simulated lines of products whose quality is known. With the right elasticity it finds the true quality of every line, up to rounding, net of effects of product and of country and year. With a wrong one a price counts for quality or quality for a price. And in each case the plain mean of a country and year is zero, so that the initiative, which raised quality by {glue:text}`planted_quality` on average, has an effect of exactly zero: {doc}`02_theory` says why. A mean weighted by value has one, here {glue:text}`quality_by_value` at the right elasticity, since the products whose quality rose most gain weight; where all rise alike it has none ({doc}`02_theory`). That is one draw of one number of products, its size depends on both, and where it lies beside a printed number means nothing. Table 5 has {glue:text}`printed_quality` and {glue:text}`printed_quality_imp`. Then either its quality is measured without these effects, and costs and demand are in it; or its index weights, selects or rescales the products, and shows which of them rose, not how much they rose on average.

# %% tags=["hide-input"]
lines = goods.Lines(products=100, spread=0.3)
known = goods.recovered(lines, seed, (3.0, lines.sigma, 10.0))
chapter.table(
    "quality_recovered",
    tables.quality(known).rename_axis("assumed elasticity"),
    caption="Measured against true quality, simulated lines",
    track="semi_synthetic",
    data=[],
    note=f"True elasticity {lines.sigma:g}; {lines.products} products in nine countries and 21 years; effects of product, and of country and year; quality up by {lines.effect:g} on average, with a standard deviation of {lines.spread:g} over products. Largest difference, mean: in logarithms. Weighted by value: the effect on the mean of products weighted by their value in the year.",
)

# %% tags=["remove-cell"]
chapter.say("planted_quality", lines.effect, "{:g}")
chapter.say("quality_by_value", known.loc[lines.sigma, "effect_by_value"], "{:.2f}")
chapter.holds("weighted by value there is an effect", (known["effect_by_value"] > 0.05).all())
chapter.say("printed_quality", printed.loc[("table_5", "(2)", "bri"), "printed"])
chapter.say("printed_quality_imp", printed.loc[("table_5", "(3)", "bri"), "printed"])
chapter.holds("the right elasticity finds true quality", known.loc[lines.sigma, "largest"] < 1e-9)
chapter.holds("a wrong one does not", (known.drop(lines.sigma)["correlation"] < 0.9).all())
chapter.holds("the mean of a country and year is zero", known["mean"].max() < 1e-9)
chapter.holds("and so is the effect", known["effect"].abs().max() < 1e-9)

# %% [markdown]
# ## The first link: does the initiative move the channels?
#
# A channel has two links ({doc}`02_theory`): the initiative moves a variable, and the variable moves trade. The paper has no regression for the first one. For some of its variables there is something public: the memorandum on the initiative and the quality of government for *policy* (investment treaties are no help: all nine countries had theirs in force before 2003), the World Bank's logistics index and the length of railways for *infrastructure*, Chinese development finance for *co-operation*. For *cultural exchange* there are Confucius institutes, and for the high-level visits that the paper counts to policy there are visits, but the public table has them of the five and of one control, Mongolia, alone (Belarus, Azerbaijan and Serbia are not in it), institutes up to {glue:text}`institutes_last` and visits up to {glue:text}`visits_last`. With one control there are {glue:text}`contacts_choices` choices of five, no p-value below {glue:text}`contacts_least` can come out, and no first link is asked of these two. {numref}`belt-road-counterpart-first-links` and {numref}`belt-road-counterpart-first-links-figure` regress each on the treatment with the paper's population, income and growth and effects of country and year.

# %% tags=["hide-input"]
first = study.first_links(real)
chapter.table(
    "counterpart_first_links",
    tables.first_links(first),
    caption="The initiative and public variables",
    tidy=study.tidy(first, "counterpart_first_links", ("coef", "se", "p", "p_wild", "p_choices", "n")),
    track="counterpart",
    note="Coefficient of the treatment, errors clustered by country, in each variable's own unit. p, choices: over all 126 choices of five treated among nine. Memorandum: Turkmenistan, which the list does not have, as never signed.",
)

# %% tags=["hide-input"]
fig, alt = plots.first_links(first)
chapter.figure(
    "counterpart_first_links_figure",
    fig,
    caption="The initiative and public variables, in standard deviations",
    alt=alt,
    track="counterpart",
    note="Standard deviation of each variable net of effects of country and year; 95 % intervals, errors clustered by country, t with 8 degrees of freedom.",
)

# %% tags=["remove-cell"]
nine = real[real["group"] != "other"]
chapter.holds("all nine have a treaty in every year", (nine["bit"] == 1).all())
chapter.say("n_first", len(first))
chapter.say("smallest_choices", first["p_choices"].min(), "{:.3f}")
finance = first.loc["ln_finance_millions"]
contacts = flow.coverage(real)
chapter.holds(
    "both contacts have Mongolia alone of the controls",
    all(set(codes.split()) == {"BLR", "AZE", "SRB"} for codes in contacts["missing"]),
)
for name, row in contacts.iterrows():
    chapter.say(f"{name}_last", row["last_year"])
    chapter.holds(f"{name} begin with the sample", row["first_year"] == 2003)
choices_of = comb(int(contacts["countries"].iloc[0]), len(TREATED))
chapter.say("contacts_choices", choices_of)
chapter.say("contacts_least", 2 / choices_of, "{:.2f}")
amounts = flow.amounts(real)
fell = set(amounts.index[amounts["after"] < amounts["before"]])
sums = amounts[amounts["treated"]].sum()
for when in ("before", "after"):
    chapter.say(f"finance_{when}", sums[when], "{:.1f}")
    for code in ("KAZ", "TKM"):
        chapter.say(f"finance_{code.lower()}_{when}", amounts.loc[code, when], "{:.1f}")
chapter.holds("finance fell in Kazakhstan and Turkmenistan alone", fell == {"KAZ", "TKM"})
chapter.holds("it fell by about a half in the five together", 0.4 < sums["after"] / sums["before"] < 0.6)
chapter.say("rail", 100 * np.expm1(first.loc["ln_rail_density", "coef"]), "{:.0f}")
chapter.say("rail_choices", first.loc["ln_rail_density", "p_choices"], "{:.2f}")
chapter.say("memorandum", first.loc["memorandum", "coef"], "{:.2f}")
chapter.say("logistics", first.loc["logistics", "coef"], "{:.2f}")
chapter.holds("no first link is significant at 5 % over the choices", (first["p_choices"] > 0.05).all())
chapter.holds("the smallest is finance, and it is negative",
              first["p_choices"].idxmin() == finance.name and finance["coef"] < 0)  # fmt: skip
chapter.holds("logistics has the wrong sign", first.loc["logistics", "coef"] < 0)
coded = {name: study.first_links(dating.recoded(real, since), ("memorandum",)).loc["memorandum"]
         for name, since in {"out": None, "2014": 2014}.items()}  # fmt: skip
for name, line in coded.items():
    chapter.say(f"memorandum_{name}", line["coef"], "{:.2f}")
chapter.holds("the sign of the memorandum is that of Turkmenistan's coding",
              first.loc["memorandum", "coef"] < 0 < min(line["coef"] for line in coded.values()))  # fmt: skip
chapter.holds(
    "and none of the codings is significant", min(line["p_choices"] for line in coded.values()) > 0.1
)
signed = nine.drop_duplicates("iso3").set_index("iso3")["mou_year"]
chapter.say("n_signed", int(signed.notna().sum()))
chapter.holds("all but Turkmenistan have a memorandum", set(signed.index[signed.isna()]) == {"TKM"})

# %% [markdown]
# Of {glue:text}`n_first` public variables none moved with the initiative in a way that other choices of five countries would not show in five of a hundred cases; the smallest p-value by choices is {glue:text}`smallest_choices`. That belongs to Chinese finance, and its coefficient is *negative*: it fell relative to the four controls. In amounts the five together had {glue:text}`finance_before` billion US\$ a year before 2013 and {glue:text}`finance_after` from then on, but it fell in Kazakhstan ({glue:text}`finance_kaz_before` to {glue:text}`finance_kaz_after`) and Turkmenistan ({glue:text}`finance_tkm_before` to {glue:text}`finance_tkm_after`) alone and rose in the other three, and in all controls. The memorandum has a small coefficient with a sign that hangs on Turkmenistan, which is not on the list: {glue:text}`memorandum` if it never signed, {glue:text}`memorandum_2014` if it did in 2014, {glue:text}`memorandum_out` without it. The other {glue:text}`n_signed` signed, all four controls among them; the logistics index has {glue:text}`logistics`. Railways per area rose by {glue:text}`rail` % more ($p$ {glue:text}`rail_choices`).
#
# ### Finance and its zeros
#
# The coefficient on finance is not a number to quote. {glue:text}`n_zeros` of its {glue:text}`n_finance` country-years have no finance at all, {glue:text}`zeros_tkm` of them in Turkmenistan and {glue:text}`zeros_aze` in Azerbaijan. A zero has no logarithm; with one added before the logarithm is taken, the coefficient depends on what the one is: a dollar or a million. {numref}`belt-road-counterpart-finance` has the same regression in every form that the zeros allow. The form without a unit to choose is the Poisson regression of the amount.

# %% tags=["hide-input"]
forms = flow.forms(real)
chapter.table(
    "counterpart_finance",
    tables.forms(forms),
    caption="Chinese finance on the initiative, by what is done with its zeros",
    tidy=study.tidy(forms, "counterpart_finance", ("coef", "se", "p", "p_wild", "p_choices", "n", "zeros")),
    track="counterpart",
    note="Development finance committed in the year, US$ of 2021; population, income and growth, effects of country and year; errors clustered by country. Choices: 126 of five treated among nine, for Poisson of the score. The wild bootstrap is for least squares only.",
)

# %% tags=["remove-cell"]
none = flow.zeros(real)
every = none["before"] + none["after"]
chapter.say("n_zeros", int(every.sum()))
chapter.say("n_finance", int(none["years"].sum()))
chapter.say("zeros_tkm", int(every["TKM"]))
chapter.say("zeros_aze", int(every["AZE"]))
chapter.say("after_tkm", int(none.loc["TKM", "after"]))
chapter.say("before_aze", int(none.loc["AZE", "before"]))
chapter.holds("most zeros from 2013 on are Turkmenistan's, most before Azerbaijan's and its",
              2 * none.loc["TKM", "after"] > none["after"].sum() and 2 * none.loc[["TKM", "AZE"], "before"].sum() > none["before"].sum())  # fmt: skip
chapter.holds("the two have most of the zeros", every.nlargest(2).index.to_list() == ["TKM", "AZE"] and 2 * every[["TKM", "AZE"]].sum() > every.sum())  # fmt: skip
for name in ("log_dollars", "log_millions", "log_positive", "any", "poisson"):
    chapter.say(f"form_{name}", forms.loc[name, "coef"], "{:.2f}")
    chapter.say(f"form_{name}_choices", forms.loc[name, "p_choices"], "{:.3f}")
chapter.say("n_forms", len(forms))
chapter.say("form_poisson_p", forms.loc["poisson", "p"], "{:.3f}")
chapter.say("form_percent", 100 * np.expm1(forms.loc["poisson", "coef"]), "{:.0f}")
chapter.holds("every form is negative", (forms["coef"] < 0).all())
chapter.holds("the unit of the logarithm makes a factor of three", forms.loc["log_dollars", "coef"] / forms.loc["log_millions", "coef"] > 3)  # fmt: skip
chapter.holds("over the choices only whether there is any finance is below 5 %",
              list(forms.index[forms["p_choices"] < 0.05]) == ["any"])  # fmt: skip
chapter.holds("where there is any, and in amounts, it is far from it",
              forms.loc[["log_positive", "poisson"], "p_choices"].min() > 0.2)  # fmt: skip
chapter.holds("the Poisson regression by clustered errors is below 5 %", forms.loc["poisson", "p"] < 0.05)
leading = flow.on_initiative(real[real["iso3"] != "KAZ"])
chapter.say("without_kaz", leading["coef"], "{:.2f}")
chapter.say("kaz_share", 100 * flow.share(real, "KAZ"), "{:.0f}")
chapter.holds("without Kazakhstan much less is left", leading["coef"] > 0.6 * forms.loc["poisson", "coef"])

# %% [markdown]
# With dollars the coefficient is {glue:text}`form_log_dollars`, with millions {glue:text}`form_log_millions`; neither is a change in per cent. On the years with finance alone it is {glue:text}`form_log_positive` (by choices p {glue:text}`form_log_positive_choices`). The Poisson regression has {glue:text}`form_poisson`, a change of {glue:text}`form_percent` %, which clustered errors take for significant (p {glue:text}`form_poisson_p`) and the choices do not ({glue:text}`form_poisson_choices`); Kazakhstan has {glue:text}`kaz_share` % of all the money, and without it {glue:text}`without_kaz` is left. What other choices show least often is whether there was *any* finance ({glue:text}`form_any`, p by choices {glue:text}`form_any_choices`). It is one of {glue:text}`n_forms` forms, and rests on {glue:text}`after_tkm` zeros of Turkmenistan from 2013 on and {glue:text}`before_aze` of Azerbaijan before. All forms agree on the sign, which is not that of a channel.
#
# This does not show that there are no channels. It shows that in this comparison the public measures of them have nothing to carry. The controls are part of the initiative.
#
# ## The second link: do the channels move trade?
#
# The paper has no regression of trade on a channel. {numref}`belt-road-counterpart-second-links` has it for trade in all goods and each public variable, and, since tables 6 and 7 leave the treatment itself out, without and with the treatment. A variable like these is no choice of countries. What can be exchanged among countries is the whole path of a variable: if it makes no difference whose path it is, the actual assignment is one of all. The second p-value in brackets is that over assignments: all of them, or {glue:text}`most_paths` drawn ones where nine countries have {glue:text}`all_paths`.

# %% tags=["hide-input"]
second, beside = study.second_links(real), study.second_links(real, with_treatment=True)
chapter.table(
    "counterpart_second_links",
    tables.second_links(second, beside),
    caption="Public variables and trade in all goods",
    tidy=study.tidy(second, "counterpart_second_links", ("coef", "se", "p", "p_wild", "p_paths", "n")),
    track="counterpart",
    note="Logarithm of exports and imports (BACI, 2003-2020) on one variable each, with population, income and growth, effects of country and year. In parentheses errors clustered by country, in brackets the p-value of the wild bootstrap over all sign patterns, and that of the paths handed around among the countries, on the countries or the years that have all of them: "
    + f"{MOST:,} drawn assignments for nine countries, all of them for fewer.",
)

# %% tags=["hide-input"]
carried = study.through(real)
chapter.table(
    "counterpart_through",
    tables.through(carried),
    caption="What each variable carries, by arithmetic",
    tidy=study.tidy(carried, "counterpart_through", ("total", "direct", "a", "b", "carried", "n")),
    track="counterpart",
    note="Total: the treatment's coefficient on trade; direct: with the variable beside it; carried: the product of both links, which is total less direct exactly. Leaving out one: smallest and largest product without one of the nine countries.",
)

# %% tags=["remove-cell"]
both = [*second["p_wild"], *beside["p_wild"]]
chapter.say("n_second", len(both))
chapter.say("n_second_low", int((np.array(both) < 0.05).sum()))
chapter.say("rail_imports", second.loc[("ln_rail_density", "imports"), "coef"], "{:.2f}")
chapter.say("rail_imports_wild", second.loc[("ln_rail_density", "imports"), "p_wild"], "{:.3f}")
chapter.say("rail_exports", second.loc[("ln_rail_density", "exports"), "coef"], "{:.2f}")
low = {
    name: set(table.index[table["p_wild"] < 0.05]) for name, table in (("alone", second), ("beside", beside))
}
chapter.holds("railways and imports alone are below 5 %",
              all(one == {("ln_rail_density", "imports")} for one in low.values()))  # fmt: skip
chapter.holds("railways go with more imports and fewer exports",
              second.loc[("ln_rail_density", "imports"), "coef"] > 0 > second.loc[("ln_rail_density", "exports"), "coef"])  # fmt: skip
chapter.holds("carried is total less direct", (carried["total"] - carried["direct"] - carried["carried"]).abs().max() < 1e-8)  # fmt: skip
rail = second.loc[("ln_rail_density", "imports")]
chapter.say("rail_imports_paths", rail["p_paths"], "{:.2f}")
chapter.say("rail_imports_common", rail["coef_paths"], "{:.2f}")
chapter.say("rail_years", rail["years_paths"])
chapter.say("most_paths", MOST, "{:,}")
chapter.say("all_paths", factorial(len(COUNTRIES)), "{:,}")
chapter.say("n_paths", len(second))
chapter.say("least_paths", second["p_paths"].min(), "{:.2f}")
chapter.holds("no second link is significant by the paths", second["p_paths"].min() > 0.1)
chapter.holds("railways and imports least of all",
              rail["p_paths"] > 0.5 and rail["coef_paths"] < rail["coef"] / 3)  # fmt: skip
for name in ("visits", "institutes"):
    for outcome in ("exports", "imports"):
        chapter.say(f"{name}_{outcome}", second.loc[(name, outcome), "coef"], "{:.3f}")
keeps = (carried["low"] * carried["high"] > 0).sum()
chapter.say("n_products", len(carried))
chapter.say("n_keep", int(keeps))
negative = carried.loc[("ln_finance_millions", "exports")]
chapter.holds("one product keeps its sign", keeps == 1)
chapter.say("finance_carried", negative["carried"], "{:.3f}")
chapter.say("finance_total", negative["total"], "{:.3f}")
chapter.say("finance_part", 100 * negative["carried"] / negative["total"], "{:.0f}")
chapter.holds("finance carries a positive number by two negative links", negative["a"] < 0 and negative["b"] < 0 < negative["carried"])  # fmt: skip

# %% [markdown]
# Of {glue:text}`n_second` second links {glue:text}`n_second_low` are below 5 %, both of railways on imports, without and with the treatment: {glue:text}`rail_imports` with a $p$ of {glue:text}`rail_imports_wild` without it. On exports the coefficient is {glue:text}`rail_exports`. A railway that carries only one way is more likely a sign that in so few countries a trend in one of them is enough, and the paths say so: in the years in which all nine have a length of railways, {glue:text}`rail_years`, the coefficient on imports is {glue:text}`rail_imports_common`, with a $p$ of {glue:text}`rail_imports_paths`. (That it is not {glue:text}`rail_imports` is due to those years; the paths only give the $p$.) By them none of the {glue:text}`n_paths` is near to significance (smallest {glue:text}`least_paths`). Confucius institutes go with {glue:text}`institutes_exports` of exports and {glue:text}`institutes_imports` of imports each, a visit with {glue:text}`visits_exports` and {glue:text}`visits_imports`, in the six countries that have figures.
#
# {numref}`belt-road-counterpart-through` multiplies both links. Of {glue:text}`n_products` products {glue:text}`n_keep` keeps its sign whichever country is left out. The product for finance and exports is {glue:text}`finance_carried` log points of a total of {glue:text}`finance_total`, or {glue:text}`finance_part` %, and positive because two negative numbers were multiplied: less Chinese finance, more exports. Nobody would tell this story, but no test in a table like the paper's would stop it.
#
# ### Table 6 in kind
#
# Table 6 has `flow` for its outcome, as the first column of table 5 has. Nearest to what the text says of it, investors that go to a country, is Chinese finance: so one outcome stands for `flow` in both tables, the amount, by Poisson. Table 5 in kind is then the last line of {numref}`belt-road-counterpart-finance`, and table 6 in kind is {numref}`belt-road-counterpart-table-6`. Co-operation (3) has no counterpart: what is public of it is the outcome itself.

# %% tags=["hide-input"]
of_finance = flow.on_channels(real)
chapter.table(
    "counterpart_table_6",
    tables.on_channels(of_finance),
    caption="Table 6 in kind: Chinese finance on public variables",
    tidy=flow.tidy(of_finance, "counterpart_table_6"),
    track="counterpart",
    note="Poisson regression of the amount of finance on one variable with population, income and growth, effects of country and year, errors clustered by country; rows that effects explain are left out. Paths: p over assignments of whole paths to countries, of the score, on the countries and years that have all of them.",
)

# %% tags=["remove-cell"]
chapter.say("n_table_6", len(of_finance))
chapter.say("least_table_6", of_finance["p"].min(), "{:.2f}")
chapter.say("least_table_6_paths", of_finance["p_paths"].min(), "{:.2f}")
chapter.say("institutes_finance", of_finance.loc[("(4)", "institutes"), "coef"], "{:.2f}")
chapter.say("institutes_finance_p", of_finance.loc[("(4)", "institutes"), "p_paths"], "{:.2f}")
chapter.holds("nothing is significant at 5 %, by clustered errors or paths", of_finance[["p", "p_paths"]].min(axis=None) > 0.05)  # fmt: skip
chapter.holds("visits and institutes have the other sign", (of_finance.loc[[("(1)", "visits"), ("(4)", "institutes")], "coef"] < 0).all())  # fmt: skip

# %% [markdown]
# None of the {glue:text}`n_table_6` is significant, by clustered errors (smallest p {glue:text}`least_table_6`) or by paths ({glue:text}`least_table_6_paths`). Visits and institutes have another sign than the paper's channels: an institute more goes with {glue:text}`institutes_finance` log points of finance (p {glue:text}`institutes_finance_p`). Units and outcome are not the paper's, so this is no contradiction. It is what its question gives where it can be asked.
#
# ## A regression on a channel is not a channel
#
# Suppose that a variable does nothing to trade. What does a regression like those of tables 6 and 7 find? {numref}`belt-road-no-channel` simulates four such worlds of nine countries and 21 years.

# %% tags=["hide-input"]
nothing = worlds_of.no_channel(worlds, seed)
chapter.table(
    "no_channel",
    tables.no_channel(nothing),
    caption="A variable that does nothing to trade",
    track="semi_synthetic",
    data=[],
    note=f"{worlds:,} draws, with Monte Carlo errors. Trade on the variable, effects of country and year, errors clustered by country, t with 8 degrees of freedom. The true coefficient is zero in all lines.",
)

# %% tags=["remove-cell"]
worlds_in = dict(zip(("none", "moved", "held", "unseen"), nothing.itertuples(), strict=True))
for key in ("moved", "held", "unseen"):
    chapter.say(f"world_{key}", worlds_in[key].mean, "{:.2f}")
for key in ("none", "moved", "unseen"):
    chapter.say(f"world_{key}_rejects", 100 * worlds_in[key].rejects, "{:.0f}")
chapter.holds(
    "with nothing in common nothing is found", abs(worlds_in["none"].mean) < 4 * worlds_in["none"].error
)
chapter.holds("holding the treatment fixed helps where nothing else is in common",
              abs(worlds_in["held"].mean) < 4 * worlds_in["held"].error)  # fmt: skip
chapter.holds("a common cause and an unseen shock both make a channel of nothing in most draws",
              min(worlds_in["moved"].rejects, worlds_in["unseen"].rejects) > 0.5)  # fmt: skip

# %% [markdown]
# Where nothing moves both, the variable is significant in {glue:text}`world_none_rejects` % of the draws, little more than the 5 that it should be. If the treatment moves both, its coefficient is {glue:text}`world_moved` on average, significant in {glue:text}`world_moved_rejects` % of the draws, and nothing ever went through it. That is the regression of tables 6 and 7, which has no treatment in it. With the treatment beside it the coefficient is right ({glue:text}`world_held`), until something unseen moves both, such as a minister, a commodity price, a customs reform: then it is {glue:text}`world_unseen`, and {glue:text}`world_unseen_rejects` % of the draws are significant. More countries would not help: the coefficient is wrong, not imprecise.
#
# So to speak of mediation {cite:p}`baron1986moderator` one needs, beyond what a difference in differences needs {cite:p}`imai2010general,imai2010identification`:
#
# 1. both links, from one sample, with the treatment in the second;
# 2. no unseen cause of the variable and of trade, given the treatment, which no design here makes likely, and a statement of how strong such a cause would have to be to explain the result;
# 3. for several channels that move each other, which roads and policy do, all of them at once, or an order;
# 4. the size of the product and its interval, beside the total effect;
# 5. variables that can be different from the treatment. A count of memoranda of the initiative is the initiative.
#
# Tables 5 to 7 have none of the first four. Whether they have the fifth cannot be known, since their variables are not defined.
#
# ## Tables 6 and 7
#
# {numref}`belt-road-table-6`, {numref}`belt-road-table-7` and {numref}`belt-road-table-7-imports` have beside the printed numbers {glue:text}`beside_printed`. Over many draws of the semi-synthetic panel the planted coefficients come back, as the last section shows; in one draw they are as far away as shared shocks put them. The columns of table 6 share one drawn outcome, and so nearly one R², those of table 7 have one each; errors of population and growth are far from the printed ones ({numref}`belt-road-fitted`). Rows that a regression cannot use are counted below it, those with an outcome of zero, which has no logarithm, apart. What there is to learn of the paper is in the printed numbers.

# %% tags=["hide-input"]
of_track = {
    "semi_synthetic": "one draw of the semi-synthetic panel",
    "original": "the regressions on the user's own files, as far as their variables reach",
}
chapter.say("beside_printed", of_track[track])
rows_6 = study.printed_rows(panel, "table_6", track)
chapter.table(
    "table_6",
    side.side_by_side(
        printed,
        "table_6",
        tables.sources(rows_6, own_panel.beside(panel, "table_6", track)),
        (*MECHANISMS, *CONTROLS),
        baseline.sizes("table_6"),
        own_panel.left_out(panel, "table_6"),
    ),
    caption="Channels and investors (细分机制检验 1)",
    tidy=rows_6,
    original="Table 6",
    printed=True,
    note=own_panel.not_estimated(panel, "table_6")
    + "As table 5. Policy: 政策沟通; infrastructure: 设施联通; co-operation in technology: 经贸技术合作; cultural exchange: 人文交流.",
)

# %% tags=["hide-input"]
rows_7 = study.printed_rows(panel, "table_7", track)
both_7 = side.side_by_side(
    printed,
    "table_7",
    tables.sources(rows_7, own_panel.beside(panel, "table_7", track)),
    (*MECHANISMS, *CONTROLS),
    baseline.sizes("table_7"),
    own_panel.left_out(panel, "table_7"),
)
chapter.table(
    "table_7",
    both_7.iloc[:, :4],
    caption="Channels and quality of exports (细分机制检验 2)",
    tidy=rows_7,
    original="Table 7",
    printed=True,
    note=own_panel.not_estimated(panel, "table_7") + "As table 6. The paper prints no R².",
)

# %% tags=["hide-input"]
chapter.table(
    "table_7_imports",
    both_7.iloc[:, 4:],
    caption="Channels and quality of imports",
    original="Table 7",
    printed=True,
    note=own_panel.not_estimated(panel, "table_7") + "As table 6.",
)

# %% [markdown]
# ### Which channel is the strongest
#
# The text names policy, infrastructure and co-operation as the *main* channels. By its own table cultural exchange, which it leaves out, has a larger coefficient than two of the three ({ref}`finding <finding-belt-road-text-against-table-t6-main-channels>`, {ref}`finding <finding-belt-road-text-against-table-t7-main-channels>`). {numref}`belt-road-ranking` has the differences.

# %% tags=["hide-input"]
ranks = channels.ranking()
chapter.table(
    "ranking",
    tables.ranking(ranks),
    caption="Printed channels against each other, table 6",
    formats={"difference": "{:.3f}", "z, uncorrelated": "{:.2f}"},
    track="public",
    data=[record.FILE],
    note="The columns are estimates on the same rows, whose covariance is not printed; the last column has the least and the largest size that any correlation of the two allows.",
)

# %% tags=["remove-cell"]
chapter.say("culture", printed.loc[("table_6", "(4)", "cultural_exchange"), "printed"])
chapter.say("policy", printed.loc[("table_6", "(1)", "policy"), "printed"])
chapter.say("infrastructure", printed.loc[("table_6", "(2)", "infrastructure"), "printed"])
weak = ranks.loc[[("policy", "cultural_exchange"), ("infrastructure", "cultural_exchange")]]
chapter.say("culture_z_low", weak["z_low"].min(), "{:.1f}")
chapter.holds("exchange is ahead of policy and infrastructure for any correlation",
              (weak["z_low"] > 1.96).all() and (weak["difference"] < 0).all())  # fmt: skip
own_7 = printed["coef"].loc["table_7"]
chapter.holds("and has the largest coefficient on both kinds of quality",
              all(own_7[last, "cultural_exchange"] == max(own_7[(f"({k})", name)] for k, name in zip(range(first_k, first_k + 4), MECHANISMS, strict=True))
                  for first_k, last in ((1, "(4)"), (5, "(8)"))))  # fmt: skip
implied = channels.implied_degrees()
common = implied["low"].max(), implied["high"].min()
chapter.say("d_low", common[0], "{:.0f}")
chapter.say("d_high", common[1], "{:.0f}")
chapter.say("d_printed", int(implied["printed"].iloc[0]), "{:,}")
chapter.say("n_pairs", len(implied))
units = implied["units_low"].max(), implied["units_high"].min()
chapter.say("units", round(sum(units) / 2))
chapter.say("printed_rows", record.observations(), "{:,}")
chapter.holds("all pairs agree on a range", common[0] < common[1])
chapter.holds("it is far below the printed rows", 5 * common[1] < implied["printed"].iloc[0])
chapter.holds("one whole number of units over 21 years lies in it",
              np.floor(units[1]) == np.ceil(units[0]) == round(sum(units) / 2))  # fmt: skip
for name in ("text-against-table:t6-main-channels", "text-against-table:t7-main-channels", "lost-decimal:table-6-ln-road-density-se-1-2"):  # fmt: skip
    chapter.holds(f"the audit still finds {name}", name in findings)

# %% [markdown]
# With {glue:text}`culture` cultural exchange is ahead of policy ({glue:text}`policy`) and infrastructure ({glue:text}`infrastructure`) by at least {glue:text}`culture_z_low` standard errors, whatever the correlation, and it has the largest coefficient on both kinds of quality in table 7. But coefficients of indices without a unit cannot be ranked at all: an index in tenths has ten times the coefficient of one in units. What would compare is the effect of a standard deviation, and the paper prints no standard deviations.
#
# ### How many rows table 6 has
#
# The four columns of table 6 have one outcome, the same controls and effects, and one channel each. Without the channel they would be one regression with one R². So with conventional standard errors
#
# $$
# (1 - R_k^2)\,\Big(1 + \frac{t_k^2}{d}\Big) = 1 - R_0^2
# $$ (eq-br-degrees)
#
# is the same for every column $k$, where $t_k$ is the channel's t-value and $d$ are the residual degrees of freedom. Two columns give $d$. {numref}`belt-road-degrees` has it for all pairs whose printed R² are apart.

# %% tags=["hide-input"]
chapter.table(
    "degrees",
    tables.degrees(implied),
    caption="Degrees of freedom that R² and t of table 6 imply",
    formats={"implied": "{:.0f}", "from": "{:.0f}", "to": "{:.0f}", "by the printed rows": "{:,.0f}"},
    track="public",
    data=[record.FILE],
    note="From, to: over all numbers that round to the printed ones. Units over the years: of a balanced panel over the printed years with so many degrees of freedom. Conventional standard errors.",
)

# %% [markdown]
# All {glue:text}`n_pairs` pairs agree: between {glue:text}`d_low` and {glue:text}`d_high` degrees of freedom, where {glue:text}`printed_rows` observations leave {glue:text}`d_printed`. Four printed t-values and four printed R² that fit each other so well are hardly an accident. They fit a balanced panel of {glue:text}`units` units over the 21 years, neither the {glue:text}`printed_rows` rows that stand below them nor the nine countries of the text. If the errors are clustered or robust the identity need not hold, and the agreement would be one. The estimation log settles it; nothing else does.
#
# One more number of the table should be asked about: the errors of road density are ten times as large in (1) and (2) as in (3) and (4) ({ref}`finding <finding-belt-road-lost-decimal-table-6-ln-road-density-se-1-2>`).
#
# ## Inequality
#
# Table 8 adds inequality and its product with the treatment. {numref}`belt-road-table-8` has it, printed and beside it {glue:text}`beside_printed`. Each column has a drawn outcome of its own, which is not the one of table 3 ({numref}`belt-road-fitted`). The semi-synthetic panel shows at once what errors of independent rows are worth: the product on imports, planted at {glue:text}`planted_product`, comes out as {glue:text}`drawn_product` with a t-value of {glue:text}`drawn_product_t`.

# %% tags=["hide-input"]
rows_8 = study.printed_rows(panel, "table_8", track)
chapter.table(
    "table_8",
    side.side_by_side(
        printed,
        "table_8",
        tables.sources(rows_8, own_panel.beside(panel, "table_8", track)),
        ("bri", INTERACTION, "inequality", *CONTROLS),
        baseline.sizes("table_8"),
        own_panel.left_out(panel, "table_8"),
    ),
    caption="Inequality and the effect (收入不平等的调节效应)",
    tidy=rows_8,
    original="Table 8",
    printed=True,
    note=own_panel.not_estimated(panel, "table_8") + "(1) exports, (2) imports. As table 5.",
)

# %% tags=["remove-cell"]
drawn_8 = tables.estimate_of(rows_8, "(2)", INTERACTION)
chapter.say("planted_product", printed.loc[("table_8", "(2)", INTERACTION), "printed"])
elsewhere = "(not estimated on this track)"
drawn = track == "semi_synthetic"
chapter.say("drawn_product", f"{drawn_8['coef']:.4f}" if drawn else elsewhere)
chapter.say("drawn_product_t", f"{drawn_8['coef'] / drawn_8['se']:.1f}" if drawn else elsewhere)
chapter.holds("the drawn product on imports has the other sign and passes for significant",
                  drawn_8["coef"] > 0 and drawn_8["coef"] / drawn_8["se"] > 1.96)  # fmt: skip

# %% [markdown]
# That is one draw among many, and no statement on the paper.
#
# ### Where the effect is zero
#
# The effect is $\alpha + \gamma I$: a line in inequality $I$. "Inequality weakens the effect" is the sign of $\gamma$. How much, and whether the effect turns negative for anybody, depends on where the line crosses zero and where the countries lie {cite:p}`brambor2006understanding`. {numref}`belt-road-crossings` has the crossings with the confidence sets of {cite:t}`fieller1954some`.

# %% tags=["hide-input"]
zeros = moderating.zeros()
chapter.table(
    "crossings",
    tables.zeros(zeros),
    caption="Where the printed effects cross zero",
    track="public",
    data=[record.FILE],
    note="In the unit of the paper's index, which is not printed. 95 % set: every inequality at which the effect does not differ from zero, both estimates taken as uncorrelated; widest: all that is in it at some correlation from -0.9 to 0.9.",
)

# %% tags=["hide-input"]
scales = moderating.scales(real)
fig, alt = plots.printed_lines(moderating.printed_lines(), scales)
chapter.figure(
    "printed_lines",
    fig,
    caption="Printed effects, and where the countries may lie",
    alt=alt,
    track="counterpart",
    printed=True,
    note="Above: bands of 95 %, both estimates taken as uncorrelated. Below: the treated countries' Gini of disposable income (SWIID) from 2013 on in five units; Theil index of a lognormal distribution with that Gini, of all incomes. Turkmenistan has no Gini after 2005.",
)

# %% tags=["hide-input"]
readings = {outcome: moderating.readings(real, outcome) for outcome in moderating.COLUMNS}
chapter.table(
    "readings",
    tables.readings(readings),
    caption="Table 8 by the unit of inequality",
    track="counterpart",
    printed=True,
    note="Effect: at the lowest and the highest inequality of the treated country-years from 2013 on. Below zero: share of these in which the effect is negative.",
)

# %% tags=["remove-cell"]
chapter.say("zero_exports", zeros.loc["exports", "zero"], "{:.1f}")
chapter.say("zero_imports", zeros.loc["imports", "zero"], "{:.1f}")
low, high = zeros.loc["exports", "set"][0]
chapter.say("fieller_low", low, "{:.1f}")
chapter.say("fieller_high", high, "{:.1f}")
chapter.holds("the set of exports is an interval with two ends",
              len(zeros.loc["exports", "set"]) == 1 and np.isfinite([low, high]).all())  # fmt: skip
rays = zeros.loc["imports", "set"]
chapter.holds(
    "that of imports is two rays", len(rays) == 2 and rays[0][0] == -np.inf and rays[1][1] == np.inf
)
chapter.say("ray_low", rays[0][1], "{:.1f}")
chapter.say("ray_high", rays[-1][0], "{:.1f}")
widest_rays = zeros.loc["imports", "widest"]
chapter.holds("both effects differ from zero at every inequality from 0 to 1, at every correlation up to 0.9",
              widest_rays[0][1] < 0 and widest_rays[-1][0] > 1 and zeros.loc["exports", "widest"][0][0] > 1)  # fmt: skip
t_import = abs(printed.loc[("table_8", "(2)", INTERACTION), "ratio"])
chapter.say("t_import", t_import, "{:.2f}")
at = readings["exports"]
theil, raw, centred = (at.loc[name] for name in ("Theil index", "Gini, 0 to 100", "Gini, 0 to 100, centred"))
chapter.say("theil_low", theil["lowest"], "{:.2f}")
chapter.say("theil_high", theil["highest"], "{:.2f}")
none_at_all = moderating.printed_lines()["exports"].effect(0.0)
chapter.say("theil_effect_none", none_at_all, "{:.3f}")
chapter.say("theil_effect_high", theil["at the highest"], "{:.3f}")
chapter.say("gini_low", raw["lowest"], "{:.1f}")
chapter.say("gini_high", raw["highest"], "{:.1f}")
chapter.say("raw_low", raw["at the lowest"], "{:.2f}")
chapter.say("raw_high", raw["at the highest"], "{:.2f}")
chapter.say("baseline", printed.loc[("table_3", "(3)", "bri"), "printed"])
chapter.say("centred_low", centred["at the lowest"], "{:.2f}")
chapter.say("centred_high", centred["at the highest"], "{:.2f}")
chapter.say("centred_share", 100 * centred["below zero"], "{:.0f}")
chapter.holds("by Theil's index the effect hardly changes",
              abs(theil["at the highest"] / none_at_all - 1) < 0.05)  # fmt: skip
index_known = (
    real[real["iso3"].isin(COUNTRIES)].dropna(subset="gini").groupby("iso3")["year"].agg(["min", "max"])
)
after = index_known[index_known["max"] >= EVENT_YEAR].index
chapter.say("n_with_gini", len(after.intersection(TREATED)))
chapter.say("tkm_last", index_known.loc["TKM", "max"])
chapter.holds("Turkmenistan is the one without", set(TREATED) - set(after) == {"TKM"})
chapter.holds("by the Gini as it is the effect is negative everywhere", raw["below zero"] == 1)
chapter.holds("centred it is negative in Tajikistan alone", centred["countries"] == "TJK")

# %% [markdown]
# For exports the effect is zero at {glue:text}`zero_exports`, somewhere between {glue:text}`fieller_low` and {glue:text}`fieller_high`; for imports at {glue:text}`zero_imports`. There the printed product has a t-value of {glue:text}`t_import`, and the set is no interval: it has everything up to {glue:text}`ray_low` and everything from {glue:text}`ray_high` on. It is not bounded, yet it says something: it leaves out every value between, and so does the set of exports below its lower end. If inequality is measured from 0 to 1, both effects are positive at all of it, beyond 5 %. What do these numbers mean? That is decided by a unit which the paper does not print ({numref}`belt-road-readings`, {numref}`belt-road-printed-lines`):
#
# - If inequality is a *Theil index*, as section 3 says, {glue:text}`n_with_gini` of the five countries lie between about {glue:text}`theil_low` and {glue:text}`theil_high`; Turkmenistan has no Gini after {glue:text}`tkm_last`. That is the inequality of all incomes, if they are lognormal. The paper's index is the part of it between town and country, which is no larger than the whole: these are upper bounds. From an index of zero to the highest of them the effect runs from {glue:text}`theil_effect_none` to {glue:text}`theil_effect_high`. Inequality "weakens" it in the third decimal, and what is significant is of no size.
# - If it is a *Gini of 0 to 100*, with {glue:text}`gini_low` to {glue:text}`gini_high`, the effect is negative in every country and year, {glue:text}`raw_low` to {glue:text}`raw_high`, against an effect of {glue:text}`baseline` in table 3.
# - If it is *centred* points of the Gini, the effect runs from {glue:text}`centred_low` to {glue:text}`centred_high` and is negative in {glue:text}`centred_share` % of the treated country-years, all Tajikistan's. This agrees with table 3, and with the text's reading. But it is not what the text says was done.

# %% [markdown]
# The text measures inequality between town and country, by Theil's index: one part of inequality, that between two groups. Theil's index is the one that can be split so {cite:p}`shorrocks1980class`; {numref}`belt-road-counterpart-between` splits what is public, the inequality *between* the nine countries, each person counted with the mean income of the country. It is one number a year. A year's effect takes it up, so it could not be the paper's moderator; and town and country apart need the countries' household surveys.

# %% tags=["hide-input"]
between = inequality_between.between(real)
shown_years = between.loc[[2003, 2008, 2013, 2018, 2023]]
chapter.table(
    "counterpart_between",
    shown_years,
    caption="Theil's index between the nine countries",
    formats="{:.3f}",
    track="counterpart",
    note="GDP per head in constant 2015 US$, weighted with population. Within: inside the two groups of treated and control countries; between: of the groups' means; their sum is the total.",
)

# %% [markdown]
# ### On public data
#
# {numref}`belt-road-counterpart-table-8` is table 8 with trade in all goods for the outcome and the Gini of disposable income {cite:p}`solt2020swiid` in the place of the index, centred at the treated countries' mean from 2013 on; {numref}`belt-road-counterpart-moderation` draws the effect. Two of the nine have no Gini from 2013 on, Azerbaijan (none after {glue:text}`aze_last`) and Turkmenistan ({glue:text}`tkm_last`). Of these no change is known, and they are left out: the regressions have {glue:text}`n_both` countries, four treated and three controls.

# %% tags=["hide-input"]
moderated = moderating.moderations(real)
chapter.table(
    "counterpart_table_8",
    tables.moderation(printed, moderated, moderating.COLUMNS),
    caption="Table 8 on trade in all goods",
    tidy=moderating.tidy(moderated, "counterpart_table_8"),
    track="counterpart",
    note="Counterpart: inequality in points of the Gini; population, income and growth beside it; errors clustered by country, in brackets the p-value of the wild bootstrap over all sign patterns of the countries, where none has a larger t its bound and the share of patterns that tie with the sample; "
    + "; ".join(moderated["exports"].frame.attrs["notes"])
    + ". The bootstrap says of itself: "
    + "; ".join(dict.fromkeys(note for one in moderated.values() for note in one.notes))
    + ". Printed: in the unit of the paper's index.",
)

# %% tags=["hide-input"]
fig, alt = plots.moderation(moderated)
chapter.figure(
    "counterpart_moderation",
    fig,
    caption="The effect on trade in all goods, by inequality",
    alt=alt,
    track="counterpart",
    note="Bands of 95 %, clustered by country, t with countries less one degrees of freedom. Strokes: the treated country-years of the regression.",
)

# %% tags=["remove-cell"]
mixed = moderating.variation(real)
chapter.say("between_share", 100 * mixed.attrs["between"], "{:.1f}")
chapter.say("n_moderating", len(mixed))
chapter.say("widest", (mixed["highest"] - mixed["lowest"]).max(), "{:.1f}")
chapter.holds("Turkmenistan has no Gini after 2013", "TKM" not in mixed.index and len(mixed) == 4)
chapter.say("product_n", len(moderated["exports"].frame))
chapter.say("aze_last", index_known.loc["AZE", "max"])
kept = set(moderated["exports"].frame["iso3"])
chapter.say("n_both", len(kept))
chapter.holds("four treated and three controls have a Gini in both periods",
              kept == set(COUNTRIES) - {"AZE", "TKM"} and len(kept & set(TREATED)) == 4)  # fmt: skip
one_sided = {outcome: moderating.moderation(real, outcome, both=False) for outcome in moderated}
chapter.say("one_sided_n", len(one_sided["exports"].frame))
for outcome, one in one_sided.items():
    chapter.say(f"one_sided_{outcome}", one.table.loc[INTERACTION, "coef"], "{:.3f}")
chapter.holds("the early years of the two countries do not matter",
              all(abs(one.table.loc[INTERACTION, "coef"] - moderated[outcome].table.loc[INTERACTION, "coef"]) < 0.002
                  for outcome, one in one_sided.items()))  # fmt: skip
for outcome, one in moderated.items():
    row = one.table.loc[INTERACTION]
    chapter.say(f"product_{outcome}", row["coef"], "{:.3f}")
    chapter.say(f"product_{outcome}_wild", row["p_wild"], "{:.2f}")
    chapter.holds("both products rest on the same rows", len(one.frame) == len(moderated["exports"].frame))
chapter.holds("neither product is anywhere near significance",
              min(one.table.loc[INTERACTION, "p_wild"] for one in moderated.values()) > 0.3)  # fmt: skip
chapter.holds("they have opposite signs",
              moderated["exports"].table.loc[INTERACTION, "coef"] < 0 < moderated["imports"].table.loc[INTERACTION, "coef"])  # fmt: skip
without = moderating.leave_out(real)
chapter.say("exports_without_low", without["exports", "coef"].min(), "{:.3f}")
chapter.say("exports_without_high", without["exports", "coef"].max(), "{:.3f}")
chapter.say("exports_without_tjk", without.loc["TJK", ("exports", "coef")], "{:.3f}")
chapter.holds("without Tajikistan alone the product on exports is positive",
              set(without.index[without["exports", "coef"] > 0]) == {"TJK"})  # fmt: skip
alone = moderated["exports"].table.loc["inequality"]
chapter.say("inequality_exports", alone["coef"], "{:.3f}")
chapter.say("inequality_ties", alone["p_ties"], "{:.3f}")
chapter.say("inequality_patterns", int(alone["patterns"]))
chapter.say("inequality_printed", printed.loc[("table_8", "(1)", "inequality"), "printed"])
chapter.holds("inequality alone, on exports alone, is below 5 %, with ties too, and has the other sign than print",
              alone["p_wild"] == 0 and alone["p_ties"] < 0.05
              and sum((one.table["p_wild"] < 0.05).sum() for one in moderated.values()) == 1
              and alone["coef"] > 0 > printed.loc[("table_8", "(1)", "inequality"), "coef"])  # fmt: skip
n_without = len(kept - set(TREATED))
chapter.holds("the bootstrap itself says that the controls are few",
              all(any(note.startswith(f"{n_without} clusters of {len(kept)} are not treated") for note in one.notes)
                  for one in moderated.values()))  # fmt: skip
chapter.say("printed_product", printed.loc[("table_8", "(1)", INTERACTION), "printed"])
chapter.holds("the product on exports is near the printed one",
              abs(moderated["exports"].table.loc[INTERACTION, "coef"] - printed.loc[("table_8", "(1)", INTERACTION), "coef"]) < 0.005)  # fmt: skip

# %% [markdown]
# The product is {glue:text}`product_exports` for exports ($p$ {glue:text}`product_exports_wild`) and {glue:text}`product_imports` for imports ({glue:text}`product_imports_wild`), in {glue:text}`product_n` country-years; with the years up to {glue:text}`aze_last` and {glue:text}`tkm_last` of the two countries that are left out ({glue:text}`one_sided_n` country-years), {glue:text}`one_sided_exports` and {glue:text}`one_sided_imports`. That the first lies near the printed {glue:text}`printed_product` is no agreement: the outcome is another, the unit is ours, and the p-value says that it could be anything. From 2013 on the Gini of the {glue:text}`n_moderating` treated countries that have one moved by {glue:text}`widest` points at most; {glue:text}`between_share` % of its variance lies between countries. So beside the Gini's own term, which only changes within countries identify, the product compares {glue:text}`n_moderating` countries (without these changes it has the other sign on exports, {numref}`belt-road-counterpart-rivals`), and Tajikistan is the one that is far from the others. Without it the product on exports changes its sign ({glue:text}`exports_without_tjk`); without any one country it runs from {glue:text}`exports_without_low` to {glue:text}`exports_without_high`. Whatever else distinguishes Tajikistan, it distinguishes these countries as well as its inequality does.
#
# One term of the table is below 5 %: inequality itself on exports, {glue:text}`inequality_exports`, with the other sign than the printed {glue:text}`inequality_printed`. None of the {glue:text}`inequality_patterns` sign patterns has a larger t, so that its p is below one in as many, and {glue:text}`inequality_ties` with the patterns that tie. It is not the term of the paper's argument, and one of several that could have come out so.
#
# ## Recovery of every column
#
# Does the code find what was planted? {numref}`belt-road-recovery-all` runs the regressions of tables 3 to 8 on {glue:text}`draws` draws of the semi-synthetic panel. {numref}`belt-road-recovery-terms` has the term that each column is about; the file behind it has all {glue:text}`n_terms` coefficients.

# %% tags=["hide-input"]
recovered = recovering.recovery(draws, seed)
chapter.table(
    "recovery_all",
    recovering.by_exhibit(recovered).rename(index=lambda name: name.replace("_", " ")),
    caption="Recovery of tables 3 to 8",
    formats={
        "largest z": "{:.1f}",
        "sd over s.e. of rows": "{:.2f}",
        "of countries": "{:.2f}",
        "covered rows": "{:.2f}",
        "covered countries": "{:.2f}",
    },
    tidy=recovering.rows(recovered, "recovery_all"),
    track="semi_synthetic",
    note="Largest z: distance of the mean of the draws from what was planted, in Monte Carlo errors. sd over s.e.: median ratio of the spread over draws to the mean standard error of independent rows, and of errors clustered by country. Covered: share of 95 % intervals that hold what was planted.",
)

# %% tags=["hide-input"]
focus = {column.name: column.focus for column in printed_columns()}
chosen = [focus[f"{exhibit} {column}"] == term for exhibit, column, term in recovered.index]
chapter.table(
    "recovery_terms",
    tables.recovery(recovered[chosen]),
    caption="Planted and recovered",
    track="semi_synthetic",
    note="Mean of the draws with its Monte Carlo error; standard errors are means over the draws.",
)

# %% tags=["hide-input"]
fig, alt = plots.coverage(recovered, focus)
chapter.figure(
    "recovery_coverage",
    fig,
    caption="How often intervals hold what was planted",
    alt=alt,
    track="semi_synthetic",
    note="Each column's own term, by table and column; dotted: 95 %.",
)

# %% tags=["remove-cell"]
chapter.say("draws", draws)
chapter.say("n_terms", len(recovered))
chapter.say("n_recovered_columns", recovered.index.droplevel("term").nunique())
chapter.say("largest_z", recovered["z"].abs().max(), "{:.1f}")
effects = {column.name: column.effects for column in printed_columns()}
within = ["iso3" in effects[f"{exhibit} {column}"] for exhibit, column, _ in recovered.index]
both_effects = recovered[within]
chapter.say("rows_covered", 100 * both_effects["covered_rows"].mean(), "{:.0f}")
chapter.say("countries_covered", 100 * both_effects["covered_countries"].mean(), "{:.0f}")
chapter.say("times", (both_effects["mc_sd"] / both_effects["se_rows"]).median(), "{:.1f}")
chapter.holds(
    "every mean lies within four Monte Carlo errors of what was planted", recovered["z"].abs().max() < 4
)
chapter.holds("intervals of independent rows cover far too seldom", both_effects["covered_rows"].mean() < 0.7)
five = recovered.loc["table_5"]
chapter.say("times_5", (five["mc_sd"] / five["se_rows"]).median(), "{:.1f}")
apart_5 = {key: tables.estimate_of(rows_5, *key)["coef"] - five.loc[key, "planted"] for key in five.index}
far_rows, far_sd = (
    max(abs(gap) / (tables.estimate_of(rows_5, *key)["se"] if by == "rows" else five.loc[key, "mc_sd"])
        for key, gap in apart_5.items())
    for by in ("rows", "sd")
)  # fmt: skip
chapter.say("far_5", f"{far_rows:.1f}" if drawn else elsewhere)
chapter.say("far_5_sd", f"{far_sd:.1f}" if drawn else elsewhere)
chapter.holds("table 5 is many row errors off and few true standard deviations", far_rows > 3 and far_sd < 3)
chapter.holds("its terms come back over the draws", five["z"].abs().max() < 4)
outside = recovered[~np.array(within)]
chapter.holds("without effects of countries clustered intervals always hold it", (outside["covered_countries"] == 1).all())  # fmt: skip
chapter.holds("intervals clustered by country nearly as they should, and a little too seldom",
              0.8 < both_effects["covered_countries"].mean() < 0.95)  # fmt: skip

# %% [markdown]
# All {glue:text}`n_terms` coefficients of {glue:text}`n_recovered_columns` columns come back: no mean of the draws is further than {glue:text}`largest_z` Monte Carlo errors from what was planted. (The columns of a table share much of their noise, so these are not {glue:text}`n_terms` independent tests.) The errors do not come back. The drawn panel has a tenth of its noise in shocks that all lines of a country share in a year, and in columns with effects of country and year the spread over draws is {glue:text}`times` times the standard error of independent rows: their 95 % intervals hold what was planted in {glue:text}`rows_covered` % of the cases, those clustered by country in {glue:text}`countries_covered` % ({numref}`belt-road-recovery-coverage`). (Columns without effects of countries have these levels in the errors; they do not change from draw to draw, and the clustered intervals are far too wide there.) How large that tenth is on the paper's data nobody can know from print. That the regressors do not vary between the lines of a country and year is certain, if there are lines ({doc}`06_few_treated`).
#
# ## Exercises
#
# :::{admonition} Exercise 1: one world more
# :class: exercise
# In the last world of {numref}`belt-road-no-channel`, let the unseen shock move trade and the variable in *opposite* directions. What becomes of the coefficient, and what would a paper conclude? (`belt_road_worlds.World` has the parameters; a negative effect of the shock on one of the two is all that is needed.)
# :::

# %% tags=["hide-cell"]
opposite = worlds_of.simulate(
    worlds_of.World(shared=0.25, sign=-1.0), True, worlds, np.random.default_rng(seed)
)
chapter.say("opposite", opposite["mean"], "{:.2f}")
chapter.say("opposite_rejects", 100 * opposite["rejects"], "{:.0f}")
chapter.holds("the sign turns", opposite["mean"] < -0.1 and opposite["rejects"] > 0.5)

# %% [markdown]
# :::{dropdown} Solution
# It turns negative, {glue:text}`opposite` on average, and significant in {glue:text}`opposite_rejects` % of the draws. A paper would conclude that the variable *impedes* trade, or leave the column out. A table in which all channels have the expected sign is as easily had from a common cause as from channels.
# :::
#
# :::{admonition} Exercise 2: another level
# :class: exercise
# Fieller's set for the imports of table 8 is two rays at 95 %. At which level would it be an interval? Begin with the printed t-value of the product.
# :::

# %% tags=["remove-cell"]
line = moderating.printed_lines()["imports"]
ninety = line.fieller(level=0.10)[0]
chapter.say("ninety_low", ninety[0], "{:.1f}")
chapter.say("ninety_high", ninety[1], "{:.1f}")
chapter.say("bounded_below", 100 * (1 - moderating.p_of(t_import)), "{:.0f}")
chapter.holds("at 90 % it is bounded", len(line.fieller(level=0.10)) == 1 and np.isfinite(ninety).all())

# %% [markdown]
# :::{dropdown} Solution
# The set is an interval only if the slope itself differs from zero at that level: with a t-value of {glue:text}`t_import` below {glue:text}`bounded_below` %. At 90 % it is {glue:text}`ninety_low` to {glue:text}`ninety_high`, so wide that it says little more.
# :::
#
# :::{admonition} Exercise 3: is it the Gini?
# :class: exercise
# Four treated countries have a Gini. Order them by anything else you know of them, such as distance from China or income, and put that in the place of inequality. Could the data tell your moderator from the paper's?
# :::

# %% tags=["hide-cell"]
rivals = moderating.rivals(real)
chapter.table(
    "counterpart_rivals",
    rivals,
    caption="Other moderators of the four countries",
    formats={"correlation with the Gini": "{:.2f}", "product": "{:.2f}", "p, wild": "{:.2f}", "R²": "{:.4f}"},
    track="counterpart",
    note="Exports of all goods; the moderator is the country's mean from 2013 on, in standard deviations over the four treated countries, its product with the treatment in the place of the paper's.",
)

# %% tags=["remove-cell"]
chapter.say("r2_spread", rivals["R²"].max() - rivals["R²"].min(), "{:.4f}")
chapter.holds("all moderators fit alike", rivals["R²"].max() - rivals["R²"].min() < 0.01)
chapter.holds("with the country's mean the product with the Gini is positive",
              rivals.loc["Gini of disposable income", "product"] > 0)  # fmt: skip
chapter.holds("none is significant at 5 %", (rivals["p, wild"] > 0.05).all())

# %% [markdown]
# :::{dropdown} Solution
# {numref}`belt-road-counterpart-rivals` has three. Their R² differ by {glue:text}`r2_spread`, and none is significant. For the Gini itself the product even has the other sign than in {numref}`belt-road-counterpart-table-8`, because its changes within countries are left out here. With four points on the line any property of countries is a candidate, and a product with one of them is a name for a difference between four countries.
# :::
