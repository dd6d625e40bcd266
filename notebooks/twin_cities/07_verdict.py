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
# # Verdict on the paper
#
# What can be said of this paper without its data, and what cannot? Its exports by city and destination are customs records under licence, so its tables cannot be computed from public sources, and no panel that we drew may stand in for them: the semi-synthetic panel of {doc}`03_results` agrees with the printed numbers because these were planted in it. This chapter counts what real data could be set beside the paper, says what the paper's own numbers say of each other, and what an owner of the records has to do to get the rest.

# %% tags=["parameters"]
track = "public"
seed = 2022

# %% tags=["hide-input"]
import pandas as pd

from lib import audit, chapters, panels, verdicts
from lib.exhibits import Chapter, audit_figures
from lib.exhibits import twin_cities_tables as tables
from lib.exhibits import verdict_plots as plots
from lib.studies import twin_cities_modern as design
from lib.studies import twin_cities_printed as record
from lib.studies import twin_cities_verdict as study
from lib.verdicts.classes import NOT_ASSESSED

chapter = Chapter("twin_cities/07_verdict", track=track)
chapters.ensure("verdicts")
judged = verdicts.read("twin_cities")
card = verdicts.scorecard(judged)

# %% [markdown]
# ## The score

# %% tags=["hide-input"]
fates = verdicts.across.not_counted({"Twin cities": judged})
chapter.table(
    "fates",
    fates.rename(columns={"Twin cities": "printed", "why": "in words"}),
    caption="What became of every printed cell",
    note="Every row of the printed record stands in exactly one line.",
)

# %% tags=["hide-input"]
fig, alt = plots.counts_by_exhibit(card)
chapter.figure("score", fig, caption="Verdicts on real data by exhibit", alt=alt)

# %% tags=["hide-input"]
shown, nowhere = tables.counts_of_verdicts(card)
chapter.table(
    "scorecard",
    shown,
    caption="Counts of verdicts",
    note=f"Verdicts that no cell has are left out: {', '.join(nowhere) or 'none'}. `compared` counts numbers and claims on real data only; `cannot compare` has the cells on exports by city and those that the source does not print.",
)

# %% tags=["hide-input"]
chapter.table(
    "classes",
    card.loc[card["compared"] > 0, ["compared", "comparable", "AEA", "I4R", "ACRE"]],
    caption="Classes used by journals",
    note="AEA: the Data Editor's classes. I4R: the Institute for Replication's. ACRE: level of computational reproducibility of this package's exhibits. None is given where less than half of the comparable cells, which the source prints, are compared. Exhibits without a compared cell are left out.",
)

# %% tags=["remove-cell"]
whole = card.loc["all"]
good = int(whole["exact"] + whole["last digit"])
chapter.say("cells", judged["id"].nunique())
chapter.say("compared", int(whole["compared"]))
chapter.say("good", good)
chapter.say("waiting", int(fates.loc["stand-in only", "Twin cities"]))
chapter.say("not_printed", int(fates.loc["not printed", "Twin cities"]))
chapter.say("no_value", int(fates.loc["no value of ours", "Twin cities"]))
silent = fates.loc[["stand-in only", "not printed", "no value of ours"], "Twin cities"].sum()
chapter.say("silent", int(silent))
chapter.holds("three fates make up what cannot be compared", silent == whole["cannot compare"])
kinds = ["definition", "restatement", "hypothesis", "conclusion"]
chapter.say("uncounted", int(fates.loc[kinds, "Twin cities"].sum()))
waits = judged[
    (judged["verdict"] == "cannot compare") & judged["reason"].str.startswith("computed on a stand-in")
]
waits = waits[~waits["kind"].isin(kinds)].drop_duplicates("id")
chapter.holds("the fate of a stand-in is counted as the table does",
              len(waits) == fates.loc["stand-in only", "Twin cities"])  # fmt: skip
chapter.say("aea", whole["AEA"])
chapter.say("comparable", int(whole["comparable"]))
chapter.holds("less than half of the comparable cells are compared, so that there is no class",
              2 * whole["compared"] < whole["comparable"] and whole["AEA"] == NOT_ASSESSED)  # fmt: skip
chapter.say("paper_errors", int((judged["verdict"] == "paper error").groupby(judged["id"]).any().sum()))
stand_in = judged[judged["track"] == "semi_synthetic"]
chapter.holds("nothing that was drawn counts", not stand_in["counted"].any())
by_city = ["table_3", "table_4", "table_5", "table_6", "heckman", "figure_2"]
chapter.holds("no table on exports by city is compared", (card.loc[by_city, "compared"] == 0).all())
chapter.say("waiting_customs", int(waits["exhibit"].isin(by_city).sum()))
chapter.holds("nothing is still to be computed", "not yet computed" not in fates.index)
exhibits = card.drop(index="all").query("compared > 0").index
chapter.say("exhibits", " and ".join(name.replace("_", " ") for name in exhibits))

# %% [markdown]
# Of {glue:text}`cells` printed numbers and claims {glue:text}`compared` can be compared on real data ({glue:text}`exhibits`), and {glue:text}`good` of them agree exactly or to the last digit. {glue:text}`silent` cannot be compared: for {glue:text}`waiting` only a stand-in exists ({glue:text}`waiting_customs` of them are numbers on exports by city, for which the licensed customs records are needed), {glue:text}`not_printed` are not printed, and for {glue:text}`no_value` there is no value of ours. {glue:text}`uncounted` are definitions, hypotheses, restatements and conclusions, which are counted elsewhere or not at all. {glue:text}`paper_errors` contradict other numbers of the paper, so that there is nothing to agree with. Of the {glue:text}`comparable` cells that could be compared if the data were public, {glue:text}`compared` are, less than half; so the paper gets no class of the journals' (it is "{glue:text}`aea`"; {doc}`/verdict_scale`), and on its findings this replication has no verdict, neither for nor against ({numref}`twin-cities-fates`, {numref}`twin-cities-score`, {numref}`twin-cities-scorecard`, {numref}`twin-cities-classes`).
#
# ## Every difference and its cause

# %% tags=["hide-input"]
differing = verdicts.differing(judged)
columns = {
    "label": "what is printed",
    "shown": "ours",
    "verdict": "verdict",
    "cause": "cause",
    "explanation": "explanation",
}
shown = differing[list(columns)].rename(columns=columns).reset_index(drop=True)
chapter.table("causes", shown, caption="Compared cells that differ")

# %% [markdown]
# ## What the paper's numbers say of each other
#
# The {doc}`audit </chapters/verdicts/01_audit>` needs no data. On this paper it has

# %% tags=["hide-input"]
found = audit.audit("twin_cities")
counts = audit_figures.by_severity({"twin_cities": found}, {"twin_cities": "Twin cities"})
audited = [f"data/published/{name}" for name in ("twin_cities.csv", "twin_cities_claims.csv", "design.yml")]
chapter.table(
    "audit", counts.drop(index="all", errors="ignore"), caption="Findings of the audit", data=audited
)

# %% tags=["remove-cell"]
ids = {one.id for one in found}
named = [
    "text-against-text:design-n-destinations-abstract",
    "observations-against-statement:table-3",
    "percentage-points:t3-share-effect",
    "absorbed:equation-10",
    "treatment-not-differenced:9",
    "excluded-units:table-4",
    "treated-excluded:table-4",
    "ranking-not-distinguishable:table-6",
    "hypothesis-against-table:h2-road-quantity",
    "hypothesis-against-table:h2-road-value",
    "constants-apart:table-3-table-5",
    "log-points:table-3",
    "first-order-condition:7-maximises-1",
]
for name in named:
    chapter.holds(f"the audit still finds {name}", name in ids)
numbers = audit.record("twin_cities").numbers
chapter.say("few", numbers["design-n-destinations-abstract"].shown)
chapter.say("many", numbers["design-n-destinations"].shown)
chapter.say("share", numbers["t3-share-effect"].shown)
printed = record.estimates()
six = printed.loc["table_6", "coef"]
apart = study.printed_differences()
for name, key in {"road_quantity": 0, "road_value": 1, "near_quantity": 2, "near_value": 3}.items():
    chapter.say(f"z_{name}", apart["printed z"].iloc[key], "{:.2f}")
size = apart["printed z"].abs()
chapter.holds("the difference on value by road is not significant at 10 %", size.iloc[1] < 1.645)
chapter.holds("the one on quantity by road is at 10 % alone", 1.645 < size.iloc[0] < 1.96)
chapter.holds("both differences by neighbourhood are significant at 1 %", size.iloc[2:].min() > 2.576)
for column, key in {"(1)": "road_q", "(3)": "off_q", "(2)": "road_v", "(4)": "off_v"}.items():
    chapter.say(key, six[column], "{:.3f}")
chapter.holds("effects are smaller on the road", six["(1)"] < six["(3)"] and six["(2)"] < six["(4)"])

# %% [markdown]
# Those that bear on what the paper concludes:
#
# - **The sample.** {glue:text}`few` destinations in one place, {glue:text}`many` in another ({ref}`finding <finding-twin-cities-text-against-text-design-n-destinations-abstract>`); columns of tables 3 and 5 with more observations than the text has in all ({ref}`finding <finding-twin-cities-observations-against-statement-table-3>`). There is no one sample to rebuild.
# - **The design.** Equation (9) has no effect of the pair and no indicator of tied pairs, so that its coefficient compares tied with other pairs as well as before with after ({ref}`finding <finding-twin-cities-treatment-not-differenced-9>`). {doc}`05_modern` puts a number on it.
# - **The event study.** Equation (10) as printed absorbs its own treatment ({ref}`finding <finding-twin-cities-absorbed-equation-10>`); figure 2 was made with another equation.
# - **Trade creation.** Table 4 is said to leave the partners out, yet it has as many pairs as table 3 ({ref}`finding <finding-twin-cities-excluded-units-table-4>`) and a coefficient of a treatment that would be zero in every row ({ref}`finding <finding-twin-cities-treated-excluded-table-4>`).
# - **Heterogeneity.** Table 6 is read as a ranking. By the printed coefficients and $t$, Belt and Road countries and others differ with $z$ of {glue:text}`z_road_quantity` on quantity, significant at 10 % only, and of {glue:text}`z_road_value` on value, which is not significant ({ref}`finding <finding-twin-cities-ranking-not-distinguishable-table-6>`); neighbours and others differ clearly on both ({glue:text}`z_near_quantity` and {glue:text}`z_near_value`; {numref}`twin-cities-differences`, errors taken as independent).
# - **Hypothesis 2.** The paper expects a stronger effect for Belt and Road countries, and its table 6 has a weaker one on both outcomes: {glue:text}`road_q` against {glue:text}`off_q` on quantity ({ref}`finding <finding-twin-cities-hypothesis-against-table-h2-road-quantity>`), {glue:text}`road_v` against {glue:text}`off_v` on value ({ref}`finding <finding-twin-cities-hypothesis-against-table-h2-road-value>`). The half of the hypothesis on neighbours holds in the table.
# - **Units.** Coefficients on logarithms are read as per cent ({ref}`finding <finding-twin-cities-log-points-table-3>`), and an effect of less than half a percentage point as {glue:text}`share` % ({ref}`finding <finding-twin-cities-percentage-points-t3-share-effect>`).
# - **Theory.** The demand (7) does not maximise the utility (1) unless all weights are equal ({ref}`finding <finding-twin-cities-first-order-condition-7-maximises-1>`); {doc}`02_theory` derives what does.
#
# ## What the code can vouch for

# %% tags=["hide-input"]
estimated = pd.concat(
    [
        chapters.exhibit("twin_cities/03_results", "table_3"),
        chapters.exhibit("twin_cities/03_results", "table_4"),
        chapters.exhibit("twin_cities/03_results", "table_5"),
        chapters.exhibit("twin_cities/04_robustness", "table_6"),
    ]
)
away = study.deviations(estimated, chapters.exhibit("twin_cities/03_results", "recovery"))
recovered = away["draws"].groupby("exhibit").agg(["size", "min", "median", "max"])
recovered.index = recovered.index.str.replace("_", " ")
recovered.columns = ["columns", "lowest", "median", "highest"]
chapter.table(
    "recovered",
    recovered,
    caption="Estimates on the semi-synthetic panel against print",
    note="Estimate less what is planted, in standard deviations of the estimate over fresh draws of the noise. One draw, the same for all columns of an outcome.",
    formats=dict.fromkeys(["lowest", "median", "highest"], "{:+.1f}"),
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
baseline = away.loc["table_3", "draws"]
chapter.say("n_baseline", len(baseline))
chapter.say("n_high", int((baseline > 1.5).sum()))
chapter.say("high_low", baseline[baseline > 1.5].min(), "{:.1f}")
chapter.say("high_high", baseline.max(), "{:.1f}")
chapter.say("n_tables", len(away))
chapter.say("n_beyond", int((away["draws"].abs() > 1.96).sum()))
chapter.say("n_beyond_own", int((away["own"].abs() > 1.96).sum()))
chapter.say("n_above", int((away["draws"] > 0).sum()))
chapter.holds("the draw is a high one in most of the baseline", (baseline > 1.5).mean() > 0.5)
chapter.holds("the whole baseline lies above what is planted", baseline.min() > 0)
chapter.holds("no estimate is three standard deviations away", away["draws"].abs().max() < 3)
chapter.holds("by their own errors more are beyond", (away["own"].abs() > 1.96).sum()
              > (away["draws"].abs() > 1.96).sum())  # fmt: skip
modern = chapters.exhibit("twin_cities/05_modern", "four_effects").set_index(
    ["panel", "column", "statistic"]
)["value"]
chapter.say("paper_effects", modern[design.PAPER, "by pair", "coef"], "{:.3f}")
chapter.say("pair_effects", modern[design.WITHIN, "by pair", "coef"], "{:.3f}")
chapter.say("pair_error", modern[design.WITHIN, "by pair", "se"], "{:.3f}")
panel = panels.load("twin_cities", "semi_synthetic")
share, free = study.identified(panel)
chapter.say("between", 100 * share, "{:.0f}")
chapter.say("free_paper", free[design.PAPER], "{:.3f}")
chapter.say("free_pair", free[design.WITHIN], "{:.3f}")
chapter.holds("more than half of the variation lies between pairs", share > 0.5)
chapter.holds("without noise pair effects give less, and more than nothing",
              0 < free[design.WITHIN] < free[design.PAPER])  # fmt: skip
bacon = chapters.exhibit("twin_cities/05_modern", "bacon").set_index(["term", "statistic"])["value"]
chapter.say("forbidden", 100 * bacon["later_vs_earlier", "weight"], "{:.1f}")
tests = chapters.exhibit("twin_cities/05_modern", "placebo_tests").set_index(["panel", "column", "statistic"])
p_values = {
    (effects, kind): tests.loc[
        (f"{effects} effects, within destination".replace("paper", "paper's"), words, "p"), "value"
    ]
    for effects in ("paper", "pair")
    for kind, words in design.REASSIGNED.items()
}
for (effects, kind), p in p_values.items():
    chapter.say(f"p_{effects}_{kind}", p, "{:.3f}")
chapter.holds(
    "with the paper's effects the test rejects when pairs are drawn", p_values["paper", "units"] < 0.01
)
chapter.holds(
    "with pair effects neither test rejects at 5 %",
    p_values["pair", "units"] > 0.05 and p_values["pair", "dates"] > 0.05,
)
chapter.holds(
    "with dates alone neither set of effects rejects at 10 %",
    min(p_values["paper", "dates"], p_values["pair", "dates"]) > 0.1,
)
country = chapters.exhibit("twin_cities/06_counterpart", "counterpart_estimates")
country = country[country["panel"] == "main"].set_index(["column", "statistic"])["value"]
for method, key in {"least squares": "ols", "Poisson": "ppml"}.items():
    chapter.say(f"{key}_coef", country[method, "coef"], "{:.3f}")
    chapter.say(f"{key}_p", country[method, "p"], "{:.2f}")
t_5 = printed.loc["table_5", "t"].abs()
chapter.say("weak_5", int((t_5 < 1.645).sum()))
chapter.say("all_5", len(t_5))
chapter.holds(
    "the sign at country level depends on the method",
    country["least squares", "coef"] * country["Poisson", "coef"] < 0,
)

# %% [markdown]
# The same code that would run on the records runs on a panel of their size into which the printed coefficients are planted, and over many draws of the noise the mean of its estimates is what was planted, within Monte Carlo error ({numref}`twin-cities-recovery`). This is a check of the code. The one draw that the panel holds is a high one ({numref}`twin-cities-recovered`): {glue:text}`n_high` of the {glue:text}`n_baseline` columns of table 3 lie {glue:text}`high_low` to {glue:text}`high_high` standard deviations above what was planted, {glue:text}`n_above` of the {glue:text}`n_tables` columns of tables 3 to 6 above and {glue:text}`n_beyond` of them further than 1.96 away. Columns on one outcome share its noise, and quantity and value share much of it, so that these are few independent trials. By the estimates' own standard errors, which take the rows as independent, {glue:text}`n_beyond_own` would be beyond 1.96. That all the printed coefficients can be planted at once also shows that they do not exclude each other.
#
# What the design can and cannot identify depends on who is tied and since when, and not on the outcomes ({doc}`05_modern`; on the panel real ties and dates where there are any, drawn ones elsewhere):
#
# - {glue:text}`between` % of the variation that identifies the coefficient of equation (9) lies between pairs: it compares tied pairs with other pairs above all;
# - forbidden comparisons of newly tied with already tied pairs weigh {glue:text}`forbidden` % in a coefficient with pair effects: so many pairs are never tied that staggered timing is not the problem.
#
# What this can do to a coefficient the drawn outcomes illustrate, which are no evidence on trade. Without noise the coefficient with the paper's effects is {glue:text}`free_paper`, as planted, and with pair effects {glue:text}`free_pair`. In the one draw of the noise that this panel holds, it is {glue:text}`paper_effects` and {glue:text}`pair_effects` (standard error {glue:text}`pair_error`): noise alone moves them that far. In the same draw a placebo test within destinations rejects with the paper's effects when other pairs are drawn (two-sided $p$ {glue:text}`p_paper_units`), since that coefficient compares pairs with other pairs, but not at 10 % when only the dates are dealt out anew among the tied pairs ({glue:text}`p_paper_dates`); with pair effects, on the same outcomes, neither test rejects at 5 % ({glue:text}`p_pair_units` and {glue:text}`p_pair_dates`). On the records the coefficient with pair effects is the first to estimate.
#
# ## What public data say
#
# At the level of countries exports and agreements are public ({doc}`06_counterpart`). There the coefficient of the logarithm of one plus the agreements is {glue:text}`ols_coef` by least squares ($p$ {glue:text}`ols_p`) and {glue:text}`ppml_coef` by Poisson ($p$ {glue:text}`ppml_p`): of either sign, by how countries are weighed. This neither supports nor contradicts the paper, whose question is about pairs within countries and years.
#
# ## What stands, and what does not
#
# - **Who is tied** can be checked, in part: {doc}`01_introduction` sets public lists beside the printed counts.
# - **The coefficients of tables 3 to 6** are neither confirmed nor refuted here. Their arithmetic holds together but for the findings above.
# - **"Agreements raise exports"** rests on a comparison of pairs. Without effects of pairs, and without a word on how errors were computed, the printed $t$ cannot carry the claim by themselves ({doc}`05_modern`).
# - **"Creation, not diversion"**, **"resistance to shocks"** and **the two rankings of table 6** are weaker than the text says: the first by the sample of table 4, the second by {glue:text}`weak_5` of {glue:text}`all_5` coefficients in table 5 that are not significant at 10 %, the last because the text sets coefficients beside each other without a test of their difference: on neighbours the printed numbers pass one, on the Belt and Road they pass it for quantity at 10 % alone, and with the sign that hypothesis 2 excludes ({doc}`03_results`, {doc}`04_robustness`).
# - **The demand model** motivates the regressions and decides nothing: what of it follows and what does not stands in {doc}`02_theory`.
#
# ## With your own customs records
#
# Whoever has the records can have the verdicts that this page lacks. Put into `data/restricted/` the files that `data/restricted/README.md` names for `twin_cities` (the customs extract, the agreements with their dates, covariates of cities and destinations), and run
#
# ```sh
# make chapter NAME=twin_cities/03 TRACK=original
# .venv/bin/python -m lib.build verdicts -p track original
# ```
#
# The first turns the records into the pair panel, with a report of every record's fate, and estimates tables 3 to 5; the second runs all chapters that are compared, of every paper that has a file of its own there, names the papers that it leaves out, and gives each cell its verdict. Nothing of the files leaves the machine, and `results/other/track-original` keeps the results apart from the published ones ({doc}`/how_to_rerun`). This chapter and {doc}`05_modern` then say what modern estimators make of the real panel. How long the customs step and the estimators take, and beside which other programs, is measured in {doc}`/benchmarks`, which also lists the printed results of other programs that the estimators are held against.
