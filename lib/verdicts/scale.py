"""The scale of verdicts and every threshold, in one place; the book renders them from here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One verdict: its name, what it means, whether it enters the match rate, whether it is a success."""

    name: str
    meaning: str
    compared: bool = True
    success: bool = False


EXACT, LAST_DIGIT, CLOSE, DIFFERENT = "exact", "last digit", "close", "different"
SIGNIFICANCE, SIGN = "significance", "sign"
PAPER_ERROR, CANNOT_COMPARE, NOT_COMPUTED = "paper error", "cannot compare", "not yet computed"

CLOSE_SHARE = "0.10"  # of the printed value
AGREEING_SHARE = "0.90"  # of the members of a set, of the pairs of an order
STAR_LEVELS = {"***": 0.01, "**": 0.05, "*": 0.10}
DEFAULT_LEVEL = 0.10  # of a coefficient without stars in an exhibit that uses stars
STARRED = ("coef",)  # statistics that carry stars
AEA_PARTIAL = 0.25  # partial when a larger share of the cells differs
AEA_NOT = 0.25  # not reproduced when a smaller share succeeds
ASSESSED_SHARE = 0.5  # no class when a smaller share of the comparable cells is compared

SCALE = (
    Step(EXACT, "the computed value rounds to the printed one, or the claim holds", success=True),
    Step(LAST_DIGIT, "within one unit of the last printed place", success=True),
    Step(CLOSE, "within 10 % of the printed value, with the same sign, stars and conclusion; "
         "of a set or an order, at least 90 % agree", success=True),
    Step(DIFFERENT, "the same sign, not close; a claim that does not hold"),
    Step(SIGNIFICANCE, "the same sign, but the conclusion at the printed level changes"),
    Step(SIGN, "the sign changes, a comparison of two or a trend is reversed"),
    Step(PAPER_ERROR, "the printed numbers contradict each other", compared=False),
    Step(CANNOT_COMPARE, "the source does not print it, or there is nothing to compare it with",
         compared=False),
    Step(NOT_COMPUTED, "the source prints it, and no chapter has written its exhibit so far",
         compared=False),
)  # fmt: skip

NAMES = tuple(step.name for step in SCALE)
COMPARED = tuple(step.name for step in SCALE if step.compared)
SUCCESS = tuple(step.name for step in SCALE if step.success)
# In the order of three-valued logic: what cannot be compared lies between what holds and what fails.
ORDERED = (EXACT, LAST_DIGIT, CLOSE, CANNOT_COMPARE, DIFFERENT, SIGNIFICANCE, SIGN)
TRACKS = ("original", "public")  # tracks that count, the first that is there
