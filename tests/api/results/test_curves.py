import dataclasses

import numpy as np
import pytest
import xarray as xr

import midstance as ms
from midstance.errors import ConfigError, NotEnoughDataError


@pytest.fixture(scope="module")
def analysis():
    return ms.example()


def test_a_curve_has_the_strides_of_one_person_alone(analysis):
    found = analysis.curves("knee_flexion")
    assert found["mean_deg"].dims == ("side", "percent")
    assert set(found["stride_individual"].to_numpy()) == {"person-1"}
    own = found["angle_deg"].isel(stride=found["stride_side"] == "left")
    assert found["mean_deg"].sel(side="left").to_numpy() == pytest.approx(
        own.mean("stride").to_numpy(), nan_ok=True
    )


def test_results_that_kept_no_curves_give_the_same(analysis):
    old = dataclasses.replace(analysis, cycles=None)
    xr.testing.assert_allclose(
        old.curves("hip_flexion")["mean_deg"],
        analysis.curves("hip_flexion")["mean_deg"],
    )


def test_curves_survive_saving(analysis, tmp_path):
    again = ms.load(analysis.save(tmp_path)).curves()
    apart = again["mean_deg"] - analysis.curves()["mean_deg"]
    assert float(np.abs(apart).max()) < 0.001


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"angle": "knee"}, r"Unknown angle 'knee'"),
        ({"angle": "knee_flexoin"}, r"did you mean knee_flexion\?"),
        ({"angle": None}, "Unknown angle None"),
        ({"individual": "anna"}, "Nobody is called 'anna'"),
        ({"individual": 3}, "Nobody is called 3"),
    ],
)
def test_what_there_is_not_is_named(analysis, arguments, message):
    with pytest.raises(ConfigError, match=message):
        analysis.curves(**arguments)


def test_a_view_that_does_not_show_it_is_named(analysis):
    behind = ms.analyze_tracks(analysis.raw_tracks, view="rear")
    with pytest.raises(
        NotEnoughDataError, match=r"needs a view from the side.*is rear"
    ):
        behind.curves("knee_flexion")


def test_nobody_has_no_curves(analysis):
    nobody = ms.analyze_tracks(analysis.raw_tracks.isel(individual=[]))
    with pytest.raises(ConfigError, match="Nobody was found"):
        nobody.curves()
