"""Schema of ``data/glossary.csv``, the variables with their names in both languages."""

import pandera.pandas as pa

from lib.schemas.columns import text

GLOSSARY = pa.DataFrameSchema(
    {
        "term": text(pattern=r"^[a-z][a-z0-9_]*$"),
        "symbol": pa.Column(object),
        "name_en": text(pattern=r"\S"),
        "name_zh": text(pattern=r".*[\u4e00-\u9fff]"),
        "definition": text(pattern=r"\S"),
        "unit": text(pattern=r"\S"),
        "source": text(pattern=r"\S"),
    },
    unique=["term"],
    strict=True,
    name="glossary",
)
