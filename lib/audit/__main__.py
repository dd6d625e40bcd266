"""``python -m lib.audit``: audit the papers of ``data/published``, or a user's own table."""

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from lib import facts
from lib.audit import engine, own, reading, report
from lib.audit.design import DesignError
from lib.audit.findings import Finding
from lib.audit.reading import Reading

MALFORMED, STRICT = 1, 2


class _Parser(argparse.ArgumentParser):
    """Leaves with `MALFORMED` where argparse would leave with 2, which here means a contradiction."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(MALFORMED, f"error: {message}\n")


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0; 1 after malformed input; 2 with ``--strict`` when a contradiction stands."""
    options = _parser().parse_args(arguments)
    if options.rules:
        print(report.rules())
        return 0
    if options.output and options.output.is_dir():
        print(f"error: --output {options.output} is a directory; name a file in it", file=sys.stderr)
        return MALFORMED
    try:
        findings, read = _findings(options)
        target = options.output or (None if options.tables else report.path())
        if target:
            report.save(findings, target)
    except (facts.DataError, DesignError) as error:
        print(f"error: {error}", file=sys.stderr)
        return MALFORMED
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}; give another --output", file=sys.stderr)
        return MALFORMED
    for paper, found in findings.items():
        if paper in read:
            print(report.read(paper, read[paper]), end="\n\n")
        print(report.listing(paper, found), end="\n\n")
    print(report.summary(findings))
    return STRICT if options.strict and report.contradicted(findings) else 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m lib.audit", description=__doc__)
    named = "papers of data/published or your own tables; all papers if none is named"
    parser.add_argument("tables", nargs="*", metavar="PAPER|TABLE.csv", help=named)
    parser.add_argument("--design", type=Path, help="YAML file with the declared design of your table")
    parser.add_argument("--claims", type=Path, help="CSV file with the statements of your text")
    parser.add_argument("--strict", action="store_true", help="exit with 2 when a contradiction stands")
    parser.add_argument("--output", type=Path, help="write the findings as JSON to this file")
    parser.add_argument("--rules", action="store_true", help="list the rules and what each compares")
    return parser


def _findings(options: argparse.Namespace) -> tuple[dict[str, list[Finding]], dict[str, Reading]]:
    """Findings by paper or table, and of the user's own tables what was read."""
    known = engine.papers()
    own_tables = [name for name in options.tables if name not in known]
    if (options.design or options.claims) and len(own_tables) != 1:
        raise facts.DataError("--design and --claims go with one table of your own; name its CSV file")
    findings = {name: engine.audit(name) for name in (options.tables or known) if name in known}
    read = {}
    for name in own_tables:
        if not name.lower().endswith(".csv"):
            raise facts.DataError(f"{name!r} is neither a paper ({', '.join(known)}) nor a CSV file")
        table = own.read(Path(name), claims=options.claims, design=options.design)
        if table.paper in findings:
            raise facts.DataError(f"{name}: there is another {table.paper} in this run; rename the file")
        findings[table.paper] = own.findings(table)
        read[table.paper] = reading.of(table)
    return findings, read


if __name__ == "__main__":
    sys.exit(main())
