import pytest

from midstance.config import Plugin
from midstance.web.preparing.plugins import (
    is_cleaner,
    is_detector,
    is_metric,
    is_pose_network,
)


def test_what_exists_is_returned_as_it_is():
    lowpass = Plugin(name="lowpass", params={"cutoff_hz": 8})
    assert is_cleaner(lowpass) is lowpass
    assert is_detector(Plugin(name="consensus")).name == "consensus"
    assert is_pose_network(Plugin(name="blazepose")).name == "blazepose"
    assert is_metric("cadence") == "cadence"


@pytest.mark.parametrize(
    ("check", "choice", "message"),
    [
        (is_cleaner, Plugin(name="soap"), "Unknown cleaning step 'soap'"),
        (is_cleaner, Plugin(name="lowpass", params={"cut": 8}), "no setting 'cut'"),
        (is_detector, Plugin(name="ear"), "Unknown event detector 'ear'"),
        (is_pose_network, Plugin(name="canned"), "cannot be chosen here"),
        (is_metric, "charm", "Unknown metric 'charm'"),
    ],
)
def test_what_does_not_exist_is_said_before_anything_is_computed(
    check, choice, message
):
    with pytest.raises(ValueError, match=message):
        check(choice)
