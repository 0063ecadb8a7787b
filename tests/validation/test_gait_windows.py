import sys
from pathlib import Path

import pytest

from midstance.bouts.gait_windows import Window

VALIDATION = Path(__file__).parents[2] / "validation"


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(str(VALIDATION))
    sys.modules.pop("gait_windows", None)
    import gait_windows

    return gait_windows


def test_the_table_counts_windows_that_pass_each_gate(script):
    usual = Window(1.0, 0.0, 1.0, 1.2, 0.3, 1.4, 0.99, 0.03, 0.03, True, 0.0, 0.4)
    still = Window(1.0, 0.0, 0.05, 0.05, 0.02, 0.8, 0.2, 0.0, 0.0, False, 0.0, 0.4)
    rows = [
        {**one._asdict(), "steps_hz": 2.8, "activity": a, "view": "side", "read": a}
        for one, a in ((usual, "running"), (still, "standing"))
    ]
    lines = script.table(rows).splitlines()
    running, standing = (line.split() for line in lines[-2:])
    passed = {"feet part": (1, 0), "no pedals": (1, 1), "feet lift": (1, 0)}
    passed |= {"regular": (1, 0), "still": (0, 1), "right": (1, 1)}
    assert running == ["running", "side", "1", *(f"{a}.00" for a, _ in passed.values())]
    assert standing == [
        *("standing", "side", "1"),
        *(f"{b}.00" for _, b in passed.values()),
    ]


def test_somebody_who_exercises_or_cycles_gives_windows(script):
    rows = list(script.rows_of(script.others()))
    assert {row["activity"] for row in rows} == {"other", "standing", "cycling"}
    read = {
        activity: {row["read"] for row in rows if row["activity"] == activity}
        for activity in ("standing", "cycling")
    }
    assert read == {"standing": {"standing"}, "cycling": {"other"}}
