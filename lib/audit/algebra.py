"""Formulas of the declared design, on top of sympy: a parser that runs no code, and seeded random points."""

import ast
import operator
import random
from collections.abc import Iterable, Mapping

import mpmath
import sympy
from sympy import Expr, Symbol

_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_FUNCTIONS = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sqrt": sympy.sqrt,
    "abs": sympy.Abs,
    "diff": sympy.diff,
}
RANGES = {"positive": (0.3, 3.0), "above_one": (1.2, 4.0), "share": (0.05, 0.95), "real": (-2.0, 2.0)}
SIGNED = ("real",)
ONE = Symbol("one", positive=True)  # the regressor of the constant
POINTS, DIGITS, SEED = 8, 30, 20_260_101
TOLERANCE = 1e-12  # against 30 digits carried: only the cancellation of equal terms is below it


class Formulas:
    """The symbols of one declared entry and what is assumed of them.

    Parameters
    ----------
    assume : mapping of str to list of str
        Names by kind: ``positive``, ``above_one``, ``share`` (between 0 and 1), ``real``; a name that no
        kind lists is positive.
    place : str
        What a message calls the entry.

    Raises
    ------
    ValueError
        A kind is unknown.
    """

    def __init__(self, assume: Mapping[str, Iterable[str]] | None = None, place: str = "design"):
        self.place = place
        self.kinds = {name: kind for kind, names in (assume or {}).items() for name in names}
        unknown = set(self.kinds.values()) - set(RANGES)
        if unknown:
            raise ValueError(f"{place}: cannot assume {sorted(unknown)[0]!r}; one of {', '.join(RANGES)}")
        self.bound: dict[str, Expr] = {}

    def symbol(self, name: str) -> Symbol:
        """The symbol of a name, with its assumption."""
        if self.kinds.get(name, "positive") in SIGNED:
            return Symbol(name, real=True)
        return Symbol(name, positive=True)

    def parse(self, text: object) -> Expr:
        """A formula: names (those in ``bound`` replaced), numbers, ``+ - * / **``, exp, log, sqrt, abs, diff.

        Raises
        ------
        ValueError
            The text has anything else in it.
        """
        try:
            tree = ast.parse(str(text).strip(), mode="eval").body
        except SyntaxError:
            raise ValueError(f"{self.place}: {text!r} is not a formula") from None
        return self._build(tree)

    def sides(self, equation: str) -> tuple[Expr, Expr]:
        """Both sides of ``"left = right"``."""
        parts = str(equation).split("=")
        if len(parts) != 2:
            raise ValueError(f"{self.place}: {equation!r} is not one equation such as 'a = b'")
        return self.parse(parts[0]), self.parse(parts[1])

    def solve(self, equation: str, name: str) -> None:
        """Solve an equation for a name and put the solution wherever the name stands later.

        Raises
        ------
        ValueError
            There is not exactly one solution.
        """
        left, right = self.sides(equation)
        unknown = self.symbol(name)
        if left == unknown and not right.has(unknown):
            found = [right]
        else:
            found = sympy.solve(left - right, unknown)
        if len(found) != 1:
            raise ValueError(f"{self.place}: {equation!r} has {len(found)} solutions for {name}, needs one")
        self.bound[name] = found[0]

    def points(self, expressions: Iterable[Expr], count: int = POINTS) -> list[dict[Symbol, mpmath.mpf]]:
        """Seeded random values of the free symbols, within what is assumed of them."""
        names = sorted({symbol.name for expression in expressions for symbol in expression.free_symbols})
        draw = random.Random(SEED)
        return [{self.symbol(name): self._draw(draw, name) for name in names} for _ in range(count)]

    def equal(self, left: Expr, right: Expr) -> bool:
        """Are both the same at every random point?"""
        return all(
            abs(a - b) <= TOLERANCE * max(abs(a), abs(b)) for a, b in self.values(left, right, points=POINTS)
        )

    def values(self, *expressions: Expr, points: int = POINTS) -> list[tuple[mpmath.mpf, ...]]:
        """Values of the expressions at random points, with `DIGITS` digits."""
        drawn = self.points(expressions, points)
        function = sympy.lambdify(list(drawn[0]), expressions, "mpmath")
        with mpmath.workdps(DIGITS):
            return [tuple(mpmath.mpmathify(x) for x in function(*point.values())) for point in drawn]

    def _draw(self, draw: random.Random, name: str) -> mpmath.mpf:
        return mpmath.mpf(draw.uniform(*RANGES[self.kinds.get(name, "positive")]))

    def _build(self, node: ast.expr) -> Expr:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return sympy.Rational(str(node.value))
        if isinstance(node, ast.Name):
            return self.bound.get(node.id, self.symbol(node.id))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self._build(node.operand)
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            return _OPERATORS[type(node.op)](self._build(node.left), self._build(node.right))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
            return _FUNCTIONS[node.func.id](*(self._build(argument) for argument in node.args))
        raise ValueError(f"{self.place}: {ast.unparse(node)!r} is not allowed in a formula")


def tidy(expression: Expr) -> Expr:
    """An expression of positive symbols, simplified with their powers taken apart and put together again."""
    apart = sympy.expand_power_base(expression, force=True)
    return sympy.simplify(sympy.powsimp(sympy.powdenest(apart, force=True), force=True))


def expanded(variables: Mapping[str, Mapping], name: str) -> tuple[Formulas, Expr]:
    """A variable written out by its ``definition``, and those of what stands in it, as a sum of terms.

    Parameters
    ----------
    variables : mapping
        The design's ``variables``.
    name : str
        A regressor; ``constant`` gives `ONE`.

    Raises
    ------
    ValueError
        A definition leads back to itself.
    """
    formulas = Formulas(place=f"design, variables, {name}")
    return formulas, _written_out(variables, formulas, name, ())


def _written_out(variables: Mapping, formulas: Formulas, name: str, above: tuple[str, ...]) -> Expr:
    if name == "constant":
        return ONE
    if name in above:
        raise ValueError(f"design, variables: {name} is defined by itself ({' -> '.join((*above, name))})")
    definition = variables.get(name, {}).get("definition")
    if not definition:
        return formulas.symbol(name)
    expression = formulas.parse(definition)
    inner = {
        symbol: _written_out(variables, formulas, symbol.name, (*above, name))
        for symbol in expression.free_symbols
    }
    return sympy.expand(sympy.expand_log(expression.subs(inner, simultaneous=True)))
