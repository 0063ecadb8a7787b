"""What every cleaning step promises, tested on all of them."""

import numpy as np
import pytest

from midstance.cleaning.base import cleaners
from midstance.config import Config
from midstance.errors import ConfigError
from midstance.schema.tracks import FILLED, MISSING, SEEN, SWAPPED, make_tracks

NAMES = cleaners.names()


def tracks(n_times=90, rate_hz=30.0):
    """Two people who swing their legs, with holes, a jump and doubt."""
    rng = np.random.default_rng(3)
    keypoints = [
        f"{side}_{part}"
        for part in ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")
        for side in ("left", "right")
    ]
    turn = 2 * np.pi * 1.4 * np.arange(n_times) / rate_hz
    depth = np.repeat([0.0, 150.0, 270.0, 390.0, 400.0, 405.0], 2)
    swing = np.where(np.arange(12) % 2, 1, -1) * depth / 4
    x = 300 + np.sin(turn)[:, None] * swing + 40 * (np.arange(12) > 9)
    y = np.broadcast_to(200 + depth, x.shape)
    one = np.stack([x, y], axis=1) + rng.normal(size=(n_times, 2, 12))
    position = np.stack([one, one + 400], axis=3)
    position[20:23, :, 7, 0] = np.nan
    position[40:70, :, 3, 1] = np.nan
    position[30, :, 5, 0] += 90
    confidence = np.full((n_times, 12, 2), 0.9)
    confidence[50, 8, 1] = 0.05
    confidence[np.isnan(position).any(axis=1)] = np.nan
    return make_tracks(
        position,
        confidence,
        np.arange(n_times) / rate_hz,
        keypoints=keypoints,
        individuals=["anna", "ben"],
        attrs={"source_file": "a.mp4"},
    )


def test_the_default_chain_is_registered():
    assert {step.name for step in Config().cleaning} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_contract_of_tracks_is_kept(name):
    before = tracks()
    after = cleaners.build(name, {}).apply(before)
    assert before.identical(tracks())
    assert after.position.dims == before.position.dims
    assert after.position.attrs == before.position.attrs
    assert after.attrs.items() >= before.attrs.items()
    assert after.observed.dtype == np.int8
    assert set(np.unique(after.observed)) <= {MISSING, SEEN, FILLED, SWAPPED}
    seen = np.isfinite(after.position).all("space")
    assert np.array_equal(seen, after.observed != MISSING)


@pytest.mark.parametrize("name", NAMES)
def test_people_are_cleaned_apart(name):
    cleaner = cleaners.build(name, {})
    both = cleaner.apply(tracks()).sel(individual=["ben"])
    alone = cleaner.apply(tracks().sel(individual=["ben"]))
    assert np.allclose(both.position, alone.position, equal_nan=True)
    assert np.array_equal(both.observed, alone.observed)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("n_times", [1, 2, 5])
def test_a_very_short_clip_passes(name, n_times):
    short = tracks().isel(time=slice(0, n_times))
    assert cleaners.build(name, {}).apply(short).sizes == short.sizes


@pytest.mark.parametrize("name", NAMES)
def test_nobody_seen_stays_nobody(name):
    unseen = tracks().copy(deep=True)
    unseen["position"][:] = np.nan
    unseen["observed"][:] = MISSING
    after = cleaners.build(name, {}).apply(unseen)
    assert after.position.isnull().all()
    assert (after.observed == MISSING).all()


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_setting_is_refused(name):
    with pytest.raises(ConfigError, match="no parameter 'wrong'"):
        cleaners.build(name, {"wrong": 1})


@pytest.mark.parametrize("name", NAMES)
def test_no_person_and_no_frame_pass(name):
    cleaner = cleaners.build(name, {})
    for empty in (
        tracks().isel(individual=slice(0, 0)),
        tracks().isel(time=slice(0, 0)),
    ):
        assert cleaner.apply(empty).sizes == empty.sizes
