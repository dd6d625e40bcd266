"""Inference where few units are treated.

The public face: `wild_bootstrap` tests a coefficient of a `FixedEffectsSpec` with few clusters;
`randomisation` reassigns the treatment of a `PlaceboSpec`; `conley_taber` and `ferman_pinto` take the
distribution of the estimate from the controls' residuals.
"""

from lib.estimators.few_treated_controls import ControlsResult, conley_taber, ferman_pinto
from lib.estimators.few_treated_random import RandomisationResult, randomisation
from lib.estimators.few_treated_wild import WildBootstrapResult, wild_bootstrap

__all__ = [
    "ControlsResult",
    "RandomisationResult",
    "WildBootstrapResult",
    "conley_taber",
    "ferman_pinto",
    "randomisation",
    "wild_bootstrap",
]
