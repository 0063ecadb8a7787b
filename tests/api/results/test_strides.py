import dataclasses

import numpy as np
import pytest

import midstance as ms
from midstance.errors import ConfigError, NotEnoughDataError


@pytest.fixture(scope="module")
def analysis():
    return ms.example()


def test_a_value_names_the_stride_that_it_is_from(analysis):
    found = analysis.at("contact_time")
    # The value is the time between the two moments that are named.
    assert (1000 * (found["toe_off_s"] - found["start_s"])).to_numpy() == pytest.approx(
        found["value"].to_numpy(dtype=float), abs=0.5
    )
    frames_s = analysis.tracks["time"].to_numpy()[found["frame"].to_numpy(dtype=int)]
    assert np.abs(frames_s - found["start_s"]).max() <= 0.5 / 60 + 1e-6
    for _, own in found.groupby("side"):
        assert own["stride"].tolist() == list(range(1, len(own) + 1))


def test_a_stride_ends_with_the_next_contact_of_the_same_foot(analysis):
    found = analysis.at("stride_time")
    lasts_ms = 1000 * (found["end_s"] - found["start_s"])
    assert lasts_ms.to_numpy() == pytest.approx(
        found["value"].to_numpy(dtype=float), abs=0.5
    )


def test_a_metric_of_both_feet_names_the_foot_that_opens_the_stride(analysis):
    found = analysis.at("cadence")
    assert set(found["side"]) == {"both"}
    assert found["end_s"].notna().sum() >= len(found) - 1


def test_moments_survive_saving(analysis, tmp_path):
    again = ms.load(analysis.save(tmp_path)).at("contact_time")
    first = analysis.at("contact_time")
    assert again["stride"].tolist() == first["stride"].tolist()
    assert again["end_s"].isna().tolist() == first["end_s"].isna().tolist()


def test_what_could_not_be_measured_says_why(analysis):
    with pytest.raises(
        NotEnoughDataError, match=r"step_width could not .* person-1: N"
    ):
        analysis.at("step_width")
    few = dataclasses.replace(analysis, missing=analysis.missing.iloc[:0])
    with pytest.raises(NotEnoughDataError, match="not among the metrics"):
        few.at("step_width")


@pytest.mark.parametrize("metric", ["cadense", None, 3, ["cadence"]])
def test_what_is_no_metric_is_named(analysis, metric):
    with pytest.raises(ConfigError, match="Unknown metric"):
        analysis.at(metric)
