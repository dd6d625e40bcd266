"""How a cell breaks a rule, in words that an error message can hold."""

import pandera.pandas as pa


def broken_rule(check: pa.Check, value: object) -> str:
    """Say in words how a cell breaks a rule, such as ``"-1 is below 100,000"``.

    Parameters
    ----------
    check : Check
        Of a column of these schemas; a check of the project's own says it in its ``description``, which
        follows the cell: ``"is not an ISO 3166-1 alpha-3 code"``.
    value : object
        The cell.
    """
    value = getattr(value, "item", lambda: value)()
    shown, limits = _plain(value), check.statistics or {}
    if isinstance(value, str) and not value.strip():
        return "the cell is empty"
    if "trouble" in limits:
        return f"{shown} {limits['trouble'](value)}"
    if check.description:
        return f"{shown} {check.description}"
    if "allowed_values" in limits:
        return f"{value!r} is not {_one_of(list(limits['allowed_values']))}"
    if check.name == "greater_than":
        return f"{shown} is not above {_plain(limits['min_value'])}"
    if "min_value" in limits:
        return f"{shown} is below {_plain(limits['min_value'])}"
    if "max_value" in limits:
        return f"{shown} is above {_plain(limits['max_value'])}"
    if "pattern" in limits:
        words = f" ({check.title})" if check.title else ""
        pattern = getattr(limits["pattern"], "pattern", limits["pattern"])
        return f"{shown} does not have the form {pattern}{words}"
    return f"{shown} breaks the rule {check.name}"


def _plain(value: object) -> str:
    """A number with thousands separators, a text in quotes."""
    return repr(value) if isinstance(value, str) else f"{value:,.16g}"


def _one_of(allowed: list) -> str:
    numbers = all(isinstance(value, int) for value in allowed)
    if numbers and len(allowed) > 2 and max(allowed) - min(allowed) == len(allowed) - 1:
        return f"a whole number from {min(allowed)} to {max(allowed)}"
    return f"one of {', '.join(map(str, allowed))}"
