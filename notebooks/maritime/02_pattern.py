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
# # The pattern of investment
#
# The paper opens with a description: how much China invests in the 24 hosts of the Maritime Silk Road, how fast that grew, and how unevenly it is spread {cite:p}`huang2017maritime`. This chapter recomputes each of those figures from the public table and sets the printed number beside ours.
#
# :::{admonition} Kind of result
# :class: note
# Track `public`: the same variable from public sources. The paper took its investment figures from the bulletin of China's Ministry of Commerce {cite:p}`mofcom_bulletin`; ours are the same figures, read in UNCTAD's compilation {cite:p}`unctad_bilateral_2014`, in two academic data sets {cite:p}`sais_cari_2021,jung_shyrokykh_2024` and, for some recent years, entered by hand; the end of the chapter says how much rests on these. {doc}`/data_availability` has each cell's source.
# :::

# %% tags=["parameters"]
track = "public"
seed = 2017

# %% tags=["hide-input"]
import pandas as pd

from lib import facts, panels, verdicts
from lib.exhibits import Chapter
from lib.exhibits import maritime_pattern as plots
from lib.panels import maritime_totals as totals
from lib.results import tidy_rows

chapter = Chapter("maritime/02_pattern", track=track)
panel = panels.load("maritime", track)
china = facts.load("china_ofdi_totals")
keys = {"paper": "maritime", "track": track}

# %% [markdown]
# ## From a trickle to a stream
#
# {numref}`maritime-figure-1` sums over the hosts. A *flow* is what was invested during a year, net of what was withdrawn; a *stock* is what stands at the end of the year.

# %% tags=["hide-input"]
all_hosts = totals.figure_1(panel, china)
figure_1 = tidy_rows(all_hosts, exhibit="figure_1", **keys)
fig, alt = plots.flow_and_stock(all_hosts)
chapter.figure(
    "figure_1", fig, caption="Chinese investment in the 24 hosts", alt=alt, tidy=figure_1, original="Figure 1"
)

# %% tags=["remove-cell"]
key = all_hosts.set_index(["panel", "column", "term", "statistic"])["value"]
chapter.say("flow_2004", key["all", "flow", 2004, "value_100musd"], "{:.2f}")
chapter.say("flow_2015", key["all", "flow", 2015, "value_100musd"], "{:.2f}")
chapter.say("flow_share_2004", 100 * key["all", "flow", 2004, "share_of_total"], "{:.2f}")
chapter.say("flow_share_2015", 100 * key["all", "flow", 2015, "share_of_total"], "{:.2f}")
chapter.say("flow_growth", 100 * key["all", "flow", "2004-2015", "growth_rate"], "{:.2f}")
chapter.say("china_growth", 100 * key["China", "flow", "2004-2015", "growth_rate"], "{:.1f}")
singapore = panel[panel["iso3"] == "SGP"].set_index("year")["flow"] / 100
rise = key["all", "flow", 2015, "value_100musd"] - key["all", "flow", 2014, "value_100musd"]
chapter.say("rise", rise, "{:.1f}")
chapter.say("rise_singapore", singapore[2015] - singapore[2014], "{:.1f}")

# %% [markdown]
# The flow to the 24 hosts went from {glue:text}`flow_2004` to {glue:text}`flow_2015` hundred million US dollars, {glue:text}`flow_growth` % a year over eleven intervals, while China's flow to the whole world grew by {glue:text}`china_growth` % a year; the hosts' share of it rose from {glue:text}`flow_share_2004` to {glue:text}`flow_share_2015` %. The last step leans on one host: of the rise by {glue:text}`rise` hundred million between 2014 and 2015, Singapore accounts for {glue:text}`rise_singapore`.
#
# ## Four regions
#
# The paper sorts the hosts into nine of the ten ASEAN countries, South Asia, the Gulf, and the coast of Africa from Egypt to South Africa ({numref}`maritime-figure-2`, {numref}`maritime-regions`).

# %% tags=["hide-input"]
regions = totals.figure_2(panel)
figure_2 = tidy_rows(regions, exhibit="figure_2", **keys)
fig, alt = plots.flows_by_region(regions)
chapter.figure(
    "figure_2", fig, caption="Flows to the four regions", alt=alt, tidy=figure_2, original="Figure 2"
)

# %% tags=["hide-input"]
rates = regions[regions["statistic"] == "growth_rate"].pivot(index="panel", columns="column", values="value")
share = regions[(regions["statistic"] == "share_of_hosts") & regions["term"].isin([2004, 2015])]
share = share.pivot(index="panel", columns=["column", "term"], values="value")
share.columns = [f"share of the {name} {year}" for name, year in share.columns]
shown = 100 * rates.add_prefix("growth of the ").join(share)
chapter.table(
    "regions",
    shown.rename_axis("region"),
    caption="Growth and shares by region",
    formats="{:.2f}",
    note="Per cent. Growth: compound annual rate, 2004 to 2015. Share: of the sum over the 24 hosts.",
)

# %% [markdown]
# A growth rate between two end points leans on both. {numref}`maritime-growth-window` moves them: the regions' order by growth is not a property of the data but of the years 2004 and 2015.

# %% tags=["hide-input"]
flows = regions[(regions["statistic"] == "value_100musd") & (regions["column"] == "flow")]
moved = {}
for first, last in [(2004, 2015), (2005, 2015), (2006, 2015), (2007, 2015), (2004, 2014), (2006, 2014)]:
    rows = totals.growth(flows, first, last).query("statistic == 'growth_rate'")
    moved[f"{first}-{last}"] = 100 * rows.set_index("panel")["value"]
chapter.table(
    "growth_window",
    pd.DataFrame(moved).T.rename_axis("years"),
    caption="Growth of flows, other end years",
    formats="{:.1f}",
    note="Per cent a year, compound. A dash: the first amount is negative.",
)

# %% [markdown]
# ## Who receives it

# %% tags=["hide-input"]
hosts = totals.hosts(panel)
region_of = panel.drop_duplicates("iso3").set_index("iso3")["region"]
fig, alt = plots.hosts_ranked(hosts, region_of)
host_rows = tidy_rows(hosts, exhibit="hosts", **keys)
chapter.figure(
    "hosts",
    fig,
    caption="Stock and flow by host, 2015",
    alt=alt,
    tidy=host_rows,
    note="Ticks at the left edge: flows of zero or below.",
)

# %% tags=["remove-cell"]
six = hosts[(hosts["panel"] == "top_six") & (hosts["term"] == 2015)].set_index("column")["value"]
chapter.say("six_flow", 100 * six["flow"], "{:.1f}")
chapter.say("six_stock", 100 * six["stock"], "{:.1f}")
stock = hosts[(hosts["column"] == "stock") & (hosts["statistic"] == "value_100musd")].set_index("panel")[
    "value"
]
chapter.say("largest", facts.load("maritime_hosts").set_index("iso3")["name_en"][stock.idxmax()])
chapter.say("largest_share", 100 * stock.max() / stock.sum(), "{:.1f}")

# %% [markdown]
# {numref}`maritime-hosts` ranks the hosts. In 2015 the six largest hold {glue:text}`six_stock` % of the stock and take {glue:text}`six_flow` % of the flow; {glue:text}`largest` alone holds {glue:text}`largest_share` % of the stock. Singapore is also a place through which investment passes on its way elsewhere, which these figures cannot tell apart.
#
# ## Year by year, host by host

# %% tags=["hide-input"]
fig, alt = plots.flow_grid(panel)
chapter.figure(
    "flow_grid",
    fig,
    caption="Flows by host and year",
    alt=alt,
    note="`0`: zero, or below half a million dollars and rounded by the source; `-`: more withdrawn than invested.",
)

# %% tags=["remove-cell"]
chapter.say("n_zero", int((panel["flow"] == 0).sum()))
chapter.say("n_rounded", int(panel["flow_rounded_to_zero"].sum()))
chapter.say("n_negative", int((panel["flow"] < 0).sum()))

# %% [markdown]
# {glue:text}`n_zero` flows are zero ({glue:text}`n_rounded` of them because the source rounds) and {glue:text}`n_negative` are negative ({numref}`maritime-flow-grid`). None of them has a logarithm. The paper takes logarithms of all and does not say how; {doc}`04_model` takes this up.
#
# ## Printed beside computed
#
# Every number of the paper's first section that can be computed, with the verdict of the scale on {doc}`/verdict_scale`.

# %% tags=["hide-input"]
computed = pd.concat([figure_1, figure_2, host_rows])
compared = verdicts.beside("maritime", computed)
chapter.table(
    "pattern_verdicts",
    verdicts.side_by_side(compared),
    caption="Section 1: printed beside computed",
    original="Section 1",
    readings=totals.other_readings(figure_1, figure_2, host_rows),
)

# %% tags=["remove-cell"]
counted = compared[compared["counted"]]
leaning = counted["term"].str.contains("2015") | (counted["statistic"] == "share_of_total")
chapter.say("n_items", len(counted))
chapter.say("n_leaning", int(leaning.sum()))
chapter.say("n_free", int((~leaning).sum()))
last = panel[panel["year"] == 2015]
for name in ("flow", "stock"):
    hand = last[~last[f"{name}_machine"]]
    chapter.say(f"hand_{name}", len(hand))
    chapter.say(f"hand_{name}_share", 100 * hand[name].sum() / last[name].sum(), "{:.0f}")

# %% [markdown]
# How much is this agreement worth? {numref}`maritime-pattern-verdicts` has {glue:text}`n_items` items that count, and {glue:text}`n_leaning` of them use a figure of 2015 or China's total. In 2015 {glue:text}`hand_flow` flows ({glue:text}`hand_flow_share` % of the sum) and {glue:text}`hand_stock` stocks ({glue:text}`hand_stock_share` %) were entered by hand without the bulletin at hand, and most of them were checked against the paper's own regional totals. For these items agreement shows that the paper's arithmetic holds together and that its figures can be those of the bulletin; it is not independent evidence. The other {glue:text}`n_free` rest on machine-readable sources.
