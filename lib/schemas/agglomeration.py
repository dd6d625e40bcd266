"""Schemas of the agglomeration paper's tables: seaports."""

import pandera.pandas as pa

from lib.schemas.columns import number, text

SEAPORTS = pa.DataFrameSchema(
    {
        "port": text(pattern=r"^[A-Z]"),
        "port_zh": text(pattern=r"^[\u4e00-\u9fff]+港$"),
        "unlocode": text(pattern=r"^CN[A-Z2-9]{3}$", form="CN and three letters, such as CNDAG"),
        "lon": number(105, 125),
        "lat": number(17, 42),
        "source": text(pattern=r"\S"),
    },
    unique=["port"],
    strict=True,
    name="seaports",
)

AGGLOMERATION = (SEAPORTS,)
