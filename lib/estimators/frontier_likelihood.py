r"""Log-likelihood of the normal / truncated-normal frontier, with exact first and second derivatives.

One kernel serves every model. With :math:`p = 1/\sigma_v^2`, :math:`\tau = 1/\sigma_u^2`,
:math:`\nu_i = \tau\, z_i'\delta`, :math:`\eta_{it} = \exp(-\eta (t - T))` and a unit's sums
:math:`q_i = \sum_t e_{it}^2`, :math:`w_i = \sum_t \eta_{it} e_{it}`, :math:`S_i = \sum_t \eta_{it}^2`,

.. math::

    \ell_i = -\tfrac{T_i}{2}\ln 2\pi + \tfrac{T_i}{2} \ln p - \tfrac12 p\, q_i
             + f(\nu_i - p w_i,\ \tau + p S_i) - f(\nu_i, \tau), \qquad
    f(b, A) = -\tfrac12 \ln A + h(b / \sqrt A),

where :math:`h(x) = \ln\Phi(x) + x^2/2`. A cross-section, and Battese and Coelli (1995), have one row a unit.
It is algebraically the likelihood of Battese and Coelli (1992, appendix; 1993, appendix), written so that
no large numbers cancel when :math:`z_i'\delta` is far below zero.

Internal parameters: ``beta``, ``alpha`` (:math:`\nu_i = z_i'\alpha`), ``ln p``, ``ln tau`` and, where
the model has it, ``eta``.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lib.estimators.frontier_tails import log_cdf_or_scaled, scaled_log_cdf


@dataclass(frozen=True)
class Sample:
    """Arrays of one estimation sample, rows sorted by unit, with ``v - u`` as composed error.

    Attributes
    ----------
    y : ndarray, shape (N,)
        Outcome; for a cost frontier its negative, so that ``y - x @ beta`` is always ``v - u``.
    x : ndarray, shape (N, K)
        Frontier regressors, constant included.
    z : ndarray, shape (U, L)
        Regressors of the mean of the inefficiency before truncation; L is 0 for half-normal models.
    first : ndarray of int, shape (U,), or None
        First row of each unit; None when each row is a unit of its own.
    time : ndarray, shape (N,), or None
        ``t - T`` for the models with eta.
    """

    y: np.ndarray
    x: np.ndarray
    z: np.ndarray
    first: np.ndarray | None = None
    time: np.ndarray | None = None

    @property
    def n_units(self) -> int:
        """Number of units U, one likelihood term each."""
        return len(self.z)

    def by_unit(self, rows: np.ndarray) -> np.ndarray:
        """Sums of `rows` (N or (N, K)) within units."""
        return rows if self.first is None else np.add.reduceat(rows, self.first, axis=0)

    def to_rows(self, units: np.ndarray) -> np.ndarray:
        """Values of the units (U,) repeated for their rows, shape (N,)."""
        if self.first is None:
            return units
        return np.repeat(units, np.diff(self.first, append=len(self.y)))

    def part(self, keep: np.ndarray) -> "Sample":
        """The units where `keep`, boolean of shape (U,), is true."""
        rows = self.to_rows(keep)
        first = None
        if self.first is not None:
            first = np.append(0, np.cumsum(self.rows_per_unit[keep])[:-1]).astype(int)
        time = None if self.time is None else self.time[rows]
        return Sample(self.y[rows], self.x[rows], self.z[keep], first, time)

    @cached_property
    def rows_per_unit(self) -> np.ndarray:
        """Rows of each unit, shape (U,)."""
        return self.by_unit(np.ones(len(self.y)))

    @cached_property
    def gram(self) -> np.ndarray:
        """Cross-products of the frontier regressors, shape (K, K)."""
        return self.x.T @ self.x


@dataclass(frozen=True)
class _Sums:
    """A unit's sums at given beta and eta; arrays of shape (U,), `wx` and `wx_eta` of shape (U, K)."""

    e: np.ndarray
    t: np.ndarray
    q: np.ndarray
    w: np.ndarray
    s: np.ndarray
    wx: np.ndarray
    w_eta: np.ndarray | None = None
    s_eta: np.ndarray | None = None
    wx_eta: np.ndarray | None = None
    w_eta2: np.ndarray | None = None
    s_eta2: np.ndarray | None = None


def _sums(sample: Sample, beta: np.ndarray, eta: float | None) -> _Sums:
    e = sample.y - sample.x @ beta
    rows, add = sample.rows_per_unit, sample.by_unit
    if eta is None:
        return _Sums(e=e, t=rows, q=add(e * e), w=add(e), s=rows, wx=add(sample.x))
    decay = np.exp(-eta * sample.time)
    slope, bend = -sample.time * decay, sample.time**2 * decay
    return _Sums(
        e=e,
        t=rows,
        q=add(e * e),
        w=add(decay * e),
        s=add(decay**2),
        wx=add(decay[:, None] * sample.x),
        w_eta=add(slope * e),
        s_eta=add(2 * decay * slope),
        wx_eta=add(slope[:, None] * sample.x),
        w_eta2=add(bend * e),
        s_eta2=add(2 * (slope**2 + decay * bend)),
    )


@dataclass(frozen=True)
class _Partition:
    """Partial derivatives of f(b, A), arrays of shape (U,)."""

    b: np.ndarray
    a: np.ndarray
    bb: np.ndarray
    ba: np.ndarray
    aa: np.ndarray


def _partition(b: np.ndarray, a: np.ndarray | float) -> _Partition:
    root = np.sqrt(a)
    x = b / root
    _, r, k = scaled_log_cdf(x)
    return _Partition(
        b=r / root,
        a=-(1 + r * x) / (2 * a),
        bb=k / a,
        ba=-(k * x + r) / (2 * a * root),
        aa=(2 + k * x * x + 3 * r * x) / (4 * a * a),
    )


def unpack(sample: Sample, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray, float, float, float | None]:
    """Split `theta` into beta (K,), alpha (L,), ln p, ln tau and eta (None where the model has none)."""
    k, l = sample.x.shape[1], sample.z.shape[1]
    eta = float(theta[k + l + 2]) if sample.time is not None else None
    return theta[:k], theta[k : k + l], float(theta[k + l]), float(theta[k + l + 1]), eta


def posterior(sample: Sample, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation, before truncation, of ``u_i`` given the residuals; shape (U,) each."""
    beta, alpha, ln_p, ln_tau, eta = unpack(sample, theta)
    sums, p = _sums(sample, beta, eta), np.exp(ln_p)
    a = np.exp(ln_tau) + p * sums.s
    return (sample.z @ alpha - p * sums.w) / a, 1 / np.sqrt(a)


def loglikelihood(sample: Sample, theta: np.ndarray) -> float:
    """Log-likelihood at the internal parameters `theta`; minus infinity where it is not finite."""
    beta, alpha, ln_p, ln_tau, eta = unpack(sample, theta)
    e = sample.y - sample.x @ beta
    decay = 1.0 if eta is None else np.exp(-eta * sample.time)
    s = sample.rows_per_unit if eta is None else sample.by_unit(decay**2)
    q, w = sample.by_unit(e * e), sample.by_unit(decay * e)
    value = _rows_and_units(len(e), sample.n_units, ln_p, ln_tau)
    value += np.sum(
        _exact_terms(q, w, s, sample.z @ alpha, np.exp(ln_p), np.exp(ln_tau), sample.first is None)
    )
    return float(value) if np.isfinite(value) else -np.inf


def _rows_and_units(n: int, units: int, ln_p: float, ln_tau: float) -> float:
    return 0.5 * n * (ln_p - np.log(2 * np.pi)) + 0.5 * units * ln_tau


def _exact_terms(q, w, s, nu, p: float, tau: float, single: bool) -> np.ndarray:
    r"""Units' terms -p q / 2 + f(b, A) - f(nu, tau) without the term in ln tau, shape (U,).

    Where :math:`d_* = b / \sqrt A` or :math:`d = \nu / \sqrt\tau` is positive its parabola is large and
    cancels against p q; here the difference is taken by algebra, so that gamma may come close to 0 or 1.
    """
    a = tau + p * s
    d_star, d = (nu - p * w) / np.sqrt(a), nu / np.sqrt(tau)
    spread = 0.0 if single else p**2 * np.maximum(q * s - w * w, 0.0)
    both = p * (tau * q + 2 * nu * w + nu**2 * s / tau)
    one = p * (tau * q + 2 * nu * w) - nu**2
    neither = p * q + np.where(d > 0, d * d, 0.0)
    quadratic = np.where(d_star > 0, (np.where(d > 0, both, one) + spread) / a, neither)
    tails = log_cdf_or_scaled(np.stack([d_star, d]))
    return tails[0] - tails[1] - 0.5 * (quadratic + np.log(a))


def derivatives(sample: Sample, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gradient (P,) and Hessian (P, P) of the log-likelihood at the internal parameters `theta`."""
    state = _State.at(sample, theta)
    return state.scores_sum(), state.hessian()


def scores(sample: Sample, theta: np.ndarray) -> np.ndarray:
    """Gradient of each unit's log-likelihood, shape (U, P)."""
    state = _State.at(sample, theta)
    xe = sample.by_unit(sample.x * state.sums.e[:, None])
    columns = [state.p * (xe + state.f.b[:, None] * state.sums.wx)]
    columns += [sample.z * state.nu_slope[:, None], state.scale_slopes()]
    return np.hstack(columns)


@dataclass(frozen=True)
class _State:
    """Everything the derivatives share at one theta."""

    sample: Sample
    sums: _Sums
    f: _Partition
    g: _Partition
    p: float
    tau: float

    @classmethod
    def at(cls, sample: Sample, theta: np.ndarray) -> "_State":
        beta, alpha, ln_p, ln_tau, eta = unpack(sample, theta)
        sums, p, tau = _sums(sample, beta, eta), np.exp(ln_p), np.exp(ln_tau)
        nu = sample.z @ alpha
        f = _partition(nu - p * sums.w, tau + p * sums.s)
        return cls(sample, sums, f, _partition(nu, tau), p, tau)

    @property
    def nu_slope(self) -> np.ndarray:
        return self.f.b - self.g.b

    def inner(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Slopes of (b, A) in ln p, ln tau and eta, each of shape (U,)."""
        sums, p = self.sums, self.p
        pairs = [(-p * sums.w, p * sums.s), (np.zeros_like(sums.w), np.full_like(sums.w, self.tau))]
        if sums.w_eta is not None:
            pairs.append((-p * sums.w_eta, p * sums.s_eta))
        return pairs

    def scale_slopes(self) -> np.ndarray:
        """Unit gradients in ln p, ln tau and eta, shape (U, 2 or 3)."""
        f, slopes = self.f, [self.f.b * b + self.f.a * a for b, a in self.inner()]
        slopes[0] = slopes[0] + 0.5 * (self.sums.t - self.p * self.sums.q)
        slopes[1] = self.tau * (f.a - self.g.a)
        return np.column_stack(slopes)

    def scores_sum(self) -> np.ndarray:
        beta = self.p * (self.sample.x.T @ self.sums.e + self.sums.wx.T @ self.f.b)
        return np.concatenate([beta, self.sample.z.T @ self.nu_slope, self.scale_slopes().sum(axis=0)])

    def hessian(self) -> np.ndarray:
        x, z, wx, f, p = self.sample.x, self.sample.z, self.sums.wx, self.f, self.p
        k, l = x.shape[1], z.shape[1]
        cross = [f.bb * b + f.ba * a for b, a in self.inner()]
        h = np.zeros((k + l + len(cross),) * 2)
        weighted = wx * (p * f.bb)[:, None]
        h[:k, :k] = p * (weighted.T @ wx - self.sample.gram)
        h[:k, k : k + l] = weighted.T @ z
        h[k : k + l, k : k + l] = z.T @ (z * (f.bb - self.g.bb)[:, None])
        for j, slope in enumerate(cross):
            h[:k, k + l + j] = p * (wx.T @ slope)
            h[k : k + l, k + l + j] = z.T @ (slope - (self.tau * self.g.ba if j == 1 else 0.0))
        h[:k, k + l] += p * (wx.T @ f.b + x.T @ self.sums.e)
        if len(cross) == 3:
            h[:k, k + l + 2] += p * (self.sums.wx_eta.T @ f.b)
        h[k + l :, k + l :] = self._scale_block(cross)
        h[k + l :, : k + l] = h[: k + l, k + l :].T
        h[k : k + l, :k] = h[:k, k : k + l].T
        return h

    def _scale_block(self, cross: list[np.ndarray]) -> np.ndarray:
        """Second derivatives among ln p, ln tau and eta."""
        f, g, p, tau, sums, pairs = self.f, self.g, self.p, self.tau, self.sums, self.inner()
        block = np.empty((len(pairs), len(pairs)))
        for i, (b_i, a_i) in enumerate(pairs):
            in_a = f.ba * b_i + f.aa * a_i
            for j, (b_j, a_j) in enumerate(pairs[: i + 1]):
                block[i, j] = block[j, i] = cross[i] @ b_j + in_a @ a_j
        block[0, 0] += np.sum(f.b * pairs[0][0] + f.a * pairs[0][1] - 0.5 * p * sums.q)
        block[1, 1] += np.sum(tau * (f.a - g.a) - tau**2 * g.aa)
        if len(pairs) == 3:
            mixed = np.sum(f.b * pairs[2][0] + f.a * pairs[2][1])
            block[0, 2] += mixed
            block[2, 0] += mixed
            block[2, 2] += np.sum(-p * f.b * sums.w_eta2 + p * f.a * sums.s_eta2)
        return block
