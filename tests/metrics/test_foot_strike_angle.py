import pytest
from tests.metrics.conftest import Sticks, rows_of, stick_run, values_of

from midstance.errors import NotEnoughDataError


@pytest.mark.parametrize("flat_line_deg", [-6.0, 0.0, 9.0])
@pytest.mark.parametrize("floor_deg", [0.0, 4.0])
def test_where_the_keypoints_sit_on_the_shoe_and_the_incline_go_out(
    flat_line_deg, floor_deg
):
    run = stick_run("left", Sticks(flat_line_deg=flat_line_deg, floor_deg=floor_deg))
    truth_deg = float(run.sticks.sole_deg(0.0))
    assert values_of("foot_strike_angle", run) == pytest.approx(truth_deg, abs=0.05)


def test_without_toe_offs_the_flat_foot_is_unknown(side_run):
    contacts = side_run.events[side_run.events["event"] == "initial_contact"]
    with pytest.raises(NotEnoughDataError, match="never seen flat"):
        rows_of("foot_strike_angle", side_run._replace(events=contacts))


def test_an_unsure_contact_makes_a_fast_turning_foot_unsure():
    sure = rows_of("foot_strike_angle", stick_run("left"))
    unsure = rows_of("foot_strike_angle", stick_run("left", Sticks(event_sd_s=0.01)))
    s = Sticks()
    rate_deg_s = (s.sole_deg(0.001) - s.sole_deg(-0.001)) / (0.002 * s.stride_s)
    assert sure["uncertainty"].max() < 0.01
    assert unsure["uncertainty"].to_numpy() == pytest.approx(
        abs(rate_deg_s) * 0.01, rel=0.02
    )
