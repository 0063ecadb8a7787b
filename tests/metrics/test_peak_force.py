import numpy as np
from tests.metrics.conftest import Sticks, rows_of, stick_run


def test_a_runner_peaks_between_two_and_three_body_weights(side_run):
    rows = rows_of("peak_force", side_run)
    assert rows["side"].tolist() == ["left", "right"]
    assert rows["value"].between(2.0, 3.0).all()
    assert rows["uncertainty"].between(0.03, 0.3).all()


def test_a_time_on_the_ground_that_is_less_sure_makes_the_force_less_sure():
    sure = rows_of("peak_force", stick_run("left", Sticks()))
    unsure = rows_of("peak_force", stick_run("left", Sticks(event_sd_s=0.02)))
    np.testing.assert_allclose(unsure["value"], sure["value"])
    assert (unsure["uncertainty"] > 1.1 * sure["uncertainty"]).all()
