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
# Every number and every checkable claim of the paper has been set beside what public data give, in the chapters before. This chapter adds them up. The scale is on {doc}`/verdict_scale`; the counts below are made by the same program that gave each verdict.

# %% tags=["parameters"]
track = "public"
seed = 2017

# %% tags=["hide-input"]

import pandas as pd

from lib import chapters, verdicts
from lib.exhibits import Chapter
from lib.exhibits import verdict_plots as plots

chapter = Chapter("maritime/07_verdict", track=track)
chapters.ensure("verdicts")
judged = verdicts.read("maritime")
card = verdicts.scorecard(judged)

# %% [markdown]
# ## The score

# %% tags=["hide-input"]
fig, alt = plots.counts_by_exhibit(card)
chapter.figure("score", fig, caption="Verdicts by exhibit", alt=alt)

# %% tags=["hide-input"]
shown = card.drop(columns=["comparable", "AEA", "I4R", "ACRE"]).astype(int)
chapter.table(
    "scorecard",
    shown,
    caption="Counts of verdicts",
    note="`compared` counts numbers and claims; `cannot compare` those that the source does not print.",
)

# %% tags=["hide-input"]
chapter.table(
    "classes",
    card[["compared", "comparable", "AEA", "I4R", "ACRE"]],
    caption="Classes used by journals",
    note="AEA: the Data Editor's classes. I4R: the Institute for Replication's. ACRE: level of computational reproducibility of this package's exhibits. None is given where less than half of the comparable cells are compared; comparable are cells that the source prints.",
)

# %% tags=["remove-cell"]
whole = card.loc["all"]
good = whole["exact"] + whole["last digit"]
chapter.say("compared", int(whole["compared"]))
chapter.say("good", int(good))
chapter.say("share", 100 * good / whole["compared"], "{:.0f}")
described = card.loc[["figure_1", "figure_2", "hosts"]]
chapter.say("described", int(described["compared"].sum()))
chapter.say("described_good", int((described["exact"] + described["last digit"]).sum()))
chapter.say("aea", whole["AEA"])
failed = judged[
    judged["counted"]
    & ~judged["verdict"].isin(["exact", "last digit"])
    & ~judged["exhibit"].isin(described.index)
]
about = (
    failed["column"].map(lambda column: "both" if column not in ("flow", "stock") else column).value_counts()
)
rest = int(whole["compared"] - good)
chapter.say("n_rest", rest)
chapter.say("n_described", rest - len(failed))
for model in ("flow", "stock", "both"):
    chapter.say(f"n_{model}", int(about.get(model, 0)))

# %% [markdown]
# Of {glue:text}`compared` numbers and claims {glue:text}`good` agree exactly or to the last digit ({glue:text}`share` %); in the classes of the American Economic Association's data editor the paper is a case of "{glue:text}`aea`". The description is nearly perfect: {glue:text}`described_good` of {glue:text}`described` items of section 1. Of the {glue:text}`n_rest` items that are neither exact nor right to the last digit, {glue:text}`n_described` belong to section 1, {glue:text}`n_flow` to the model of flows, {glue:text}`n_stock` to that of stocks and {glue:text}`n_both` to both ({numref}`maritime-score`, {numref}`maritime-scorecard`; the journals' classes are in {numref}`maritime-classes`, and {numref}`maritime-against` shows how far the numbers lie apart).

# %% tags=["hide-input"]
fig, alt = plots.printed_against_computed(judged)
chapter.figure("against", fig, caption="Printed numbers against computed", alt=alt)

# %% [markdown]
# ## Every difference and its cause
#
# A verdict that is not exact carries a cause from a closed list, or says that none is known ({numref}`maritime-reasons`). Where a chapter computed a reading in which that choice alone is changed, {numref}`maritime-causes` says, cell by cell, whether the number then moves towards the printed one; moving towards it is not yet agreeing with it.

# %% tags=["hide-input"]
differing = verdicts.differing(judged)
tested = judged[judged["supports"] != ""].set_index("id")
reasons = verdicts.reasons(differing, tested)
chapter.table(
    "reasons",
    reasons,
    caption="Causes of the differences",
    note="Tested: cells whose cause names a reading in which that choice is changed. Supported: of these, the cells that then move towards the printed number or claim.",
)

# %% tags=["hide-input"]
letters = dict(zip(reasons["explanation"], reasons.index, strict=True))
shown = differing.join(tested[["there", "there_shown", "supports"]], on="id").fillna("")
shown["letter"] = differing["explanation"].map(letters)
named = verdicts.side_by_side(judged).set_axis(judged["id"])
named = named[~named.index.duplicated()]
label, model = named["what is printed"], named["model"]
shown["label"] = [
    label[key] if "model" in label[key] else f"{label[key]}, {model[key]}" for key in shown["id"]
]
shown = shown[["label", "shown", "verdict", "letter", "test", "there_shown", "there", "supports"]]
shown.columns = [
    "what is printed",
    "ours",
    "verdict",
    "cause",
    "tested in the reading",
    "ours there",
    "there · verdict",
    "supports",
]
chapter.table("causes", shown.reset_index(drop=True), caption="Every difference")

# %% tags=["remove-cell"]
chapter.say("n_differing", len(differing))
chapter.say("n_tested", len(tested))
chapter.say("n_supported", int((tested["supports"] == "yes").sum()))

# %% [markdown]
# {glue:text}`n_differing` items differ. One reading was fixed for each explanation and applied to all of its items: of {glue:text}`n_tested` tests {glue:text}`n_supported` support the cause, the others do not. Where no cause is known the table says so.
#
# ## Significance

# %% tags=["hide-input"]
matrix = verdicts.significance_matrix(judged)
note = "Rows: the paper's finding; columns: ours. A claim on both models counts once, by the model that decided its verdict."
chapter.table(
    "significance",
    matrix.rename_axis("the paper finds"),
    caption="Significance, the paper's and ours",
    note=note,
)

# %% tags=["remove-cell"]
square = matrix.reindex(columns=matrix.index).fillna(0).astype(int)
chapter.say("n_same", int(sum(square.loc[name, name] for name in square.index)))
chapter.say("n_significance", int(matrix.to_numpy().sum()))

# %% [markdown]
# {glue:text}`n_same` of {glue:text}`n_significance` findings on coefficients are the same in sign and significance ({numref}`maritime-significance`).
#
# ## What the source does not print
#
# {numref}`maritime-silent` counts what cannot be compared. The bodies of tables 1 to 3 and most values of the five figures are pictures missing from the source text. They are rows of the printed record too, so that nobody takes silence for agreement.

# %% tags=["hide-input"]
silent = judged[(judged["verdict"] == "cannot compare") & (judged["kind"] != "hypothesis")]
counts = silent.groupby("exhibit").size().rename("cells not printed or not identified").to_frame()
chapter.table("silent", counts, caption="Cells that cannot be compared")

# %% tags=["remove-cell"]
by_id = judged[judged["counted"]].set_index("id")["verdict"]
chapter.holds(
    "the description stands",
    described[["exact", "last digit"]].to_numpy().sum() >= 0.9 * described["compared"].sum(),
)
chapter.holds(
    "the stock model's set and order above the mean stand",
    (by_id[["above-mean-stock-set", "above-mean-stock-order"]] == "exact").all(),
)
t = pd.concat(
    [
        chapters.exhibit("maritime/05_estimates", "signs_stock"),
        chapters.exhibit("maritime/05_estimates", "signs_flow"),
    ]
)
sign = {
    "market_acceptance": -1,
    "corruption_control": 1,
    "institutional_distance": -1,
    "legal_system": -1,
    "regulation": 1,
    "energy_per_head": 1,
}
keeps = [(t.loc[t["term"] == term, "value"] * side > 0).all() for term, side in sign.items()]
chapter.holds("six inefficiency variables keep the paper's sign in every reading", all(keeps))
road = t[t["term"] == "road"]
signs = {model: set((rows["value"] > 0).astype(int)) for model, rows in road.groupby("column")}
chapter.holds("the initiative's dummy is positive for stocks in every reading", signs["stock"] == {1})
n_negative = int((road[road["column"] == "flow"]["value"] < 0).sum())
chapter.say("road_negative", n_negative)
chapter.say("road_flow", int((road["column"] == "flow").sum()))

# %% [markdown]
# ## What stands, and what does not
#
# - **The description holds together.** Amounts, shares, growth rates and rankings of section 1 come out to the printed digit. The exceptions are arithmetic on rounded numbers, and a share of six hosts whose year the paper does not give. But most of these items lean on figures of 2015 that were entered by hand and checked against the paper's own totals ({doc}`02_pattern`), so this is agreement with the paper more than evidence for it. One printed unit, yuan for dollars, is an error of the paper.
# - **Most of the stock model stands.** The mean, the highest and the lowest efficiency, the five hosts above the mean and their order come out of public data, and with the model of 1995 the ranking hardly moves with the readings ({doc}`05_estimates`). What does not: which hosts are the four lowest and that most are in the Gulf, the printed efficiencies of Oman and India, efficiencies that rise in all four regions and keep their order in every year, and both coefficients of China. The dummies on the initiative and on co-operation, insignificant in the paper, are significant in both models. And the maximum lies at the boundary $\gamma = 1$, where the usual standard errors mislead, those of China's coefficients above all.
# - **The flow model depends on an unstated choice**: what stands for the logarithm of flows that are zero or negative. One reading brings both models near the printed efficiencies; the paper does not name it.
# - **Three of the frontier's coefficients cannot be told apart**, and two more hardly: what the paper says of host population, host GDP and host GDP per head, and of China's GDP and GDP per head, are not five findings.
# - **Of the thirteen inefficiency variables** those on energy, market acceptance, control of corruption, institutional distance, the legal system and regulation keep the paper's sign in every reading. The initiative's dummy is two years for all hosts; it is positive for stocks in every reading and negative for flows in {glue:text}`road_negative` of {glue:text}`road_flow`.
# - **"Institutional similarity" is a distance**, and the paper's text reads its coefficient accordingly; the name misleads.
