"""How each track of the data is named on an exhibit."""

from IPython.display import display

TRACKS = ("original", "public", "counterpart", "semi_synthetic")
WATERMARK = "semi-synthetic: checks the code, not the paper"
CAPTIONS = {
    "original": "",
    "public": "",
    "counterpart": "counterpart: a public stand-in, never counted in the match rate",
    "semi_synthetic": WATERMARK,
}


def check(track: str) -> str:
    """Return ``track`` if it is one of `TRACKS`.

    Raises
    ------
    ValueError
        Names the unknown track and lists the known ones.
    """
    if track not in TRACKS:
        raise ValueError(f"unknown track {track!r}; use one of {', '.join(TRACKS)}")
    return track


def caption(text: str, track: str) -> str:
    """``text`` with the track's warning in front of it, where the track has one."""
    warning = CAPTIONS[check(track)]
    return f"[{warning}] {text}" if warning else text


def label(track: str) -> str:
    """The track as prose: ``semi-synthetic``."""
    return track.replace("_", "-")


def announce(track: str, home: str) -> None:
    """Say at the top of a chapter that its prose was written for another track than it now runs on."""
    text = (
        f"This run is on the track {label(track)}. The prose of this chapter is about the track "
        f"{label(home)}: tables, figures and the numbers within sentences are this run's, the words around "
        "them are not."
    )
    box = '<div style="border-left: 4px solid #b8860b; padding: .5em 1em">' + text + "</div>"
    display({"text/plain": text, "text/html": box}, raw=True)
