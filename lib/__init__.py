"""The shared library of the replication book: panels, estimators, exhibits, verdicts."""
