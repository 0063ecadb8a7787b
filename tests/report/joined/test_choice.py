import dataclasses

import numpy as np

from midstance.report.comparison.recorded import recorded
from midstance.report.joined.choice import join


def test_a_view_from_the_side_comes_first(joined):
    assert [one.scene.view for one in joined.views] == ["left", "rear"]


def test_each_number_comes_from_the_view_that_knows_it_best(joined):
    assert joined.sources["contact_time", "left"] == 0
    assert joined.sources["knee_flexion_peak", "right"] == 0
    assert joined.sources["pelvic_drop", "left"] == 1
    assert joined.view_of("pelvic_drop", "both") == 1


def test_no_number_is_there_twice(joined, side, rear):
    n_side = len(side.measures)
    n_pelvis = int((rear.measures["metric"] == "pelvic_drop").sum())
    assert len(joined.measures) == n_side + n_pelvis
    assert set(joined.measures["individual"]) == {"person-1"}


def test_only_what_no_view_tells_is_missing(joined):
    assert joined.missing["metric"].tolist() == ["step_width", "arm_swing"]


def test_speeds_that_differ_are_noticed(side, rear):
    slow, fast = (
        dataclasses.replace(
            one,
            scenes={
                name: dataclasses.replace(scene, speed_m_s=speed)
                for name, scene in one.scenes.items()
            },
        )
        for one, speed in ((side, 2.5), (rear, 3.5))
    )
    assert not join(recorded([slow, fast], by_day=False)).has_one_speed
    assert join(recorded([slow, rear], by_day=False)).has_one_speed


def test_a_finding_is_shown_in_the_view_that_its_number_comes_from(side, rear):
    drop = rear.measures.assign(
        value=np.where(rear.measures["metric"] == "pelvic_drop", 14.0, 200.0)
    )
    views = [
        dataclasses.replace(
            one,
            scenes={
                name: dataclasses.replace(scene, speed_m_s=3.0)
                for name, scene in one.scenes.items()
            },
        )
        for one in (side, dataclasses.replace(rear, measures=drop))
    ]
    found = join(recorded(views, by_day=False)).findings()
    numbers = {finding.rule: number for finding, number in found}
    assert numbers["pelvic_drop"] == 1
