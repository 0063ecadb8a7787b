import numpy as np
import pytest
import xarray as xr

from midstance.events.motion import read_motion
from midstance.events.strides.consensus import detect_with
from midstance.events.strides.people import people_readers
from midstance.events.strides.steady import FEWEST_STRIDES, steady_parts
from midstance.schema.events import times_s


@pytest.fixture(scope="module")
def two_paces(film):
    """Somebody who runs slowly for five seconds and then quickly for five."""
    slow, quick = (
        film(speed_m_s=speed_m_s, cadence_spm=spm, duration_s=5.0, noise_px=1.0)
        for speed_m_s, spm in ((2.8, 160.0), (4.6, 188.0))
    )
    later = quick.assign_coords(time=quick["time"] + slow["time"][-1] + 1 / 30)
    return xr.concat([slow, later], "time", combine_attrs="override")


def test_an_even_gait_is_one_part(film):
    motion = read_motion(film(noise_px=3.0, duration_s=8.0), "person-1")
    assert steady_parts(motion) == [motion]


def test_another_pace_is_another_part(two_paces):
    motion = read_motion(two_paces, "person-1")
    slow, quick = steady_parts(motion)
    assert slow.time_s[-1] == quick.time_s[0] == pytest.approx(5.0, abs=0.5)
    assert (slow.time_s[0], quick.time_s[-1]) == (0, motion.time_s[-1])
    assert slow.period_s == pytest.approx(120 / 160, abs=0.01)
    assert quick.period_s == pytest.approx(120 / 188, abs=0.01)


def test_each_part_has_events_of_its_own_and_none_is_lost(two_paces):
    events = detect_with(two_paces, people_readers())
    lands, leaves = (
        times_s(events, "left", kind) for kind in ("initial_contact", "toe_off")
    )
    assert np.diff(lands).max() < 1.3 * np.median(np.diff(lands))
    assert np.diff(lands).min() > 0.7 * np.median(np.diff(lands))
    contact_s = np.array([leaves[leaves > at][0] - at for at in lands[:-1]])
    slow, quick = contact_s[lands[:-1] < 4.2], contact_s[lands[:-1] > 5.8]
    assert np.median(slow) > np.median(quick) + 0.05


def test_few_strides_are_never_cut(two_paces):
    part = two_paces.sel(time=slice(3.0, 6.5))
    motion = read_motion(part, "person-1")
    assert 3.5 / motion.period_s < 2 * FEWEST_STRIDES
    assert steady_parts(motion) == [motion]
