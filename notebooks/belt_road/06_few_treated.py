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
# # What five treated countries can tell
#
# Every table of the paper {cite:p}`akyeva2026impact` compares five countries with four, and prints {glue:text}`observations` observations. This chapter asks what nine countries can tell, whatever the number of rows. It puts the design of the paper through the inference that was made for such cases: clustered errors with few clusters {cite:p}`cameron2015practitioner`, the wild cluster bootstrap {cite:p}`cameron2008bootstrap`, every other choice of five countries {cite:p}`mackinnon2020randomization`, the controls' own changes {cite:p}`conley2011inference,ferman2019inference`, a synthetic comparison {cite:p}`arkhangelsky2021synthetic`, and the years before {cite:p}`rambachan2023more,roth2022pretest`.
#
# :::{admonition} Kinds of result
# :class: note
# Nearly everything here is *counterpart*: China's real trade in all goods with the nine countries and with its other partners, and its exports of computers to eight of them. It is not the paper's outcome and never counts as replication. But it has the same treatment and, computers apart, the same countries, over {glue:text}`years_baci` (BACI), {glue:text}`years_nbs` (NBS) or {glue:text}`years_dots` (DOTS) where the paper has {glue:text}`years_paper`, so what it says of the *size* of the tests is likely to hold for the paper's too; their power depends on the outcome. One section, on the number of rows, is *semi-synthetic*: drawn outcomes with the printed coefficients planted, which say nothing about trade. With `TRACK=original` and the Comtrade extract the first table is made for the paper's own outcome ({doc}`/how_to_rerun`).
# :::

# %% tags=["parameters"]
track = "counterpart"
seed = 2013
draws = 1999  # of choices of treated countries among larger pools
placebos = 3000  # of nine countries, for the size and power of the tests
panels_drawn = 400  # of the semi-synthetic panel, for each share
sdid_draws = 60  # placebos behind the error of synthetic difference-in-differences

# %% tags=["hide-input"]
from math import comb

import numpy as np
import pandas as pd
from scipy import stats

from lib import panels, published
from lib.estimators.few_treated import pretrends_power
from lib.exhibits import Chapter
from lib.exhibits import belt_road_few as tables
from lib.exhibits import belt_road_few_plots as plots
from lib.panels.belt_road import CONTROLS, EVENT_YEAR, TREATED, YEARS
from lib.panels.belt_road_columns import printed_columns
from lib.panels.belt_road_synthetic_design import lines_by_country
from lib.panels.belt_road_synthetic_noise import Noise
from lib.studies import belt_road_beside as beside
from lib.studies import belt_road_computers as computers
from lib.studies import belt_road_curve as curves
from lib.studies import belt_road_dates as dates
from lib.studies import belt_road_design as design
from lib.studies import belt_road_few as few
from lib.studies import belt_road_record as record
from lib.studies import belt_road_size as sizes
from lib.studies import belt_road_size_controls as sizes_controls
from lib.studies.belt_road_choices import every_choice
from lib.studies.belt_road_placebo import CONTROLS as COVARIATES
from lib.studies.belt_road_series import complete_years

chapter = Chapter(
    "belt_road/06_few_treated",
    track=track,
    home="counterpart",
    varied=(seed, draws, placebos, panels_drawn, sdid_draws) != (2013, 1999, 3000, 400, 60),
)
real = panels.load("belt_road", "counterpart")
cells = published.cells("belt_road").set_index("id")
BACI = {"exports": "exports_baci", "imports": "imports_baci"}
NAMES = {series: tables.SERIES[series] for series in BACI.values()}
printed = {
    "exports_baci": record.number(cells.loc["table_3//(3)/bri/coef", "printed"]),
    "imports_baci": record.number(cells.loc["table_3//(6)/bri/coef", "printed"]),
}

# %% [markdown]
# ## One coefficient, five ways
#
# {numref}`belt-road-counterpart-nine` has the coefficient of the treatment with effects of country and year, for each public series, without and with the paper's public controls (population, GDP per head, growth), and behind it:
#
# - *Clustered*: the standard error clustered by country, and p by a t distribution with one degree of freedom less than there are countries. Its theory has many clusters on both sides.
# - *Wild*: the residuals under the null are multiplied by 1 or −1, country by country, in all $2^9$ ways, and p is the share with a larger t. As every pattern ties with its mirror image, p comes in steps of two. With very few treated clusters this test, too, breaks down {cite:p}`mackinnon2017wild`.
# - *Choices*: the same regression for every choice of five of the nine countries, {glue:text}`n_choices` in all; p is twice the share of choices in the tail of the actual one. It is *exact* if the five were drawn at random, each choice as likely as any other, and no p below {glue:text}`least_p` can come out. Who takes the countries' paths for exchangeable instead, and not the choice of the five, needs choices that are all alike. With controls, or with years missing (by BACI Serbia's before {glue:text}`serbia_first`, and the cells of computers that are not listed), they differ in what the regression leaves of them, and the test is no longer exact ({numref}`belt-road-counterpart-size-controls`). So this chapter says *by choices*. Values of a constant effect that it does not reject make its interval. *By t* takes the t statistic in place of the coefficient.
# - *Conley-Taber*: the distribution of the estimate from the residual changes of the controls. Made for many controls. Here there are four.

# %% tags=["hide-input"]
nine = few.nine_table(real)
own = panels.load("belt_road", track)
shown = nine if track == "counterpart" else few.nine_table(own, ("exports", "imports"))
chapter.table(
    "counterpart_nine",
    tables.nine(shown),
    caption="One coefficient and what nine countries say of it",
    note="Errors clustered by country in parentheses. Controls: none, or population, GDP per head and growth. Computers: the flows that are listed, to eight countries, of which there are fewer choices.",
    tidy=few.tidy(shown, "counterpart_nine", "series", "controls", track=chapter.track),
)

# %% tags=["remove-cell"]
n_choices = comb(len(TREATED) + len(CONTROLS), len(TREATED))
chapter.say("observations", f"{record.observations():,}")
chapter.say("n_choices", n_choices)
chapter.say("least_p", 2 / n_choices, "{:.3f}")
chapter.say("n_rows_nine", len(nine))
main = nine.loc[("exports_baci", "none")]
for name in ("exports_baci", "imports_baci", "computers"):
    row = nine.loc[(name, "none")]
    chapter.say(name, row["coef"], "{:.2f}")
    chapter.say(f"{name}_exact", row["choices p"], "{:.2f}")
chapter.say("low", main["choices lower"], "{:.2f}")
chapter.say("high", main["choices upper"], "{:.2f}")
chapter.say("low_percent", 100 * np.expm1(main["choices lower"]), "{:.0f}")
chapter.say("high_percent", 100 * np.expm1(main["choices upper"]), "{:.0f}")
chapter.say("nbs_clustered", nine.loc[("exports_nbs", "three"), "p"], "{:.3f}")
chapter.say("nbs_wild", nine.loc[("exports_nbs", "three"), "wild p"], "{:.3f}")
chapter.say("nbs_exact", nine.loc[("exports_nbs", "three"), "choices p"], "{:.3f}")
chapter.say("nbs_t", nine.loc[("exports_nbs", "three"), "choices p t"], "{:.3f}")
chapter.say("smallest_exact", nine["choices p"].min(), "{:.3f}")
chapter.say("taber_rejects", int((nine["taber p"] < 0.05).sum()))
chapter.holds("no p by choices is below 10 %", nine["choices p"].min() > 0.1)
chapter.say("nine_least", nine[["choices p", "wild p"]].min(axis=None), "{:.3f}")
chapter.say("nine_clustered", int((nine["p"] < 0.05).sum()))
chapter.holds("no p by the wild bootstrap is below 5 %", nine["wild p"].min() > 0.05)
chapter.holds("clustered errors find one of twelve", (nine["p"] < 0.05).sum() == 1 and len(nine) == 12)
chapter.holds("it is exports by NBS with controls", nine["p"].idxmin() == ("exports_nbs", "three"))
chapter.holds("Conley and Taber with four controls reject in half of the lines",
              (nine["taber p"] < 0.05).sum() == len(nine) / 2)  # fmt: skip
chapter.holds("the interval of BACI's exports holds zero, the printed number and its double",
              main["choices lower"] < 0 < 2 * printed["exports_baci"] < main["choices upper"])  # fmt: skip
signs = np.sign(nine["coef"].xs("none", level="controls"))
chapter.holds("exports are positive in every series, imports by BACI too, by NBS and DOTS negative",
              signs.to_dict() == {"exports_baci": 1, "exports_nbs": 1, "imports_baci": 1, "imports_nbs": -1,
                                  "imports_dots": -1, "computers": 1})  # fmt: skip
wild_shorter = nine["wild upper"] - nine["wild lower"] < nine["choices upper"] - nine["choices lower"]
chapter.holds("the choices' interval is the longest in nearly all lines", wild_shorter.sum() >= 10)
chapter.say("years_paper", f"{YEARS[0]}-{YEARS[-1]}")
for series in ("exports_baci", "exports_nbs", "imports_dots"):
    years = few.rows(real, series)["year"]
    chapter.say(f"years_{series.split('_')[1]}", f"{years.min()}-{years.max()}")
for place, series in BACI.items():
    seen = few.rows(real, series)
    numbers = design.compared(design.changes(seen, f"ln_{series}"))["did"]
    even_rows = few.rows(complete_years(real, f"ln_{series}"), series)
    even_numbers = design.compared(design.changes(even_rows, f"ln_{series}"))["did"]
    even = every_choice(even_rows)
    chapter.say(f"numbers_{place}", numbers, "{:.2f}")
    chapter.say(f"even_{place}", even.coef, "{:.2f}")
    chapter.say(f"even_p_{place}", even.p, "{:.2f}")
    chapter.say(f"even_low_{place}", even.interval[0], "{:.2f}")
    chapter.say(f"even_high_{place}", even.interval[1], "{:.2f}")
    whole = nine.loc[(series, "none"), "coef"]
    lacking = seen.groupby("iso3")["year"].agg(["min", "size"])
    short_of = lacking.index[lacking["size"] < seen["year"].nunique()]
    chapter.holds(f"Serbia alone lacks years, and three: {place}",
                  list(short_of) == ["SRB"] and lacking.loc["SRB", "size"] == seen["year"].nunique() - 3)  # fmt: skip
    chapter.holds(f"with them missing the regression is not that of nine numbers: {place}",
                  numbers > whole + 0.03)  # fmt: skip
    chapter.holds(f"in the years that all nine have it is: {place}", abs(even.coef - even_numbers) < 1e-9)
    chapter.holds(f"and smaller, by half or more: {place}", 0 < even.coef <= 0.5 * whole)
    chapter.holds(f"no p below 10 %, zero and the paper's within its interval: {place}",
                  even.p > 0.1 and even.interval[0] < 0 < printed[series] < even.interval[1])  # fmt: skip
    if place == "exports":
        serbia_first = lacking.loc["SRB", "min"]
        chapter.say("serbia_first", serbia_first)
        chapter.say("even_first", even_rows["year"].min())
        chapter.say("even_last", even_rows["year"].max())
        chapter.say("even_low_percent", 100 * np.expm1(even.interval[0]), "{:.0f}")
        chapter.say("even_high_percent", 100 * np.expm1(even.interval[1]), "{:.0f}")

# %% [markdown]
# By the series of BACI the coefficient is {glue:text}`exports_baci` on exports (p by choices {glue:text}`exports_baci_exact`) and {glue:text}`imports_baci` on imports ({glue:text}`imports_baci_exact`), and {glue:text}`computers` on computers ({glue:text}`computers_exact`). No line of the {glue:text}`n_rows_nine` has a p by choices below {glue:text}`smallest_exact`. For BACI's exports the choices reject no constant effect between {glue:text}`low` and {glue:text}`high` log points, from {glue:text}`low_percent` % to {glue:text}`high_percent` %: zero, the paper's coefficient, and more than twice that ({numref}`belt-road-counterpart-intervals`).
#
# The choice of series alone turns the sign of imports, positive by BACI and negative by NBS and DOTS. Clustered errors find significance in one line, exports by NBS with controls (p {glue:text}`nbs_clustered`); the wild bootstrap gives it {glue:text}`nbs_wild`, the choices {glue:text}`nbs_exact` ({glue:text}`nbs_t` by t). Conley and Taber's method, with four controls, rejects in {glue:text}`taber_rejects` lines. Is it better, or is it wrong?

# %% tags=["hide-input"]
shown = few.interval_table(nine.loc[list(BACI.values())])
fig, alt = plots.intervals(shown, NAMES, printed)
chapter.figure(
    "counterpart_intervals",
    fig,
    caption="Intervals for one coefficient by method",
    alt=alt,
    track="counterpart",
    note="Effects of country and year, no controls. Dashed: the paper's coefficient on high-technology trade, table 3, columns (3) and (6).",
    printed=True,
)

# %% [markdown]
# ## What the tests really do
#
# In a balanced panel, with effects of country and year alone, every one of these tests depends on nine numbers, each country's mean from {glue:text}`event` on less its mean before. BACI's lines above are not balanced: Serbia is missing before {glue:text}`serbia_first`. There the regression has {glue:text}`exports_baci` on exports and {glue:text}`imports_baci` on imports, and the nine numbers of the same rows {glue:text}`numbers_exports` and {glue:text}`numbers_imports`. In the years that all nine have, {glue:text}`even_first` to {glue:text}`even_last`, the two agree, and {doc}`03_design` has them: {glue:text}`even_exports` on exports (p by choices {glue:text}`even_p_exports`, interval {glue:text}`even_low_exports` to {glue:text}`even_high_exports`) and {glue:text}`even_imports` on imports ({glue:text}`even_p_imports`, {glue:text}`even_low_imports` to {glue:text}`even_high_imports`). The years from 2003 to 2005 make the difference, in which Serbia has no row, and the coefficient with them is the larger one on both flows. With controls and railways BACI's exports of 2011 to 2019 are another case ({doc}`04_baseline`).
#
# So with balanced panels the tests can be tried on *real* placebos: nine countries drawn from China's other partners, of about the same size of trade as the nine, five of them called treated, {glue:text}`placebos` times. Whatever a test rejects there, it rejects wrongly. Then an effect is added to the five, to see when each test notices. Nothing is assumed about the distribution of trade; only that partners like these are what the nine would have been.

# %% tags=["hide-input"]
alike = {series: few.pool(real, series, few.ALIKE) for series in BACI.values()}
added = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.25])
rates = {series: sizes.rejections(frame, added, placebos, seed) for series, frame in alike.items()}
titled = {NAMES[series]: table for series, table in rates.items()}
lines = {NAMES[series]: value for series, value in printed.items()}
fig, alt = plots.power(titled, lines, (sizes.FEW, sizes.WILD, sizes.CHOICES, sizes.TABER, sizes.MANY))
chapter.figure(
    "counterpart_power",
    fig,
    caption="What each test rejects, by the effect added",
    alt=alt,
    track="counterpart",
    tidy=sizes.tidy(rates, "counterpart_power"),
    note="Balanced placebos of nine countries from partners alike in size; the whole pool has the other partners as controls. Dotted: 5 %. Dashed: the paper's coefficient.",
    printed=True,
)

# %% tags=["remove-cell"]
chapter.say("placebos", placebos)
chapter.say("event", EVENT_YEAR)
at_zero = pd.DataFrame({series: table.loc[0.0] for series, table in rates.items()})
chapter.say("size_error", 100 * np.sqrt(0.05 * 0.95 / placebos), "{:.1f}")
for key, test in {"taber": sizes.TABER, "few": sizes.FEW, "normal": sizes.NORMAL, "exact": sizes.CHOICES,
                  "wild": sizes.WILD, "many": sizes.MANY}.items():  # fmt: skip
    for place, series in BACI.items():
        chapter.say(f"size_{key}_{place}", 100 * at_zero.loc[test, series], "{:.1f}")
taber_theory = (1 / 5 + 1 / 4) / (1 / 5 * 3 / 4)
chapter.say("level_exact", 100 * (2 * int(0.05 * n_choices / 2) / n_choices), "{:.1f}")
chapter.say("taber_ratio", taber_theory, "{:.0f}")
chapter.say("taber_normal", 200 * stats.norm.sf(stats.norm.isf(0.025) / np.sqrt(taber_theory)), "{:.0f}")
chapter.holds("Conley and Taber with four controls reject about seven times too often",
              at_zero.loc[sizes.TABER].between(0.25, 0.45).all())  # fmt: skip
chapter.holds("choices, wild and t with eight keep their size within two points",
              (at_zero.loc[[sizes.FEW, sizes.WILD, sizes.CHOICES, sizes.MANY]] - 0.05).abs().max(axis=None) < 0.02)  # fmt: skip
chapter.holds("normal critical values do not", (at_zero.loc[sizes.NORMAL] > 0.07).all())
for place, series in BACI.items():
    power = rates[series][sizes.CHOICES]
    chapter.say(f"power_{place}", 100 * np.interp(printed[series], power.index, power), "{:.0f}")
    chapter.say(f"power_one_{place}", 100 * power[1.0], "{:.0f}")
    whole = rates[series][sizes.MANY]
    chapter.say(f"power_many_{place}", 100 * np.interp(printed[series], whole.index, whole), "{:.0f}")
    chapter.holds(f"the printed effect is hardly ever found: {place}",
                  np.interp(printed[series], power.index, power) < 0.12)  # fmt: skip
found = {series: sizes.detectable(table[[sizes.CHOICES, sizes.MANY]]) for series, table in rates.items()}
chapter.say("detect", found["exports_baci"][sizes.CHOICES], "{:.1f}")
chapter.say("detect_percent", 100 * np.expm1(found["exports_baci"][sizes.CHOICES]), "{:.0f}")
chapter.holds("an effect found in 80 % is five times the printed one",
              found["exports_baci"][sizes.CHOICES] > 4.5 * printed["exports_baci"])  # fmt: skip
steadier = found["exports_baci"][sizes.CHOICES] / printed["exports_baci"]
chapter.say("times", steadier, "{:.1f}")
chapter.say("steadier", steadier, "{:.1f}")
own_changes = sizes.changes(alike["exports_baci"])
spread_of = own_changes[~own_changes.index.isin(TREATED)].std()
se_printed = record.number(cells.loc["table_3//(3)/bri/se", "printed"])
chapter.say("sd_exports", spread_of, "{:.2f}")
chapter.say("sd_needed", spread_of / steadier, "{:.2f}")
chapter.say("sd_printed", se_printed / np.sqrt(1 / len(TREATED) + 1 / len(CONTROLS)), "{:.2f}")
chapter.say("first_year", alike["exports_baci"]["year"].min())
chapter.say("last_year", alike["exports_baci"]["year"].max())
chapter.say("computers_se", nine.loc[("computers", "none"), "se"], "{:.2f}")
chapter.say("exports_se", main["se"], "{:.2f}")
chapter.holds("computers are about as unsteady as exports",
              nine.loc[("computers", "none"), "se"] > 0.8 * main["se"])  # fmt: skip

# %% [markdown]
# {numref}`belt-road-counterpart-power` answers. Where nothing happened, Conley and Taber's method with four controls rejects in {glue:text}`size_taber_exports` % of the placebos on exports and in {glue:text}`size_taber_imports` % on imports, at a level of 5 % (Monte Carlo error at 5 %: {glue:text}`size_error`). It takes the controls' own mean to be known, and it is not: the variance of the coefficient is proportional to $1/5 + 1/4$, that of its distribution to $\frac{3}{4} \cdot 1/5$, {glue:text}`taber_ratio` times less, which for normal changes is a size of {glue:text}`taber_normal` %. Its significant lines above are no evidence.
#
# The others, *without controls*, do about what they promise (the choices at most {glue:text}`level_exact` %, as their p comes in steps, and by construction, as the five are drawn here): {glue:text}`size_exact_exports` and {glue:text}`size_exact_imports` % for the choices (off by Monte Carlo errors), {glue:text}`size_wild_exports` and {glue:text}`size_wild_imports` % for the wild bootstrap, {glue:text}`size_few_exports` and {glue:text}`size_few_imports` % for clustered errors with t of eight degrees of freedom. With the normal distribution's 1.96 it is {glue:text}`size_normal_exports` and {glue:text}`size_normal_imports` %.
#
# With the paper's controls the design is no function of nine numbers. {numref}`belt-road-counterpart-size-controls` keeps it as it is, the nine with their own population, GDP per head and growth and the actual five, and gives each of the nine the path of another partner alike in size, at random, {glue:text}`placebos` times.

# %% tags=["hide-input"]
held = {
    (series, words): sizes_controls.sizes(real, series, names, alike[series], placebos, seed)
    for series in BACI.values()
    for words, names in (("none", ()), ("three", COVARIATES))
}
held = pd.DataFrame(held)
chapter.table(
    "counterpart_size_controls",
    tables.size_controls(held),
    caption="What each test rejects with the nine's own controls",
    note="Per cent of placebos rejected at 5 % where nothing happened. The rows of the nine, with their controls (none, or population, GDP per head and growth), and paths of partners alike in size.",
    track="counterpart",
)

# %% tags=["remove-cell"]
for place, series in BACI.items():
    chapter.say(f"held_none_{place}", 100 * held.loc[sizes.CHOICES, (series, "none")], "{:.1f}")
    for key, test in {"choices": sizes.CHOICES, "t": sizes_controls.BY_T, "wild": sizes.WILD, "few": sizes.FEW}.items():  # fmt: skip
        chapter.say(f"held_{key}_{place}", 100 * held.loc[test, (series, "three")], "{:.1f}")
held_three = held.xs("three", axis=1, level=1)
chapter.holds("with controls choices by the coefficient reject too often",
              (held_three.loc[sizes.CHOICES] > 0.05 + 3 * np.sqrt(0.05 * 0.95 / placebos)).all())  # fmt: skip
chapter.holds("t with eight twice as often as it should", (held_three.loc[sizes.FEW] > 0.09).all())
chapter.holds("the wild bootstrap and choices by t nearly keep their size",
              ((held_three.loc[[sizes.WILD, sizes_controls.BY_T]] - 0.05).abs() < 0.015).all(axis=None))  # fmt: skip
chapter.holds("without controls choices keep it",
              ((held.xs("none", axis=1, level=1).loc[sizes.CHOICES] - 0.05).abs() < 0.015).all())  # fmt: skip

# %% [markdown]
# Then every choice of five, by the coefficient, rejects in {glue:text}`held_choices_exports` and {glue:text}`held_choices_imports` %, and clustered errors with t of eight in {glue:text}`held_few_exports` and {glue:text}`held_few_imports` %: the one line of {numref}`belt-road-counterpart-nine` that they find significant has controls. Choices by t ({glue:text}`held_t_exports` and {glue:text}`held_t_imports` %) and the wild bootstrap ({glue:text}`held_wild_exports` and {glue:text}`held_wild_imports` %) stay near 5 %. Without controls, and with Serbia's years missing as they are, the choices reject in {glue:text}`held_none_exports` and {glue:text}`held_none_imports` %. So with controls a large p by choices is still a safe finding, and a small one less than it says.
#
# What the tests cannot do on total trade is see. An effect as large as the paper's on exports is found in {glue:text}`power_exports` % of the placebos, hardly more often than an effect of zero; one as large as the paper's on imports in {glue:text}`power_imports` %. On exports an effect must be {glue:text}`detect` log points ({glue:text}`detect_percent` %), {glue:text}`times` times the paper's, to be found in four of five. Even an effect of one log point on imports is found in {glue:text}`power_one_imports` % only. With the whole pool as controls, and its variance as known, it is {glue:text}`power_many_exports` and {glue:text}`power_many_imports` % for effects of the paper's size: more controls help, but the five remain five. *On total trade a significant coefficient of that size, with honest errors, is not to be expected from nine countries even if the effect is there.*
#
# This is power on *this* outcome, over {glue:text}`first_year` to {glue:text}`last_year` and without controls. The size of the tests may carry over to the paper's high-technology trade; their power depends on how much countries' changes differ, and, shapes apart, on nothing else than the effect's ratio to that. On exports the changes of the partners alike in size have a standard deviation of {glue:text}`sd_exports` log points. The paper's effect on exports would be found in four of five if it were {glue:text}`sd_needed`, {glue:text}`steadier` times less; its printed standard error, if it is that of nine countries, means {glue:text}`sd_printed`. What it is in the paper's outcome cannot be known without the outcome. The one public series of high technology, computers, has a clustered error of {glue:text}`computers_se`, where exports by BACI have {glue:text}`exports_se`: a single product, on eight countries, is no steadier by much.
#
# ## More controls
#
# More treated countries there are not, but more controls there are. {numref}`belt-road-counterpart-pools` takes as controls all partners that China trades with in every year, or those alike in size, or the landlocked ones, and the treated remain the five. The choices are now drawn, {glue:text}`draws` times; Ferman and Pinto's method lets the variance fall with the size of trade; synthetic difference-in-differences weighs partners and years such that the weighted controls moved as the five did before {glue:text}`event`. Serbia, which BACI has from 2006 on only, is not among them. Other partners are no untouched controls: most signed memoranda themselves, later. So these coefficients say whether Central Asia did better than the rest.

# %% tags=["hide-input"]
pooled = few.pool_table(real, tuple(BACI.values()), draws=draws, sdid_draws=sdid_draws, seed=seed)
chapter.table(
    "counterpart_pools",
    tables.pools(pooled),
    caption="The five against larger pools of controls",
    note="Series: BACI. Effects of country and year, no further controls. Errors clustered by country in parentheses; of synthetic DID, from placebos. Gap before: root mean square of its difference before 2013, level apart.",
    track="counterpart",
    tidy=few.tidy(pooled, "counterpart_pools", "series", "pool"),
)

# %% tags=["remove-cell"]
chapter.say("draws", f"{draws:,}")
chapter.say("p_error", pooled["choices error"].max(), "{:.3f}")
chapter.say("pool_low", pooled["countries"].min())
chapter.say("pool_high", pooled["countries"].max())
honest_p = pooled[["choices p", "choices p t", "taber p", "ferman p", "sdid p"]]
chapter.say("pool_smallest", honest_p.min(axis=None), "{:.2f}")
chapter.holds("no method finds anything with any pool", honest_p.min(axis=None) > 0.1)
alike_row = pooled.loc[("exports_baci", few.ALIKE)]
chapter.say("taber_low", alike_row["taber lower"], "{:.2f}")
chapter.say("taber_high", alike_row["taber upper"], "{:.2f}")
chapter.say("n_alike", int(alike_row["countries"]))
by_series = pooled.groupby("series")
chapter.holds("the paper's coefficient is within every interval of Conley and Taber's",
              all((part["taber lower"] < printed[name]).all() and (printed[name] < part["taber upper"]).all()
                  for name, part in by_series))  # fmt: skip
chapter.say("sdid_low", pooled["sdid coef"].min(), "{:.2f}")
chapter.say("sdid_high", pooled["sdid coef"].max(), "{:.2f}")
chapter.holds("synthetic DID is negative everywhere, least squares positive",
              (pooled["sdid coef"] < 0).all() and (pooled["coef"] > 0).all())  # fmt: skip
short = alike_row["taber upper"] - alike_row["taber lower"]
chapter.holds("with the pool the interval is shorter than the choices' among nine",
              short < main["choices upper"] - main["choices lower"])  # fmt: skip

# %% [markdown]
# With {glue:text}`pool_low` to {glue:text}`pool_high` countries no method finds anything: the smallest p is {glue:text}`pool_smallest` (Monte Carlo errors of drawn choices up to {glue:text}`p_error`). The intervals are shorter, from {glue:text}`taber_low` to {glue:text}`taber_high` on exports with the {glue:text}`n_alike` countries alike in size, and hold zero and the paper's coefficient. Synthetic difference-in-differences turns the sign: with controls weighted to move alike before, the estimates lie between {glue:text}`sdid_low` and {glue:text}`sdid_high`. It succeeds only in part ({numref}`belt-road-counterpart-synthetic`): on exports the path of the five has a hump in {glue:text}`hump_years` that no weights give, and the gap before {glue:text}`event` is {glue:text}`gap_exports` log points in root mean square.

# %% tags=["hide-input"]
synthetic = {
    NAMES[series]: few.synthetic(real, series, few.ALIKE, draws=sdid_draws, seed=seed)
    for series in BACI.values()
}
warned = [name for name, one in synthetic.items() if one.notes]
fig, alt = plots.synthetic(synthetic, EVENT_YEAR)
chapter.figure(
    "counterpart_synthetic",
    fig,
    caption="The five and their synthetic comparison",
    alt=alt,
    track="counterpart",
    note="Partners alike in size. The weighted controls are shifted by the mean gap before the event; the method takes no account of levels."
    + (f" The estimator warns of a poor fit: {', '.join(warned)}." if warned else ""),
)

# %% tags=["remove-cell"]
chapter.say("gap_exports", synthetic[NAMES["exports_baci"]].pre_fit, "{:.2f}")
hump = synthetic[NAMES["exports_baci"]].path.loc[: EVENT_YEAR - 1]
hump = (hump["treated"] - hump["synthetic"]).sub((hump["treated"] - hump["synthetic"]).mean())
chapter.say("hump_years", " and ".join(map(str, sorted(hump.nlargest(2).index))))
chapter.holds("the two largest gaps are next to each other and above the rest in size",
              hump.nlargest(2).min() > hump.drop(hump.nlargest(2).index).abs().max()
              and np.ptp(hump.nlargest(2).index.to_numpy()) == 1)  # fmt: skip

# %% [markdown]
# ## Computers again
#
# {doc}`04_baseline` has one place where clustered errors find a significant, and negative, effect on China's exports of computers: Poisson with controls. {numref}`belt-road-counterpart-computers` reads it again with all {glue:text}`n_choices_eight` choices of five among eight countries.

# %% tags=["hide-input"]
samples = {"no controls": computers.MAIN, "with controls": computers.SAMPLES[1]}
read_again = few.computers_again(real, samples, computers.METHODS[:3])
chapter.table(
    "counterpart_computers",
    read_again.drop(columns="choices").rename(
        columns={"coef": "coefficient", "se": "clustered error", "p": "clustered p", "exact": "p by choices"}
    ),
    caption="Computers: clustered p and p by choices",
    note="Choices: every choice of five among the eight countries with figures.",
    track="counterpart",
)

# %% tags=["remove-cell"]
poisson_row = read_again.loc[("with controls", computers.METHODS[2])]
chapter.say("n_choices_eight", int(poisson_row["choices"]))
chapter.say("poisson_coef", poisson_row["coef"], "{:.2f}")
chapter.say("poisson_p", poisson_row["p"], "{:.3f}")
chapter.say("poisson_exact", poisson_row["exact"], "{:.3f}")
chapter.holds("Poisson with controls is significant by clusters and not by choices",
              poisson_row["p"] < 0.05 and poisson_row["exact"] > 0.1)  # fmt: skip
chapter.holds("no p by choices of computers is below 10 %", read_again["exact"].min() > 0.1)

# %% [markdown]
# The coefficient of {glue:text}`poisson_coef` has a clustered p of {glue:text}`poisson_p` and one by choices of {glue:text}`poisson_exact`. With three controls and one country of Kazakhstan's size the clustered error is a sum of very few squares.
#
# ## Who decides
#
# {numref}`belt-road-counterpart-left-out` leaves one country out at a time.

# %% tags=["hide-input"]
without = {series: few.left_out(real, series) for series in BACI.values()}
fig, alt = plots.left_out(without, NAMES)
chapter.figure(
    "counterpart_left_out",
    fig,
    caption="The coefficient without each country in turn",
    alt=alt,
    track="counterpart",
    tidy=few.tidy_left_out(without, "counterpart_left_out"),
    note="Effects of country and year, no controls.",
)

# %% tags=["remove-cell"]
for place, series in BACI.items():
    left = without[series].drop(index="none")
    chapter.say(f"left_low_{place}", left["coef"].min(), "{:.2f}")
    chapter.say(f"left_high_{place}", left["coef"].max(), "{:.2f}")
    chapter.say(f"left_low_who_{place}", left["coef"].idxmin())
    chapter.say(f"left_high_who_{place}", left["coef"].idxmax())
    swing = left["change"].abs().groupby(left["treated"].astype(bool)).max()
    chapter.say(f"swing_treated_{place}", swing[True], "{:.2f}")
    chapter.say(f"swing_control_{place}", swing[False], "{:.2f}")
    chapter.holds(f"a control decides exports, a treated country imports: {place}",
                  (swing[False] > swing[True]) == (place == "exports"))  # fmt: skip
left = pd.concat([table.drop(index="none") for table in without.values()])
chapter.say("left_p", left["choices p"].min(), "{:.2f}")
chapter.holds("without one control next to nothing is left on exports",
              without["exports_baci"]["coef"].min() < 0.1 * without["exports_baci"].loc["none", "coef"])  # fmt: skip
chapter.holds("without any country the exact p stays above 10 %", left["choices p"].min() > 0.1)
chapter.holds("leaving one out turns the sign of imports", without["imports_baci"]["coef"].min() < 0 < without["imports_baci"]["coef"].max())  # fmt: skip

# %% [markdown]
# On exports the coefficient goes from {glue:text}`left_low_exports` (without {glue:text}`left_low_who_exports`) to {glue:text}`left_high_exports` (without {glue:text}`left_high_who_exports`), on imports from {glue:text}`left_low_imports` (without {glue:text}`left_low_who_imports`) to {glue:text}`left_high_imports` (without {glue:text}`left_high_who_imports`). On exports leaving out one control moves it by up to {glue:text}`swing_control_exports`, nearly the whole coefficient: each of the four is a fourth of the comparison, each of the five a fifth of the treated mean. On imports a treated country does, by {glue:text}`swing_treated_imports`, and the sign goes with it. Which four countries are the controls is a choice for which the paper gives three reasons, none of them a number. The smallest p by choices of these samples is {glue:text}`left_p`.
#
# ## Memoranda as dates
#
# The paper dates the treatment of all five to {glue:text}`event`. Memoranda on the Belt and Road were signed later, country by country, and *all four controls signed one* ({doc}`03_design`). {numref}`belt-road-counterpart-dates` takes the year of the memorandum for the date, among the nine and among all partners, with estimators for staggered dates {cite:p}`callaway2021difference,borusyak2024revisiting`.

# %% tags=["hide-input"]
by_date = {
    (s, who): dates.by_memorandum(real, s, who)
    for s in BACI.values()
    for who in (dates.NINE, dates.EVERYBODY)
}
handed = {key: dates.reassigned_dates(real, *key, draws=499, seed=seed) for key in by_date}
chapter.table(
    "counterpart_dates",
    tables.dates(by_date, {key: one.pvalue for key, one in handed.items()}),
    caption="The effect of a memorandum by estimator",
    note="Errors by country in parentheses, which with so few countries are no measure of significance. Dates handed around: all assignments of the years among the nine, 499 draws among all partners. Who is not on the list counts as never signed here, which the list does not say.",
    track="counterpart",
    tidy=dates.tidy_dates(by_date, "counterpart_dates"),
)

# %% tags=["remove-cell"]
ours = {series: by_date[series, dates.NINE] for series in BACI.values()}
never = dates.signed(real, "exports_baci", dates.NINE).groupby("iso3")["mou_year"].first()
chapter.say("n_handed", f"{handed['exports_baci', dates.NINE].n_assignments:,}")
chapter.holds(
    "one of the nine is not on the list, and it is Turkmenistan", list(never.index[never.isna()]) == ["TKM"]
)
for place, series in BACI.items():
    chapter.say(f"cs_{place}", ours[series].loc[dates.DATES[1], "coef"], "{:.2f}")
    chapter.say(f"cs_se_{place}", ours[series].loc[dates.DATES[1], "se"], "{:.2f}")
    chapter.say(f"imputed_{place}", ours[series].loc[dates.DATES[3], "coef"], "{:.2f}")
    chapter.say(f"imputed_se_{place}", ours[series].loc[dates.DATES[3], "se"], "{:.2f}")
    chapter.say(f"handed_{place}", handed[series, dates.NINE].pvalue, "{:.2f}")
    chapter.say(f"everybody_{place}", by_date[series, dates.EVERYBODY].loc[dates.DATES[3], "coef"], "{:.2f}")
chapter.holds("Callaway and Sant'Anna find exports significant at 1 % among the nine",
              ours["exports_baci"].loc[dates.DATES[1], "p"] < 0.01)  # fmt: skip
chapter.holds("the estimators disagree on imports by more than two log points or nearly",
              ours["imports_baci"]["coef"].max() - ours["imports_baci"]["coef"].min() > 1.5)  # fmt: skip
chapter.holds("handed around, neither is significant among the nine",
              min(handed[series, dates.NINE].pvalue for series in BACI.values()) > 0.1)  # fmt: skip
chapter.holds("among all partners all four are positive and significant at 5 % on both",
              all(((by_date[s, dates.EVERYBODY]["coef"] > 0) & (by_date[s, dates.EVERYBODY]["p"] < 0.05)).all() for s in BACI.values()))  # fmt: skip
chapter.say("signers", int(by_date["exports_baci", dates.EVERYBODY]["treated"].iloc[0]))
chapter.holds("most partners are on the list",
              by_date["exports_baci", dates.EVERYBODY]["treated"].iloc[0] > by_date["exports_baci", dates.EVERYBODY]["never"].iloc[0])  # fmt: skip
chapter.say("nonsigners", int(by_date["exports_baci", dates.EVERYBODY]["never"].iloc[0]))

# %% [markdown]
# Among the nine this design has *one* country without a memorandum on the public list, Turkmenistan, and everything hangs on its path. What is not listed is not therefore unsigned ({doc}`03_design`); {numref}`belt-road-counterpart-dates` takes it for never signed, and this is one coding of three in {numref}`belt-road-counterpart-unlisted`. By it Callaway and Sant'Anna's estimate is {glue:text}`cs_exports` with a standard error of {glue:text}`cs_se_exports` on exports, significant at any level, and an error by country that takes one country's path for known. On imports the estimators run from {glue:text}`imputed_imports` ({glue:text}`imputed_se_imports`, imputation) to {glue:text}`cs_imports` ({glue:text}`cs_se_imports`, Callaway and Sant'Anna). Handing the dates around among the nine in all {glue:text}`n_handed` ways gives the two-way coefficient a p of {glue:text}`handed_exports` and {glue:text}`handed_imports`. Few clusters make modern estimators no safer than old ones.

# %% tags=["hide-input"]
unlisted = {series: dates.by_coding(real, series) for series in BACI.values()}
chapter.table(
    "counterpart_unlisted",
    tables.codings(unlisted),
    caption="Memoranda among the nine, by what Turkmenistan counts as",
    note="Errors by country in parentheses, which with so few countries are no measure of significance. Two estimators that need no country without a memorandum.",
    track="counterpart",
    tidy=dates.tidy_codings(unlisted, "counterpart_unlisted"),
)

# %% tags=["remove-cell"]
for place, series in BACI.items():
    for key, estimator in {"two_way": dates.DATES[0], "imputed": dates.DATES[3]}.items():
        for short_name, coding in zip(("never", "out", "from"), dates.UNLISTED, strict=True):
            chapter.say(
                f"{key}_{short_name}_{place}", unlisted[series].loc[(coding, estimator), "coef"], "{:.2f}"
            )
changed = {place: unlisted[series]["coef"].unstack("coding") for place, series in BACI.items()}
chapter.holds("the coding of Turkmenistan takes most of the exports' effect away",
              (changed["exports"]["never signed"] > 0.3).all()
              and (changed["exports"].drop(columns="never signed").abs() < 0.1).all(axis=None))  # fmt: skip
chapter.holds("and of imports', whose sign it turns if signed",
              (changed["imports"]["never signed"] < -1).all()
              and (changed["imports"]["left out"].abs() < 0.1).all()
              and (changed["imports"]["signed from 2014 on"] > 0.3).all())  # fmt: skip

# %% [markdown]
# So all this is said of one coding. With Turkmenistan left out the two-way coefficient goes from {glue:text}`two_way_never_exports` to {glue:text}`two_way_out_exports` on exports and from {glue:text}`two_way_never_imports` to {glue:text}`two_way_out_imports` on imports, imputation's from {glue:text}`imputed_never_exports` to {glue:text}`imputed_out_exports` and from {glue:text}`imputed_never_imports` to {glue:text}`imputed_out_imports`. If it had signed in 2014, imports would have the other sign ({glue:text}`two_way_from_imports` and {glue:text}`imputed_from_imports`). Of the eight countries whose dates the list knows the coefficients are near zero.
#
# Among all partners, {glue:text}`signers` signed within the panel and {glue:text}`nonsigners` are not on the list or signed later, and all four estimators are positive and significant on both flows ({glue:text}`everybody_exports` and {glue:text}`everybody_imports` by imputation). There the number of countries is no trouble; who signs is. That is another question than the paper's, and no word on Central Asia.
#
# ## What the years before can rule out
#
# The paper's figure 3 finds no significant difference in the five years before {glue:text}`event` and concludes that trends were parallel. {numref}`belt-road-counterpart-events` has the paths among the nine, with clustered intervals, and against the partners alike in size, with intervals from the other partners' own paths.

# %% tags=["hide-input"]
studies = {series: {"the nine, clustered": dates.event(real, series),
                    "partners alike in size": dates.pooled_event(alike[series])} for series in BACI.values()}  # fmt: skip
fig, alt = plots.events(
    {NAMES[s]: {name: one.path() for name, one in both.items()} for s, both in studies.items()}
)
chapter.figure(
    "counterpart_events",
    fig,
    caption="Years around 2013, two comparisons",
    alt=alt,
    track="counterpart",
    note="95 % intervals. Years beyond five have dummies of their own, not shown.",
)

# %% tags=["hide-input"]
named = {f"{NAMES[s]}: {name}": one for s, both in studies.items() for name, one in both.items()}
tests = {name: dates.leads_test(one) for name, one in named.items()}
powers = {name: pretrends_power(one, seed=seed) for name, one in named.items()}
chapter.table(
    "counterpart_pretrends",
    tables.pretrends(powers, tests),
    caption="What a look at the leads would have found",
    note="A linear difference in trends, log points a year, that shows as a significant lead in 50 and 80 % of cases, and what it adds to the mean of the six years from 2013 on.",
    track="counterpart",
)

# %% tags=["remove-cell"]
exports_nine = powers[f"{NAMES['exports_baci']}: the nine, clustered"]
imports_pool = tests[f"{NAMES['imports_baci']}: partners alike in size"]
chapter.say("rank", dates.rank(studies["exports_baci"]["the nine, clustered"]))
chapter.say("n_terms", len(studies["exports_baci"]["the nine, clustered"].params))
means = {name: one.estimate for name, one in powers.items()}
exports_pool_name = f"{NAMES['exports_baci']}: partners alike in size"
imports_nine_name = f"{NAMES['imports_baci']}: the nine, clustered"
chapter.say("mean_exports_pool", means[exports_pool_name], "{:.2f}")
chapter.say("coef_exports_pool", pooled.loc[("exports_baci", few.ALIKE), "coef"], "{:.2f}")
chapter.say("mean_imports_nine", means[imports_nine_name], "{:.2f}")
chapter.say("coef_imports_nine", nine.loc[("imports_baci", "none"), "coef"], "{:.2f}")
chapter.holds("against 2012 alone both turn negative",
              max(means[exports_pool_name], means[imports_nine_name]) < 0
              < min(pooled.loc[("exports_baci", few.ALIKE), "coef"],
                    nine.loc[("imports_baci", "none"), "coef"]))  # fmt: skip
chapter.say("slope_half", exports_nine.detectable.loc[0.5, "slope"], "{:.2f}")
chapter.say("bias_half", exports_nine.detectable.loc[0.5, "bias"], "{:.2f}")
chapter.say("leads_exports", tests[f"{NAMES['exports_baci']}: partners alike in size"]["p"], "{:.3f}")
chapter.say("leads_imports", imports_pool["p"], "{:.3f}")
chapter.holds("the undetected bias exceeds the paper's coefficient",
              exports_nine.detectable.loc[0.5, "bias"] > printed["exports_baci"])  # fmt: skip
chapter.say("bias_times", exports_nine.detectable.loc[0.5, "bias"] / printed["exports_baci"], "{:.1f}")
chapter.holds("against the pool both flows reject parallel leads at 5 %",
              max(tests[f"{NAMES[s]}: partners alike in size"]["p"] for s in BACI.values()) < 0.05)  # fmt: skip
chapter.holds("among the nine the leads jointly reject neither",
              min(tests[f"{NAMES[s]}: the nine, clustered"]["p"] for s in BACI.values()) > 0.1)  # fmt: skip
chapter.holds(
    "the clustered covariance lacks rank", dates.rank(studies["exports_baci"]["the nine, clustered"]) < 9
)

# %% [markdown]
# These paths compare with one year, 2012, and the coefficients before with all years before {glue:text}`event`. That alone turns signs: exports against partners alike in size are {glue:text}`coef_exports_pool` in {numref}`belt-road-counterpart-pools` and {glue:text}`mean_exports_pool` here, imports among the nine {glue:text}`coef_imports_nine` in {numref}`belt-road-counterpart-nine` and {glue:text}`mean_imports_nine` here. In 2012 trade with the five stood high, and the base year of an event study, which nobody argues for, decides as much as anything else.
#
# Among the nine no joint test of the leads rejects. But {numref}`belt-road-counterpart-pretrends` says what that is worth {cite:p}`roth2022pretest`: a difference in trends of {glue:text}`slope_half` log points a year on exports would have shown as a significant lead in half of the cases only, and it adds {glue:text}`bias_half` to the mean after {glue:text}`event`, {glue:text}`bias_times` times the paper's coefficient. An insignificant lead with nine countries is no evidence of parallel trends. Against the partners alike in size there is more to see, and the leads reject parallel trends on exports (p {glue:text}`leads_exports`) and on imports ({glue:text}`leads_imports`).
#
# How far may trends differ until nothing can be said? {numref}`belt-road-counterpart-honest` has Rambachan and Roth's intervals for the same mean of {glue:text}`event` to 2018: *relative magnitudes* let the difference in trends move between two later years by up to M times its largest move before {glue:text}`event`; *smoothness* lets its slope change by up to M a year. The latter needs the covariance of leads and lags. Clustered by nine countries that of {glue:text}`n_terms` coefficients has rank {glue:text}`rank`, so some combinations seem to be known without error, and the method builds its interval on them: for smoothness only the covariance from other partners' paths is used.

# %% tags=["hide-input"]
relative = {name: dates.honest(one, "relative_magnitudes", (0.0, 0.5, 1.0)) for name, one in named.items()}
smooth = {
    name: dates.honest(one, "smoothness", (0.0, 0.05, 0.1))
    for name, one in named.items()
    if "nine" not in name
}
chapter.table(
    "counterpart_honest",
    tables.honest_both(relative, smooth),
    caption="Intervals when trends may differ",
    note="95 %, mean of 2013 to 2018 less 2012, log points. Bound 0: parallel trends (relative magnitudes), the same linear difference throughout (smoothness). The intervals for relative magnitudes take the leads as known and are rather too short.",
    track="counterpart",
)

# %% tags=["remove-cell"]
half = {name: result.table.loc[0.5] for name, result in relative.items()}
chapter.holds("with half of the earlier moves every interval holds zero",
              all(row["lower"] < 0 < row["upper"] for row in half.values()))  # fmt: skip
row = half[f"{NAMES['exports_baci']}: the nine, clustered"]
chapter.say("relative_low", row["lower"], "{:.1f}")
chapter.say("relative_high", row["upper"], "{:.1f}")
parallel = relative[imports_nine_name].table.loc[0.0]
later = dates.honest(named[imports_nine_name], "relative_magnitudes", (0.0,), first=1).table.loc[0.0]
for key, one in {"parallel": parallel, "later": later}.items():
    chapter.say(f"{key}_low", one["lower"], "{:.2f}")
    chapter.say(f"{key}_high", one["upper"], "{:.2f}")
chapter.holds("with parallel trends imports among the nine hold zero, a year later they do not",
              later["upper"] < 0 < parallel["upper"])  # fmt: skip
linear = smooth[f"{NAMES['imports_baci']}: partners alike in size"].table.loc[0.0]
chapter.say("linear_low", linear["lower"], "{:.1f}")
chapter.say("linear_high", linear["upper"], "{:.1f}")
chapter.holds("with a linear difference carried on imports fell", linear["upper"] < 0)
bent = smooth[f"{NAMES['imports_baci']}: partners alike in size"].table.iloc[1]
chapter.say("bend", bent.name, "{:g}")
chapter.holds("a small bend takes it away", bent["lower"] < 0 < bent["upper"])

# %% [markdown]
# If the difference in trends may move half as much as it did before, the interval on exports among the nine is {glue:text}`relative_low` to {glue:text}`relative_high`, and every other holds zero as well. With trends taken as parallel, imports among the nine have {glue:text}`parallel_low` to {glue:text}`parallel_high`; of the years from 2014 on alone it would be {glue:text}`later_low` to {glue:text}`later_high`, a fall without zero, by clustered errors. On imports against the partners alike in size a linear difference carried on would even mean a *fall* ({glue:text}`linear_low` to {glue:text}`linear_high`), which a bend of {glue:text}`bend` a year takes away again.
#
# ## The 6,111 rows
#
# Why are the paper's standard errors so small? {glue:text}`observations` rows are not nine countries in 21 years; the treatment is. In every row of a country and year it has the same value, so a shock that the rows of a country share in a year counts once, not as often as there are rows {cite:p}`moulton1990illustration`. The semi-synthetic panel has product lines, {glue:text}`lines_per_country` a country, whose error is partly shared, and partly stays with the line. {numref}`belt-road-moulton` draws it {glue:text}`panels_drawn` times for each pair of shares and tests what was planted in column (3) of table 3.

# %% tags=["hide-input"]
line = Noise().line
parts = ((0.0, 0.0), (line, 0.0), (line, 0.02), (line, 0.05), (line, 0.1), (0.0, 0.1))
shared = sizes.moulton(printed_columns("table_3")[2], parts, panels_drawn, seed)
chapter.table(
    "moulton",
    tables.moulton(shared, panels_drawn),
    caption="How often a true value is rejected at 5 %",
    track="semi_synthetic",
    tidy=sizes.tidy_moulton(shared, "moulton"),
    data=["data/facts/country_year.csv", "data/facts/china_ties.csv", record.FILE],
    note="Per cent of draws, with Monte Carlo errors. Line: part of the error's variance that stays with a product line in all years. Shared: part of the error's variance that the lines of a country have in common in a year, "
    f"with an autocorrelation of {Noise().persistence:g}. Last line: standard deviation of the estimates over the mean error of independent rows.",
    printed=True,
)

# %% tags=["remove-cell"]
chapter.say("panels_drawn", panels_drawn)
lines_of = sorted(set(lines_by_country().values()))
chapter.say("lines_per_country", " or ".join(map(str, lines_of)))
small, large = shared.loc[(line, 0.02)], shared.loc[(line, 0.1)]
plain, lines_only, shared_only = (shared.loc[key] for key in ((0.0, 0.0), (line, 0.0), (0.0, 0.1)))
chapter.say("share_line", 100 * line, "{:.0f}")
chapter.say("rows_plain", 100 * plain[sizes.ROWS], "{:.1f}")
chapter.say("rows_lines_only", 100 * lines_only[sizes.ROWS], "{:.1f}")
of_rows = np.sqrt(0.05 * 0.95 / panels_drawn)
chapter.say("rows_error", 100 * of_rows, "{:.1f}")
chapter.say("ratio_error", 1 / np.sqrt(2 * panels_drawn), "{:.2f}")
chapter.say("ratio_plain", plain["ratio"], "{:.2f}")
chapter.say("ratio_lines_only", lines_only["ratio"], "{:.2f}")
chapter.say("ratio_shared_only", shared_only["ratio"], "{:.1f}")
chapter.holds("errors of rows keep their size where rows are independent",
              abs(plain[sizes.ROWS] - 0.05) < 3 * of_rows
              and abs(plain["ratio"] - 1) < 3 / np.sqrt(2 * panels_drawn))  # fmt: skip
chapter.holds("a part that stays with lines makes them reject too seldom",
              lines_only[sizes.ROWS] < 0.05 - 3 * of_rows and lines_only["ratio"] < 0.8)  # fmt: skip
chapter.holds("sharing alone makes the estimates vary more still", shared_only["ratio"] > large["ratio"])
chapter.say("rows_small", 100 * small[sizes.ROWS], "{:.0f}")
chapter.say("rows_large", 100 * large[sizes.ROWS], "{:.0f}")
chapter.say("lines_large", 100 * large[sizes.LINES], "{:.0f}")
chapter.say("cells_large", 100 * large[sizes.CELLS], "{:.0f}")
chapter.say("country_normal_large", 100 * large[sizes.COUNTRIES_NORMAL], "{:.0f}")
chapter.say("country_large", 100 * large[sizes.COUNTRIES_T], "{:.0f}")
chapter.say("choices_most", 100 * shared[sizes.COUNTRY_CHOICES].max(), "{:.0f}")
chapter.holds("with controls the choices reject too often in some column",
              shared[sizes.COUNTRY_CHOICES].max() > 0.05 + 2 * np.sqrt(0.05 * 0.95 / panels_drawn))  # fmt: skip
chapter.say("choices_large", 100 * large[sizes.COUNTRY_CHOICES], "{:.0f}")
chapter.say("ratio_large", large["ratio"], "{:.1f}")
chapter.holds(
    "independent rows reject in about half of the draws at ten per cent shared", large[sizes.ROWS] > 0.35
)
chapter.holds("clustering by line makes it worse", large[sizes.LINES] > large[sizes.ROWS])
chapter.holds("clustering by country is the nearest of the errors", large[sizes.COUNTRIES_T] == large.drop([sizes.COUNTRY_CHOICES, "ratio"]).min())  # fmt: skip
t_printed = printed["exports_baci"] / record.number(cells.loc["table_3//(3)/bri/se", "printed"])
chapter.say("t_printed", t_printed, "{:.1f}")
chapter.say("t_true", t_printed / large["ratio"], "{:.1f}")
chapter.holds("the printed t is then no longer significant with eight degrees of freedom",
              t_printed / large["ratio"] < stats.t.isf(0.025, 8))  # fmt: skip

# %% [markdown]
# Where rows are independent, their errors reject in {glue:text}`rows_plain` % of the draws (5 expected, with a Monte Carlo error of {glue:text}`rows_error`), and the estimates vary {glue:text}`ratio_plain` times as much as they say (1 expected, error {glue:text}`ratio_error`). In the panel {glue:text}`share_line` % of the error's variance stays with the line from year to year. The regression has effects of countries, not of lines, so that this part is in the error of rows, and as it is the same before and after it is not in the estimate: alone it makes that error too *large* ({glue:text}`rows_lines_only` % rejected, ratio {glue:text}`ratio_lines_only`).
#
# With {glue:text}`share_small` % of the error's variance shared besides, errors for independent rows reject what is true in {glue:text}`rows_small` % of the draws, with {glue:text}`share_large` % in {glue:text}`rows_large` %; clustered by line, as a panel of lines suggests, in {glue:text}`lines_large` %, by country-year in {glue:text}`cells_large` %. Clustered by country it is {glue:text}`country_normal_large` % with 1.96 and {glue:text}`country_large` % with t of eight degrees of freedom; every choice of five countries rejects in {glue:text}`choices_large` %, and in up to {glue:text}`choices_most` % over the columns of the table: with controls that differ between countries, choices are not all alike, and even this test is no longer exact. The estimates vary {glue:text}`ratio_large` times as much as the error of rows says, and {glue:text}`ratio_shared_only` times if nothing stays with the line. The printed ratio of {glue:text}`t_printed` in column (3) of table 3 would be {glue:text}`t_true`. That ten per cent are shared is our choice, that nothing is shared would be the paper's, and it prints nothing to tell.
#
# ## Every printed column
#
# {numref}`belt-road-counterpart-beside` sets beside each printed effect of tables 3 to 8 the counterpart's, with its clustered p, the wild bootstrap's and that by choices, exact only if the five were drawn at random. Where the paper has road density, which is not public, the counterpart has nothing, and for the Theil index of table 8 the Gini index of disposable income, which {glue:text}`n_gini` of the nine have both before {glue:text}`event` and from it on. The outcomes of tables 5 to 7 are not public. For `flow` stands the amount of Chinese finance, in tables 5 and 6 alike, by Poisson, and what is public of three of the four channels ({doc}`05_extensions`). The matched regressions, of which the paper has ranges only, stand at the end ({doc}`04_baseline`).

# %% tags=["hide-input"]
every, matched = beside.beside(real), beside.matched(real)
ranges = {
    flow: " to ".join(
        cells.loc[f"psm-did-{flow.removesuffix('s')}-{end}", "printed"] for end in ("min", "max")
    )
    for flow in BACI
}
said = {key: cells.loc[f"{key[0]}//{key[1]}/{key[2]}/coef"] for key in every.index}
chapter.table(
    "counterpart_beside",
    tables.beside(
        pd.concat([every, matched]),
        {key: row["stars"] for key, row in said.items()} | dict.fromkeys(matched.index, ""),
        {key: row["printed"] for key, row in said.items()}
        | {key: ranges[flow] for key, flow in matched["outcome"].items()},
    ),
    caption="Printed effects and the counterpart's honest inference",
    note="Standard errors in parentheses: as printed; clustered by country. Choices: every choice of five among the nine, in table 8 of four among the seven with a Gini, for Chinese finance of the score, for PSM-DID matched anew; a channel is no choice of countries, and has the p of its paths handed around among them. Infinite ends: no size of the effect is rejected. Empty: the wild bootstrap and the interval are not made for Poisson (Chinese finance) and for matched regressions, and in 6 (3) finance would stand on both sides. Table 4's fictitious years run on all years, with the real event in the sample: they are no placebo.",
    track="counterpart",
    printed=True,
    tidy=beside.tidy(pd.concat([every, matched]), "counterpart_beside"),
)

# %% tags=["remove-cell"]
answered = every.dropna(subset="coef")
chapter.say("share_small", 100 * small.name[1], "{:.0f}")
chapter.say("share_large", 100 * large.name[1], "{:.0f}")
chapter.say("n_effects", len(every))
chapter.say("n_answered", len(answered))
stars = pd.Series({key: bool(row["stars"]) for key, row in said.items()})
chapter.say("n_stars", int(stars[answered.index].sum()))
chapter.say("n_clustered", int((answered["p"] < 0.05).sum()))
chapter.say("beside_wild", answered["wild_p"].min(), "{:.2f}")
chapter.say("beside_exact", answered["choices_p"].min(), "{:.3f}")
finance = answered.loc[("table_5", "(1)", "bri")]
chapter.say("finance", finance["coef"], "{:.2f}")
chapter.say("finance_p", finance["p"], "{:.3f}")
chapter.say("finance_exact", finance["choices_p"], "{:.2f}")
chapter.holds("Chinese finance fell relative to the controls'", finance["coef"] < 0)
chapter.holds("it and the imports of table 8 are those below 5 % by clustered errors",
              list(answered.index[answered["p"] < 0.05]) == [finance.name, ("table_8", "(2)", "bri")])  # fmt: skip
chapter.holds("both are negative, printed positive", (answered.loc[answered["p"] < 0.05, "coef"] < 0).all()
              and (answered.loc[answered["p"] < 0.05, "printed"] > 0).all())  # fmt: skip
chapter.say("beside_paths", answered["paths_p"].min(), "{:.2f}")
chapter.holds("nothing is significant at 5 % by the wild bootstrap, by choices or by paths",
              answered[["wild_p", "choices_p", "paths_p"]].min(axis=None) > 0.05)  # fmt: skip
chapter.holds("nor of the matched", matched[["p", "choices_p"]].min(axis=None) > 0.05)
chapter.say("matched_exact", matched["choices_p"].min(), "{:.2f}")
chapter.say("n_matched", len(matched))
of_imports = matched.loc[matched["outcome"] == "imports", "coef"]
chapter.say("matched_low", of_imports.min(), "{:.2f}")
chapter.say("matched_high", of_imports.max(), "{:.2f}")
chapter.say("matched_printed", ranges["imports"])
chapter.holds("matched imports have the other sign than the printed ones", (of_imports < 0).all())
product = answered.xs("bri_x_inequality", level="term")
chapter.holds(
    "the products with inequality are not bounded", np.isinf(product[["lower", "upper"]]).all(axis=None)
)
gini = answered.loc["table_8"]
chapter.say("n_gini", int(gini["countries"].max()))
chapter.say("gini_choices", int(gini["choices"].max()))
chapter.say("gini_least", 2 / gini["choices"].max(), "{:.3f}")
chapter.holds("so few choices cannot reject at 5 %, four treated among seven countries",
              (gini["countries"] == 7).all() and 2 / gini["choices"].min() > 0.05
              and np.isinf(gini[["lower", "upper"]]).all(axis=None))  # fmt: skip
low, high = answered["lower"], answered["upper"]
inside = (low < answered["printed"]) & (answered["printed"] < high)
kind = answered["counterpart"].isin(list(BACI.values()))
bounded = kind & np.isfinite(low) & np.isfinite(high)
chapter.say("n_total", int(bounded.sum()))
chapter.say("n_inside", int(inside[bounded].sum()))
chapter.say("n_unbounded", int((kind & ~bounded).sum()))
chapter.holds("those without ends are table 8's",
              set(answered.index[kind & ~bounded].get_level_values("exhibit")) == {"table_8"})  # fmt: skip
chapter.holds("nearly all printed effects lie in the choices' interval",
              inside[bounded].sum() >= bounded.sum() - 1)  # fmt: skip
outside = list(answered.index[kind & ~inside])
chapter.holds("the exception is column (1) of table 3", outside == [("table_3", "(1)", "bri")])

# %% [markdown]
# Of {glue:text}`n_effects` printed effects {glue:text}`n_answered` have a counterpart or a like question; {glue:text}`n_stars` of these carry stars in the paper. By clustered errors {glue:text}`n_clustered` of the counterpart's are significant at 5 %, by the wild bootstrap (smallest p {glue:text}`beside_wild`), by choices ({glue:text}`beside_exact`) and by paths ({glue:text}`beside_paths`) none. Both are of the wrong sign, the treatment on imports in table 8 and on `flow` in table 5: Chinese development finance to the five fell after {glue:text}`event` relative to the four (Poisson coefficient {glue:text}`finance`, clustered p {glue:text}`finance_p`, choices {glue:text}`finance_exact`). Of the {glue:text}`n_matched` matched regressions none has a p by choices below {glue:text}`matched_exact`, and on imports they have the other sign, {glue:text}`matched_low` to {glue:text}`matched_high` against the printed {glue:text}`matched_printed`. In table 8 the choices reject no size at all: four among seven are {glue:text}`gini_choices`, and the least p-value that these can have is {glue:text}`gini_least`.
#
# The other way round, {glue:text}`n_total` printed effects on exports and imports have a counterpart whose interval by choices ends on both sides, and {glue:text}`n_inside` of them lie in it; the exception is column (1) of table 3, without controls and effects of countries. The {glue:text}`n_unbounded` others, of table 8, have intervals without ends, which hold anything. So the counterpart does not contradict the paper. It shows that intervals of this length contradict next to nothing.
#
# ## The curve
#
# Last, all choices together: series, controls (none, three, and railways), countries, years and estimator, in full, for exports and imports. Each specification has its clustered p and that by choices. Specifications with the same rows are counted once.

# %% tags=["hide-input"]
found = {outcome: curves.run(real, outcome) for outcome in BACI}
table = found["exports"][0]
fig, alt = plots.curve(
    table, curves.words("exports"), printed["exports_baci"], curves.is_main(table, "exports_baci")
)
chapter.figure(
    "counterpart_curve_exports",
    fig,
    caption="Specification curve: exports",
    alt=alt,
    track="counterpart",
    tidy=curves.tidy(table, "counterpart_curve_exports"),
    note=f"Diamond: BACI, no controls, all countries and years (Serbia from {serbia_first}), logarithms.",
    printed=True,
)

# %% tags=["hide-input"]
table = found["imports"][0]
fig, alt = plots.curve(
    table, curves.words("imports"), printed["imports_baci"], curves.is_main(table, "imports_baci")
)
chapter.figure(
    "counterpart_curve_imports",
    fig,
    caption="Specification curve: imports",
    alt=alt,
    track="counterpart",
    tidy=curves.tidy(table, "counterpart_curve_imports"),
    note=f"Diamond: BACI, no controls, all countries and years (Serbia from {serbia_first}), logarithms.",
    printed=True,
)

# %% tags=["hide-input"]
spreads = pd.concat({outcome: curves.spread(one[0]) for outcome, one in found.items()}, names=["flow"])
chapter.table(
    "counterpart_spread",
    tables.spread(spreads),
    caption="The curves by level of each choice",
    formats={name: "{:.2f}" for name in ("lowest", "median", "highest")}
    | {"clustered, %": "{:.0f}", "by choices, %": "{:.0f}"},
    note="Share of specifications significant at 5 %, by errors clustered by country and by every choice of countries.",
    track="counterpart",
)

# %% tags=["remove-cell"]
table, values = found["exports"]
trends = table[table["estimator"] == curves.TRENDS]
others = table[table["estimator"] != curves.TRENDS]
alone = curves.joint(values[[k for k in values if k in trends.index]])
chapter.say("trends_exact", 100 * (trends["exact"] <= 0.05).mean(), "{:.0f}")
chapter.say("trends_n", alone["specifications"])
chapter.say("trends_p", alone["p median"], "{:.3f}")
least_p = trends["exact"] <= 2 / trends["choices"] * (1 + 1e-9)
hits = trends[trends["exact"] <= 0.05]
chapter.say("trends_all", len(trends))
chapter.say("trends_hits", len(hits))
chapter.say("trends_least", int(least_p.sum()))
chapter.say("trends_least_nine", int((least_p & (trends["countries"] == "all")).sum()))
chapter.say("trends_largest", hits["coef"].max(), "{:.2f}")
chapter.say("others_n", len(others))
chapter.say("others_least", others["exact"].min(), "{:.3f}")
chapter.holds("without trends none is significant by choices", (others["exact"] > 0.05).all())
chapter.holds("those with trends that are have positive coefficients, by BACI and NBS",
              (hits["coef"] > 0).all() and set(hits["series"]) == {"exports_baci", "exports_nbs"})  # fmt: skip
chapter.holds("without a country left out, two have the least p that there is",
              (least_p & (trends["countries"] == "all")).sum() == 2)  # fmt: skip
chapter.say("computers_n", int((table["series"] == "computers").sum()))
plain = {**curves.MAIN, "series": "exports_baci"}
counts = {
    years: curves.sample(real, {**plain, "years": years}).groupby("iso3").size() for years in curves.YEARS
}
chapter.holds("by BACI only the years from 2008 to 2018 are balanced",
              [years for years, count in counts.items() if count.min() == count.max()] == ["2008 to 2018"])  # fmt: skip
balanced = {**plain, "years": "2008 to 2018"}
even_row = table[(table[list(balanced)] == pd.Series(balanced)).all(axis=1)]
chapter.say("even_curve", even_row["coef"].item(), "{:.2f}")
imports = found["imports"][0]
import_hits = imports[imports["exact"] <= 0.05]
chapter.say("imports_hits", len(import_hits))
chapter.say("imports_hit", import_hits["coef"].iloc[0], "{:.2f}")
chapter.holds("one specification of imports is significant by choices, negative, by DOTS, without trends",
              len(import_hits) == 1 and import_hits["coef"].iloc[0] < 0
              and import_hits["series"].iloc[0] == "imports_dots"
              and import_hits["estimator"].iloc[0] != curves.TRENDS)  # fmt: skip
chapter.holds("the trends together are not significant at 5 %", alone["p median"] > 0.05)
for outcome, (table, values) in found.items():
    chapter.holds(f"no specification failed: {outcome}", (table["failed"] == "").all())
    together = curves.joint(values)
    chapter.say(f"curve_n_{outcome}", len(table))
    chapter.say(f"curve_low_{outcome}", table["coef"].min(), "{:.2f}")
    chapter.say(f"curve_high_{outcome}", table["coef"].max(), "{:.2f}")
    chapter.say(f"curve_clustered_{outcome}", 100 * (table["p"] < 0.05).mean(), "{:.0f}")
    chapter.say(f"curve_exact_{outcome}", 100 * (table["exact"] <= 0.05).mean(), "{:.0f}")
    chapter.say(f"joint_n_{outcome}", together["specifications"])
    chapter.say(f"joint_median_{outcome}", together["median"], "{:.2f}")
    chapter.say(f"joint_p_{outcome}", together["p median"], "{:.2f}")
    chapter.holds(f"the whole is that of series with nine countries: {outcome}",
                  set(table.loc[values.columns, "series"]) == set(curves.SERIES[outcome]) - {"computers"})  # fmt: skip
    chapter.holds(f"clustered errors find more than the choices: {outcome}",
                  (table["p"] < 0.05).mean() > 2 * (table["exact"] <= 0.05).mean())  # fmt: skip
    chapter.holds(
        f"no more are significant by choices than by chance: {outcome}",
        (table["exact"] <= 0.05).mean() <= 0.05,
    )
    chapter.holds(f"the curve as a whole is not significant: {outcome}", together["p median"] > 0.1)
    chapter.holds(f"both signs are on it: {outcome}", table["coef"].min() < 0 < table["coef"].max())

# %% [markdown]
# The {glue:text}`curve_n_exports` specifications of exports ({numref}`belt-road-counterpart-curve-exports`) run from {glue:text}`curve_low_exports` to {glue:text}`curve_high_exports`, the {glue:text}`curve_n_imports` of imports ({numref}`belt-road-counterpart-curve-imports`) from {glue:text}`curve_low_imports` to {glue:text}`curve_high_imports`: both signs on both. Clustered errors call {glue:text}`curve_clustered_exports` and {glue:text}`curve_clustered_imports` % significant at 5 %, the choices {glue:text}`curve_exact_exports` and {glue:text}`curve_exact_imports` %, no more than chance would. {numref}`belt-road-counterpart-spread` says which choices matter. Of the {glue:text}`others_n` specifications of exports without country trends none has a p by choices below {glue:text}`others_least`. Of the {glue:text}`trends_all` with a linear trend for each country {glue:text}`trends_hits` ({glue:text}`trends_exact` %) have one of 5 % or less, all of them positive, by BACI or NBS, up to {glue:text}`trends_largest` log points; {glue:text}`trends_least` have the least p that their number of choices allows, {glue:text}`trends_least_nine` of these with all nine countries. So this is where an effect would be found, if trends are believed to be linear over these years. But specifications are no independent draws: the {glue:text}`trends_n` with trends and all nine countries together have a p by choices of {glue:text}`trends_p`. Of imports {glue:text}`imports_hits` specification is at 5 %, of the other sign ({glue:text}`imports_hit`, by DOTS). Taken as a whole, with the median over the specifications that have all nine countries in place of one coefficient {cite:p}`simonsohn2020specification`, exports ({glue:text}`joint_n_exports` specifications, median {glue:text}`joint_median_exports`) have a p by choices of {glue:text}`joint_p_exports`, imports ({glue:text}`joint_n_imports`, {glue:text}`joint_median_imports`) of {glue:text}`joint_p_imports`. This leaves out whatever has a country less, and so all {glue:text}`computers_n` specifications of computers: on exports it is a test of BACI's and NBS's. Nor has the curve the years from {glue:text}`serbia_first` on as a level; of its levels only 2008 to 2018 has all nine countries in every year by BACI, where exports without controls, in logarithms, are {glue:text}`even_curve`.
#
# :::{admonition} What five treated countries tell
# :class: important
# On public trade in all goods of the same nine countries, with effects of country and year as in the paper, neither the choices of countries nor the wild bootstrap find an effect of the initiative in any series, with three of the paper's controls or without ({numref}`belt-road-counterpart-nine`; smallest p {glue:text}`nine_least`); clustered errors find {glue:text}`nine_clustered` line of {glue:text}`n_rows_nine` significant, with controls, where they reject what is true in {glue:text}`held_few_exports` % of the placebos on BACI's exports. With a linear trend for each country added, {glue:text}`trends_hits` of {glue:text}`trends_all` specifications of exports have a positive effect with a p by choices of 5 % or less; those with all nine countries have a joint p of {glue:text}`trends_p`, and the curves as a whole {glue:text}`joint_p_exports` (exports) and {glue:text}`joint_p_imports` (imports). Nor is an effect of the size that the paper reports excluded, or of several times that size: the interval by choices on exports reaches from {glue:text}`low_percent` % to {glue:text}`high_percent` %, in the years that all nine have from {glue:text}`even_low_percent` % to {glue:text}`even_high_percent` %. *On total trade* an effect like the paper's on exports would be found in {glue:text}`power_exports` of a hundred cases. For four in five, countries' changes in high-technology trade would have to differ {glue:text}`steadier` times less than those in total trade. The paper's small standard errors need {glue:text}`observations` independent rows, and its treatment does not vary over them.
# :::
#
# ## Exercises
#
# :::{admonition} Exercise 1: the least p
# :class: exercise
# How small can the exact two-sided p get with five treated of nine countries, of eight, of seven? From how many countries on could five treated have a p below 1 %?
# :::
#
# :::{dropdown} Solution
# The smallest p is two over the number of choices, if no other choice ties: {glue:text}`least_9` with nine, {glue:text}`least_8` with eight, {glue:text}`least_7` with seven. Below 1 % it can come from {glue:text}`from_countries` countries on. With {glue:text}`print_countries` countries no honest exact test could give the p below 1 % that the paper's three stars stand for, whatever the data.
# :::

# %% tags=["hide-cell"]
least = {n: 2 / comb(n, len(TREATED)) for n in range(7, 13)}
for n in (7, 8, 9):
    chapter.say(f"least_{n}", least[n], "{:.3f}")
chapter.say("from_countries", min(n for n, p in least.items() if p < 0.01))
chapter.say("print_countries", len(TREATED) + len(CONTROLS))
chapter.holds("nine countries cannot have a p below 1 %", least[9] > 0.01)
least

# %% [markdown]
# :::{admonition} Exercise 2: controls' own error
# :class: exercise
# Conley and Taber's distribution leaves out the error of the controls' mean. Widen it by the right factor for four controls and normal changes, and look at the size in the placebos of this chapter. How many controls are needed until the factor is below 1.05?
# :::
#
# :::{dropdown} Solution
# The standard deviation should be $\sqrt{(1/5 + 1/n)\big/\tfrac{n-1}{n}\tfrac15}$ times as large, {glue:text}`factor_4` for $n = 4$, and below 1.05 from {glue:text}`enough` controls on. With the errors widened by it the placebos on exports are rejected in {glue:text}`widened` % in place of {glue:text}`size_taber_exports` %: better, and still too often, since four controls do not tell the variance well. No factor mends that; a t distribution, or the choices, do.
# :::

# %% tags=["hide-cell"]
drawn, _ = sizes.placebos(alike["exports_baci"], placebos, seed)
widened = (sizes.taber_pvalues(drawn, widen=sizes.factor(4)) <= 0.05).mean()
chapter.say("factor_4", sizes.factor(4), "{:.2f}")
chapter.say("enough", next(n for n in range(4, 1000) if sizes.factor(n) < 1.05))
chapter.say("widened", 100 * widened, "{:.1f}")
chapter.holds(
    "widened it is better and still too often", 0.055 < widened < at_zero.loc[sizes.TABER, "exports_baci"] / 2
)
{"size": widened}

# %% [markdown]
# :::{admonition} Exercise 3: a treatment that nobody chose
# :class: exercise
# The p by choices takes every choice of five of the nine for as likely. The five were chosen because they are Central Asian. What does the p then mean? Give an assumption under which it still holds, and one under which it does not.
# :::
#
# :::{dropdown} Solution
# It asks how often nine countries that differ as these do give such a coefficient by the way they are split. It holds if, without the initiative, the nine countries' changes were *exchangeable*: equally likely in every order. It fails if something that Central Asia shares, such as the price of gas, moves the five together: then splits that mix both groups average the shock out and look too quiet, and the p is too *small*. So a large p is the safe finding here, a small one would not have been.
# :::
