"""What a reader of a placebo test has to know: why a treatment has no coefficient, what did not count."""

from collections.abc import Iterator

import numpy as np

from lib.estimators.placebo_assignments import Scheme
from lib.estimators.placebo_effects import residuals
from lib.estimators.placebo_panel import NEVER, Panel
from lib.estimators.placebo_project import COLLINEAR, Regression
from lib.estimators.placebo_spec import PlaceboSpec, effect_name

_TAKES_PART = 1e-6  # of the largest contribution of a control to the treatment


def collinear(regression: Regression, spec: PlaceboSpec) -> ValueError:
    """The error that says which effects and controls explain the actual treatment."""
    panel = regression.panel
    effects = ", ".join(effect_name(effect) for effect in spec.effects) or "the constant"
    cohorts = set(panel.cohort)
    if NEVER not in cohorts and len(cohorts) == 1 and any(spec.period in effect for effect in spec.effects):
        return ValueError(
            f"all {len(panel.units)} units are treated from {panel.dates[0]} on, which the effects of "
            f"'{spec.period}' absorb: keep units that are treated later or never, or leave these effects out"
        )
    treatment = panel.treated.astype(float)[:, None]
    own = residuals(regression.absorbed, treatment)[:, 0]
    if own @ own <= COLLINEAR * treatment.sum():
        return ValueError(
            f"treatment '{spec.term}' is collinear with the fixed effects ({effects}): leave out the effect "
            "within whose levels it does not vary"
        )
    controls = residuals(regression.absorbed, panel.x)
    size = np.linalg.norm(controls, axis=0)
    size[list(regression.redundant)] = np.inf
    weight = np.abs(np.linalg.lstsq(controls / size, own, rcond=None)[0])
    named = [name for name, w in zip(spec.controls, weight, strict=True) if w > _TAKES_PART * weight.max()]
    return ValueError(
        f"treatment '{spec.term}' is collinear with the fixed effects ({effects}) and the controls "
        f"{', '.join(named)}: leave out one of these controls"
    )


def regression_notes(regression: Regression, spec: PlaceboSpec) -> tuple[str, ...]:
    """Treated units seen on one side of their date only, controls left out, rows alone in a level."""
    notes = list(_one_sided(regression.panel, spec))
    if regression.redundant:
        names = ", ".join(spec.controls[j] for j in regression.redundant)
        notes.append(f"controls left out, because effects and other controls explain them: {names}")
    alone = np.zeros(len(regression.panel.y), dtype=bool)
    for levels in regression.panel.effects:
        alone |= (np.bincount(levels) == 1)[levels]
    if alone.any():
        notes.append(f"{int(alone.sum())} rows are alone in a level of an effect and do not count")
    return tuple(notes)


def _one_sided(panel: Panel, spec: PlaceboSpec) -> Iterator[str]:
    """Treated units that have no row before their date, or none from it on."""
    if spec.unit not in {name for effect in spec.effects for name in effect}:
        return
    number, units = int((panel.cohort != NEVER).sum()), len(panel.units)
    for side, seen in (("before its date", ~panel.treated), ("from its date on", panel.treated)):
        lost = (panel.cohort != NEVER) & (np.bincount(panel.unit, seen, units) == 0)
        if lost.any():
            first = panel.units[lost][0]
            yield (
                f"{int(lost.sum())} of {number} treated units have no row {side}, first {first}: the effect "
                f"of '{spec.unit}' takes their change away"
            )


def strata_notes(plan: Scheme, panel: Panel, spec: PlaceboSpec) -> tuple[str, ...]:
    """Strata of one unit, whose treatment cannot move to another."""
    alone = np.flatnonzero(np.bincount(plan.strata) == 1)
    if not spec.strata or len(alone) == 0 or plan.permute == "dates":
        return ()
    treated = int((plan.cohort[np.isin(plan.strata, alone)] != NEVER).sum())
    return (
        f"{len(alone)} of {len(panel.stratum_labels)} strata of '{spec.strata}' have one unit, first: "
        f"{panel.stratum_labels[alone[0]]}; {treated} of these units are treated, and in every assignment",
    )
