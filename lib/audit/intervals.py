"""Interval arithmetic on printed digits, on top of mpmath's ``iv``; a printed "0.12" is [0.115, 0.125]."""

import ast
import operator
from collections.abc import Mapping

from mpmath import iv

from lib.printed import Printed

Interval = iv.mpf
_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: lambda a, b: power(a, b),
}
_RELATIONS = {
    ast.Eq: lambda a, b: overlap(a, b),
    ast.LtE: lambda a, b: low(a) <= high(b),
    ast.GtE: lambda a, b: high(a) >= low(b),
    ast.Lt: lambda a, b: low(a) < high(b),
    ast.Gt: lambda a, b: high(a) > low(b),
}
_SIGNS = {ast.Eq: "=", ast.LtE: "<=", ast.GtE: ">=", ast.Lt: "<", ast.Gt: ">"}


def interval(lower: object, upper: object | None = None) -> Interval:
    """The closed interval from ``lower`` to ``upper``, or the point ``lower``; decimals are kept exactly."""
    return iv.mpf([str(lower), str(lower if upper is None else upper)])


def printed(number: Printed) -> Interval:
    """The interval that a printed number stands for."""
    return interval(number.low, number.high)


def low(x: Interval) -> float:
    """Lower end."""
    return float(x.a)


def high(x: Interval) -> float:
    """Upper end."""
    return float(x.b)


def overlap(a: Interval, b: Interval) -> bool:
    """Can both be the same number?"""
    return low(a) <= high(b) and low(b) <= high(a)


def magnitude(x: Interval) -> Interval:
    """The interval of absolute values."""
    return abs(x)


def power(x: Interval, exponent: Interval) -> Interval:
    """``x ** exponent``; a base that is not positive needs a whole exponent."""
    if low(exponent) == high(exponent) == int(low(exponent)):
        return x ** int(low(exponent))
    return iv.exp(exponent * iv.log(x))


def show(x: Interval, digits: int = 4) -> str:
    """``0.1235`` for a point, ``[0.123, 0.124]`` for an interval."""
    a, b = f"{low(x):.{digits}g}", f"{high(x):.{digits}g}"
    return a if a == b else f"[{a}, {b}]"


FUNCTIONS = {"exp": iv.exp, "log": iv.log, "sqrt": iv.sqrt, "abs": magnitude}


def evaluate(expression: str, values: Mapping[str, Interval]) -> Interval:
    """Value of an arithmetic expression such as ``"(last / first) ** (1 / 11) - 1"``.

    Parameters
    ----------
    expression : str
        Names of ``values``, numbers, ``+ - * / **``, brackets, `FUNCTIONS`.
    values : mapping of str to Interval

    Raises
    ------
    ValueError
        The expression has anything else in it, or a name without a value.
    """
    return _evaluate(_parse(expression), values)


def holds(relation: str, values: Mapping[str, Interval]) -> tuple[bool, str]:
    """Whether ``"a + b == c"`` can hold, and its arithmetic in words.

    ``==`` asks whether the intervals overlap, ``<=`` and the others whether the relation is possible.
    """
    node = _parse(relation)
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _RELATIONS:
        raise ValueError(f"{relation!r} is not one comparison such as 'a + b == c'")
    left, right = _evaluate(node.left, values), _evaluate(node.comparators[0], values)
    kind = type(node.ops[0])
    text = f"{ast.unparse(node.left)} = {show(left)}, {ast.unparse(node.comparators[0])} = {show(right)}"
    return _RELATIONS[kind](left, right), f"{text}; printed relation: left {_SIGNS[kind]} right"


def _parse(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise ValueError(f"{text!r} is not an arithmetic expression") from None


def _evaluate(node: ast.expr, values: Mapping[str, Interval]) -> Interval:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return interval(node.value)
    if isinstance(node, ast.Name):
        if node.id not in values:
            raise ValueError(f"{node.id!r} has no value; the names are {', '.join(sorted(values)) or 'none'}")
        return values[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluate(node.operand, values)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_evaluate(node.left, values), _evaluate(node.right, values))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        return FUNCTIONS[node.func.id](*(_evaluate(argument, values) for argument in node.args))
    raise ValueError(f"{ast.unparse(node)!r} is not allowed in an expression")
