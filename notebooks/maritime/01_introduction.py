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
# In October 2013 China proposed a Maritime Silk Road: trade, ports and investment along the sea lanes from Southeast Asia to East Africa. Huang and Hu {cite:p}`huang2017maritime` ask how far China's direct investment in 24 of the countries on that road falls short of what it could be, and why. They estimate a *stochastic frontier gravity model*: size and distance set a ceiling, and thirteen traits of the host and of its ties with China explain how far below it investment stays.
#
# This part rebuilds the paper, section by section, from public data. Nearly all of its data can be had: investment as published by China's Ministry of Commerce {cite:p}`mofcom_bulletin`, national accounts {cite:p}`wdi`, distances {cite:p}`mayer2011geodist`, trade {cite:p}`gaulier2010baci`, governance {cite:p}`kaufmann2011wgi` and economic freedom {cite:p}`gwartney_efw`. So this is a replication on real data, not an illustration; what was entered by hand without the source at hand is marked, and {doc}`02_pattern` says what rests on it.

# %% tags=["parameters"]
track = "public"
seed = 2017

# %% tags=["hide-input"]

from lib import chapters, panels, verdicts
from lib.exhibits import Chapter
from lib.exhibits import maritime_pattern as plots

chapter = Chapter("maritime/01_introduction", track=track)
panel = panels.load("maritime", track)
chapters.ensure("verdicts")
judged = verdicts.read("maritime")

# %% [markdown]
# ## The hosts
#
# {numref}`maritime-road` places the hosts by their distance from China and by what China has invested there.

# %% tags=["hide-input"]
last = panel[panel["year"] == 2015]
fig, alt = plots.distance_and_stock(last)
chapter.figure(
    "road",
    fig,
    caption="The 24 hosts: distance, GDP and stock",
    alt=alt,
    note="Area of a circle: GDP of 2015. Where circles crowd, only the host with the largest stock is named.",
)

# %% [markdown]
# ## What the replication finds

# %% tags=["remove-cell"]
card = verdicts.scorecard(judged)
whole = card.loc["all"]
chapter.say("compared", int(whole["compared"]))
chapter.say("exact", int(whole["exact"]))
differing = verdicts.differing(judged)
unknown = int((differing["explanation"] == "").sum())
chapter.say("with_cause", len(differing) - unknown)
chapter.say("no_cause", unknown)
chapter.say("not_exact", int(whole["compared"] - whole["exact"]))
near = chapters.exhibit("maritime/05_estimates", "nearest").set_index(["column", "panel", "statistic"])[
    "value"
]
chapter.say("stock_main", near["stock", "main", "mean_efficiency"], "{:.3f}")
chapter.say("flow_main", near["flow", "main", "mean_efficiency"], "{:.3f}")
chapter.say("stock_joint", near["stock", "joint", "mean_efficiency"], "{:.3f}")
chapter.say("flow_joint", near["flow", "joint", "mean_efficiency"], "{:.3f}")
printed = judged.set_index("id")["printed"]
chapter.say("stock_printed", printed["mean-efficiency-stock"])
chapter.say("flow_printed", printed["mean-efficiency-flow"])
tests = chapters.exhibit("maritime/05_estimates", "table_1").set_index(["column", "statistic"])["value"]
chapter.say("lr_stock", tests["stock", "lr"], "{:.0f}")
chapter.say("critical", tests["stock", "lr_critical_1pct"], "{:.1f}")

# %% [markdown]
# - Of {glue:text}`compared` numbers and claims that could be compared, {glue:text}`exact` come out exactly as printed; of the other {glue:text}`not_exact`, {glue:text}`with_cause` carry a cause and for {glue:text}`no_cause` none is known ({doc}`07_verdict`).
# - The figures of the descriptive section agree to the printed digit almost without exception ({doc}`02_pattern`).
# - There is inefficiency: the likelihood ratio of the stock model is {glue:text}`lr_stock` against a critical value of {glue:text}`critical` ({doc}`05_estimates`).
# - The mean efficiency of stocks is {glue:text}`stock_main`; the paper prints {glue:text}`stock_printed`. That of flows is {glue:text}`flow_main` against a printed {glue:text}`flow_printed`: the paper does not say what it did with flows of zero or less, and the answer moves the whole result.
# - One reading of the paper's silent choices gives {glue:text}`stock_joint` and {glue:text}`flow_joint` ({doc}`06_efficiency`).
#
# ## What each chapter holds
#
# | chapter | the paper's section | what it has |
# |---|---|---|
# | {doc}`02_pattern` | 1 | amounts, shares and growth, figures 1 and 2 |
# | {doc}`03_data` | 2 | the variables, their sources, what is missing |
# | {doc}`04_model` | 3 | the frontier model, collinear regressors, flows without a logarithm; exercises |
# | {doc}`05_estimates` | 4.1, 4.2 | tables 1 to 3, sensitivity, the recovered choices; exercises |
# | {doc}`06_efficiency` | 4.3 | figures 3 to 5, rankings, potential |
# | {doc}`07_verdict` | all | the score, every difference and its cause |
