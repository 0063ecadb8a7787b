import dataclasses

import numpy as np
import pandas as pd
import pytest

import midstance as ms
from midstance.errors import ConfigError


@pytest.fixture(scope="module")
def before():
    return ms.example()


def changed(analysis, metric, by):
    measures = analysis.measures.copy()
    is_it = measures["metric"] == metric
    measures.loc[is_it, "value"] = measures.loc[is_it, "value"].astype(float) + by
    return dataclasses.replace(analysis, measures=measures)


def test_nothing_has_changed_against_itself(before):
    found = before.compare(before)
    assert (found["change"] == 0).all()
    assert not found["is_clear"].any()
    assert (found["n_before"] == found["n_after"]).all()


def test_a_change_counts_from_twice_its_uncertainty(before):
    doubt = before.summary().query("metric == 'cadence'")["uncertainty"].item()
    for times, is_clear in ((1.9, False), (2.1, True)):
        found = before.compare(changed(before, "cadence", times * np.sqrt(2) * doubt))
        row = found.set_index("metric").loc["cadence"]
        assert row["change"] == pytest.approx(times * np.sqrt(2) * doubt)
        assert row["uncertainty"] == pytest.approx(np.sqrt(2) * doubt)
        assert row["is_clear"] == is_clear
        assert found["metric"].iloc[0] == "cadence"  # the clearest comes first


def test_the_other_way_round_is_the_opposite(before):
    after = changed(before, "trunk_lean", 5.0)
    there, back = before.compare(after), after.compare(before)
    assert there["change"].iloc[0] == pytest.approx(-back["change"].iloc[0])


def test_what_one_of_them_lacks_is_missing_and_never_clear(before):
    fewer = before.measures[before.measures["metric"] != "cadence"]
    after = dataclasses.replace(before, measures=fewer)
    row = before.compare(after).set_index("metric").loc["cadence"]
    assert np.isnan(row["after"])
    assert np.isnan(row["change"])
    assert not row["is_clear"]
    assert (row["n_before"] > 0, row["n_after"], row["unit"]) == (True, 0, "steps/min")


def renamed(analysis, name):
    return dataclasses.replace(
        analysis,
        tracks=analysis.tracks.assign_coords(individual=[name]),
        measures=analysis.measures.assign(individual=name),
    )


def test_one_person_in_each_is_the_same_whatever_the_name(before):
    found = before.compare(renamed(before, "anna"))
    assert set(found["individual"]) == {"anna"}
    assert (found["change"] == 0).all()


def test_among_several_people_names_decide(before):
    two = dataclasses.replace(
        before,
        tracks=before.tracks.isel(individual=[0, 0]).assign_coords(
            individual=["anna", "ben"]
        ),
    )
    with pytest.raises(ConfigError, match=r"Nobody is in both: \['anna', 'ben'\] bef"):
        two.compare(before)


def test_what_is_no_analysis_is_named(before):
    with pytest.raises(ConfigError, match="The other must be an Analysis"):
        before.compare("out")


@pytest.fixture(scope="module")
def filmed(film):
    """The same runner three times: twice alike, once leaning more."""

    def analyze(seed, **changes):
        raw = film(rate_hz=60.0, noise_px=2.0, seed=seed, speed_m_s=3.0, **changes)
        return ms.analyze_tracks(raw, height_m=1.75, speed_m_s=3.0)

    return analyze(1), analyze(2), analyze(3, trunk_lean_deg=14.0)


def test_filmed_alike_a_small_change_is_clear_and_chance_is_not(filmed):
    first, again, leaning = filmed
    alike = first.compare(again, same_camera=True)
    # By chance alone, one of twenty exceeds twice its uncertainty.
    assert alike["is_clear"].mean() < 0.05
    found = first.compare(leaning, same_camera=True).set_index("metric")
    lean = found.loc["trunk_lean"]
    assert lean["is_clear"]
    assert lean["change"] == pytest.approx(
        14.0 - first.at("trunk_lean")["value"].median(), abs=2.0
    )
    whole = first.compare(leaning).set_index("metric").loc["trunk_lean"]
    assert whole["uncertainty"] > 5 * lean["uncertainty"]


def test_one_number_for_a_whole_clip_keeps_its_uncertainty(filmed):
    first, again, _ = filmed
    for metric in ("step_time_asymmetry", "contact_time_asymmetry"):
        doubts = [
            first.compare(again, same_camera=alike)
            .set_index("metric")
            .loc[metric, "uncertainty"]
            for alike in (True, False)
        ]
        assert doubts[0] == pytest.approx(doubts[1])


def test_whether_it_was_the_same_camera_is_yes_or_no(before):
    with pytest.raises(ConfigError, match="same_camera must be True or False"):
        before.compare(before, same_camera="yes")


def at_speed(analysis, speed_m_s):
    scenes = {
        name: dataclasses.replace(scene, speed_m_s=speed_m_s)
        for name, scene in analysis.scenes.items()
    }
    return dataclasses.replace(analysis, scenes=scenes)


def test_the_speed_of_each_is_taken_into_account(before):
    found = at_speed(before, 2.5).compare(at_speed(before, 3.5)).set_index("metric")
    row = found.loc["cadence"]
    assert row["change"] == 0
    assert row["change_by_speed"] > 5
    assert row["by_speed_uncertainty"] == pytest.approx(5.6)


def test_two_people_are_compared_by_name(before):
    name = before.tracks["individual"].item()
    measures = before.measures.assign(individual="zoe")
    two = dataclasses.replace(
        before,
        tracks=before.tracks.isel(individual=[0, 0]).assign_coords(
            individual=[name, "zoe"]
        ),
        measures=pd.concat([before.measures, measures], ignore_index=True),
    )
    found = two.compare(two)
    assert set(found["individual"]) == {name, "zoe"}
    assert (found["change"] == 0).all()
