"""The rules, one theme a module; importing this package registers them all."""

from lib.audit.rules import (
    balance,
    collinearity,
    comparisons,
    counts,
    declared,
    definitions,
    derivations,
    digits,
    equations,
    fit,
    identities,
    placebo,
    readings,
    samples,
    stars,
    text,
)

__all__ = [
    "balance",
    "collinearity",
    "comparisons",
    "counts",
    "declared",
    "definitions",
    "derivations",
    "digits",
    "equations",
    "fit",
    "identities",
    "placebo",
    "readings",
    "samples",
    "stars",
    "text",
]
