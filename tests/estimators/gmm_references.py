"""Printed results of dynamic panel GMM on the data of Arellano and Bond (1991), each with its source.

Numbers are text: their last digit says how far they are rounded. ``params`` holds estimates and standard
errors; ``ar``, ``sargan`` and ``hansen`` statistics; ``sets`` the tests of sets of instruments: excluding it,
its degrees of freedom, the difference, its degrees of freedom. ``sigma2`` says by what the source multiplies
the variance of the errors used here.
"""

_AB_X = "L.n + L2.n + w + L.w + k + L.k + L2.k + ys + L.ys + L2.ys"
_AB_IV = "w L.w k L.k L2.k ys L.ys L2.ys"
_LOG = "n ~ L.n + L2.n + w + k | gmm(n, 2:4) + gmm(w, 1:3) + iv(k)"
_FOD = "n ~ L.n + L2.n + w + k | gmm(n, 2:4) + gmm(w, 1:3) + gmm(k, 1:2)"
_YEARS = " ".join(f"y{year}" for year in range(1979, 1985))

PRINTED = {
    # Arellano and Bond (1991), table 4, column a1; the digits are those of Roodman (2009), section 3.3.
    "table 4 a1": {
        "formula": f"n ~ {_AB_X} | gmm(n) + iv({_AB_IV})",
        "options": {"system": False, "steps": 1, "time_dummies": True},
        "counts": {"nobs": 611, "units": 140, "instruments": 41},
        "params": {
            "L.n": (".6862261", ".1445943"),
            "L2.n": ("-.0853582", ".0560155"),
            "w": ("-.6078208", ".1782055"),
            "L.w": (".3926237", ".1679931"),
            "k": (".3568456", ".0590203"),
            "L.k": ("-.0580012", ".0731797"),
            "L2.k": ("-.0199475", ".0327126"),
            "ys": (".6085073", ".1725313"),
            "L.ys": ("-.7111651", ".2317163"),
            "L2.ys": (".1057969", ".1412021"),
        },
        "ar": ("-3.59959", "-.51603"),
        "sargan": ("67.59", 25),
        "hansen": ("31.38", 25),
        "wald": ("1727.45", 16),
    },
    # The same by gretl 2022c and plm 2.6-2, which take N - K degrees of freedom for the variance.
    "table 4 a1, N - K": {
        "formula": f"n ~ {_AB_X} | gmm(n) + iv({_AB_IV})",
        "options": {"system": False, "steps": 1, "time_dummies": True},
        "sargan": ("65.818", 25),
        "sigma2": 611 / (611 - 16),
    },
    # Its AR tests with the classical covariance: manual of Stata's xtabond, example 1, as plm's tests cite.
    "table 4 a1, classical": {
        "formula": f"n ~ {_AB_X} | gmm(n) + iv({_AB_IV})",
        "options": {"system": False, "steps": 1, "time_dummies": True, "covariance": "classical"},
        "ar": ("-3.9394", "-.54239"),
        "sigma2": 611 / (611 - 16),
    },
    # Roodman (2009), section 3.3, whose set of IV-style instruments holds the dummies of the years, too.
    "table 4 a1, years in iv": {
        "formula": f"n ~ {_AB_X} + {_YEARS.replace(' ', ' + ')} | gmm(n) + iv({_AB_IV} {_YEARS})",
        "options": {"system": False, "steps": 1},
        "sets": {f"iv({_AB_IV} {_YEARS})": ("12.01", 11, "19.37", 14)},
    },
    # The same with wages and capital instrumented, too. The standard errors, which have a small-sample
    # factor, are those of a later run of xtabond2; in 2009 the factor was another.
    "Roodman, 90 instruments": {
        "formula": f"n ~ {_AB_X} + {_YEARS.replace(' ', ' + ')} | gmm(n w k) + iv(ys L.ys L2.ys {_YEARS})",
        "options": {"system": False, "steps": 1},
        "counts": {"nobs": 611, "units": 140, "instruments": 90},
        "small": (610 / 595 * 140 / 139) ** 0.5,
        "params": {
            "L.n": (".8179867", ".0859779"),
            "L2.n": ("-.1122756", ".0502376"),
            "w": ("-.6816685", ".1425842"),
            "L.w": (".6557083", ".2023722"),
            "k": (".3525689", ".1218022"),
            "L.k": ("-.1536626", ".0862946"),
            "L2.k": ("-.0304529", ".0321362"),
            "ys": (".6509498", ".1895859"),
            "L.ys": ("-.9162028", ".2639328"),
            "L2.ys": (".2786584", ".1855324"),
        },
        "ar": ("-5.39", "-.78"),
        "sargan": ("120.62", 74),
        "hansen": ("73.72", 74),
        "sets": {f"iv(ys L.ys L2.ys {_YEARS})": ("56.99", 65, "16.72", 9)},
    },
    # Arellano and Bond (1991), table 4, column a2; Windmeijer's standard error by gretl and plm.
    "table 4 a2": {
        "formula": f"n ~ {_AB_X} | gmm(n) + iv({_AB_IV})",
        "options": {"system": False, "time_dummies": True},
        "params": {"L.n": (".628709", ".193414")},
        "ar": ("-2.12547", "-.35166"),
        "hansen": ("31.3814", 25),
    },
    "table 4 a2, uncorrected": {
        "formula": f"n ~ {_AB_X} | gmm(n) + iv({_AB_IV})",
        "options": {"system": False, "time_dummies": True, "covariance": "classical"},
        "params": {"L.n": (".628709", ".090454")},
    },
    # Blundell and Bond's (1998) model with h = 3: gretl, plm; tests of the sets from Roodman (2009), section
    # 3.4. The xtabond2 of that time divided the squared residuals of the transformed equation by the rows of
    # the level equation; the Stata runs in xtabond2_stata.json divide by those of the transformed one.
    "Blundell-Bond": {
        "formula": "n ~ L.n + w + L.w + k + L.k | gmm(n w k)",
        "options": {"steps": 1, "time_dummies": True},
        "counts": {"nobs": 891, "units": 140, "instruments": 113},
        "params": {
            "L.n": (".9356053", ".0262951"),
            "w": ("-.6309761", ".118054"),
            "L.w": (".4826203", ".136887"),
            "k": (".4839299", ".053867"),
            "L.k": ("-.4243928", ".058479"),
        },
        "ar": ("-5.46113", "-.24838"),
        "sargan": ("186.902", 100),
        "sigma2": 751 / 891,
        "hansen": ("110.70", 100),
        "sets": {
            "gmm: level equation": ("84.33", 79, "26.37", 21),
            "time dummies": ("107.79", 93, "2.91", 7),
        },
    },
    # A log of xtabond2; gretl and plm give the same.
    "xtabond2 log": {
        "formula": _LOG,
        "options": {"system": False},
        "counts": {"nobs": 611, "units": 140, "instruments": 36},
        "params": {
            "L.n": (".1700616", ".1046652"),
            "L2.n": ("-.0113381", ".0377205"),
            "w": ("-.9510582", ".1277298"),
            "k": (".4637223", ".0718328"),
        },
        "ar": ("-1.187819", "-.8112457"),
        "sargan": ("91.6148", 32),
        "hansen": ("47.85967", 32),
        "wald": ("402.4636", 4),
        "sets": {
            "gmm(n, 2:4)": ("23.75", 15, "24.11", 17),
            "gmm(w, 1:3)": ("17.25", 14, "30.61", 18),
            "iv(k)": ("38.33", 31, "9.53", 1),
        },
    },
    # panelvar 0.5.3 and pydynpd 0.2.2 of the system.
    "system, two-step": {
        "formula": _LOG,
        "options": {},
        "counts": {"units": 140, "instruments": 51},
        "params": {
            "L.n": ("0.9453810", "0.1429764"),
            "L2.n": ("-0.0860069", "0.1082318"),
            "w": ("-0.4477795", "0.1521917"),
            "k": ("0.1235808", "0.0508836"),
            "constant": ("1.5630849", "0.4993484"),
        },
        "ar": ("-2.35", "-1.15"),
        "hansen": ("96.442", 46),
    },
    # pydynpd 0.2.2, README.
    "difference, time dummies": {
        "formula": _LOG,
        "options": {"system": False, "time_dummies": True},
        "counts": {"nobs": 611, "units": 140, "instruments": 42},
        "params": {
            "L.n": ("0.2710675", "0.1382542"),
            "L2.n": ("-0.0233928", "0.0419665"),
            "w": ("-0.5668527", "0.2092231"),
            "k": ("0.3613939", "0.0662624"),
            "year=1979": ("0.0011898", "0.0092322"),
            "year=1984": ("-0.0614505", "0.0475525"),
        },
        "ar": ("-1.29", "-.31"),
        "hansen": ("32.666", 32),
    },
    # Forward orthogonal deviations: runs of pydynpd 0.2.2 with numpy 2.3.5, options fod and nolevel fod. Its
    # AR tests after one step are left out (they differ from all others), and so are its systems with iv(),
    # where it takes first differences of IV-style variables and not their deviations.
    "deviations, two-step": {
        "formula": _LOG,
        "options": {"system": False, "transform": "orthogonal"},
        "params": {
            "L.n": ("0.090552463", "0.117999515"),
            "L2.n": ("-0.040040014", "0.039708821"),
            "w": ("-0.837963547", "0.119722028"),
            "k": ("0.608828652", "0.095257784"),
        },
        "ar": ("-1.006381922", "-0.589224287"),
        "hansen": ("37.9213686", 32),
    },
    "deviations, one-step": {
        "formula": _LOG,
        "options": {"system": False, "transform": "orthogonal", "steps": 1},
        "params": {
            "L.n": ("0.147702545", "0.120808968"),
            "L2.n": ("-0.066270370", "0.071243381"),
            "w": ("-0.887749428", "0.132881599"),
            "k": ("0.554826063", "0.076115092"),
        },
    },
    "deviations, system": {
        "formula": _FOD,
        "options": {"transform": "orthogonal"},
        "params": {
            "L.n": ("0.891799641", "0.102826861"),
            "L2.n": ("-0.038157379", "0.088396163"),
            "w": ("-0.338751470", "0.138764238"),
            "k": ("0.136969754", "0.036535561"),
            "constant": ("1.228051048", "0.449600426"),
        },
    },
}

# The models behind the runs in xtabond2_stata.json. Stata's pre(w, lag(1, .)) and endogenous(w, lag(1, .))
# count lags from the deepest lag of w among the regressors.
_LAGS = "n ~ L.n + L2.n + w + L.w + k + L.k + L2.k"
STATA = {
    "A1_ar1_1step_robust": ("n ~ L.n | gmm(n)", {"system": False, "steps": 1}),
    "A4_ar1_2step_wc": ("n ~ L.n | gmm(n)", {"system": False}),
    "B1_ab1991_1step_robust": (
        f"{_LAGS} | gmm(n) + iv(w L.w k L.k L2.k)",
        {"system": False, "steps": 1},
    ),
    "B2_ab1991_2step_wc": (f"{_LAGS} | gmm(n) + iv(w L.w k L.k L2.k)", {"system": False}),
    "C1_w_predetermined": (
        f"{_LAGS} | gmm(n) + gmm(L.w, 1:) + iv(k L.k L2.k)",
        {"system": False, "steps": 1},
    ),
    "C2_w_endogenous": (
        f"{_LAGS} | gmm(n) + gmm(L.w, 2:) + iv(k L.k L2.k)",
        {"system": False, "steps": 1},
    ),
    "D1_x2_diff_1step": ("n ~ L.n | gmm(L.n, 1:)", {"system": False, "steps": 1}),
    "D2_x2_diff_collapse": ("n ~ L.n | gmm(L.n, 1:, collapse)", {"system": False, "steps": 1}),
    "D3_x2_diff_ivwk": ("n ~ L.n + w + k | gmm(n) + iv(w k)", {"system": False, "steps": 1}),
    "D4_x2_sys_1step": ("n ~ L.n + w + k | gmm(L.n, 1:) + iv(w k)", {"steps": 1}),
    "D5_x2_sys_2step_wc": ("n ~ L.n + w + k | gmm(L.n, 1:) + iv(w k)", {}),
    "D6_x2_sys_collapse": ("n ~ L.n + w + k | gmm(L.n, 1:, collapse) + iv(w k)", {}),
}
