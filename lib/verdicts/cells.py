"""Printed against computed, cell by cell."""

import pandas as pd

from lib.claim_language import UNCOUNTED, WILDCARD
from lib.printed import parse
from lib.published import CELL_COLUMNS, KEYS, NOT_PRINTED, as_cells
from lib.results import TIDY
from lib.verdicts import scale
from lib.verdicts.claims import Outcome, evaluate
from lib.verdicts.judge import judge, level, significance_class, stars_of
from lib.verdicts.values import Key, Missing, Values

FOUND = ["ours", "shown", "stars_ours", "track", "verdict", "counted"]
EXPLAINED = ["cause", "explanation", "test", "reason", "printed_class", "our_class"]
COLUMNS = [*CELL_COLUMNS, *FOUND, *EXPLAINED]
NOT_FOUND_YET = "cause not yet found"
QUOTED = "literature"  # the exhibit of numbers that a paper quotes from other works
QUOTED_REASON = "quoted from another work, not a result of the paper"
STAND_IN_REASON = "computed on a stand-in only, never on the paper's own variables"
RESTRICTED = "restricted data"  # the cause that a user's own file removes


def compare(
    published_rows: pd.DataFrame,
    tidy_rows: pd.DataFrame,
    *,
    causes: pd.DataFrame | None = None,
    errors: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Give every printed cell its verdict.

    Parameters
    ----------
    published_rows : DataFrame
        Rows of `lib.published.load`, `claims` or `cells` of one paper.
    tidy_rows : DataFrame
        Computed rows of the same paper, columns `lib.results.TIDY`, any tracks.
    causes, errors : DataFrame, optional
        As `lib.published.causes` and `errors` return them.

    Returns
    -------
    DataFrame with the columns `COLUMNS`, in the order of the printed record: one row a cell and track
    that answers it, or one row with an empty track that says why there is nothing to compare. Exactly
    one row of a cell, on the track ``original`` or else ``public``, can have ``counted`` True.

    Raises
    ------
    ValueError
        A column is missing, a computed key appears twice within a track, or a track is unknown.

    Notes
    -----
    A printed cell without a value of ours is "not yet computed" while no computed row on any track belongs
    to its exhibit: the work is still to be done. It is "cannot compare" where the exhibit has been computed
    without it, where ``causes`` says why it never can be, and where the paper only quotes another work.
    """
    by_track = split_tracks(tidy_rows)
    cells = as_cells(published_rows)
    starred = set(cells.loc[cells["stars"] != "", "exhibit"])
    rows = []
    for cell in cells.to_dict("records"):
        answers = {track: verdict_of(cell, values, starred) for track, values in by_track.items()}
        rows += _rows(cell, answers)
    frame = _await(pd.DataFrame(rows, columns=COLUMNS), set(tidy_rows["exhibit"]), causes)
    return explain(_override(frame, errors), causes)


def split_tracks(tidy: pd.DataFrame) -> dict[str, Values]:
    """Computed rows as one `Values` a track, the counted tracks first."""
    missing = [column for column in TIDY if column not in tidy]
    if missing:
        raise ValueError(f"computed rows: column {missing[0]!r} is missing; they need {', '.join(TIDY)}")
    order = [*scale.TRACKS, "counterpart", "semi_synthetic"]
    unknown = sorted(set(tidy["track"]) - set(order))
    if unknown:
        raise ValueError(f"computed rows: unknown track {unknown[0]!r}; one of {', '.join(order)}")
    return {track: Values(tidy[tidy["track"] == track]) for track in order if (tidy["track"] == track).any()}


def verdict_of(cell: dict, values: Values, starred: set[str]) -> tuple[Outcome, str]:
    """Outcome of a cell in one track, and our stars where stars are compared."""
    if cell["source"] != "exhibit":
        return evaluate(cell, values), ""
    if not cell["printed"]:
        return Outcome(scale.CANNOT_COMPARE, reason=cell["note"]), ""
    try:
        return _exhibit_number(cell, values, cell["exhibit"] in starred)
    except Missing as missing:
        return Outcome(scale.CANNOT_COMPARE, reason=str(missing)), ""


def _exhibit_number(cell: dict, values: Values, starred: bool) -> tuple[Outcome, str]:
    key: Key = tuple(cell[name] for name in KEYS)
    printed, ours = parse(cell["printed"]), values.get(key)
    p = values.find((*key[:4], "p")) if starred and cell["statistic"] in scale.STARRED else None
    if p is None:
        return Outcome(judge(printed, ours), ours, f"{ours:.6g}"), ""
    transition = (
        significance_class(float(printed.value), bool(cell["stars"])),
        significance_class(ours, p < level(cell["stars"])),
    )
    verdict = judge(printed, ours, stars=cell["stars"], p=p)
    return Outcome(verdict, ours, f"{ours:.6g}", transition=transition), stars_of(p)


def _rows(cell: dict, answers: dict[str, tuple[Outcome, str]]) -> list[dict]:
    """Rows of one cell: those tracks that can be compared, or one row that says why none can."""
    compared = {t: a for t, a in answers.items() if a[0].verdict in scale.COMPARED}
    counting = next((track for track in scale.TRACKS if track in compared), None)
    if cell["kind"] in UNCOUNTED:
        counting = None
    if not compared:
        reasons = [outcome.reason for outcome, _ in answers.values()]
        unprinted = cell["note"] if cell["source"] == "exhibit" and not cell["printed"] else ""
        reason = unprinted or (reasons[0] if reasons else "no chapter of the paper has results")
        return [_row(cell, "", Outcome(scale.CANNOT_COMPARE, reason=reason), "", counted=False)]
    return [_row(cell, t, o, stars, counted=t == counting) for t, (o, stars) in compared.items()]


def _row(cell: dict, track: str, outcome: Outcome, stars: str, *, counted: bool) -> dict:
    printed_class, our_class = outcome.transition or ("", "")
    return {
        **cell,
        "ours": outcome.ours,
        "shown": outcome.shown,
        "stars_ours": stars,
        "track": track,
        "verdict": outcome.verdict,
        "counted": counted,
        "cause": "",
        "explanation": "",
        "test": "",
        "reason": outcome.reason,
        "printed_class": printed_class,
        "our_class": our_class,
    }


def _await(frame: pd.DataFrame, written: set[str], causes: pd.DataFrame | None) -> pd.DataFrame:
    """Tell what is still to be computed from what cannot be; ``written`` are the exhibits with results."""
    explained = frame["id"].isin(causes["id"]) if causes is not None else False
    unprinted = frame["reason"].str.startswith(NOT_PRINTED)
    absent = (frame["track"] == "") & ~unprinted & ~frame["exhibit"].isin(written)
    quoted = absent & (frame["exhibit"] == QUOTED)
    awaited = absent & ~quoted & ~explained
    return frame.assign(
        verdict=frame["verdict"].mask(awaited, scale.NOT_COMPUTED),
        reason=frame["reason"].mask(quoted, QUOTED_REASON),
    )


def _override(frame: pd.DataFrame, errors: pd.DataFrame | None) -> pd.DataFrame:
    """Cells whose printed numbers contradict each other are not ours to match."""
    if errors is None or errors.empty:
        return frame
    found = frame.merge(errors.rename(columns={"explanation": "why"}), on="id", how="left")
    is_error = found["audit"].notna().to_numpy()
    reason = "audit " + found["audit"].fillna("") + ": " + found["why"].fillna("")
    return frame.assign(
        verdict=frame["verdict"].mask(is_error, scale.PAPER_ERROR),
        counted=frame["counted"] & ~is_error,
        reason=frame["reason"].mask(is_error, reason),
    )


def own_data_missing(frame: pd.DataFrame) -> pd.DataFrame:
    """Say of each cell that only stand-ins answer that it cannot be compared, before the stand-ins' rows.

    A counterpart or a semi-synthetic panel may come as near to a printed number as it likes: that is no
    verdict on the number.

    Parameters
    ----------
    frame : DataFrame
        As `compare` returns it.

    Returns
    -------
    DataFrame with the same columns; each added row has an empty track and no value.
    """
    answered = frame["verdict"].isin(scale.COMPARED)
    own = (~answered | frame["track"].isin(scale.TRACKS)).groupby(frame["id"]).transform("any")
    first = frame[~own].drop_duplicates("id")
    outcome = Outcome(scale.CANNOT_COMPARE, reason=STAND_IN_REASON)
    added = [_row(cell, "", outcome, "", counted=False) for cell in first[CELL_COLUMNS].to_dict("records")]
    rows = pd.DataFrame(added, columns=COLUMNS, index=first.index).astype(frame.dtypes)
    return pd.concat([rows, frame]).sort_index(kind="stable").reset_index(drop=True)


def explain(frame: pd.DataFrame, causes: pd.DataFrame | None) -> pd.DataFrame:
    """Give every verdict that is not exact its cause, or say that it is not yet found.

    What the source does not print, what it quotes or contradicts itself, what is not yet computed, a
    paper's expectations and tracks that never count need no cause.
    """
    frame = frame.copy()
    unprinted = frame["reason"].str.startswith(NOT_PRINTED) | (frame["reason"] == QUOTED_REASON)
    unprinted |= frame["verdict"].isin([scale.PAPER_ERROR, scale.NOT_COMPUTED])
    asked = (frame["kind"] != "hypothesis") & frame["track"].isin(["", *scale.TRACKS])
    needs = (frame["verdict"] != scale.EXACT) & asked & ~unprinted
    known = causes.set_index("id") if causes is not None and len(causes) else None
    for name, otherwise in (("cause", NOT_FOUND_YET), ("explanation", ""), ("test", "")):
        found = frame["id"].map(known[name].to_dict() if known is not None else {})
        found = found.astype(object).where(found.notna(), otherwise)
        frame[name] = found.where(needs, "").astype(str)
    # Whoever has the file is not kept from the number by its licence: there the cause is another one.
    there = (frame["cause"] == RESTRICTED) & (frame["track"] == "original")
    frame.loc[there, ["cause", "explanation", "test"]] = NOT_FOUND_YET, "", ""
    return frame


def unmatched(published_rows: pd.DataFrame, tidy_rows: pd.DataFrame) -> pd.DataFrame:
    """Computed rows of the printed exhibits that no printed cell, claim or "not printed" row asks for.

    Returns
    -------
    DataFrame with the columns `lib.results.TIDY`. Standard errors, t and p of a term that is asked for
    belong to it.
    """
    cells = as_cells(published_rows)
    used = set()
    by_track = split_tracks(tidy_rows)
    starred = set(cells.loc[cells["stars"] != "", "exhibit"])
    for values in by_track.values():
        for cell in cells.to_dict("records"):
            verdict_of(cell, values, starred)
        used |= values.used
    blank = cells[(cells["printed"] == "") & (cells["source"] == "exhibit")]
    patterns = list(blank[KEYS].itertuples(index=False, name=None))
    keys = tidy_rows[KEYS].fillna("").astype(str)
    asked = {key[:4] for key in used}
    ours_only = [
        key[0] in set(cells["exhibit"])
        and key not in used
        and not (key[:4] in asked and key[4] in ("se", "t", "p"))
        and not any(_fits(key, pattern) for pattern in patterns)
        for key in keys.itertuples(index=False, name=None)
    ]
    return tidy_rows.loc[ours_only, TIDY].reset_index(drop=True)


def _fits(key: Key, pattern: Key) -> bool:
    return all(want in (WILDCARD, have) for have, want in zip(key, pattern, strict=True))
