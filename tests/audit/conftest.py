"""The example of an own table, to be spoilt."""

import pytest
from night_trains import CLAIMS, DESIGN, TABLE


@pytest.fixture
def written(tmp_path):
    """Writes the example with replacements; returns its three paths."""

    def write(*replacements, table=TABLE, claims=CLAIMS, design=DESIGN):
        texts = [table, claims, design]
        for old, new in replacements:
            assert sum(old in text for text in texts) == 1, old
            texts = [text.replace(old, new, 1) for text in texts]
        names = ("night_trains.csv", "night_trains_claims.csv", "night_trains_design.yml")
        for name, text in zip(names, texts, strict=True):
            (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        return [tmp_path / name for name in names]

    return write
