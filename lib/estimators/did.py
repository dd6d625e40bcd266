"""Difference-in-differences with staggered treatment.

The public face: `DidSpec` names outcome, unit, period and cohort (or treatment); `event_study`,
`callaway_santanna`, `sun_abraham` and `imputation` return leads and lags, `goodman_bacon` a decomposition,
`treatment_weights` what a regression makes of each treated row, `honest_did` the sensitivity of leads and
lags to differing trends.
"""

from lib.estimators.did_bacon import BaconResult, goodman_bacon
from lib.estimators.did_cohorts import callaway_santanna, imputation
from lib.estimators.did_event import event_study
from lib.estimators.did_honest import HonestResult, honest_did
from lib.estimators.did_panel import DidSpec
from lib.estimators.did_result import CohortResult, EventResult, relative_period, term
from lib.estimators.did_sun_abraham import sun_abraham
from lib.estimators.did_weights import WeightsResult, treatment_weights

__all__ = [
    "BaconResult",
    "CohortResult",
    "DidSpec",
    "EventResult",
    "HonestResult",
    "WeightsResult",
    "callaway_santanna",
    "event_study",
    "goodman_bacon",
    "honest_did",
    "imputation",
    "relative_period",
    "sun_abraham",
    "term",
    "treatment_weights",
]
