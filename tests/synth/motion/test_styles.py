import pytest

from midstance.synth.motion.gait import RunnerSettings, resolve_gait
from midstance.synth.motion.styles import style_of


@pytest.mark.parametrize("speed_m_s", [1.3, 3.0])
def test_tables_of_the_swing_rise_in_time_and_have_one_peak(speed_m_s):
    shape = style_of(resolve_gait(RunnerSettings(speed_m_s=speed_m_s))).swing
    for table in (shape.thigh, shape.knee, shape.ankle_deg):
        parts = [part for part, _ in table]
        assert parts == sorted(set(parts))
        assert parts[0] > 0
        assert parts[-1] < 1
    for table in (shape.thigh, shape.knee):
        assert sum(weight == 1.0 for _, weight in table) == 1
        assert max(weight for _, weight in table) == 1.0


def test_a_walker_leaves_the_ground_with_a_bent_knee_and_a_runner_does_not():
    walk, run = (
        style_of(resolve_gait(RunnerSettings(speed_m_s=speed))).foot
        for speed in (1.3, 3.0)
    )
    assert walk.knee_off_rad > 2 * run.knee_off_rad
