"""One thread while an estimate takes, whatever the environment asks for, and as many as before afterwards."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from dynamic_panels import draw_panel
from threadpoolctl import ThreadpoolController

from lib import paths
from lib.estimators import gmm, threads

FOUND = threads.counts()
found = pytest.mark.skipif(not FOUND, reason="numpy and scipy have brought no OpenBLAS along")
MODEL = gmm.parse("y ~ L.y + w + k | gmm(y w, 2:4) + iv(k)")
# What a process with two threads says: threads before, within, after; estimates and their covariance.
SCRIPT = """
import json, sys
sys.path.insert(0, sys.argv[1])
from dynamic_panels import draw_panel
from lib.estimators import gmm, threads
seen = [threads.counts()]
with threads.one_thread():
    seen.append(threads.counts())
result = gmm.estimate(draw_panel(3, units=400, periods=8), gmm.parse(sys.argv[2]), "unit", "period")
seen.append(threads.counts())
print(json.dumps({"seen": seen, "cov": [x.hex() for x in result.cov.to_numpy().ravel().tolist()]}))
"""


def told_by(count):
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    environment = os.environ | dict.fromkeys(names, str(count)) | {"PYTHONPATH": str(paths.ROOT)}
    arguments = [str(paths.ROOT / "tests" / "estimators"), "y ~ L.y + w + k | gmm(y w, 2:4) + iv(k)"]
    done = subprocess.run([sys.executable, "-c", SCRIPT, *arguments], env=environment, check=True,
                          capture_output=True, text=True, cwd=paths.ROOT)  # fmt: skip
    return json.loads(done.stdout)


@found
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor: OpenBLAS takes no second thread")
def test_two_threads_become_one_and_give_the_same_digits():
    two, one = told_by(2), told_by(1)
    number = len(two["seen"][0])  # of libraries in a process of its own
    assert number >= 1
    assert two["seen"] == [[2] * number, [1] * number, [2] * number]
    assert one["seen"] == [[1] * number] * 3
    assert two["cov"] == one["cov"]


@found
def test_threads_come_back_after_an_error():
    before = threads.counts()
    with pytest.raises(ValueError, match="no rows"):
        gmm.estimate(draw_panel(3, units=20, periods=6).iloc[:0], MODEL, "unit", "period")
    with pytest.raises(RuntimeError, match="stop"), threads.one_thread():
        assert set(threads.counts()) == {1}
        raise RuntimeError("stop")
    assert threads.counts() == before


def test_a_process_without_such_a_library_estimates_all_the_same(monkeypatch):
    nothing = ThreadpoolController().select(user_api="none of these")
    monkeypatch.setattr(threads, "_libraries", lambda: nothing)
    assert threads.counts() == []
    with threads.one_thread():
        assert np.ones((2, 2)).sum() == 4
    result = gmm.estimate(draw_panel(3, units=60, periods=7), MODEL, "unit", "period")
    assert np.isfinite(result.params).all()
