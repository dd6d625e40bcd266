"""``python -m lib.audit``: audit the papers of ``data/published``, or a user's own table."""

import argparse
import sys
from pathlib import Path

from lib import facts
from lib.audit import engine, own, report
from lib.audit.design import DesignError
from lib.audit.findings import Finding

STRICT = 2


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0; 1 after malformed input; 2 with ``--strict`` when a contradiction stands."""
    options = _parser().parse_args(arguments)
    if options.rules:
        print(report.rules())
        return 0
    try:
        findings = _findings(options)
    except (facts.DataError, DesignError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for paper, found in findings.items():
        print(report.listing(paper, found), end="\n\n")
    print(report.summary(findings))
    target = options.output or (None if options.tables else report.path())
    if target:
        report.save(findings, target)
    return STRICT if options.strict and report.contradicted(findings) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib.audit", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="PAPER|TABLE.csv",
                        help="papers of data/published or your own tables; all papers if none is named")  # fmt: skip
    parser.add_argument("--design", type=Path, help="YAML file with the declared design of your table")
    parser.add_argument("--claims", type=Path, help="CSV file with the statements of your text")
    parser.add_argument("--strict", action="store_true", help="exit with 2 when a contradiction stands")
    parser.add_argument("--output", type=Path, help="write the findings as JSON to this file")
    parser.add_argument("--rules", action="store_true", help="list the rules and what each compares")
    return parser


def _findings(options: argparse.Namespace) -> dict[str, list[Finding]]:
    known = engine.papers()
    own_tables = [name for name in options.tables if name not in known]
    if (options.design or options.claims) and len(own_tables) != 1:
        raise facts.DataError("--design and --claims go with one table of your own; name its CSV file")
    findings = {name: engine.audit(name) for name in (options.tables or known) if name in known}
    for name in own_tables:
        if not name.endswith(".csv"):
            raise facts.DataError(f"{name!r} is neither a paper ({', '.join(known)}) nor a CSV file")
        table = own.read(Path(name), claims=options.claims, design=options.design)
        findings[table.paper] = engine.run(table)
    return findings


if __name__ == "__main__":
    sys.exit(main())
