"""Planting in several processes: the same shares as in one, a failure with its reason."""

import pandas as pd
import pytest

from lib.audit import planting
from lib.studies import planted


def test_parts_in_processes_give_the_shares_of_one_process():
    pd.testing.assert_frame_equal(planted.shares(3, 2, processes=2), planting.shares(3, 2))


def test_a_failed_draw_is_not_left_out(monkeypatch):
    def fail(draw, kinds, chosen):
        raise ValueError("no place")

    monkeypatch.setattr(planting, "tried", fail)
    with pytest.raises(ValueError, match="paper of seed 5: ValueError: no place"):
        planted.shares(5, 1, processes=1)
