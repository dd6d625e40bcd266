"""Errors that break a relation between printed numbers, by kind: pure functions of a `Task`.

A kind is found where the paper prints what the error contradicts: the sign of a coefficient beside a standard
error, say, only where the text or an interval speaks of it.
"""

from collections.abc import Callable
from itertools import combinations
from math import prod

from lib import claim_language
from lib.audit.planting_errors import (
    BELOW,
    FINDABLE,
    Change,
    Task,
    changed_digit,
    differs,
    exchanged,
    flipped,
    kind,
    lost_digit,
    moved_point,
    rewritten,
    significant,
    transposed,
)
from lib.audit.planting_paper import Paper
from lib.audit.rules.identities import substitutions
from lib.printed import parse
from lib.published import KEYS

TABLE_NUMBERS = ("coef", *BELOW)
ENDS = ("ci_low", "ci_high")
BIAS = ("bias", "bias_reduction")
MEANS = ("mean_treated", "mean_control")
COUNTS = ("n", "n_units")
TOTALS = ("all", "total")


def _flip(task: Task, options: list[int]) -> Change | None:
    """Another sign, where neither the number nor what stands beside it is printed as nought."""
    rows, sure = task.paper.rows["cells"], []
    for i in options:
        places = [i, *(task.paper.beside(i, name) for name in TABLE_NUMBERS)]
        if all(significant(rows[j]["printed"]) for j in places if j is not None):
            sure.append(i)
    return rewritten(task, sure, lambda text, rng: flipped(text))


@kind("sign of a coefficient beside a t", FINDABLE)
def _sign_with_t(task: Task) -> Change | None:
    return _flip(task, task.printed("coef", beside="t"))


@kind("sign of a coefficient beside a standard error", FINDABLE)
def _sign_with_se(task: Task) -> Change | None:
    with_t = task.printed("coef", beside="t")
    return _flip(task, [i for i in task.printed("coef", beside="se") if i not in with_t])


@kind("sign of a t", FINDABLE)
def _sign_of_t(task: Task) -> Change | None:
    return _flip(task, task.printed("t", beside="coef"))


@kind("digit lost", FINDABLE)
def _digit_lost(task: Task) -> Change | None:
    return rewritten(task, task.printed(*TABLE_NUMBERS), lost_digit)


@kind("digits transposed", FINDABLE)
def _digits_transposed(task: Task) -> Change | None:
    return rewritten(task, task.printed(*TABLE_NUMBERS), transposed)


@kind("decimal point moved", FINDABLE)
def _point_moved(task: Task) -> Change | None:
    return rewritten(task, task.printed(*TABLE_NUMBERS), moved_point)


@kind("standard error changed", FINDABLE)
def _se_changed(task: Task) -> Change | None:
    return rewritten(task, task.printed("se"), changed_digit)


@kind("t changed", FINDABLE)
def _t_changed(task: Task) -> Change | None:
    return rewritten(task, task.printed("t", beside="coef"), changed_digit)


@kind("p-value changed", FINDABLE)
def _p_changed(task: Task) -> Change | None:
    return rewritten(task, task.printed("p"), changed_digit)


@kind("end of an interval changed", FINDABLE)
def _end_changed(task: Task) -> Change | None:
    return rewritten(task, task.printed(*ENDS), changed_digit)


@kind("R2 changed", FINDABLE)
def _r2_changed(task: Task) -> Change | None:
    return rewritten(task, task.printed("r2"), changed_digit)


@kind("bias changed", FINDABLE)
def _bias_changed(task: Task) -> Change | None:
    return rewritten(task, task.printed("bias"), changed_digit)


@kind("sign of a bias", FINDABLE)
def _sign_of_bias(task: Task) -> Change | None:
    return rewritten(task, task.printed("bias"), lambda text, rng: flipped(text))


@kind("bias reduction changed", FINDABLE)
def _reduction_changed(task: Task) -> Change | None:
    return rewritten(task, task.printed("bias_reduction"), changed_digit)


@kind("mean of a balance table changed", FINDABLE)
def _mean_changed(task: Task) -> Change | None:
    return rewritten(task, task.printed(*MEANS), changed_digit)


@kind("observations changed", FINDABLE)
def _n_changed(task: Task) -> Change | None:
    return rewritten(task, task.printed("n"), changed_digit)


@kind("units changed", FINDABLE)
def _units_changed(task: Task) -> Change | None:
    return rewritten(task, task.printed("n_units"), changed_digit)


@kind("observations above the panel", FINDABLE)
def _n_above(task: Task) -> Change | None:
    options = [i for i in task.printed("n") if _room(task.paper, i)]
    i = task.choose(options)
    if i is None:
        return None
    new = str(_room(task.paper, i) + int(task.rng.integers(1, 500)))
    return {("cells", i, "printed"): new}, f"{task.paper.rows['cells'][i]['id']}: {new} observations"


def _room(paper: Paper, i: int) -> int:
    """Rows that units and years allow the model of a printed n; 0 if it cannot be known."""
    row, j = paper.rows["cells"][i], paper.beside(i, "n_units")
    units = _units(paper) if j is None else int(parse(paper.rows["cells"][j]["printed"]).value)
    model = paper.design.model(row["exhibit"], row["panel"], row["column"])
    return units * (paper.design.periods - model.lags) if paper.design.periods else 0


def _units(paper: Paper) -> int:
    """Units that the declared panel can have; 0 if it is not declared."""
    panel = paper.design.panel
    sizes = [panel["sizes"].get(name, 0) for name in panel.get("unit", [])]
    return prod(sizes) if sizes else 0


@kind("units above the panel", FINDABLE)
def _units_above(task: Task) -> Change | None:
    i = task.choose(task.printed("n_units"))
    if i is None or not _units(task.paper):
        return None
    new = str(_units(task.paper) + int(task.rng.integers(1, 50)))
    return {("cells", i, "printed"): new}, f"{task.paper.rows['cells'][i]['id']}: {new} units"


@kind("star added", FINDABLE)
def _star_added(task: Task) -> Change | None:
    options = [i for i in _with_ratio(task) if task.paper.rows["cells"][i]["stars"] != "***"]
    return _stars(task, options, lambda stars: stars + "*")


@kind("star removed", FINDABLE)
def _star_removed(task: Task) -> Change | None:
    options = [i for i in _with_ratio(task) if task.paper.rows["cells"][i]["stars"]]
    return _stars(task, options, lambda stars: stars[1:])


def _with_ratio(task: Task) -> list[int]:
    """Coefficients of tables that use stars, with something below them."""
    rows = task.paper.rows["cells"]
    starred = {row["exhibit"] for row in rows if row["stars"]}
    beside = {i for name in BELOW for i in task.printed("coef", beside=name)}
    return sorted(i for i in beside if rows[i]["exhibit"] in starred)


def _stars(task: Task, options: list[int], how: Callable[[str], str]) -> Change | None:
    i = task.choose(options)
    if i is None:
        return None
    row = task.paper.rows["cells"][i]
    new = how(row["stars"])
    return {("cells", i, "stars"): new}, f"{row['id']}: {row['printed']}{row['stars']} printed with '{new}'"


@kind("coefficients of two columns swapped", FINDABLE)
def _coefficients_swapped(task: Task) -> Change | None:
    rows, options = task.paper.rows["cells"], task.printed("coef")
    pairs = [
        (i, j) for i, j in combinations(options, 2)
        if all(rows[i][key] == rows[j][key] for key in ("exhibit", "panel", "term"))
        and differs(rows[i]["printed"], rows[j]["printed"])
    ]  # fmt: skip
    pair = task.choose(pairs)
    return pair and exchanged(task, [pair], f"{rows[pair[0]]['id']} exchanged with {rows[pair[1]]['column']}")


@kind("columns swapped", FINDABLE)
def _columns_swapped(task: Task) -> Change | None:
    rows = task.paper.rows["cells"]
    columns: dict[tuple, dict] = {}
    for i in task.paper.position.values():
        place = tuple(rows[i][key] for key in KEYS[:3])
        columns.setdefault(place, {})[tuple(rows[i][key] for key in KEYS[3:])] = i
    free = [
        p
        for p, cells in columns.items()
        if p[2] and not {rows[i]["id"] for i in cells.values()} & task.spared
    ]
    options = [
        (a, b) for a, b in combinations(free, 2)
        if a[:2] == b[:2] and set(columns[a]) == set(columns[b]) and len(columns[a]) > 2
    ]  # fmt: skip
    chosen = task.choose(options)
    if chosen is None:
        return None
    a, b = chosen
    pairs = [(i, columns[b][key]) for key, i in columns[a].items()]
    return exchanged(task, pairs, f"{a[0]}: columns {a[2]} and {b[2]} exchanged")


@kind("rows swapped", FINDABLE)
def _rows_swapped(task: Task) -> Change | None:
    rows = task.paper.rows["cells"]
    options = [
        (i, j) for i, j in combinations(task.printed("coef"), 2)
        if all(rows[i][key] == rows[j][key] for key in KEYS[:3])
        and differs(rows[i]["printed"], rows[j]["printed"])
    ]  # fmt: skip
    chosen = task.choose(options)
    if chosen is None:
        return None
    i, j = chosen
    names = ("coef", *BELOW, "p", *ENDS)
    pairs = [(task.paper.beside(i, name), task.paper.beside(j, name)) for name in names]
    pairs = [pair for pair in pairs if None not in pair]
    return exchanged(task, pairs, f"{rows[i]['id']} exchanged with {rows[j]['term']}, with what stands below")


@kind("part, share or growth changed", FINDABLE)
def _part_changed(task: Task) -> Change | None:
    return rewritten(task, _described(task, total=False), changed_digit)


@kind("total changed", FINDABLE)
def _total_changed(task: Task) -> Change | None:
    return rewritten(task, _described(task, total=True), changed_digit)


def _described(task: Task, *, total: bool) -> list[int]:
    """Cells of descriptive tables, apart from estimates and counts; the totals or all others."""
    rows = task.paper.rows["cells"]
    estimates = (*TABLE_NUMBERS, *ENDS, *BIAS, *MEANS, *COUNTS, "p", "r2")
    tables = {row["exhibit"] for row in rows if row["term"] in TOTALS}
    options = task.printed(*{row["statistic"] for row in rows} - {*estimates})
    inside = [i for i in options if rows[i]["exhibit"] in tables]
    return [i for i in inside if (rows[i]["term"] in TOTALS) == total]


@kind("number of an identity changed", FINDABLE)
def _identity_changed(task: Task) -> Change | None:
    read = {
        source for entry in task.paper.design.identities for replaced in substitutions(entry)
        for source in replaced["where"].values()
    } - task.spared  # fmt: skip
    rows = {name: [i for i, row in enumerate(found) if row["id"] in read and row["printed"]]
            for name, found in task.paper.rows.items()}  # fmt: skip
    where = task.choose([name for name, found in rows.items() for _ in found])
    return where and rewritten(task, rows[where], changed_digit, where)


@kind("number of the text changed", FINDABLE)
def _text_number(task: Task) -> Change | None:
    rows = task.paper.rows["claims"]
    options = [i for i in task.said(*claim_language.PRINTED) if _shown(task.paper, rows[i])]
    return rewritten(task, options, changed_digit, "claims")


def _shown(paper: Paper, claim: dict) -> bool:
    """Does a table print what the claim restates, and is it to be the same number?"""
    key = tuple(claim[name] for name in KEYS)
    return key in paper.position and not claim["comparator"] and not claim["unit"]


@kind("statement moved to another column", FINDABLE)
def _statement_moved(task: Task) -> Change | None:
    rows, cells = task.paper.rows["claims"], task.paper.rows["cells"]
    options = []
    for i in task.said(*claim_language.PRINTED):
        others = (tuple(c["column"] if k == "column" else rows[i][k] for k in KEYS) for c in cells)
        places = [task.paper.position[key] for key in dict.fromkeys(others) if key in task.paper.position]
        text = rows[i]["printed"]
        options += [
            (i, j) for j in places if _shown(task.paper, rows[i]) and differs(text, cells[j]["printed"])
        ]
    if not options:
        return None
    i, j = task.choose(options)
    column = cells[j]["column"]
    return {("claims", i, "column"): column}, f"{rows[i]['id']}: said of column {column}"


@kind("number repeated otherwise", FINDABLE)
def _repeated(task: Task) -> Change | None:
    rows = task.paper.rows["claims"]
    keys = [(*(row[name] for name in KEYS), row["unit"]) if row["printed"] and not row["comparator"] else ()
            for row in rows]  # fmt: skip
    options = [
        i for i in task.said(*claim_language.PRINTED, "definition") if keys[i] and keys.count(keys[i]) > 1
    ]
    return rewritten(task, options, changed_digit, "claims")


@kind("sign of the text reversed", FINDABLE)
def _text_sign(task: Task) -> Change | None:
    return _sign_claim(task, "sign", "conclusion", "significance")


@kind("hypothesis reversed", FINDABLE)
def _hypothesis(task: Task) -> Change | None:
    return _sign_claim(task, "hypothesis")


def _sign_claim(task: Task, *kinds: str) -> Change | None:
    """Plus for minus in a claim about a coefficient whose sign is in print."""
    rows, cells = task.paper.rows["claims"], task.paper.rows["cells"]
    options = []
    for i in task.said(*kinds):
        j = task.paper.position.get(tuple(rows[i][name] for name in KEYS))
        if j is not None and rows[i]["expected"] in ("+", "-") and significant(cells[j]["printed"]):
            options.append(i)
    i = task.choose(options)
    if i is None:
        return None
    new = {"+": "-", "-": "+"}[rows[i]["expected"]]
    return {("claims", i, "expected"): new}, f"{rows[i]['id']}: sign said to be {new}"


@kind("significance of the text reversed", FINDABLE)
def _text_significance(task: Task) -> Change | None:
    other = {"significant": "not significant", "not significant": "significant"}
    rows = task.paper.rows["claims"]
    said = [i for i in task.said("significance", "conclusion") if rows[i]["comparator"] in other]
    i = task.choose([i for i in said if tuple(rows[i][key] for key in KEYS) in task.paper.position])
    if i is None:
        return None
    new = other[rows[i]["comparator"]]
    return {("claims", i, "comparator"): new}, f"{rows[i]['id']}: said to be {new}"


@kind("order of the text reversed", FINDABLE)
def _text_order(task: Task) -> Change | None:
    rows = task.paper.rows["claims"]
    printed = {row["exhibit"] for row in task.paper.rows["cells"] if row["printed"]}
    i = task.choose([i for i in task.said("order") if rows[i]["exhibit"] in printed])
    if i is None:
        return None
    new = " > ".join(reversed(rows[i]["expected"].split(" > ")))
    return {("claims", i, "expected"): new}, f"{rows[i]['id']}: order said to be {new}"


@kind("largest of the text exchanged", FINDABLE)
def _text_extreme(task: Task) -> Change | None:
    rows, cells = task.paper.rows["claims"], task.paper.rows["cells"]
    same = [key for key in KEYS if key != "term"]
    options = [
        (i, row["term"]) for i in task.said("extreme") for row in cells
        if rows[i]["term"] == "*" and all(row[key] == rows[i][key] for key in same)
        and row["term"] not in (*TOTALS, rows[i]["expected"])
    ]  # fmt: skip
    if not options:
        return None
    i, other = task.choose(options)
    return {("claims", i, "expected"): other}, f"{rows[i]['id']}: said to be {other}"
