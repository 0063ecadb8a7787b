import numpy as np
import xarray as xr
from tests.metrics.conftest import Sticks, recording_of, stick_run

from midstance.metrics.learned.cycle import leg_cycle
from midstance.metrics.learned.force_curves import find_force_curves
from midstance.metrics.learned.read import force_of
from midstance.schema.events import of_individual


def curves_of(run, **changes):
    known = {"tracks": run.tracks, "events": run.events, **changes}
    (name,) = run.tracks["individual"].to_numpy().tolist()
    return find_force_curves(known["tracks"], known["events"], {name: run.scene})


def test_each_foot_has_the_curve_that_its_peak_is_the_highest_point_of(side_run):
    recording = recording_of(side_run)
    found = curves_of(side_run).isel(individual=0)
    for side in ("left", "right"):
        force = force_of(recording, leg_cycle(recording, side), side)
        own = found.sel(side=side)
        np.testing.assert_array_equal(own["force_bw"], force.curve_bw)
        np.testing.assert_array_equal(own["uncertainty_bw"], force.uncertainty_bw)
        assert own["peak_bw"] == own["force_bw"].max() == force.peak_bw
        area = np.trapezoid(own["force_bw"], own["percent"] / 100 * own["contact_s"])
        assert abs(area - own["impulse_bw_s"]) < 0.005
        assert own["reason"] == ""


def test_a_band_too_wide_gives_no_curve_but_the_reason():
    unsure = curves_of(stick_run("left", Sticks(event_sd_s=0.08)))
    assert np.isnan(unsure["force_bw"]).all()
    assert np.isnan(unsure["peak_bw"]).all()
    assert all("not sure enough" in text for text in unsure["reason"].to_numpy().flat)


def test_walking_and_other_views_give_their_reasons(rear_run):
    walk = curves_of(stick_run("left", Sticks(duty=0.6)))
    assert "walking" in walk["reason"].to_numpy()[0, 0]
    behind = curves_of(rear_run)
    assert "Needs a view from the left or right" in behind["reason"].to_numpy()[0, 0]
    assert np.isnan(behind["force_bw"]).all()


def test_people_have_their_own_curves_and_nobody_none(side_run):
    other = side_run.tracks.assign_coords(individual=["person-2"])
    both = xr.concat([side_run.tracks, other], "individual")
    scenes = dict.fromkeys(("person-1", "person-2"), side_run.scene)
    found = find_force_curves(both, side_run.events, scenes)
    assert of_individual(side_run.events, "person-2").empty
    xr.testing.assert_equal(found.sel(individual=["person-1"]), curves_of(side_run))
    assert (found.sel(individual="person-2")["reason"] != "").all()
    nobody = side_run.tracks.isel(individual=[])
    assert find_force_curves(nobody, side_run.events, {}).identical(xr.Dataset())
