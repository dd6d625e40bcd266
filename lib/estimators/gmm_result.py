"""What a dynamic panel GMM returns."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from lib.estimators.gmm_spec import Spec
from lib.estimators.gmm_tests import Chi2, SerialCorrelation, SetTest
from lib.results import TIDY, EstimationResult

_SHOWN = "{:.3f}".format


@dataclass(frozen=True, kw_only=True, repr=False)
class GMMResult(EstimationResult):
    """Estimates of a dynamic panel model by GMM.

    ``params`` holds the regressors, the time dummies and ``constant``, as far as the model has them.

    Attributes
    ----------
    spec : Spec
    units : int
        Units with a row of the equation that is counted: levels in system GMM, transformed otherwise.
    periods : tuple of (int, float, int)
        Fewest, mean and most rows of a unit.
    instruments : int
        Linearly independent instruments, as xtabond2 counts them.
    instrument_names : tuple of str
        All columns that are not zero throughout; there are more than `instruments` where some are redundant.
    rank : int
        Rank of the weight matrix of the last step; below `instruments` where it is singular.
    sigma2 : float
        Variance of the errors.
    serial_correlation : tuple of SerialCorrelation
        Tests of the differenced residuals, one an order.
    sargan, hansen : Chi2
        Tests of overidentification: ``statistic``, ``df``, ``p``. Sargan's is right with homoskedastic errors
        only; Hansen's is NaN after a one-step with classical covariance.
    sets : tuple of SetTest
        Tests of each set of instruments, see `lib.estimators.gmm_tests.difference_in_hansen`; from Sargan's
        statistics after a one-step with classical covariance.
    wald : Chi2
        All coefficients but the constant.
    residuals : Series
        Of the counted equation, on the frame's index; rows that were not used are not there.
    warnings : tuple of str
        What makes the tests or the estimates doubtful; they stand among ``notes``, too.
    """

    spec: Spec
    units: int
    periods: tuple[int, float, int]
    instruments: int
    instrument_names: tuple[str, ...]
    rank: int
    sigma2: float
    serial_correlation: tuple[SerialCorrelation, ...]
    sargan: Chi2
    hansen: Chi2
    sets: tuple[SetTest, ...]
    wald: Chi2
    residuals: pd.Series
    warnings: tuple[str, ...] = ()

    @cached_property
    def ar(self) -> pd.DataFrame:
        """Tests of serial correlation: ``order``, ``z``, ``p``, one row an order."""
        return pd.DataFrame(self.serial_correlation, columns=SerialCorrelation._fields)

    @cached_property
    def difference_in_hansen(self) -> pd.DataFrame:
        """Tests of each set of instruments, its label as index.

        ``excluding``, ``excluding_df``, ``excluding_p`` test the others; ``difference``, ``df``, ``p`` it.
        """
        return pd.DataFrame(self.sets, columns=SetTest._fields).set_index("instruments")

    @property
    def standard_errors(self) -> pd.Series:
        """Standard errors, shape (K,)."""
        return self.std_errors

    @property
    def covariance(self) -> pd.DataFrame:
        """Covariance of the estimates, shape (K, K)."""
        return self.cov

    @property
    def steps(self) -> int:
        """Steps of the estimation, 1 or 2."""
        return self.spec.steps

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: sample, instruments, tests, notes."""
        first, *notes = super().footnotes()
        kind = "system" if self.spec.system else "difference"
        fewest, mean, most = self.periods
        lines = [
            f"{self.steps}-step {kind} GMM; {first}",
            f"units: {self.units}; rows a unit: {fewest} to {most}, mean {mean:.2f}; instruments: "
            f"{self.instruments}",
        ]
        lines += [f"AR({row.order}): z {_SHOWN(row.z)}, p {_SHOWN(row.p)}" for row in self.ar.itertuples()]
        for name, test in (("Sargan", self.sargan), ("Hansen", self.hansen), ("Wald", self.wald)):
            lines.append(f"{name}: chi2({test.df}) {_SHOWN(test.statistic)}, p {_SHOWN(test.p)}")
        return [*lines, *notes]

    def tidy(self, *, paper: str, exhibit: str, column: str, track: str, panel: str = "") -> pd.DataFrame:
        """One row a statistic; the tests have the terms ``ar1``..., ``sargan``, ``hansen`` and ``wald``."""
        keys = {"paper": paper, "exhibit": exhibit, "column": column, "track": track, "panel": panel}
        rows = [
            (f"ar{row.order}", name, getattr(row, name))
            for row in self.ar.itertuples()
            for name in ("z", "p")
        ]
        for term in ("sargan", "hansen", "wald"):
            test = getattr(self, term)
            rows += [(term, "chi2", test.statistic), (term, "df", float(test.df)), (term, "p", test.p)]
        tests = pd.DataFrame(rows, columns=["term", "statistic", "value"]).assign(**keys)[TIDY]
        return pd.concat([super().tidy(**keys), tests], ignore_index=True)
