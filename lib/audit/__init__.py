"""Do a paper's printed numbers agree with each other and with its text? Before any data.

`audit` runs every rule on a paper of ``data/published``; `run` on any `Record`, such as that of a user's own
table (`lib.audit.own`). Rules are pure functions on the printed record (`lib.audit.rules`); what they need
beyond numbers stands in ``data/published/design.yml``. ``python -m lib.audit`` prints and saves the findings.
"""

from lib.audit.design import Design, DesignError
from lib.audit.engine import audit, frame, record, run
from lib.audit.findings import RULES, SEVERITIES, Finding
from lib.audit.record import Record

__all__ = [
    "RULES",
    "SEVERITIES",
    "Design",
    "DesignError",
    "Finding",
    "Record",
    "audit",
    "frame",
    "record",
    "run",
]
