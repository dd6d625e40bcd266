"""Errors that no audit of printed numbers can find, because every printed relation still holds.

They show that the audit does not guess: each leaves a wrong number, and none may be found.
"""

from lib import claim_language
from lib.audit.planting_errors import BELOW, HIDDEN, Change, Task, flipped, kind, significant
from lib.audit.planting_paper import Paper, consistent
from lib.audit.significance import critical
from lib.printed import parse
from lib.published import KEYS

CLEAR = 0.1  # share of a critical value within which a ratio may earn other stars after rounding
OTHER = 10_000  # added to a seed for another draw of the same paper


def _ratio(paper: Paper, i: int, change: dict | None = None) -> float:
    """|coefficient / standard error| or |t| as printed, with changes."""
    rows, new = paper.rows["cells"], change or {}
    texts = {"coef": new.get(("cells", i, "printed"), rows[i]["printed"])}
    for name in BELOW:
        j = paper.beside(i, name)
        if j is not None:
            texts[name] = new.get(("cells", j, "printed"), rows[j]["printed"])
    numbers = {name: float(parse(text).value) for name, text in texts.items()}
    return abs(numbers["t"]) if "t" in numbers else abs(numbers["coef"]) / numbers["se"]


def _clear(paper: Paper, i: int, change: dict | None = None) -> bool:
    """Is the ratio far from every critical value of the star rule?"""
    bounds = [critical(level) for level in paper.design.stars.values()]
    ratio = _ratio(paper, i, change)
    return all(abs(ratio / bound - 1) > CLEAR for bound in bounds)


def _alone(task: Task, *, restated: bool = False) -> list[int]:
    """Coefficients that nothing else in print repeats, ranks, adds up or brackets.

    With ``restated``, those that the text restates in one number and mentions in no order or identity.
    """
    paper, found = task.paper, []
    rows = paper.rows["cells"]
    tied = _tied(paper)
    for i in task.printed("coef"):
        row = rows[i]
        below = [name for name in (*BELOW, "p", "ci_low") if paper.beside(i, name) is not None]
        places = {(row["exhibit"], row["column"]), (row["exhibit"], row["column"], row["term"])}
        if len(below) != 1 or below[0] == "p" or places & tied:
            continue
        here = [claim for claim in paper.rows["claims"] if claim["exhibit"] == row["exhibit"]]
        said = [c for c in here if c["term"] in (row["term"], "*") and c["column"] in (row["column"], "*")]
        numbers = [c for c in said if c["kind"] in claim_language.PRINTED]
        fits = len(numbers) == 1 and not any("*" in c.values() for c in said) if restated else not said
        if fits and significant(row["printed"]) and _clear(paper, i):
            found.append(i)
    return found


def _tied(paper: Paper) -> set[tuple[str, ...]]:
    """Columns of partitions and identities, those that a placebo is held against, and placebo terms."""
    design = paper.design
    tied = {tuple(place[:2]) for entry in design.partitions for place in (entry["whole"], *entry["parts"])}
    held = [entry for entry in design.placebo if "of" in entry]
    tied |= {tuple(entry["of"][:2]) for entry in held}
    tied |= {tuple(entry[name] for name in ("exhibit", "column", "term")) for entry in held}
    sources = {str(source) for entry in design.identities for source in entry["where"].values()}
    return tied | {(row["exhibit"], row["column"]) for row in paper.rows["cells"] if row["id"] in sources}


@kind("last digit, within what stars allow", HIDDEN)
def _last_digit(task: Task) -> Change | None:
    """The last digit of a coefficient up by one (a nine down)."""
    i = task.choose(_alone(task))
    if i is None:
        return None
    text = task.paper.rows["cells"][i]["printed"]
    new = text[:-1] + ("8" if text[-1] == "9" else str(int(text[-1]) + 1))
    change = {("cells", i, "printed"): new}
    if not _clear(task.paper, i, change) or not significant(new):
        return None
    return change, f"{task.paper.rows['cells'][i]['id']}: {text} printed as {new}"


@kind("coefficient and standard error scaled alike", HIDDEN)
def _scaled_alike(task: Task) -> Change | None:
    return _scaled(task, task.choose(_alone(task)))


@kind("table and text changed alike", HIDDEN)
def _text_alike(task: Task) -> Change | None:
    """A coefficient and its standard error scaled, and the number in the text with them."""
    i = task.choose(_alone(task, restated=True))
    scaled = _scaled(task, i)
    if scaled is None:
        return None
    change, what = scaled
    key = tuple(task.paper.rows["cells"][i][name] for name in KEYS)
    claims = task.paper.rows["claims"]
    j = next(j for j, claim in enumerate(claims) if claim["printed"] and tuple(claim[k] for k in KEYS) == key)
    places = -parse(claims[j]["printed"]).value.as_tuple().exponent
    new = f"{float(change['cells', i, 'printed']):.{places}f}"
    return change | {("claims", j, "printed"): new}, f"{what}, the text with it"


def _scaled(task: Task, i: int | None) -> Change | None:
    """Coefficient and standard error times one number between 1.2 and 1.5; a t below it stays."""
    if i is None:
        return None
    rows, factor = task.paper.rows["cells"], task.rng.uniform(1.2, 1.5)
    change = {}
    for j in (i, task.paper.beside(i, "se")):
        if j is not None:
            places = -parse(rows[j]["printed"]).value.as_tuple().exponent
            change["cells", j, "printed"] = f"{factor * float(rows[j]['printed']):.{places}f}"
    return (change, f"{rows[i]['id']} times {factor:.2f}") if _clear(task.paper, i, change) else None


@kind("sign of a coefficient together with its t", HIDDEN)
def _sign_and_t(task: Task) -> Change | None:
    """The sign of a coefficient of which the text does not speak; and of its t where it has one."""
    i = task.choose(_alone(task))
    if i is None:
        return None
    rows = task.paper.rows["cells"]
    places = [j for j in (i, task.paper.beside(i, "t")) if j is not None]
    change = {("cells", j, "printed"): flipped(rows[j]["printed"]) for j in places}
    return change, f"{rows[i]['id']}: the other sign, with that of its t"


@kind("row of another sample", HIDDEN)
def _other_row(task: Task) -> Change | None:
    """A control of the placebo table from another draw of the same paper: coefficient, stars, what is below.

    Only there: in nested models R2 ties the t of an added regressor to what it explains.
    """
    seed = task.paper.name.removeprefix("consistent-")
    if not seed.isdigit():
        return None
    other = consistent(int(seed) + OTHER + int(task.rng.integers(100)))
    if other.design.parenthesis != task.paper.design.parenthesis:
        other = _same_kind(other, task.paper.design.parenthesis)
    rows = task.paper.rows["cells"]
    i = task.choose([i for i in _alone(task) if rows[i]["exhibit"] == "table_4"])
    if i is None:
        return None
    change = {}
    for j in (i, task.paper.beside(i, task.paper.design.parenthesis)):
        source = other.rows["cells"][other.position[tuple(rows[j][key] for key in KEYS)]]
        change |= {("cells", j, column): source[column] for column in ("printed", "stars")}
    return change, f"{rows[i]['id']}: the row of {other.name}"


def _same_kind(paper: Paper, parenthesis: str) -> Paper:
    """The next draw that prints the same below its coefficients."""
    while paper.design.parenthesis != parenthesis:
        paper = consistent(int(paper.name.removeprefix("consistent-")) + 1)
    return paper
