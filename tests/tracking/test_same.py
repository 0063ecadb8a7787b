import numpy as np
import xarray as xr

from midstance.tracking.same import same_people


def two(film):
    one = film(duration_s=1.0, noise_px=1.0)
    other = one.assign_coords(individual=["person-2"])
    shifted = other["position"] + xr.DataArray([600.0, 0.0], dims="space")
    shifted = shifted.transpose(*one["position"].dims)
    return xr.concat([one, other.assign(position=shifted)], "individual")


def test_everybody_is_known_by_place_whatever_they_are_called(film):
    before = two(film)
    after = before.isel(individual=[1, 0]).assign_coords(individual=["a", "b"])
    later = after.isel(time=slice(10, None))
    assert same_people(before, later) == {"person-1": "b", "person-2": "a"}


def test_who_is_not_there_any_more_is_nobody(film):
    before = two(film)
    after = before.isel(individual=[1]).assign_coords(individual=["person-1"])
    assert same_people(before, after) == {"person-2": "person-1"}
    assert same_people(before, before.isel(individual=[])) == {}


def test_other_times_are_no_common_frames(film):
    before = two(film)
    after = before.assign_coords(time=before["time"] + 100.0)
    assert same_people(before, after) == {}
    assert np.isfinite(after["time"]).all()
