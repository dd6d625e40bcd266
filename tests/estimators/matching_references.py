"""Printed results on LaLonde's and Grunfeld's data; the README of the oracles names the sources."""

LALONDE = ("age", "educ", "black", "hispan", "married", "nodegree", "re74", "re75")
LALONDE_LOGLIK = -243.921965655
LALONDE_TIES = 1968.799716424065  # Stata's attnd, and psmatch2 with ties, as StatsPAI's tests cite them
# Cited as MatchIt 4.5.1's effect of the matching whose means are below: no choice among that matching's ties
# gives it (`test_the_effect_cited_for_matchit_is_none_of_its_matched_set`).
MATCHIT_EFFECT = 770.3901678
# Means of the matched controls in two public logs of MatchIt's summary of this matching, with their digits: a
# course's (rogosateaching.com, somgen290, week 1) and a notebook's (rstudio-pubs 1320142).
MATCHIT = {
    "distance": ".3629",
    "age": "25.3027",
    "educ": "10.6054",
    "black": ".4703",
    "hispan": ".2162",
    "married": ".2108",
    "nodegree": ".6378",
    "re74": "2342.1076",
    "re75": "1614.7451",
}
# The wild bootstrap of the coefficient of capital over all sign patterns of ten firms: an enumeration in R,
# equal to wildboottest.
GRUNFELD = {"coef": 0.230678488732, "t": 2.71491500154, "count": 22, "patterns": 1024}
