"""Tables of the agglomeration chapters: variables and their sources, cities by size."""

import pandas as pd

from lib.estimators.gmm import Spec

OUTCOMES = ("ln_value", "ln_varieties", "ln_destinations")
CORE = (
    "ln_agglomeration",
    "ln_resilience",
    "ln_unemployment",
    "ln_resilience_moving_average",
    "ln_productivity",
)
CONTROLS = ("ln_human_capital", "ln_research", "ln_port_distance", "ln_fdi", "ln_roads", "development_zone")
VARIABLES = (*OUTCOMES, *CORE, *CONTROLS, "ln_land_area")


def kinds(glossary: pd.DataFrame, origins: pd.DataFrame) -> pd.DataFrame:
    """The paper's variables: whether the semi-synthetic panel's are real, and where the original is.

    Parameters
    ----------
    glossary : DataFrame
        The table ``glossary``, indexed by term.
    origins : DataFrame
        As `lib.panels.agglomeration_synthetic.provenance` returns it.
    """
    listed = glossary.loc[list(VARIABLES)]
    here = origins.set_index("column")["origin"].reindex(VARIABLES)
    original = listed["source"].str.replace("; drawn", "", regex=False)
    columns = {"variable": listed["name_en"], "中文": listed["name_zh"], "here": here, "source": original}
    return pd.DataFrame(columns).reset_index(drop=True)


def variables(glossary: pd.DataFrame, origins: pd.DataFrame) -> pd.DataFrame:
    """What each variable is, in the paper and in the semi-synthetic panel.

    Parameters
    ----------
    glossary, origins
        As in `kinds`.
    """
    listed = glossary.loc[list(VARIABLES)]
    here = origins.set_index("column").reindex(VARIABLES)
    columns = {
        "variable": listed["name_en"] + " (" + listed["symbol"] + ")",
        "what it is": listed["definition"],
        "unit": listed["unit"],
        "in this panel": here["origin"] + ": " + here["how"],
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def named(frame: pd.DataFrame, glossary: pd.DataFrame) -> pd.DataFrame:
    """A table indexed by term, with the terms' English names."""
    extra = {"L.y": glossary.loc["lag_outcome", "name_en"], "y": glossary.loc["ln_value", "name_en"]}
    names = glossary["name_en"].to_dict() | extra
    return frame.rename(index=names).rename_axis("variable")


def with_errors(frame: pd.DataFrame, errors: pd.DataFrame, digits: int = 3) -> pd.DataFrame:
    """Cells like ``0.250 (0.005)``; empty where there is no number."""
    shown = {}
    for name in frame:
        cells = frame[name].map(f"{{:.{digits}f}}".format)
        if name in errors:
            cells = cells + errors[name].map(f" ({{:.{digits}f}})".format)
        shown[name] = cells.where(frame[name].notna(), "")
    return pd.DataFrame(shown)


# The paper's sentences on its instruments, in our words, and what they are taken to mean.
SENTENCES = (
    ("System GMM, because the variables are endogenous (section 3.2)",
     "equations in differences and in levels; the paper names no further option"),
    ("The first lag of the core variables is the instrument of the endogenous variables themselves",
     "core variables and the lag of the outcome are endogenous; the first lag that is valid, of levels in "
     "the differences and of differences in the levels"),
    ("The land area of the urban districts is the instrument of the ordinary exogenous variables",
     "controls are exogenous and stand for themselves; the area is one instrument more"),
    ("Nothing",
     "one column a lag; two steps with corrected errors; no effects of years, since none are printed"),
)  # fmt: skip


def instruments(spec: Spec) -> pd.DataFrame:
    """The paper's sentences on instruments, how they are read, and the parts of a specification.

    Parameters
    ----------
    spec : `lib.estimators.gmm.Spec`
        The main reading.
    """
    own = "; ".join(style.label for style in spec.gmm)
    outside = "; ".join(style.label for style in spec.iv)
    dummies = "time dummies" if spec.time_dummies else "no time dummies"
    columns = "collapsed" if spec.collapse else "not collapsed"
    options = f"{columns}; {spec.steps} steps, {spec.covariance}; {dummies}"
    parts = (
        f"{'system' if spec.system else 'difference'}; {spec.transform}; h = {spec.h}",
        own,
        outside,
        options,
    )
    rows = [(*sentence, part) for sentence, part in zip(SENTENCES, parts, strict=True)]
    return pd.DataFrame(rows, columns=["the paper says", "read as", "in the specification"])


def sizes(n: pd.Series, cities: pd.Series, ours: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """City-years and cities of each class of size, printed and counted in public figures.

    Parameters
    ----------
    n, cities : Series
        Printed observations and cities, indexed by class.
    ours : dict of str to DataFrame
        Lines of division -> as `lib.studies.agglomeration_population.class_counts` returns it.
    """
    printed = pd.DataFrame({"n": n, "share": n / n.sum(), "cities": cities})
    every = pd.concat({"printed": printed} | ours, names=["lines", "size"])
    shown = {
        "city-years": every["n"].map("{:,.0f}".format),
        "share, %": (100 * every["share"]).map("{:.0f}".format),
        "cities": every["cities"].map("{:.0f}".format),
    }
    return pd.DataFrame(shown).reset_index()


SHORT = {"ln_agglomeration": "agglomeration", "agglomeration_x_productivity": "× prod."}


def variants(numbers: pd.DataFrame) -> pd.DataFrame:
    """Coefficients with errors, instruments and tests of variants of one model.

    Parameters
    ----------
    numbers : DataFrame
        As `lib.studies.agglomeration_referee.numbers_of` returns it.
    """
    shown = {
        words: numbers[f"coef {term}"].map("{:.3f}".format) + numbers[f"se {term}"].map(" ({:.3f})".format)
        for term, words in SHORT.items()
    }
    shown["instruments"] = numbers["instruments"].map("{:.0f}".format)
    shown |= {words: numbers[name].map("{:.3f}".format) for name, words in TESTS.items()}
    return pd.DataFrame(shown).rename_axis("variant")


TESTS = {"ar2": "AR(2), p", "hansen": "Hansen, p"}


def hansen_sets(sets: pd.DataFrame) -> pd.DataFrame:
    """Difference-in-Hansen tests in words; sets without which the model is not identified have no test.

    Parameters
    ----------
    sets : DataFrame
        As `lib.estimators.gmm.GMMResult.difference_in_hansen`.
    """
    columns = {
        "set: chi2": sets["difference"],
        "set: df": sets["df"].map("{:.0f}".format),
        "set: p": sets["p"],
        "without: chi2": sets["excluding"],
        "without: p": sets["excluding_p"],
    }
    names = sets.index.str.replace("gmm: level equation", "all changes in the levels")
    return pd.DataFrame(columns).set_axis(names).rename_axis("instruments")


WHAT = {"changes": "second lag on change", "levels": "lagged change on level", "land": "land area on level",
        "others": "lagged changes of the others on level"}  # fmt: skip


def strength(found: pd.DataFrame, glossary: pd.DataFrame) -> pd.DataFrame:
    """Partial R² in per cent with F, a column an instrument, as shown.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.agglomeration_model.strength` returns it.
    glossary : DataFrame
        Indexed by term.
    """
    shown = {
        words: (100 * found[what, "r2"]).map("{:.1f} %".format) + found[what, "F"].map(" ({:.1f})".format)
        for what, words in WHAT.items()
    }
    return named(pd.DataFrame(shown).rename(index={"y": "L.y"}), glossary)


def identification(found: pd.DataFrame) -> pd.DataFrame:
    """Estimates of a coefficient as its instruments are left out, as shown.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.agglomeration_model.identification` returns it.
    """
    shown = {
        "instruments": found["instruments"].map("{:.0f}".format),
        "planted": found["planted"].map("{:.3f}".format),
        "mean": found["mean"].map("{:.3f}".format) + found["error"].map(" ({:.3f})".format),
        "s.d.": found["sd"].map("{:.3f}".format),
    }
    return pd.DataFrame(shown).rename_axis("left out")


def own_instrument(found: pd.DataFrame) -> pd.DataFrame:
    """A coefficient by what instruments it, as shown.

    Parameters
    ----------
    found : DataFrame
        As `lib.studies.agglomeration_referee.own_instrument` returns it.
    """
    shown = {
        "planted": found["planted"].map("{:.3f}".format),
        "mean": found["mean"].map("{:.3f}".format) + found["error"].map(" ({:.3f})".format),
        "instruments": found["instruments"].map("{:.0f}".format),
        "degrees of freedom": found["df"].map("{:.0f}".format),
        "Hansen rejects, %": (100 * found["rejects"]).map("{:.0f}".format),
    }
    return pd.DataFrame(shown).rename_axis("productivity is instrumented")


def errors(cases: dict[str, pd.DataFrame], glossary: pd.DataFrame) -> pd.DataFrame:
    """True standard deviations beside corrected and uncorrected standard errors, case by case.

    Parameters
    ----------
    cases : dict of str to DataFrame
        Words -> as `lib.studies.agglomeration_referee.redrawn_errors` returns it.
    glossary : DataFrame
        Indexed by term.
    """
    parts = []
    for words, one in cases.items():
        rejects = [100 * one[f"rejects {kind}"] for kind in ("corrected", "uncorrected")]
        shown = {
            "bias": one["bias"].map("{:.3f}".format),
            "true s.e.": one["sd"].map("{:.3f}".format) + one["sd error"].map(" ({:.3f})".format),
            "corrected": one["corrected"].map("{:.3f}".format),
            "uncorrected": one["uncorrected"].map("{:.3f}".format),
            "rejects, %": rejects[0].map("{:.0f}".format) + " / " + rejects[1].map("{:.0f}".format),
        }
        parts.append(named(pd.DataFrame(shown), glossary).reset_index().assign(model=words))
    every = pd.concat(parts, ignore_index=True)
    return every[["model", *every.columns.drop("model")]]
