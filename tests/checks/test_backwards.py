from dataclasses import replace

import numpy as np
import pytest

from midstance.checks.backwards import Backwards, forward_share


def _played_backwards(raw):
    return raw.isel(time=slice(None, None, -1)).assign_coords(time=raw["time"])


@pytest.mark.parametrize("view", ["left", "right"])
@pytest.mark.parametrize("speed_m_s", [1.4, 3.0, 8.0])
def test_who_goes_forward_does_not_go_backwards(film, case_of, view, speed_m_s):
    raw = film(view=view, rate_hz=60.0, noise_px=2.0, speed_m_s=speed_m_s)
    assert Backwards().check(case_of(raw)) == []


@pytest.mark.parametrize("view", ["left", "right"])
@pytest.mark.parametrize("speed_m_s", [1.4, 3.0])
def test_a_video_played_backwards_is_told(film, case_of, view, speed_m_s):
    raw = film(view=view, rate_hz=60.0, noise_px=2.0, speed_m_s=speed_m_s)
    (found,) = Backwards().check(case_of(_played_backwards(raw)))
    assert found.metrics == ()
    assert "backwards" in found.text


def test_from_behind_nothing_is_told(film, case_of):
    raw = film(view="rear", rate_hz=60.0, noise_px=2.0, speed_m_s=3.0)
    assert Backwards().check(case_of(_played_backwards(raw))) == []


def test_a_leg_that_is_never_seen_tells_nothing(sound):
    unseen = sound.tracks.where(sound.tracks["keypoint"] != "left_ankle")
    assert np.isnan(forward_share(replace(sound, tracks=unseen), 0.0, 5.0))
