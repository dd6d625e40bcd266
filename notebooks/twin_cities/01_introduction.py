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
# Since 1973 Chinese cities and provinces have signed agreements with foreign cities that make them *sister cities*, in Chinese *international friendship cities* (国际友好城市). An agreement promises visits, exchange and co-operation; it lowers no tariff and binds nobody. Yang, Chen and Qian {cite:p}`yang2022twin` ask whether it still moves goods: do a city's exports to a country rise once the city has an agreement there?

# %% tags=["parameters"]
track = "public"  # and stays so: what stands here is public on every track of the other chapters
seed = 2017  # nothing is drawn here
n_countries = 12  # in the figure by country

# %% tags=["hide-input"]

import pandas as pd

from lib import audit, facts, published, verdicts
from lib.exhibits import Chapter
from lib.exhibits import twin_cities_ties as plots
from lib.results import tidy_rows
from lib.studies import twin_cities_ties as study

chapter = Chapter("twin_cities/01_introduction", track="public", varied=n_countries != 12)
agreements, pairs = facts.load("sister_city_agreements"), facts.load("sister_city_pairs")
counts, totals = facts.load("sister_cities_by_country"), facts.load("sister_city_totals")
tables = {
    "cities": facts.load("cities"),
    "city_aliases": facts.load("city_aliases"),
    "destinations": facts.load("destinations"),
}
names = tables["destinations"].set_index("iso3")["name_en"]
printed = published.cells("twin_cities").set_index("id")["printed"]

# %% tags=["remove-cell"]
for key, cell in {
    "n_cities": "design-n-cities",
    "n_abstract": "design-n-destinations-abstract",
    "n_data": "design-n-destinations",
    "n_ever": "figure1-n-destinations",
    "n_treated": "design-n-treated-destinations",
    "first": "design-first-year",
    "last": "design-last-year",
    "quantity": "t3-quantity-effect",
    "value": "t3-value-effect",
    "lines": "table_3//(6)/treat_post/coef",
    "high_tech": "table_3//(8)/treat_post/coef",
    "others_quantity": "table_4//(2)/treat_post/coef",
    "others_value": "table_4//(4)/treat_post/coef",
    "sars": "table_5//(1)/post_shock/coef",
    "crisis": "table_5//(5)/post_shock/coef",
    "near": "table_6//(8)/treat_post/coef",
    "far": "table_6//(6)/treat_post/coef",
    "road": "table_6//(2)/treat_post/coef",
    "off_road": "table_6//(4)/treat_post/coef",
}.items():
    chapter.say(key, printed[cell])
stars = published.cells("twin_cities").set_index("id")["stars"]
chapter.holds("no star on the SARS effect, three on the crisis",
              [stars[f"table_5//({k})/post_shock/coef"] for k in (1, 5)] == ["", "***"])  # fmt: skip
chapter.say("n_pairs_words", int(printed["design-n-pairs"]), "{:,}")
chapter.say("n_rows_words", int(printed["design-n"]), "{:,}")

# %% [markdown]
# ## What the paper asks and claims
#
# The paper follows {glue:text}`n_cities` cities and their exports to {glue:text}`n_data` destinations ({glue:text}`n_abstract` in its abstract) from {glue:text}`first` to {glue:text}`last`: {glue:text}`n_pairs_words` pairs of a city and a destination, {glue:text}`n_rows_words` observations. It compares pairs before and after their agreement with pairs that have none or none yet, a *difference in differences* with staggered dates (多期双重差分). Its findings, in our words:
#
# 1. With an agreement, the city exports {glue:text}`quantity` % more by quantity and {glue:text}`value` % more by value to the partner's country.
# 2. This is trade created and not trade diverted: exports of the same city to countries without an agreement rise as well (coefficients of {glue:text}`others_quantity` on the logarithm of quantity and {glue:text}`others_value` on that of value).
# 3. More lines of goods are exported (a coefficient of {glue:text}`lines` on their logarithm), and the share of high-technology and capital-intensive industries rises ({glue:text}`high_tech` percentage points).
# 4. Tied pairs held up better in the SARS epidemic of 2003 and in the financial crisis of 2008 (coefficients of {glue:text}`sars` and {glue:text}`crisis` on quantity, the first of them not significant).
# 5. The effect on value is larger for neighbours ({glue:text}`near` against {glue:text}`far`) and for countries off the Belt and Road ({glue:text}`off_road` against {glue:text}`road`).
#
# An agreement that promises nothing tradable and yet raises exports by a tenth would be cheap policy. It may also be that cities sign where they already trade. The paper knows this objection and answers it with fixed effects, an event study and a selection model; the chapters of this part take these one by one.
#
# :::{admonition} Kinds of result
# :class: note
# City-by-destination exports come from customs records that are licensed and cannot be published, so this part has results of three kinds and never mixes them. This chapter and the next rest on *public* data and on the printed text. {doc}`03_results`, {doc}`04_robustness` and {doc}`05_modern` run the paper's design on a *semi-synthetic* panel of full size, real cities and destinations with drawn exports, which shows what the methods do and nothing about the paper's numbers; an owner of the records can run the same chapters on them. {doc}`06_counterpart` asks the question again at the level of countries, with public data.
# :::

# %% [markdown]
# ## Agreements year by year
#
# The paper's figure 1 shows the agreements signed in each year from 2000 to 2018, drawn from the site of the China International Friendship Cities Association (中国国际友好城市联合会). Its numbers are not printed, and the association's list is not to be had as data. {numref}`twin-cities-figure-1` shows what is: the counts of AidData for {glue:text}`n_counted` countries {cite:p}`aiddata_diplomacy`, the agreements whose date stands on a public page, and the yearly number for the whole country that follows from the totals which the association has let be known {cite:p}`cifca_totals`.

# %% tags=["hide-input"]
yearly, coverage = study.by_year(agreements, counts), study.coverage(agreements, totals)
neighbours = facts.load("china_neighbours")
keys = {"paper": "twin_cities", "exhibit": "figure_1"}
year_rows = tidy_rows(study.year_rows(agreements, counts, neighbours), track="counterpart", **keys)
fig, alt = plots.years(yearly, coverage)
chapter.figure(
    "figure_1",
    fig,
    caption="Agreements signed in a year (中国签订的国际友好城市协议个数)",
    alt=alt,
    tidy=year_rows,
    track="counterpart",
    original="Figure 1",
    note="AidData's last two years are left out, since most of its countries end in 2016.",
)

# %% tags=["remove-cell"]
counted = counts.dropna(subset="sister_cities_established")
chapter.say("n_counted", counted["iso3"].nunique())
best = yearly["counted"].nlargest(2)
chapter.say("best", f"{best.index[0]} and {best.index[1]}")
complete = study.complete(agreements)
chapter.say("n_dated", len(agreements))
chapter.say("n_complete", len(complete))
spans = coverage["share"].iloc[:3]
for key, value in zip(("early", "middle", "late"), spans, strict=True):
    chapter.say(f"share_{key}", 100 * value, "{:.0f}")
rates = coverage["per_year"].dropna()
chapter.say("rate_before", rates.iloc[0], "{:.0f}")
chapter.say("rate_after", rates.iloc[1], "{:.0f}")
chapter.holds("the dated share falls from span to span", spans.is_monotonic_decreasing)
chapter.holds("more agreements a year after July 2015 than before", rates.iloc[1] > rates.iloc[0])
chapter.holds("AidData's best year is 2015", best.index[0] == 2015)

# %% [markdown]
# {numref}`twin-cities-coverage` says how much of the whole the dated agreements are, between one published total and the next. Their share falls from {glue:text}`share_early` % of what was signed up to 2011 to {glue:text}`share_late` % of what was signed from mid-2015 to 2017. The fall of their bars after 2012 is a fall of the lists, not of the agreements. The totals say the opposite: {glue:text}`rate_before` a year before July 2015, {glue:text}`rate_after` a year after it.

# %% tags=["hide-input"]
shown = coverage.assign(share=100 * coverage["share"])
shown.columns = ["dated", "national", "dated, %", "national a year"]
chapter.table(
    "coverage",
    shown,
    caption="Dated agreements as a share of all",
    formats={"dated, %": "{:.1f}", "national a year": "{:.0f}"},
    note="National: differences between published totals of ties in force. A date known to the year only is placed before every day of it.",
)

# %% tags=["remove-cell"]
chapter.say("after_all", 100 * study.share_after_accession(agreements), "{:.0f}")
chapter.say("after_complete", 100 * study.share_after_accession(complete), "{:.0f}")
early = agreements[study.signed(agreements) <= study.FIRST_DECADE]
chapter.say("n_early", len(early))
chapter.say("early_last", study.FIRST_DECADE)
chapter.say("early_neighbours", 100 * early["partner_iso3"].isin(neighbours["iso3"]).mean(), "{:.0f}")
chapter.say(
    "old_share", 100 * (study.signed(agreements) < int(printed["design-first-year"])).mean(), "{:.0f}"
)
chapter.say("n_province", int((agreements["chinese_level"] == "province").sum()))
busiest = agreements["chinese_city_zh"].value_counts().head(10).sum() / len(agreements)
chapter.say("top_cities_share", 100 * busiest, "{:.0f}")
partners = agreements["partner_iso3"].value_counts().index[:4]
chapter.holds("four countries are the most frequent partners", set(partners) == {"JPN", "RUS", "USA", "KOR"})
japan = (early["partner_iso3"] == "JPN").sum() / early["partner_iso3"].isin(neighbours["iso3"]).sum()
chapter.holds("nearly all early neighbours are Japanese", japan > 0.85)
chapter.say("early_japan", 100 * (early["partner_iso3"] == "JPN").mean(), "{:.0f}")

# %% [markdown]
# The paper says three things of the dates. *The years 2015 and 2016 have the most agreements*: the totals agree with a high rate then, and AidData's two best years are {glue:text}`best`. *Agreements are concentrated in the years after China joined the WTO*: of all dated agreements up to 2018 {glue:text}`after_all` % were signed from 2002 on, but of those on the lists that are complete for their city ({glue:text}`n_complete` agreements) {glue:text}`after_complete` %; exercise 1 gives a bound for the country. *The first agreements were mostly with neighbours*: of the {glue:text}`n_early` dated up to {glue:text}`early_last`, {glue:text}`early_neighbours` % were, and nearly all of these with Japan ({glue:text}`early_japan` % of all).
#
# What is known of the selection, then: {glue:text}`old_share` % of the dated agreements are older than the paper's first year, {glue:text}`n_province` are of provinces, and {glue:text}`top_cities_share` % are of the ten Chinese places with the most; Japan, Russia, the United States and Korea are their most frequent partners. A regression on these alone would be one on early movers. This is why the panel of {doc}`03_results` takes *who* is tied from the undated lists, and only dates where there are any.
#
# ## With whom
#
# Undated lists are nearer to complete. The English Wikipedia {cite:p}`wikipedia_sister_cities` has lists of China and of the partners' countries; {numref}`twin-cities-countries` counts the pairs on them by country. The paper counts {glue:text}`usa` sister cities in the United States, {glue:text}`jpn` in Japan and {glue:text}`kor` in Korea, and {glue:text}`n_ever` countries and regions in all.

# %% tags=["hide-input"]
by_country = study.by_country(pairs, totals)
said = {iso3: int(printed[f"figure1-agreements-{iso3.lower()}"]) for iso3 in ("USA", "JPN", "KOR")}
country_rows = tidy_rows(study.country_rows(totals), track=chapter.track, **keys)
listed_rows = tidy_rows(study.listed_rows(pairs, totals), track="counterpart", **keys)
readings = tidy_rows(study.interpolated_rows(totals), track=chapter.track, **keys).assign(
    reading="totals of mid-2018"
)
fig, alt = plots.countries(by_country, names, pd.Series(said), n=n_countries)
chapter.figure(
    "countries",
    fig,
    caption="Pairs by country: lists, totals, the paper",
    alt=alt,
    tidy=country_rows,
    rows_of="figure_1",
    original="Section 2.1",
    note="Published totals are of different days: Japan and Korea July 2015, the United States March 2019.",
)

# %% tags=["remove-cell"]
for iso3, value in said.items():
    chapter.say(iso3.lower(), value)
listed = study.listed(pairs)
chapter.say("n_listed", len(listed), "{:,}")
chapter.say("n_listed_countries", listed["partner_iso3"].nunique())
whole = totals[(totals["iso3"] == "all") & (totals["measure"] == "pairs")].set_index("as_of")["value"]
chapter.say("n_national", whole["2017-12-31"], "{:,}")
chapter.say("listed_share", 100 * len(listed) / whole["2017-12-31"], "{:.0f}")
chapter.say("missed_share", 100 - 100 * len(listed) / whole["2017-12-31"], "{:.0f}")
share_seen = by_country["listed"] / by_country["published"]
chapter.holds("Korean pairs are listed more fully", share_seen["KOR"] > share_seen[["JPN", "USA"]].max())
of_japan = totals[(totals["iso3"] == "JPN")].set_index("as_of")["value"]
of_usa = totals[(totals["iso3"] == "USA")].set_index("as_of")["value"]
chapter.say("japan_2015", of_japan["2015-07-01"])
chapter.say("usa_2015", of_usa["2015-07-01"])
chapter.say("usa_2019", of_usa["2019-03-13"])
day = study.common_day(totals)
chapter.holds("the last common day is in July 2015", day == "2015-07-01")
chapter.holds("Japan leads in 2015 and on the lists", of_japan["2015-07-01"] > of_usa["2015-07-01"]
              and by_country.index[0] == "JPN")  # fmt: skip
chapter.holds("the paper's American count lies between the totals",
              of_usa["2015-07-01"] < said["USA"] < of_usa["2019-03-13"])  # fmt: skip

# %% [markdown]
# The lists have {glue:text}`n_listed` pairs in {glue:text}`n_listed_countries` countries and regions, {glue:text}`listed_share` % of the {glue:text}`n_national` pairs of the end of 2017. They miss at least {glue:text}`missed_share` % of all, more if some of those listed are younger, and more of the American and Japanese pairs than of the Korean ones. A published total is therefore the better count where there is one. The paper's numbers agree with these: its count of American pairs lies between the {glue:text}`usa_2015` of July 2015 and the {glue:text}`usa_2019` of March 2019, and its count of Japanese pairs beside the {glue:text}`japan_2015` of July 2015. That the United States come first is a matter of the day: in July 2015 Japan still did, as it does on the lists.
#
# {numref}`twin-cities-ties-verdicts` puts what section 2.1 prints beside these counts: the last published total of a country. The order of the three is compared on the last day that all of them have a total of, in July 2015, when it was not the paper's; that no fourth country has more cannot be compared, since no other total is published, and only the undated lists stand beside it. Where the track is `counterpart`, the number comes from a part of the countries or of the cities; it stands beside the printed claim and counts for nothing.

# %% tags=["hide-input"]
compared = verdicts.beside("twin_cities", pd.concat([country_rows, listed_rows, year_rows]))
shown = verdicts.side_by_side(compared).drop(columns="model").assign(track=compared["track"])
chapter.table(
    "ties_verdicts",
    shown,
    caption="Section 2.1: printed beside computed",
    original="Section 2.1",
    readings=readings,
)

# %% [markdown]
# ## The real ties
#
# {numref}`twin-cities-map` draws each tied city and country once. The places on the lists are named as their authors wrote them; {numref}`twin-cities-who` says what became of each. As in the paper's footnote, districts and counties are raised to their city; agreements of provinces, which the paper gives to all their cities, are not drawn.

# %% tags=["hide-input"]
ties = study.ties(agreements, pairs, tables)
fig, alt = plots.tie_map(ties)
chapter.figure(
    "map",
    fig,
    caption="Chinese cities and the countries they are tied to",
    alt=alt,
    note=f"Great circles to the capital, wherever in the country the partner is. Land: generalised outline. {study.not_drawn(ties, tables)}",
)

# %% tags=["hide-input"]
who = study.who({"dated": agreements, "listed": listed}, tables)
chapter.table("who", who, caption="Chinese places on the lists")

# %% tags=["remove-cell"]
chapter.say("n_ties", len(ties), "{:,}")
chapter.say("n_ties_dated", int(ties["dated"].sum()))
chapter.say("n_tied_cities", ties["city_code"].nunique())
lost = who.loc[[name for name in who.index if "county of none" in name or "several" in name], "listed"].sum()
chapter.say("n_lost", int(lost))
at_most = int(printed["design-n-pairs"])
chapter.say("tied_share", 100 * len(ties) / at_most, "{:.1f}")

# %% [markdown]
# {glue:text}`n_ties` pairs of a city and a country are tied, {glue:text}`n_ties_dated` of them with a date, from {glue:text}`n_tied_cities` cities. {glue:text}`n_lost` listed pairs are lost because the place is a county of none of the cities, or its name could be several cities'. Against the paper's {glue:text}`n_pairs_words` pairs, the tied ones are few: {glue:text}`tied_share` % before provinces are sent down to their cities. The effect is estimated from these few, and from how they differ from the many.

# %% tags=["remove-cell"]
found = {one.id: one for one in audit.audit("twin_cities")}
apart = found["text-against-text:design-n-destinations-abstract"]
chapter.holds("136 against 153 is a contradiction", apart.severity == "contradiction")
chapter.holds(
    "per cent are coefficients on a logarithm", found["log-points:table-3"].severity == "inconsistency"
)
chapter.holds(
    "the share is not in per cent", found["percentage-points:t3-share-effect"].severity == "contradiction"
)
chapter.holds("some ranks cannot be told apart", "ranking-not-distinguishable:table-6" in found)
chapter.say("n_findings", len(found))

# %% [markdown]
# ## What the audit says of the introduction
#
# Before any data, the {doc}`audit </chapters/verdicts/01_audit>` has {glue:text}`n_findings` findings on this paper. These concern what the abstract and the introduction say:
#
# - The sample has {glue:text}`n_abstract` destinations in the abstract and the introduction and {glue:text}`n_data` in the section on data ({ref}`finding <finding-twin-cities-text-against-text-design-n-destinations-abstract>`). {glue:text}`n_ever` is also the number of countries with any agreement up to 2018, in section 2.1; perhaps one number slipped into the other's place. {glue:text}`n_treated` of the sample's destinations have agreements.
# - The effects "in per cent" are coefficients on a logarithm ({ref}`finding <finding-twin-cities-log-points-table-3>`). {doc}`03_results` turns them into per cent.
# - The effect on the share of high-technology industries is in percentage points, and the text reads it as if it were a hundred times larger ({ref}`finding <finding-twin-cities-percentage-points-t3-share-effect>`).
# - That the effect is larger for one group of countries than for another is said of pairs of coefficients that cannot always be told apart ({ref}`finding <finding-twin-cities-ranking-not-distinguishable-table-6>`).
#
# ## What each chapter holds
#
# | chapter | the paper's section | what it has |
# |---|---|---|
# | {doc}`02_theory` | 2 | what an agreement may do, the demand model derived and each printed equation checked; exercises |
# | {doc}`03_results` | 3 | design, tables 2 to 5 on the semi-synthetic panel, what comes back of what was planted; exercises |
# | {doc}`04_robustness` | 4 | the event study, the selection model, table 6; exercises |
# | {doc}`05_modern` | beyond | what recent estimators, other fixed effects and a placebo test add; exercises |
# | {doc}`06_counterpart` | beyond | the question at the level of countries, with public data |
# | {doc}`07_verdict` | all | the score, what can be said and what cannot |
#
# ## Exercise
#
# :::{admonition} Exercise 1: how many agreements are young?
# :class: exercise
# At the end of 1999 at least {glue:text}`n_places` provinces and cities abroad had a tie with China; at the end of 2017 there were {glue:text}`n_national` ties. What is the largest share of the latter that can have been signed after 1999? Why is it only a bound? Does it settle what the paper says of the years after 2001?
# :::

# %% tags=["remove-cell"]
places = totals[totals["measure"] == "partner_places"]["value"].iloc[-1]
chapter.say("n_places", int(places))
bound = study.bound_after_accession(totals)
chapter.say("bound", 100 * bound, "{:.0f}")
chapter.holds("the bound leaves the claim open", bound > 0.5)

# %% [markdown]
# :::{dropdown} Solution
# Each of the {glue:text}`n_places` places has at least one tie, so at least that many are older, and at most {glue:text}`bound` % are younger. Places with several ties make the true share smaller than the bound; ties of 1999 that no longer stood in 2017 would make it larger, and none of the sources counts these. The bound lies above one half, so it does not refute that most agreements are younger than China's membership of the WTO; since it also counts 2000 and 2001 and takes one tie a place, it does not confirm it either. The complete lists of single cities point to about one half.
# :::
