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
# # The audit: before any data
#
# Can the numbers that a paper prints all be true at once? The question needs no data and no estimator, only the paper. A coefficient and its standard error imply a ratio, and the ratio must earn the stars; a panel has at most as many observations as units times periods; a sample without some units has fewer of them, not more; what the text says of a table must stand in the table. This chapter puts such questions to everything the four papers print, by the same rules for all.
#
# A printed 0.12 stands for every number from 0.115 to 0.125, as rounding prints it (a number cut off instead would have its interval half a unit further from zero). The arithmetic is done with intervals, and the gravest severity is given only where *no* number in the intervals would do. Counts are exact.
#
# The rules read two things. One is the printed record (`data/published`), entered by hand and a second time by a parser of the paper's text. The other is what we declare of each paper's design (`data/published/design.yml`), because no program could take it from numbers: units, years and star rule; which columns share a sample and which samples are parts of others; the equations, the definitions and the steps of the theory as printed; which numbers have to add up; which variable is standardised or a distance; what a word of the text is read as. The rules name no paper. From these two they compute what a panel of that size can hold, which stars a ratio earns, what fixed effects absorb, whether an equation follows from another, and whether the text says what the table shows. A finding that rests on a declaration is as good as the declaration. The command `python -m lib.audit` prints the same findings, and {doc}`02_your_table` shows how to put the questions to a table of one's own.

# %% tags=["parameters"]
track = "public"
seed = 2017
draws = 6

# %% tags=["hide-input"]

import pandas as pd
from scipy import stats

from lib import audit
from lib.audit import intervals, planting
from lib.exhibits import Chapter
from lib.exhibits import audit_figures as figures
from lib.exhibits.audit_findings import listing
from lib.studies import planted as planted_errors

chapter = Chapter("verdicts/01_audit", track=track)
names = {
    "twin_cities": "Sister cities",
    "agglomeration": "Agglomeration",
    "belt_road": "Belt and Road",
    "maritime": "Maritime",
}
records = {
    "twin_cities": audit.record("twin_cities"),
    "agglomeration": audit.record("agglomeration"),
    "belt_road": audit.record("belt_road"),
    "maritime": audit.record("maritime"),
}
found = {paper: audit.run(record) for paper, record in records.items()}

# %% [markdown]
# ## What was found
#
# A finding is about what is printed, not about what was done. A contradiction in print can have an innocent cause: a number from an older version of a table, a column swapped in typesetting, a sentence written before the last revision. The severities of {numref}`verdicts-severities` say how hard it is for the printed statements to stand together, not whose fault it is, and the authors have not been heard.

# %% tags=["hide-input"]
severities = pd.Series(audit.SEVERITIES, name="it means that").rename_axis("severity").to_frame()
chapter.table("severities", severities, caption="Severities of findings", data=[])

# %% tags=["hide-input"]
counts = figures.by_severity(found, names)
chapter.table(
    "findings",
    counts,
    caption="Findings by paper and severity",
    note="All findings with their cells: {download}`audit.json </../results/audit.json>`.",
)

# %% tags=["hide-input"]
fig, alt = figures.by_theme(found, names)
chapter.figure("themes", fig, caption="Findings by theme and paper", alt=alt)

# %% tags=["remove-cell"]
total = counts.sum()
chapter.say("n_findings", int(total["all"]))
chapter.say("n_contradictions", int(total["contradiction"]))
chapter.say("n_rules", len(audit.RULES))
cells = {paper: len(record.numbers) for paper, record in records.items()}
chapter.say("n_numbers", sum(cells.values()), "{:,}")
chapter.say("maritime_numbers", cells["maritime"])
said = {paper: sum(len(one.cells) for one in several) for paper, several in found.items()}
said_twice = ("text-against-table", "text-against-text")
text = [one for several in found.values() for one in several if one.rule in said_twice]
chapter.say("n_text", len(text))
chapter.holds("every paper has a contradiction", (counts["contradiction"] > 0).all())

# %% [markdown]
# {glue:text}`n_rules` rules read {glue:text}`n_numbers` printed numbers and found {glue:text}`n_findings` things to say, {glue:text}`n_contradictions` of them contradictions; no paper is without one ({numref}`verdicts-findings`). {glue:text}`n_text` findings compare the text with a table or with another place of the text, and need no calculation ({numref}`verdicts-themes` shows all by theme). The counts do not rank the papers. A paper that prints more can contradict itself more often, and the paper on the Maritime Silk Road, whose tables are missing from the source, has only {glue:text}`maritime_numbers` numbers to be held against each other: few findings there mean little to read, not little to find.
#
# Below, each finding has its sentence, its arithmetic step by step and the printed cells it read. Each of these links to its row on the page of all the paper's cells. Contradictions are open, except on a phone; the others open with a click or the Enter key. Stars stand as printed.

# %% tags=["remove-cell"]
severity = {paper: {one.id: one.severity for one in several} for paper, several in found.items()}


def stands(paper, *rules, grade="contradiction"):
    """Does every one of the rules still find something of this severity in the paper?"""
    kept = [key for key, grave in severity[paper].items() if grave == grade]
    return all(any(key.startswith(rule + ":") for key in kept) for rule in rules)


def printed(paper, cell):
    """A printed number with its stars."""
    return records[paper].numbers[cell].shown


# %% [markdown]
# ## Sister cities

# %% tags=["remove-cell"]
paper = "twin_cities"
chapter.say("few_destinations", printed(paper, "design-n-destinations-abstract"))
chapter.say("many_destinations", printed(paper, "design-n-destinations"))
chapter.say("n_stated", printed(paper, "design-n"))
chapter.say("n_above", printed(paper, "table_3//(6)//n"))
chapter.say("share_coef", printed(paper, "table_3//(8)/treat_post/coef"))
chapter.say("share_said", printed(paper, "t3-share-effect"))
chapter.holds("the sample is described twice", stands(paper, "text-against-text"))
chapter.holds("columns exceed the stated sample", stands(paper, "observations-against-statement"))
chapter.holds("a share is read a hundredfold", stands(paper, "percentage-points"))
chapter.holds("equation (10) absorbs the treatment", stands(paper, "absorbed"))
chapter.holds("it is said to be equation (9)", stands(paper, "equation-against-words", grade="inconsistency"))
theory = [
    one
    for one in found[paper]
    if figures.theme(one.rule) == "derivations" and one.severity == "inconsistency"
]
chapter.say("n_theory", len(theory))
chapter.holds("the samples do not nest", stands(paper, "nested-observations", grade="inconsistency"))
starred = {one.coef.id for column in records[paper].regressions for one in column.estimates}
grave = [one for one in found[paper] if one.severity == "contradiction" and one.exhibit == "table_3"]
doubted = {cell for one in grave for cell in one.cells} & starred
chapter.holds("of table 3 only the share is doubted", doubted == {"table_3//(8)/treat_post/coef"})

# %% [markdown]
# The gravest findings are about the sample and about one equation. The paper has {glue:text}`few_destinations` destinations in one place and {glue:text}`many_destinations` in another, and columns of table 3 use {glue:text}`n_above` observations where the text has {glue:text}`n_stated` in all. For a replication this means that there is no one number of observations to aim at: a rebuilt sample can agree with one statement only, and its distance from the others is the paper's own. No contradiction of table 3 touches a coefficient of the main outcomes. The one that touches a coefficient is a unit: the paper multiplies the share of high-technology industries by 100 before it estimates, so that {glue:text}`share_coef` is less than half a percentage point, and reads it as {glue:text}`share_said` %. A replication should compare the coefficient, not the sentence. That effects on a logarithm are read as per cent is common and matters here only for the largest.
#
# Equation (10), the event study, carries fixed effects for each city and year, which absorb a treatment that varies over city and year only; the text says that it is otherwise equation (9), which has none of these. So the equation as printed is not the one that made figure 2, and this replication has to choose: it will estimate what (9) implies and say so. {glue:text}`n_theory` steps of the theory follow from those before them only under conditions that the text does not state. They motivate the regressions and enter none.
#
# What would resolve this: the list of destinations, the rule by which rows with missing outcomes were kept or dropped in each column, and the command behind figure 2.

# %% tags=["hide-input"]
listing(found["twin_cities"], records["twin_cities"])

# %% [markdown]
# ## Agglomeration

# %% tags=["remove-cell"]
paper = "agglomeration"
chapter.say("agglomeration_n", printed(paper, "table_1//(1)//n"))
chapter.say("agglomeration_units", printed(paper, "table_1//(1)//n_units"))
chapter.say("agglomeration_said", printed(paper, "design-t1-n-units"))
design = records[paper].design
chapter.say("agglomeration_years", design.periods)
chapter.say("productivity", printed(paper, "table_1//(1)/ln_productivity/coef"))
chapter.say("resilience", printed(paper, "table_1//(1)/ln_resilience/coef"))
exceed = [one for one in found[paper] if one.rule == "observations-exceed-panel"]
chapter.say("n_exceed", len({cell.split("/")[0] for one in exceed for cell in one.cells} - {"design"}))
chapter.holds("the lag could be from before", {one.severity for one in exceed} == {"inconsistency"})
chapter.holds("text and tables differ in units", "text-against-table:design-t1-n-units" in severity[paper])
rows = (design.periods - 1) * int(printed(paper, "design-t1-n-units"))
chapter.holds("with the lag even the text's units are too few", int(printed(paper, "table_1//(1)//n")) > rows)
said = [printed(paper, f"t1-value-{name}-coef") for name in ("productivity", "resilience")]
tabled = [
    printed(paper, f"table_1//(1)/ln_{name}/coef").rstrip("*") for name in ("productivity", "resilience")
]
chapter.holds("the text has the two coefficients the other way round", said == tabled[::-1])
chapter.holds("the table has productivity stronger", float(tabled[0]) > float(tabled[1]))
order = [one["expected"] for one in records[paper].claims if one["id"] == "t1-value-main-order"]
chapter.holds("so do the words of the text", order == ["ln_productivity > ln_resilience"])
chapter.holds("standardised numbers are read as per cent", stands(paper, "standardised-percent"))
chapter.holds("centring re-labels", stands(paper, "reparameterisation", grade="remark"))
chapter.holds(
    "rankings are not distinguishable", stands(paper, "ranking-not-distinguishable", grade="ambiguity")
)

# %% [markdown]
# The text has {glue:text}`agglomeration_said` cities and the tables {glue:text}`agglomeration_units`, with the same {glue:text}`agglomeration_n` observations. Over {glue:text}`agglomeration_years` years, of which the lagged outcome takes the first, neither number of cities can give as many; {glue:text}`n_exceed` tables have the same difficulty. It is an inconsistency and no contradiction, since a lag taken from a year before the sample would give them room, but the paper does not speak of such a year. Otherwise the number of units is not the number of cities in the sample, or one of the numbers is from another version. A replication that counts its own cities and years may not meet these counts, and that is no failure of the replication. In the text on table 1 the coefficients of productivity ({glue:text}`productivity` in the table) and resilience ({glue:text}`resilience`) stand the other way round: a slip of two numbers, since text and table both have productivity as the stronger. All variables are standardised, so that a coefficient is in standard deviations; read as per cent it is not what the text says, unless the standardising was left out of these models.
#
# Beyond print, the conclusions lean on rankings: by size of city, by region, by channel. Most of these compare coefficients whose difference is well within their standard errors. They are graded as ambiguities, because the order of two estimates is a fact of the table, while the order of the effects is not. Centring the variables is said to cure the collinearity of the interactions; the algebra shows that it only re-labels the model.
#
# What would resolve the counts: the number of cities by year, and the command that made table 1.

# %% tags=["hide-input"]
listing(found["agglomeration"], records["agglomeration"])

# %% [markdown]
# ## Belt and Road

# %% tags=["remove-cell"]
paper = "belt_road"
chapter.say("belt_n", printed(paper, "table_3//(6)//n"))
size = records[paper].design.panel["sizes"]["country"]
years = records[paper].design.periods
chapter.say("belt_countries", size)
chapter.say("belt_years", years)
chapter.say("belt_most", size * years)
chapter.say("belt_multiple", int(printed(paper, "table_3//(6)//n").replace(",", "")) / years, "{:.0f}")
every = {printed(paper, column) for column in records[paper].numbers if column.endswith("//n")}
chapter.holds("every model has the same number of observations", every == {printed(paper, "table_3//(6)//n")})
chapter.say("belt_import", printed(paper, "table_3//(6)/bri/coef"))
chapter.say("belt_import_se", printed(paper, "table_3//(6)/bri/se"))
chapter.holds(
    "the import effect has no star and is called significant",
    any(one.rule == "text-against-table" and "t3-imports" in one.cells for one in found[paper]),
)
single = {one.coef.stars for column in records[paper].regressions if column.exhibit == "table_3"
          for one in column.estimates}  # fmt: skip
chapter.holds("table 3 knows one star only", single == {"", "*"})
chapter.holds("its stars fit other levels", stands(paper, "star-levels", grade="inconsistency"))
chapter.holds("balance table and draws", stands(paper, "bias-against-p")
              and stands(paper, "placebo-draws", grade="inconsistency"))  # fmt: skip
chapter.holds("R2 moves too much", stands(paper, "r2-against-t", grade="inconsistency"))
chapter.say("belt_draws", printed(paper, "design-placebo-draws"))
chapter.holds("placebo contains the estimate", stands(paper, "placebo-against-estimate", grade="ambiguity"))

# %% [markdown]
# {glue:text}`belt_countries` countries over {glue:text}`belt_years` years are {glue:text}`belt_most` observations; every regression has {glue:text}`belt_n`, which is {glue:text}`belt_multiple` units over the same years. If the count is right, the unit is something finer than the country, such as a category or a product in a country, and the paper does not say which. This is the most useful finding of the chapter: a replication must guess the unit, and no guess can be checked against a description. Where treatment varies by country only, the finer unit adds rows but no treated units, so that standard errors at the level of rows are too small.
#
# The effect on imports, {glue:text}`belt_import` with {glue:text}`belt_import_se` below it, has no star in the table, and the text on the table calls it significant; the abstract says so of trade as a whole. Its ratio would earn two. Table 3 has no coefficient with more than one star, however large its ratio: we read the paper as text, and stars may have been lost on the way from the page to the text, which a look at the printed page would settle. Until then the finding stands as what our source shows, and the verdicts on these stars should be read with that in mind. The same cannot be said of the balance table, whose biases and p-values need groups of a size that the design does not have, of the {glue:text}`belt_draws` placebo draws from a pool that allows fewer, or of an R² that moves by more than one regressor can explain. The placebo tests themselves are weak: their intervals contain the effect they are to rule out.
#
# What would resolve this: the unit of observation, the level at which standard errors are clustered, and the page of table 3.

# %% tags=["hide-input"]
listing(found["belt_road"], records["belt_road"])

# %% [markdown]
# ## Maritime

# %% tags=["remove-cell"]
paper = "maritime"
chapter.holds(
    "two places of the text differ on the initiative",
    stands(paper, "text-against-text", grade="inconsistency"),
)
chapter.holds("the tables are not in print", stands(paper, "not-in-print", grade="remark"))
silent = next(one for one in found[paper] if one.rule == "not-in-print")
chapter.say("maritime_silent", len(silent.cells))
chapter.holds("a unit is wrong", stands(paper, "unit-of-number", "similarity-or-distance"))
chapter.holds(
    "three regressors are collinear", stands(paper, "collinear-by-definition", grade="inconsistency")
)
chapter.holds("sums, shares and growth rates agree", not any(one.rule == "identity" for one in found[paper]))

# %% [markdown]
# One amount is printed in yuan that can only be in dollars: the growth rate, the multiple and the share beside it fix the unit, and the replication takes it to be dollars. With that unit the sums, shares and growth rates that are printed agree with each other. Institutional distance is argued as if it were similarity, so the sign expected in section 2 is the wrong way round, while the text on table 2 reads the coefficient as that of a distance. Three of the gravity variables are one too many, since the logarithm of income per head is the difference of the other two; {doc}`/chapters/maritime/05_estimates` shows what an estimator then does. And the initiative's dummy is called insignificant where table 2 is discussed, and what raised efficiency where figure 5 is. Both can be meant, the first of an estimate, the second of a comparison of years; but a reader who takes the second for a result takes what the first denies.
#
# The remark weighs as much: {glue:text}`maritime_silent` statements describe tables and figures whose numbers our source does not have. The chapters on this paper ({doc}`/chapters/maritime/07_verdict`) compare it with data instead.

# %% tags=["hide-input"]
listing(found["maritime"], records["maritime"])

# %% [markdown]
# ## What an audit of print cannot find
#
# Numbers that agree with each other can all be wrong. An audit cannot see an error that moves every number together, such as a wrong deflator; a digit that changes within what rounding allows; a sign flipped together with its t value; a wrong sample of the right size; a model that was not the one described. It cannot see what is not printed, and it reads the design as declared: a declaration of ours that is wrong makes a wrong finding, which is why each finding shows its cells. The other direction has limits as well. A rule is silent wherever some reading lets the numbers stand, so it misses errors that a referee would call obvious.
#
# How much does it miss? {glue:text}`n_draws` papers without any error were simulated, with tables, a text and a design that agree, and one error of each kind was planted in a copy of each. An error counts as found if the audit then says something new about the cell that was changed. With so few draws the intervals are wide; `python -m lib.audit.planting` makes more, and plants errors into the papers themselves.

# %% tags=["hide-input"]
planted = planted_errors.shares(seed, draws)
chapter.table(
    "shares",
    figures.planted(planted),
    caption="Planted errors and the share found",
    data=[],
    note="Brackets: 95 % interval (Wilson) of the share. The last kinds cannot be found by any rule, since every printed number stays consistent; they are planted to show that the audit does not find what is not there. More draws: `-p draws 40`.",
)

# %% tags=["remove-cell"]
hidden = planted["kind"].isin(list(planting.HIDDEN))
kinds = planted.loc[~hidden & (planted["planted"] > 0)].set_index("kind")
missed = kinds["share"].sort_values(kind="stable")
chapter.say("n_draws", draws)
chapter.say("n_kinds", len(kinds))
chapter.say("n_always", int((kinds["found"] == kinds["planted"]).sum()))
chapter.say("mostly_missed", "; ".join(missed.index[missed < 0.5]) or "none")
chapter.say("often_missed", "; ".join(missed.index[(missed >= 0.5) & (missed < 0.9)]) or "none")
chapter.say("n_hidden", int(hidden.sum()))
chapter.holds("what cannot be found is not", planted.loc[hidden, "found"].sum() == 0)
chapter.holds("some kinds are always found, some mostly missed", (missed == 1).any() and (missed < 0.5).any())

# %% [markdown]
# {glue:text}`n_always` of {glue:text}`n_kinds` kinds were found every time ({numref}`verdicts-shares`). Found in fewer than half of the papers: {glue:text}`mostly_missed`. Found in at least half, but in fewer than nine of ten: {glue:text}`often_missed`. These are the errors to look for by eye. A mean over the kinds would say little, since nobody knows how often each is made. Of the {glue:text}`n_hidden` kinds that leave everything consistent none is found. The shares describe simulated papers, which print more than most: where a table gives neither t values nor intervals, and a text repeats few of its numbers, less can be found.
#
# ## Every rule

# %% tags=["hide-input"]
rules = figures.by_rule(found)
chapter.table(
    "rules",
    rules,
    caption="Rules, what they compare, what they found",
    note="`at most` is the gravest severity that a rule gives; it gives a lesser one where rounding or an unstated convention could explain the difference. Rules without findings ran on every paper and were satisfied, or had nothing printed to read.",
)

# %% [markdown]
# :::{admonition} Exercise 1: a ratio and its star
# :class: exercise
# A table prints a coefficient of {glue:text}`belt_import` with a standard error of {glue:text}`belt_import_se`. Between which bounds does the ratio lie, whatever the unrounded numbers were? Which stars does it earn under the normal distribution, and which with {glue:text}`belt_clusters` clusters?
# :::

# %% tags=["remove-cell"]
column = records["belt_road"].column("table_3", "(6)")
ratio = column.estimate("bri").ratio
clusters = records["belt_road"].design.panel["sizes"]["country"]
chapter.say("belt_clusters", clusters)
chapter.say("belt_freedom", clusters - 1)
chapter.say("ratio_low", intervals.low(ratio), "{:.3f}")
chapter.say("ratio_high", intervals.high(ratio), "{:.3f}")
chapter.say("normal_5", stats.norm.isf(0.025), "{:.3f}")
few = [float(stats.t.isf(level / 2, clusters - 1)) for level in (0.10, 0.05)]
chapter.say("few_10", few[0], "{:.3f}")
chapter.say("few_5", few[1], "{:.3f}")
chapter.holds("two stars under the normal", intervals.low(ratio) > stats.norm.isf(0.025))
chapter.holds("one star with few clusters", few[0] < intervals.low(ratio) and intervals.high(ratio) < few[1])

# %% [markdown]
# :::{dropdown} Solution
# The smallest ratio divides the smallest coefficient that is printed so by the largest such standard error, the largest the other way round: from {glue:text}`ratio_low` to {glue:text}`ratio_high`. The critical value at 5 % is {glue:text}`normal_5`, so every possible ratio earns two stars. With {glue:text}`belt_clusters` clusters the t distribution has {glue:text}`belt_freedom` degrees of freedom; the critical values are {glue:text}`few_10` at 10 % and {glue:text}`few_5` at 5 %, so it earns one. In neither case is it right to print none.
# :::
#
# :::{admonition} Exercise 2: the observations of a panel
# :class: exercise
# A table has {glue:text}`agglomeration_n` observations, {glue:text}`agglomeration_units` units and {glue:text}`agglomeration_years` years, and its model has the lagged outcome among the regressors. Why can the three not stand together? Would {glue:text}`agglomeration_said` units do? What is the smallest number of units that would?
# :::

# %% tags=["remove-cell"]
rows, units, said = (
    int(printed("agglomeration", name))
    for name in ("table_1//(1)//n", "table_1//(1)//n_units", "design-t1-n-units")
)
periods = records["agglomeration"].design.periods
chapter.say("most_printed", units * (periods - 1), "{:,}")
chapter.say("most_said", said * (periods - 1), "{:,}")
chapter.say("least_units", -(-rows // (periods - 1)))
chapter.holds("a year before the sample would do", min(units, said) * periods >= rows)

# %% [markdown]
# :::{dropdown} Solution
# The lag takes one year from each unit, so that {glue:text}`agglomeration_units` units give at most {glue:text}`most_printed` rows and {glue:text}`agglomeration_said` at most {glue:text}`most_said`. It takes {glue:text}`least_units` units observed without a gap. (If the lag were taken from a year before the sample, {glue:text}`agglomeration_years` rows a unit would be possible, and both numbers of units would do, but the paper does not speak of one.)
# :::
