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

from lib import audit, chapters, verdicts
from lib.exhibits import Chapter, audit_figures
from lib.exhibits import verdict_plots as plots
from lib.studies import twin_cities_printed as record

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
shown = card.drop(columns=["AEA", "I4R", "ACRE"]).astype(int)
chapter.table(
    "scorecard",
    shown,
    caption="Counts of verdicts",
    note="`compared` counts numbers and claims on real data only; `cannot compare` has the cells on exports by city and those that the source does not print.",
)

# %% tags=["hide-input"]
chapter.table(
    "classes",
    card.loc[card["compared"] > 0, ["AEA", "I4R", "ACRE"]],
    caption="Classes used by journals",
    note="AEA: the Data Editor's classes. I4R: the Institute for Replication's. ACRE: level of computational reproducibility of this package's exhibits. Exhibits without a compared cell are not assessed and left out.",
)

# %% tags=["remove-cell"]
whole = card.loc["all"]
good = int(whole["exact"] + whole["last digit"])
chapter.say("cells", judged["id"].nunique())
chapter.say("compared", int(whole["compared"]))
chapter.say("good", good)
restricted = judged[(judged["cause"] == "restricted data") & (judged["verdict"] == "cannot compare")]
chapter.say("restricted", restricted["id"].nunique())
chapter.say("aea", whole["AEA"])
chapter.say("paper_errors", int((judged["verdict"] == "paper error").groupby(judged["id"]).any().sum()))
stand_in = judged[judged["track"] == "semi_synthetic"]
chapter.holds("nothing that was drawn counts", not stand_in["counted"].any())
by_city = ["table_3", "table_4", "table_5", "table_6", "heckman", "figure_2"]
chapter.holds("no table on exports by city is compared", (card.loc[by_city, "compared"] == 0).all())
exhibits = card.drop(index="all").query("compared > 0").index
chapter.say("exhibits", " and ".join(name.replace("_", " ") for name in exhibits))

# %% [markdown]
# Of {glue:text}`cells` printed numbers and claims {glue:text}`compared` can be compared on real data ({glue:text}`exhibits`), and {glue:text}`good` of them agree exactly or to the last digit. {glue:text}`restricted` rest on the licensed records. {glue:text}`paper_errors` contradict other numbers of the paper, so that there is nothing to agree with. The class that journals would give, "{glue:text}`aea`", is about the {glue:text}`compared` cells alone; on the paper's findings this replication has no verdict, neither for nor against ({numref}`twin-cities-fates`, {numref}`twin-cities-score`, {numref}`twin-cities-scorecard`, {numref}`twin-cities-classes`).
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
chapter.table("audit", counts.drop(index="all", errors="ignore"), caption="Findings of the audit", data=[])

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

# %% [markdown]
# Those that bear on what the paper concludes:
#
# - **The sample.** {glue:text}`few` destinations in one place, {glue:text}`many` in another ({ref}`finding <finding-twin-cities-text-against-text-design-n-destinations-abstract>`); columns of tables 3 and 5 with more observations than the text has in all ({ref}`finding <finding-twin-cities-observations-against-statement-table-3>`). There is no one sample to rebuild.
# - **The design.** Equation (9) has no effect of the pair and no indicator of tied pairs, so that its coefficient compares tied with other pairs as well as before with after ({ref}`finding <finding-twin-cities-treatment-not-differenced-9>`). {doc}`05_modern` puts a number on it.
# - **The event study.** Equation (10) as printed absorbs its own treatment ({ref}`finding <finding-twin-cities-absorbed-equation-10>`); figure 2 was made with another equation.
# - **Trade creation.** Table 4 is said to leave the partners out, yet it has as many pairs as table 3 ({ref}`finding <finding-twin-cities-excluded-units-table-4>`) and a coefficient of a treatment that would be zero in every row ({ref}`finding <finding-twin-cities-treated-excluded-table-4>`).
# - **Heterogeneity.** Table 6 is read as a ranking of effects most of whose differences are not significant ({ref}`finding <finding-twin-cities-ranking-not-distinguishable-table-6>`).
# - **Units.** Log points are read as per cent ({ref}`finding <finding-twin-cities-log-points-table-3>`), and an effect of less than half a percentage point as {glue:text}`share` % ({ref}`finding <finding-twin-cities-percentage-points-t3-share-effect>`).
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
wide = estimated[estimated["term"].isin(record.TERMS)].pivot(
    index=["exhibit", "column"], columns="statistic", values="value"
)
printed = record.estimates()
both = wide[["coef", "t"]].join(printed["coef"].rename("printed"))
both["off"] = (both["coef"] - both["printed"]) / (both["coef"] / both["t"])
recovered = both.groupby("exhibit").agg(
    columns=("off", "size"),
    largest=("off", lambda off: off.abs().max()),
    within=("off", lambda off: (off.abs() < 1.96).sum()),
)
recovered.index = recovered.index.str.replace("_", " ")
recovered.columns = ["columns", "largest deviation, standard errors", "within 1.96 standard errors"]
chapter.table(
    "recovered",
    recovered,
    caption="Estimates on the semi-synthetic panel against print",
    note="One draw of the noise, the same for all columns of an outcome; standard errors of independent errors.",
    formats={"largest deviation, standard errors": "{:.1f}"},
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
modern = chapters.exhibit("twin_cities/05_modern", "four_effects").set_index(
    ["panel", "column", "statistic"]
)["value"]
chapter.say("paper_effects", modern["city + destination + year", "by pair", "coef"], "{:.3f}")
chapter.say("pair_effects", modern["pair + year", "by pair", "coef"], "{:.3f}")
bacon = chapters.exhibit("twin_cities/05_modern", "bacon").set_index(["term", "statistic"])["value"]
chapter.say("forbidden", 100 * bacon["later_vs_earlier", "weight"], "{:.1f}")
tests = chapters.exhibit("twin_cities/05_modern", "placebo_tests").set_index(["panel", "column", "statistic"])
units = "which pairs are tied, with the observed dates"
chapter.say("p_paper", tests.loc[("paper's effects, within destination", units, "p"), "value"], "{:.3f}")
chapter.say("p_pair", tests.loc[("pair effects, within destination", units, "p"), "value"], "{:.2f}")
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
# The same code that would run on the records runs on a panel of their size into which the printed coefficients are planted, and finds them again up to noise ({numref}`twin-cities-recovered`; over many draws of the noise {numref}`twin-cities-recovery`). This is a check of the code. That all the printed coefficients can be planted at once also shows that they do not exclude each other.
#
# What the design can and cannot identify is nearly independent of the outcomes ({doc}`05_modern`):
#
# - the coefficient of equation (9) compares tied pairs with other pairs above all. On the drawn outcomes it is {glue:text}`paper_effects`, with pair effects {glue:text}`pair_effects`; on the records this comparison is the first to make;
# - forbidden comparisons of newly tied with already tied pairs weigh {glue:text}`forbidden` % in a coefficient with pair effects: so many pairs are never tied that staggered timing is not the problem;
# - a placebo test that draws other pairs can reject where one that uses timing alone does not: $p$ is {glue:text}`p_paper` with the paper's effects and {glue:text}`p_pair` with pair effects here.
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
# - **"Creation, not diversion"**, **"resistance to shocks"** and **the two rankings of table 6** are weaker than the text says: the first by the sample of table 4, the second by {glue:text}`weak_5` of {glue:text}`all_5` coefficients in table 5 that are not significant at 10 %, the last by differences without a test ({doc}`03_results`, {doc}`04_robustness`).
# - **The demand model** motivates the regressions and decides nothing: what of it follows and what does not stands in {doc}`02_theory`.
#
# ## With your own customs records
#
# Whoever has the records can have the verdicts that this page lacks. Put into `data/restricted/` the files that its page names (the customs extract, the agreements with their dates, covariates of cities and destinations), and run
#
# ```sh
# make chapter NAME=twin_cities/03 TRACK=original
# .venv/bin/python -m lib.build verdicts -p track original
# ```
#
# The first turns the records into the pair panel, with a report of every record's fate, and estimates tables 3 to 5; the second runs all chapters of the paper that are compared and gives each cell its verdict. Nothing of the files leaves the machine, and `results/other/track-original` keeps the results apart from the published ones ({doc}`/how_to_rerun`). This chapter and {doc}`05_modern` then say what modern estimators make of the real panel. How long the customs step and the estimators take, and beside which other programs, is measured in `benchmarks/`; its page has the last run.
