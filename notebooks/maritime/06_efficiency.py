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
# # Efficiency and potential
#
# How much of what the frontier allows does China invest in each host, and how much more could it be? This chapter recomputes the paper's figures 3, 4 and 5 from the main specification of {doc}`05_estimates`, sets everything the text prints about them beside ours, and turns efficiencies into potential investment.

# %% tags=["parameters"]
track = "public"
seed = 2017
non_positive = "drop"  # or million, bulletin_unit, small, shift, ihs
energy = "fossil_growth"  # or carried, use
fta = "goods_2005"  # or framework_2003, zone_2010, staged_2010_2015, treaty_only

# %% tags=["hide-input"]
import pandas as pd

from lib import chapters, panels, verdicts
from lib.exhibits import Chapter
from lib.exhibits import maritime_frontier as plots
from lib.panels.maritime import Choices
from lib.results import tidy_rows
from lib.studies import maritime as study
from lib.studies import maritime_grid

varied = (seed, non_positive, energy, fta) != (2017, "drop", "fossil_growth", "goods_2005")
chapter = Chapter("maritime/06_efficiency", track=track, varied=varied)
panel = panels.load("maritime", track)
base = Choices(non_positive=non_positive, energy=energy, fta=fta)
main = [study.estimate(panel, base.but(outcome=outcome), seed=seed) for outcome in ("flow", "stock")]
region = panel.drop_duplicates("iso3").set_index("iso3")["region"]
keys = {"paper": "maritime", "track": track}
printed = maritime_grid.printed_efficiencies()

# %% [markdown]
# ## By host
#
# {numref}`maritime-figure-3` ranks the hosts in both models; crosses mark the values that the text prints. {numref}`maritime-figure-3-verdicts` compares item by item.

# %% tags=["hide-input"]
rows_3 = pd.concat([study.figure_3(one) for one in main])
figure_3 = tidy_rows(rows_3, exhibit="figure_3", **keys)
hosts = rows_3[(rows_3["statistic"] == "mean_efficiency") & (rows_3["panel"] != "all")]
means = hosts.pivot(index="panel", columns="column", values="value")
overall = rows_3[(rows_3["statistic"] == "mean_efficiency") & (rows_3["panel"] == "all")].set_index("column")[
    "value"
]
fig, alt = plots.by_host(means, overall, printed, region)
chapter.figure(
    "figure_3",
    fig,
    caption="Mean efficiency by host",
    alt=alt,
    tidy=figure_3,
    original="Figure 3",
    note="Grey line: mean over all rows. Crosses: the values that the text prints.",
)

# %% tags=["hide-input"]
chapter.table(
    "figure_3_verdicts",
    verdicts.side_by_side(verdicts.beside("maritime", figure_3)),
    caption="Figure 3: printed beside computed",
    original="Text on figure 3",
)

# %% [markdown]
# ## How close is the ranking?
#
# Levels of efficiency depend on where the frontier lies; a ranking depends less. {numref}`maritime-ranks` correlates our hosts' efficiencies with those that the paper prints or ranks, for the main specification and for the nearest readings of {doc}`05_estimates`.

# %% tags=["hide-input"]
near = chapters.exhibit("maritime/05_estimates", "nearest_values")
ranks = maritime_grid.rank_agreement(near, printed)
chapter.table(
    "ranks",
    ranks,
    caption="Agreement with the printed efficiencies",
    formats={"Spearman": "{:.3f}", "Pearson of logarithms": "{:.3f}", "hosts": "{:d}", "named": "{:d}"},
    note="Spearman: over the hosts that the text ranks (above the mean, and the last four). Pearson: over the hosts whose value is printed. Joint: one reading for both models.",
)

# %% [markdown]
# ## By region
#
# {numref}`maritime-figure-4` averages over the hosts and years of a region.

# %% tags=["hide-input"]
rows_4 = pd.concat([study.figure_4(one) for one in main])
figure_4 = tidy_rows(rows_4, exhibit="figure_4", **keys)
fig, alt = plots.by_region(rows_4.pivot(index="panel", columns="column", values="value"))
chapter.figure(
    "figure_4", fig, caption="Mean efficiency by region", alt=alt, tidy=figure_4, original="Figure 4"
)

# %% [markdown]
# ## By year
#
# {numref}`maritime-figure-5` follows the regions through the years, and {numref}`maritime-figure-5-verdicts` checks what the text reads from figures 4 and 5.

# %% tags=["hide-input"]
rows_5 = pd.concat([study.figure_5(one) for one in main])
figure_5 = tidy_rows(rows_5, exhibit="figure_5", **keys)
fig, alt = plots.by_year(rows_5)
chapter.figure(
    "figure_5", fig, caption="Mean efficiency by region and year", alt=alt, tidy=figure_5, original="Figure 5"
)

# %% tags=["hide-input"]
chapter.table(
    "figure_5_verdicts",
    verdicts.side_by_side(verdicts.beside("maritime", pd.concat([figure_4, figure_5]))),
    caption="Figures 4 and 5: printed beside computed",
    original="Text on figures 4 and 5",
)

# %% tags=["remove-cell"]
both_4 = rows_4.pivot(index="panel", columns="column", values="value")
chapter.say("asean_flow", both_4.loc["ASEAN", "flow"], "{:.3f}")
chapter.say("asean_stock", both_4.loc["ASEAN", "stock"], "{:.3f}")
chapter.say("gulf_flow", both_4.loc["Gulf", "flow"], "{:.3f}")
chapter.say("gulf_stock", both_4.loc["Gulf", "stock"], "{:.3f}")
chapter.holds(
    "ASEAN is highest and the Gulf lowest in both models",
    (both_4.idxmax() == "ASEAN").all() and (both_4.idxmin() == "Gulf").all(),
)

# %% [markdown]
# ASEAN has the highest and the Gulf the lowest mean efficiency in both models ({glue:text}`asean_flow` against {glue:text}`gulf_flow` for flows, {glue:text}`asean_stock` against {glue:text}`gulf_stock` for stocks), as the paper says. The middle of the ranking and most movements from one year to the next are not those of the paper.
#
# ## If the paper's silent choices were these
#
# Chapter {doc}`05_estimates` finds one reading that comes nearest to the printed efficiencies of both models together. {numref}`maritime-joint` asks of every claim about tables 2 and 3 and figures 3 to 5 whether it holds in the main specification and whether it holds in that reading. Coming nearer to printed efficiencies does not mean coming nearer to the printed signs. {numref}`maritime-joint-changes` names every item on which the two readings differ. It is no second try at a better verdict: the verdicts of this book are those of the main specification.

# %% tags=["hide-input"]
marked = chapters.exhibit("maritime/05_estimates", "nearest")
joint = [
    maritime_grid.estimate_reading(panel, maritime_grid.recovered(marked, name, "joint", track), seed=seed)
    for name in ("flow", "stock")
]
tidy = {
    name: study.as_reading(estimates, name, track)
    for name, estimates in {"main": main, "joint": joint}.items()
}
judged = {
    name: verdicts.beside("maritime", rows.drop(columns="reading")).set_index("id")
    for name, rows in tidy.items()
}
counts = {}
for label, frame in judged.items():
    for part, exhibits in {
        "tables 2, 3": ["table_2", "table_3"],
        "figures 3-5": ["figure_3", "figure_4", "figure_5"],
    }.items():
        here = frame[frame["counted"] & frame["exhibit"].isin(exhibits)]
        counts[f"{label}, {part}"] = here["verdict"].value_counts()
counts = pd.DataFrame(counts)
order = [step.name for step in verdicts.SCALE if step.name in counts.index]
counts = counts.loc[order].fillna(0).astype(int)
chapter.table(
    "joint",
    counts.rename_axis("verdict"),
    caption="Tables 2-3 and figures 3-5, two readings",
    readings=tidy["joint"],
)

# %% tags=["hide-input"]
changed = judged["main"]["verdict"] != judged["joint"]["verdict"]
side = verdicts.side_by_side(judged["main"].reset_index()[changed.to_numpy()])
side = side[["what is printed", "model", "printed"]].assign(
    **{
        "main · verdict": judged["main"].loc[changed, "verdict"].to_numpy(),
        "joint · verdict": judged["joint"].loc[changed, "verdict"].to_numpy(),
        "in the joint reading": judged["joint"].loc[changed, "shown"].to_numpy(),
    }
)
chapter.table("joint_changes", side.reset_index(drop=True), caption="Cells on which the readings differ")

# %% [markdown]
# ## Potential
#
# Potential investment is actual investment over efficiency, {eq}`eq-efficiency`. The paper speaks of it but prints none. An efficiency of one per cent makes the potential a hundred times the actual: the figures below say what the model implies, and that is also a reason to doubt it.

# %% tags=["hide-input"]
stock = main[1].sample
last = stock[stock["year"] == 2015].set_index("iso3")
table = (last[["ofdi", "potential"]] / 1000).rename(columns={"ofdi": "actual"})
rows = (
    table.rename_axis("panel")
    .reset_index()
    .melt("panel", var_name="statistic")
    .assign(column="stock", term="2015")
)
fig, alt = plots.potential(table, region)
chapter.figure(
    "potential",
    fig,
    caption="Actual and potential stock, 2015",
    alt=alt,
    tidy=tidy_rows(rows, exhibit="potential", **keys),
)

# %% tags=["hide-input"]
by_region = table.groupby(region).sum()
by_region.loc["all"] = by_region.sum()
by_region["actual over potential, %"] = 100 * by_region["actual"] / by_region["potential"]
gdp = panel[panel["year"] == 2015].set_index("iso3")["gdp"].groupby(region).sum() / 1e9
by_region["potential over GDP, %"] = (
    100 * by_region["potential"] / gdp.reindex(by_region.index).fillna(gdp.sum())
)
chapter.table(
    "potential_region",
    by_region.rename_axis("region"),
    caption="Potential stock by region, 2015",
    formats="{:,.1f}",
    note="Actual and potential in billion US$.",
)

# %% tags=["remove-cell"]
four = by_region.drop(index="all")["potential"]
chapter.say("largest_region", four.idxmax())
chapter.holds("the Gulf's potential is the smallest", four.idxmin() == "Gulf")
chapter.say("share_all", by_region.loc["all", "actual over potential, %"], "{:.1f}")
chapter.say("potential_all", by_region.loc["all", "potential"], "{:,.0f}")
chapter.say("over_gdp", by_region.loc["all", "potential over GDP, %"], "{:.0f}")

# %% [markdown]
# {numref}`maritime-potential` and {numref}`maritime-potential-region` give the stock of 2015; flows, whose efficiencies hang on an unstated choice, are left out. The paper turns the ranking of efficiencies round and calls the Gulf the region with the largest potential. In dollars that does not follow: by our estimates the largest potential is that of {glue:text}`largest_region`, and the Gulf's is the smallest, because potential also depends on size. All hosts together hold {glue:text}`share_all` % of a potential of {glue:text}`potential_all` billion dollars, which would be {glue:text}`over_gdp` % of their joint GDP. A deterministic frontier ($\gamma = 1$) is drawn through the few most successful host-years, Cambodia and Singapore among them, and reads the distance of everybody else as room for more.
