import pytest
from tests.metrics.conftest import values_of


@pytest.mark.parametrize("drift_px_s", [0.0, 15.0])
def test_drifting_across_the_belt_is_no_sway(rear_run, drift_px_s):
    position = rear_run.tracks["position"].copy(deep=True)
    drift_px = drift_px_s * (position["time"] - position["time"][0])
    position.loc[{"space": "x"}] = position.sel(space="x") + drift_px
    run = rear_run._replace(tracks=rear_run.tracks.assign(position=position))
    assert values_of("trunk_sway", run) == pytest.approx(2.0, abs=0.02)
