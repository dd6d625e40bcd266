"""The files of paper errors are the audit's contradictions, no more and no less."""

import pandas as pd
import pytest
from small_record import cells, claims, record, regression

from lib import paths, published
from lib.audit import engine, errors
from lib.audit.findings import CONTRADICTION

AUDITED = {paper: engine.audit(paper) for paper in published.papers()}


@pytest.mark.parametrize("paper", published.papers())
def test_the_file_of_a_paper_is_what_the_audit_finds(paper):
    path = paths.PUBLISHED / f"{paper}_errors.csv"
    assert path.read_text(encoding="utf-8") == errors.text(paper)


@pytest.mark.parametrize("paper", published.papers())
def test_only_contradictions_put_a_cell_at_fault_and_they_have_read_it(paper):
    for finding in AUDITED[paper]:
        assert not finding.fault or finding.severity == CONTRADICTION
        assert set(finding.fault) <= set(finding.cells)


def test_a_wrong_repetition_is_at_fault_and_the_table_is_not():
    said = claims({"printed": "0.13"}, {"printed": "0.12"})
    found = engine.run(record(cells(*regression("(1)", x=("0.120", "0.030", "***"))), said))
    assert [row[0] for row in errors.rows(found)] == ["claim-0"]


def test_errors_out_of_step_are_told_and_written(monkeypatch, tmp_path, capsys):
    for path in paths.PUBLISHED.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    target = tmp_path / "maritime_errors.csv"
    target.write_text("id,audit,explanation\n", encoding="utf-8")
    monkeypatch.setattr(paths, "PUBLISHED", tmp_path)
    monkeypatch.setattr(errors.engine, "audit", AUDITED.__getitem__)
    assert errors.main(["--check"]) == 1
    assert "maritime_errors.csv" in capsys.readouterr().out
    assert errors.main([]) == 0
    assert "unit-of-number:stock-2015-unit" in set(pd.read_csv(target)["audit"])
    assert errors.main(["--check"]) == 0
