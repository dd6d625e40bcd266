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
# # Variables and data
#
# The paper explains China's investment in a host by a frontier of six gravity variables and by thirteen variables that hold investment below the frontier. This chapter lists each of them with its source, the paper's and ours, shows what is missing, and shows the raw data before any model touches them.

# %% tags=["parameters"]
track = "public"
seed = 2017

# %% tags=["hide-input"]
import pandas as pd

from lib import facts, panels, verdicts
from lib.exhibits import Chapter
from lib.exhibits import maritime_pattern as plots
from lib.panels import maritime
from lib.results import tidy_rows

chapter = Chapter("maritime/03_data", track=track)
panel = panels.load("maritime", track)
keys = {"paper": "maritime", "track": track}

# %% [markdown]
# ## The hosts
#
# Figures and tables use the codes of {numref}`maritime-host-names`.

# %% tags=["hide-input"]
hosts = facts.load("maritime_hosts")
shown = hosts[["region", "iso3", "name_en", "name_zh"]].set_axis(["region", "code", "host", "中文"], axis=1)
chapter.table(
    "host_names", shown, caption="The 24 hosts and their codes", data=["data/facts/maritime_hosts.csv"]
)

# %% [markdown]
# ## Each variable, theirs and ours
#
# {numref}`maritime-variables` lists the variables. # The vintages differ where the paper's is no longer to be had: we use the World Development Indicators for GDP and population where the paper used the International Monetary Fund's World Economic Outlook, and CEPII's reconciled trade flows {cite:p}`gaulier2010baci` where it used China's statistics bureau. Distances come from the same data base {cite:p}`mayer2011geodist`, institutions from the same two indices {cite:p}`kaufmann2011wgi,gwartney_efw`.

# %% tags=["hide-input"]
glossary = facts.load("glossary").set_index("term")
theirs = {
    "ofdi_flow": "MOFCOM bulletin", "ofdi_stock": "MOFCOM bulletin", "road": "own dummy", "fta": "own dummy",
    "energy_per_head": "IEA", "market_acceptance": "NBS of China", "secure_servers": "WDI",
    "labour_participation": "WDI", "corruption_control": "WGI", "institutional_distance": "WGI",
    **dict.fromkeys(maritime.EFW, "Fraser Institute"), **dict.fromkeys(maritime.GRAVITY, "IMF WEO"), "ln_distance": "CEPII",
}  # fmt: skip
listed = glossary.loc[list(theirs), ["name_en", "name_zh", "unit"]]
listed = listed.assign(paper=pd.Series(theirs), here=glossary["source"])
chapter.table(
    "variables",
    listed.set_axis(["variable", "中文", "unit", "the paper's source", "ours"], axis=1).reset_index(
        drop=True
    ),
    caption="Variables and their sources",
)

# %% [markdown]
# Three things about these definitions matter later.
#
# 1. **Three of the six gravity variables are one too many.** GDP per head is GDP over population, so in logarithms $\ln GDP_i = \ln POP_i + \ln PGDP_i$ exactly. Population, GDP and GDP per head of the host cannot have three coefficients ({doc}`04_model`).
# 2. **"Institutional similarity" measures its opposite**: it is the distance $|COR_i - COR_{China}|$, large where institutions differ. A negative coefficient in the inefficiency model says that distance goes with *more* investment.
# 3. **The initiative's dummy is two years**: it is 0 up to 2013 and 1 in 2014 and 2015, for every host alike. It cannot be told apart from anything else that happened in those two years.
#
# ## What is missing
#
# {numref}`maritime-missing` shows the gaps. Nothing is imputed in the data. The panel fills what the frontier needs, and counts it: secure servers are interpolated between two years of the same host, the economic freedom indices of years before a host's first report are set to its first reported year, energy production after 2009 is extended (below). Chapter {doc}`05_estimates` drops the filled rows as a sensitivity.

# %% tags=["hide-input"]
raw = facts.load("maritime_ofdi")
short = {
    "ofdi_flow_musd": "flow", "ofdi_stock_musd": "stock", "gdp_usd": "GDP", "imports_from_china_usd": "imports",
    "secure_servers_per_million": "servers", "labour_participation_pct": "labour", "energy_production_ktoe": "energy",
    "fossil_production_ktoe": "fossil energy", "corruption_control": "corruption", "efw_government_size": "government",
    "efw_legal_system": "law", "efw_sound_money": "money", "efw_trade_freedom": "trade", "efw_regulation": "regulation",
}  # fmt: skip
fig, alt = plots.missing_cells(raw, short)
chapter.figure(
    "missing",
    fig,
    caption="Missing cells by host and variable",
    alt=alt,
    data=["data/facts/maritime_ofdi.csv"],
)

# %% tags=["remove-cell"]
chapter.say("n_filled_rows", int((panel["filled"] > 0).sum()))
chapter.say("n_rows", len(panel))
chapter.say("n_fossil", int(raw.groupby("iso3")["fossil_production_ktoe"].count().gt(0).sum()))
chapter.say("n_carried", int(raw.groupby("iso3")["fossil_production_ktoe"].count().eq(0).sum()))
chapter.say("n_filled", int(panel["filled"].sum()))
by_hand = ~panel[["flow_machine", "stock_machine"]]
chapter.say("hand_flow", int(by_hand["flow_machine"].sum()))
chapter.say("hand_stock", int(by_hand["stock_machine"].sum()))

# %% [markdown]
# {glue:text}`n_filled` cells in {glue:text}`n_filled_rows` of {glue:text}`n_rows` rows are filled, beside energy. {glue:text}`hand_flow` flows and {glue:text}`hand_stock` stocks were entered by hand from the bulletin without the document at hand; a sensitivity leaves them out.
#
# ## Energy after 2009
#
# The public series of energy *production* ends in 2009. The panel offers four readings, of which {numref}`maritime-energy` draws three: extended with the growth of fossil production (which exists for {glue:text}`n_fossil` hosts; the other {glue:text}`n_carried` are carried forward), carried forward everywhere, replaced by energy *use*, or cut off. The first is the main one: it keeps the level of the series the paper names and moves it by the part of production that is published.

# %% tags=["hide-input"]
names = {
    "energy_per_head_fossil_growth": "extended",
    "energy_per_head_carried": "carried forward",
    "energy_per_head_use": "use",
}
fig, alt = plots.energy_variants(panel, names, ("QAT", "KWT", "MYS", "MMR", "PAK", "KEN"))
chapter.figure(
    "energy",
    fig,
    caption="Energy per head, three readings",
    alt=alt,
    note="Grey line: 2009, the last published year.",
)

# %% [markdown]
# ## When co-operation is in force
#
# The co-operation dummy is 1 in the years in which one of three schemes is in force for a host; the paper gives no date. The free trade area with ASEAN has at least four, and the two corridors never entered into force in a treaty's sense ({numref}`maritime-dates`; {numref}`maritime-cooperation` counts the hosts that each reading covers).

# %% tags=["hide-input"]
dates = facts.load("cooperation_dates")
chapter.table(
    "dates",
    dates.sort_values(["agreement", "date"]).reset_index(drop=True),
    caption="Dates of the three schemes",
)

# %% tags=["hide-input"]
switched = {name: panel[f"fta_{name}"] for name in maritime.FTA}
counts = pd.DataFrame({name: dummy.groupby(panel["year"]).sum() for name, dummy in switched.items()})
chapter.table(
    "cooperation",
    counts.astype(int).T.rename_axis("reading"),
    caption="Hosts covered, by reading and year",
    note="The main reading is `goods_2005`: tariffs between China and ASEAN fell from July 2005 under the agreement on goods; the corridors count from 2013.",
)

# %% [markdown]
# ## Summary statistics
#
# {numref}`maritime-summary` describes the rows of the stock model, with the two zero stocks at one unit of the bulletin.

# %% tags=["hide-input"]
choices = maritime.Choices(outcome="stock", gravity=maritime.GRAVITY)
sample = maritime.sample(panel, choices.but(non_positive="bulletin_unit"))
described = (
    pd.concat([panel[["flow", "stock"]], sample[[*maritime.GRAVITY, *maritime.INEFFICIENCY]]], axis=1)
    .describe()
    .T
)
names = {"flow": "Flow, million US$", "stock": "Stock, million US$", **glossary["name_en"].to_dict()}
shown = described[["count", "mean", "std", "min", "50%", "max"]].rename(
    index=names, columns={"50%": "median"}
)
shown = shown.assign(count=shown["count"].astype(int)).rename_axis("variable")
chapter.table("summary", shown, caption="Summary statistics, 24 hosts, 2004-2015", formats="{:,.3f}")

# %% [markdown]
# ## The raw relations
#
# {numref}`maritime-relations` sets the logarithm of the stock against six variables, before any model.

# %% tags=["hide-input"]
labels = {
    "ln_gdp": "ln GDP", "ln_gdp_per_head": "ln GDP per head", "ln_distance": "ln distance",
    "market_acceptance": "market acceptance", "corruption_control": "control of corruption", "legal_system": "legal system",
}  # fmt: skip
fig, alt = plots.raw_relations(maritime.sample(panel, choices), labels)
chapter.figure("relations", fig, caption="Stock against six regressors", alt=alt)

# %% [markdown]
# ## The design, printed beside computed
#
# {numref}`maritime-design` compares the counts and ranges of the design; these are choices that a replication shares and are not counted as successes. The one paper error stands here: the text prints the stock of 2015 in yuan where its own multiple and share need dollars.

# %% tags=["hide-input"]
design = tidy_rows(maritime.design(panel), exhibit="design", **keys)
compared = verdicts.beside("maritime", design)
chapter.table(
    "design",
    verdicts.side_by_side(compared),
    caption="Design: printed beside computed",
    tidy=design,
    original="Sections 1 and 2",
)
