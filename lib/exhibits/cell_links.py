"""Where each printed cell stands in the book: the address of its row on the page of its paper's cells."""

import re
from urllib.parse import quote

from lib import published

UP = "../../"  # from a chapter to the pages beside its part


def anchor(cell: str) -> str:
    """The id of a cell as the target of a link: no white space, and nothing the page itself uses."""
    return "cell-" + re.sub(r"[\s%#?&]+", "_", cell)


def address(paper: str, cell: str) -> str:
    """Address of a cell's row as a chapter links to it; empty for a paper that has no such page.

    Parameters
    ----------
    paper : str
    cell : str
        Id of the record; empty where nothing is printed.
    """
    if not cell or paper not in published.papers():
        return ""
    return f"{UP}cells_{paper}.html#{quote(anchor(cell), safe='/()')}"
