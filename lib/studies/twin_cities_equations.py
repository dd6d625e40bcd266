"""The paper's equations (1) to (8) held against the model that they describe, by sympy.

They are read from ``design.yml``, which transcribes them for the audit: two goods stand for the sum, and the
elasticity of substitution, sigma in (1) and (3), is delta throughout. The audit asks whether the paper's
steps follow from each other; here each stands beside what the importer's optimum gives in its place.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sympy import Expr

from lib import audit
from lib.audit.algebra import tidy
from lib.studies.twin_cities_theory import CLOSED, Optimum, formulas

FOLLOWS, CONDITIONAL, FAILS = "follows", "follows only if", "does not follow"
Reading = Callable[[Expr, Expr], tuple[Expr, Expr]]


@dataclass(frozen=True)
class Printed:
    """One printed equation held against the model.

    Attributes
    ----------
    equation, words : str
        Its number, and what it gives.
    printed, derived : Expr
        Its right side as printed, and what the derivation gives for it; P is a letter in both.
    ratio : Expr
        Printed over derived, with P and the quantities written out; 1 if the equation follows.
    result : str
        `FOLLOWS`, `CONDITIONAL` or `FAILS`.
    readings : tuple of str
        What the paper would have to mean; each is enough by itself.
    """

    equation: str
    words: str
    printed: Expr
    derived: Expr
    ratio: Expr
    result: str
    readings: tuple[str, ...]


def _replace(*sides: str, **formula: str) -> Reading:
    """A reading in which symbols of the sides named stand for other formulas."""

    def change(printed: Expr, derived: Expr) -> tuple[Expr, Expr]:
        f = formulas()
        pairs = {f.symbol(name): f.parse(text) for name, text in formula.items()}
        both = {"printed": printed, "derived": derived}
        return tuple(
            one.subs(pairs, simultaneous=True) if side in sides else one for side, one in both.items()
        )

    return change


EQUAL, UNIT = "all weights alpha are equal", "all weights alpha are one"
ROOT = "the utility (1) has each weight to the power 1/delta"
WEIGHTS: dict[str, Reading] = {
    EQUAL: _replace("printed", "derived", alpha2="alpha1"),
    ROOT: _replace("derived", alpha1="alpha1**(1/delta)", alpha2="alpha2**(1/delta)"),
    UNIT: _replace("printed", "derived", alpha1="1", alpha2="1"),
}
SHIPPED: dict[str, Reading] = {
    "q counts units shipped in (1), received in (5)": _replace("printed", q1="tau1*q1", q2="tau2*q2")
}
CONSTANT: dict[str, Reading] = {
    "mu, which the text does not define, is alpha^delta tau^(-delta)": _replace(
        "printed", mu="alpha1**delta*tau1**(-delta)"
    )
}
PAID: dict[str, Reading] = {
    "the trade cost is paid to others and does not melt": lambda printed, derived: (
        printed,
        derived / formulas().symbol("tau1"),
    )
}


def printed_equations() -> dict[str, Expr]:
    """Right sides of (2) to (8), the utility and the spending of (1), as ``design.yml`` transcribes them."""
    entries = {one["id"]: one for one in audit.record("twin_cities").design.derivations}
    f = formulas()
    f.bound |= {name: f.symbol(f"{name}1") for name in ("alpha", "p", "tau", "q", "c", "v", "omega")}
    best, shares = entries["(7) maximises (1)"], entries["(5) is spending by (4)"]["given"]
    return {
        "utility": f.parse(best["objective"]),
        "(1)": f.sides(entries["budget of (1) against (5)"]["claim"][0])[0],
        "(2)": f.parse(best["where"]["P"]),
        "(3)": f.sides(entries["(7) against (3)"]["given"][0]["equation"])[1],
        "(4)": f.sides(shares[0]["equation"])[1],
        "(5)": f.sides(shares[2]["equation"])[0],
        "(6)": f.sides(entries["(6) from (2), (4), (5)"]["claim"])[1],
        "(7)": f.sides(entries["(7) is (6)"]["claim"])[1],
        "(8)": f.sides(entries["(8) from (7)"]["claim"])[1],
    }


def held_against(best: Optimum, said: Mapping[str, Expr] | None = None) -> list[Printed]:
    """Each printed equation beside what the derivation gives in its place.

    Parameters
    ----------
    best : Optimum
        As `optimum` returns it.
    said : mapping of str to Expr, optional
        The printed right sides; by default `printed_equations`.

    Notes
    -----
    (6) and the first line on (8) are held against the paper's own steps before them, the others against the
    optimum. Where a printed equation has the price index P, it is the printed one of (2); in (3) it is the
    optimum's, so that the comparison is about the rest.
    """
    f = formulas()
    said = said or printed_equations()
    closed = {name: f.parse(text) for name, text in CLOSED.items()}
    own, true, none = said["(2)"], closed["price_index"], f.symbol("P")
    step_6 = said["(4)"] * f.symbol("E") / f.parse("tau1*p1")
    price, paid = f.symbol("p1"), f.parse("tau1*p1")
    cases = [
        ("(1)", "spending of the budget", f.parse("tau1*p1*q1 + tau2*p2*q2"), SHIPPED, none, none),
        ("(2)", "price index", closed["price_index"], WEIGHTS, none, none),
        ("(3)", "demand for a good", closed["demand"], CONSTANT, true, true),
        ("(4)", "share in spending", closed["share"], WEIGHTS, none, true),
        ("(5)", "spending on a good", f.parse("omega1*E"), {}, none, none),
        ("(6)", "quantity, by (2), (4), (5)", step_6, WEIGHTS, own, none),
        ("(7)", "quantity", closed["demand"], WEIGHTS, own, true),
        ("(8)", "price times quantity (7)", price * said["(7)"], {}, own, own),
        ("(8)", "value of exports", paid * said["(7)"], PAID, own, own),
    ]
    return [
        _hold(best, (equation, words), (said[equation], derived), readings, indices)
        for equation, words, derived, readings, *indices in cases
    ]


def _hold(
    best: Optimum,
    name: tuple[str, str],
    sides: tuple[Expr, Expr],
    readings: Mapping[str, Reading],
    indices: list[Expr],
) -> Printed:
    """Compare both sides, as they stand and under each reading."""
    f = formulas()
    index = f.symbol("P")
    written = tuple(side.subs(index, own) for side, own in zip(sides, indices, strict=True))
    known = {f.symbol("q1"): best.demand, f.symbol("q2"): best.demand2, f.symbol("omega1"): best.share}

    def there(pair: tuple[Expr, Expr]) -> tuple[Expr, Expr]:
        return tuple(side.subs(known) for side in pair)

    follows = f.equal(*there(written))
    saving = () if follows else tuple(
        words for words, change in readings.items() if f.equal(*there(change(*written)))
    )  # fmt: skip
    printed, derived = there(written)
    result = FOLLOWS if follows else CONDITIONAL if saving else FAILS
    return Printed(*name, *sides, tidy(printed / derived), result, saving)
