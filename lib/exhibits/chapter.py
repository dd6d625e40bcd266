"""The one object a chapter uses to show its results."""

import re
import sys
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from lib import facts, paths
from lib.exhibits import figures, files, prose, provenance, rendering, style, tables, tracks
from lib.exhibits.rendering import Exhibit

_CHAPTER = re.compile(r"^[a-z][a-z_]*/\d\d_[a-z0-9_]+$")
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


class Chapter:
    """Writes the exhibits of one chapter and shows them.

    Parameters
    ----------
    name : str
        Chapter id, ``maritime/05_estimates``: the script ``notebooks/maritime/05_estimates.py``.
    track : str
        Track of the data: ``original``, ``public``, ``counterpart`` or ``semi_synthetic``.
    varied : bool
        Whether a reader has changed a parameter, so that the prose need not hold.
    home : str
        The track that the prose is about, which is the chapter's default.

    Raises
    ------
    ValueError
        The id has another form, or the track is unknown.
    """

    def __init__(self, name: str, *, track: str = "public", varied: bool = False, home: str = "public"):
        if not _CHAPTER.match(name):
            raise ValueError(f"chapter id {name!r} does not look like 'maritime/05_estimates'")
        self.name = name
        self.paper = name.split("/")[0]
        self.track = tracks.check(track)
        self.varied = varied or track != tracks.check(home)
        self._origins: dict[str, tuple[str, int]] = {}
        style.apply()
        if track != home:
            tracks.announce(track, home)

    def table(
        self,
        name: str,
        frame: pd.DataFrame,
        *,
        caption: str,
        tidy: pd.DataFrame | None = None,
        original: str | None = None,
        note: str = "",
        formats: Mapping[str, str] | str | None = None,
        data: list[str] | None = None,
        track: str | None = None,
        rows_of: str | None = None,
        printed: bool = False,
        readings: pd.DataFrame | None = None,
    ) -> Exhibit:
        """Write a table and return it for display as the cell's last line.

        Parameters
        ----------
        name : str
            Name of the exhibit, ``table_2``; cross-referenced as ``{numref}`maritime-table-2```.
        frame : DataFrame
            The table as readers see it. A named index is shown; a column ``verdict`` becomes badges.
        caption : str
            About six words, MyST Markdown.
        tidy : DataFrame, optional
            The same numbers with the columns of `lib.results.TIDY`, for the verdicts.
        original : str, optional
            The paper's own exhibit, "Table 2".
        note : str
            MyST Markdown below the table.
        formats : mapping or str, optional
            See `lib.exhibits.tables.formatted`.
        data : list of str, optional
            The data files behind the table; by default every file loaded so far.
        track : str, optional
            Track of this exhibit where it differs from the chapter's (a simulated example).
        rows_of : str, optional
            The printed exhibit that the rows of ``tidy`` are about, where another exhibit has its name:
            one track of it stands in one file, the other in the next.
        printed : bool
            Whether printed numbers stand in a table none of whose columns says so, so that the printed
            record is among its sources.
        readings : DataFrame, optional
            Tidy rows of the paper's exhibits under other readings, with the reading's name in the column
            ``reading``: what the causes in ``data/published`` are tested with.

        Raises
        ------
        ValueError
            No caption, a name used twice in the chapter, an empty frame, rows in ``tidy`` that belong
            to another exhibit.
        """
        where = self._claim(name, caption)
        track = tracks.check(track or self.track)
        source = self._trace(name, original, track, data, compares=printed or tables.compares(frame))
        shown = tables.formatted(frame, formats)
        written = self._write_tidy(name, tidy, track, rows_of)
        written |= self._write_readings(name, readings, track)
        path = files.display_path(self.paper, name)
        written[_relative(path)] = files.write_csv(path, shown)
        full = tracks.caption(caption, track)
        options = {"name": self.label(name), "class": "exhibit-cells"}
        main = rendering.directive("table", full, options, tables.to_markdown(shown))
        block = rendering.book_block("table", track, main, note, source, next(iter(written)))
        page = rendering.jupyter_block(full, tables.to_html(shown), note, source)
        return self._exhibit(
            name, "table", page, block, f"{where}: {full}\n{shown.to_string()}", written, source
        )

    def figure(
        self,
        name: str,
        fig: Figure,
        *,
        caption: str,
        alt: str,
        tidy: pd.DataFrame | None = None,
        original: str | None = None,
        note: str = "",
        data: list[str] | None = None,
        track: str | None = None,
        rows_of: str | None = None,
        printed: bool = False,
    ) -> Exhibit:
        """Write a figure and return it for display as the cell's last line.

        Parameters
        ----------
        name : str
            Name of the exhibit, ``figure_3``; cross-referenced as ``{numref}`maritime-figure-3```.
        fig : Figure
            Finished matplotlib figure; it is closed.
        caption : str
            About six words, MyST Markdown.
        alt : str
            What the figure shows, in a sentence, for readers who cannot see it.
        tidy, original, note, data, track, rows_of, printed
            As for `table`.

        Raises
        ------
        ValueError
            No caption, no alt text, a glyph that the font lacks, a name used twice, wrong tidy rows.
        """
        where = self._claim(name, caption)
        alt = figures.check_alt(alt, where)
        track = tracks.check(track or self.track)
        source = self._trace(name, original, track, data, compares=printed)
        png = figures.to_png(fig, track=track, where=where)
        written = self._write_tidy(name, tidy, track, rows_of)
        path = files.figure_path(self.paper, name)
        written[_relative(path)] = files.write_bytes(path, png)
        full = tracks.caption(caption, track)
        options = {"name": self.label(name), "alt": alt, "width": "100%"}
        main = rendering.directive("figure", f"/../{_relative(path)}", options, full)
        block = rendering.book_block("figure", track, main, note, source, next(iter(written)))
        page = rendering.jupyter_block(full, rendering.image(png, alt), note, source, below=True)
        return self._exhibit(name, "figure", page, block, f"{where}: {full}\n{alt}", written, source)

    def say(self, key: str, value, fmt: str = "{}") -> None:
        """Keep a number for the prose, pasted by ``{glue:text}`key```.

        Parameters
        ----------
        key : str
            Lower-case name, unique in the chapter.
        value : scalar
            What to say.
        fmt : str
            Format with one field, ``"{:.3f}"``.

        Raises
        ------
        ValueError
            The key is used in another place of the chapter, or the format does not fit.
        """
        self._claim_name(key, "number")
        prose.paste(key, prose.text(key, value, fmt))

    def holds(self, sentence: str, condition) -> None:
        """Guard a sentence of the prose: fail when the results no longer support it.

        On another track than the prose's own, or with varied parameters, the prose is not about the results,
        and nothing is checked.

        Parameters
        ----------
        sentence : str
            The sentence, or its gist.
        condition : bool
            Whether the results support it.

        Raises
        ------
        ValueError
            They do not.
        """
        if not self.varied and not bool(condition):
            raise ValueError(
                f"{self.name}: the results no longer support the sentence {sentence!r}; rewrite it"
            )

    def label(self, name: str) -> str:
        """Target of an exhibit for cross-references: ``maritime-table-2``."""
        return f"{self.paper}-{name}".replace("_", "-")

    def _claim(self, name: str, caption: str) -> str:
        """Check name and caption of a new exhibit; return where it stands, for messages."""
        self._claim_name(name, "exhibit")
        if not caption.strip():
            raise ValueError(f"{self.name}, {name}: caption is empty; say in about six words what it shows")
        return f"{self.name}, {name}"

    def _claim_name(self, name: str, what: str) -> None:
        """Refuse a name that another line of the chapter has; the same line may run again in Jupyter."""
        if not _NAME.match(name):
            raise ValueError(f"{self.name}: {what} name {name!r} must be lower-case letters, digits and _")
        origin = _caller()
        if self._origins.setdefault(f"{what} {name}", origin) != origin:
            raise ValueError(
                f"{self.name}: {what} {name!r} is already used in this chapter; rename one "
                "(after editing a cell in Jupyter, run the cell that makes the Chapter again)"
            )

    def _trace(self, name, original, track, data, *, compares: bool) -> provenance.Provenance:
        return provenance.trace(
            self.name,
            name,
            original=original,
            track=track,
            data=data,
            compares=compares or self._record_only(),
        )

    @staticmethod
    def _record_only() -> bool:
        """Whether the chapter has read nothing but the printed record."""
        return not any(name.startswith("data/facts/") for name in facts.loaded())

    def _write_tidy(
        self, name: str, tidy: pd.DataFrame | None, track: str, rows_of: str | None
    ) -> dict[str, str]:
        """Write the tidy rows if there are any; return path to sha256."""
        if tidy is None:
            return {}
        checked = files.check_tidy(tidy, paper=self.paper, exhibit=rows_of or name, track=track)
        path = files.tidy_path(self.paper, name)
        return {_relative(path): files.write_csv(path, checked)}

    def _write_readings(self, name: str, rows: pd.DataFrame | None, track: str) -> dict[str, str]:
        """Write the rows of other readings if there are any; return path to sha256."""
        if rows is None:
            return {}
        checked = files.check_readings(rows, paper=self.paper, track=track)
        path = files.readings_path(self.paper, name)
        return {_relative(path): files.write_csv(path, checked)}

    def _exhibit(self, name, kind, page, block, plain, written, source) -> Exhibit:
        metadata = {
            "name": name,
            "kind": kind,
            "label": self.label(name),
            "files": written,
            "script": source.script,
            "line": source.line,
            "data": source.data,
            "original": source.original,
            "track": source.track,
        }
        return Exhibit(label=self.label(name), html=page, markdown=block, plain=plain, metadata=metadata)


def _relative(path) -> str:
    return path.relative_to(paths.RESULTS.parent).as_posix()


def _caller() -> tuple[str, int]:
    """File (or Jupyter cell) and line that called into this module."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    return (frame.f_code.co_filename, frame.f_lineno) if frame else ("", 0)
