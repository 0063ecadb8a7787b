import pytest
from tests.metrics.conftest import Sticks, recording_of, stick_run

from midstance.errors import NotEnoughDataError
from midstance.metrics.learned.read import force_of, of_each_foot
from midstance.metrics.measurement import Measurement


def test_both_feet_have_a_row_at_their_first_contact(side_run):
    recording = recording_of(side_run)
    rows = of_each_foot(recording, lambda cycle, side: Measurement(1.0, 0.0, 0.0))
    firsts = [recording.gait.stances(side)[0].contact.time_s for side in rows["side"]]
    assert rows["time_s"].tolist() == firsts


def test_the_reason_of_the_first_foot_is_told_when_neither_can_be_read(side_run):
    def refuse(cycle, side):
        raise NotEnoughDataError(f"Not the {side} one.")

    with pytest.raises(NotEnoughDataError, match="Not the left one"):
        of_each_foot(recording_of(side_run), refuse)


def test_walking_is_not_read():
    walk = recording_of(stick_run("left", Sticks(duty=0.6)))
    with pytest.raises(NotEnoughDataError, match="this is walking"):
        of_each_foot(walk, lambda cycle, side: Measurement(1.0, 0.0, 0.0))


def test_the_force_knows_how_sure_the_time_on_the_ground_is():
    sds = (0.0, 0.02)
    recordings = [recording_of(stick_run("left", Sticks(event_sd_s=sd))) for sd in sds]

    def sd_of(recording):
        rows = of_each_foot(
            recording,
            lambda cycle, side: Measurement(
                1.0, 0.0, force_of(recording, cycle, side).peak_uncertainty_bw
            ),
        )
        return rows["uncertainty"].iloc[0]

    assert sd_of(recordings[1]) > sd_of(recordings[0])
