"""Printed results of Frontier 4.1 and R frontier 1.1; the README of the oracles names the sources."""

FIRMS = {
    "params": {
        "const": 0.56161963,
        "lx1": 0.28110205,
        "lx2": 0.53647981,
        "sigma2": 0.21700046,
        "gamma": 0.79720730,
    },
    "loglik": -17.027229,
    "loglik_ols": -18.446849,
    "lr": 2.8392402,
    "mean": 0.74056772,
    "std_errors": {"const": 0.20261668, "lx1": 0.04764337, "lx2": 0.04525155},
}

RICE_OLS = -104.906839
RICE = {
    "bc92": {
        "params": {
            "const": -0.832169,
            "lAREA": 0.453897,
            "lLABOR": 0.288924,
            "lNPK": 0.227544,
            "sigma2": 0.155377,
            "gamma": 0.464312,
        },
        "loglik": -86.43042,
        "lr": 36.95284,
        "lr_df": 1,
        "mean": 0.8188,
        "rounding": 5e-5,
    },
    "bc92_eta": {
        "params": {
            "const": -0.753919,
            "lAREA": 0.474918,
            "lLABOR": 0.300096,
            "lNPK": 0.199462,
            "sigma2": 0.129956,
            "gamma": 0.369635,
            "eta": 0.0589095,
        },
        "loglik": -84.550358,
        "lr": 40.71296,
        "lr_df": 2,
        "mean": 0.8178749,
        "rounding": 0.0,
    },
    "bc95": {
        "params": {"const": -1.05176, "lAREA": 0.379767, "lLABOR": 0.321029, "lNPK": 0.263797},
        "weak": {
            "delta_0": -2.7465,
            "delta:EDYRS": -0.02861,
            "delta:BANRAT": -3.6355,
            "sigma2": 1.66659,
            "gamma": 0.978799,
        },
        "loglik": -77.313626,
        "lr": 55.18643,
        "lr_df": 4,
        "mean": 0.784927,
        "rounding": 0.0,
    },
}
