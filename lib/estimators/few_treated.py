"""Inference where few units are treated.

The public face: `wild_bootstrap` tests a coefficient of a `FixedEffectsSpec` with few clusters;
`randomisation` reassigns the treatment of a `PlaceboSpec`; `conley_taber` and `ferman_pinto` take the
distribution of the estimate from the controls' residuals; `synthetic_did` weights controls and periods;
`leave_one_out` estimates without each unit in turn; `pretrends_power` says which differences in trends a test
of leads finds.
"""

from lib.estimators.few_treated_controls import ControlsResult, conley_taber, ferman_pinto
from lib.estimators.few_treated_leave import LeaveOneOutResult, leave_one_out
from lib.estimators.few_treated_pretrends import PretrendsResult, pretrends_power
from lib.estimators.few_treated_random import RandomisationResult, randomisation
from lib.estimators.few_treated_synthetic import SyntheticResult, synthetic_did
from lib.estimators.few_treated_wild import WildBootstrapResult, wild_bootstrap

__all__ = [
    "ControlsResult",
    "LeaveOneOutResult",
    "PretrendsResult",
    "RandomisationResult",
    "SyntheticResult",
    "WildBootstrapResult",
    "conley_taber",
    "ferman_pinto",
    "leave_one_out",
    "pretrends_power",
    "randomisation",
    "synthetic_did",
    "wild_bootstrap",
]
