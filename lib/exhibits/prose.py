"""Numbers for the prose: computed in a cell, pasted into a sentence by the book."""

from IPython.display import display

# The prefix under which the book's parser looks for pasted values; Jupyter shows nothing for it.
HIDDEN = "application/papermill.record/"


def text(key: str, value, fmt: str) -> str:
    """``value`` in the format ``fmt``.

    Raises
    ------
    ValueError
        ``fmt`` has no field, or does not suit the value.
    """
    if "{" not in fmt:
        raise ValueError(f"say({key!r}): format {fmt!r} has no {{}} for the value")
    try:
        return fmt.format(value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"say({key!r}): {value!r} does not fit the format {fmt!r} ({error})") from error


def paste(key: str, shown: str) -> None:
    """Store ``shown`` in the notebook under ``key``, out of sight."""
    metadata = {"scrapbook": {"name": key, "mime_prefix": HIDDEN}}
    display({HIDDEN + "text/plain": repr(shown)}, raw=True, metadata=metadata)
