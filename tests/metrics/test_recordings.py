import pytest

from midstance.errors import NotEnoughDataError
from midstance.metrics.base import measure
from midstance.metrics.cycles import find_cycles
from midstance.metrics.learned.force_curves import find_force_curves
from midstance.metrics.recording import Recording
from midstance.metrics.recordings import Recordings


@pytest.fixture(scope="module")
def seen(side_run):
    return side_run.tracks, side_run.events, {"person-1": side_run.scene}


def test_a_recording_is_read_once(seen):
    recordings = Recordings(*seen)
    assert recordings.of("person-1") is recordings.of("person-1")


def test_somebody_without_steps_is_told_so_every_time(seen):
    tracks, events, scenes = seen
    recordings = Recordings(tracks, events.iloc[:0], scenes)
    for _ in range(2):
        with pytest.raises(NotEnoughDataError, match="touch down twice"):
            recordings.of("person-1")


def test_results_are_the_same_with_recordings_that_others_read_before(seen):
    shared = Recordings(*seen)
    for _ in range(2):
        found, missing = measure(*seen, recordings=shared)
        alone, lacks = measure(*seen)
        assert found.equals(alone)
        assert missing.equals(lacks)
        for find in (find_cycles, find_force_curves):
            assert find(*seen, recordings=shared).identical(find(*seen))


def test_what_is_read_once_is_not_carried_into_another_recording(side_run):
    one = Recording.of(side_run.tracks, side_run.events, side_run.scene)
    other = Recording.of(side_run.tracks, side_run.events, side_run.scene)
    assert one.once(("what",), lambda: 1) == 1
    assert one.once(("what",), lambda: 2) == 1
    assert other.once(("what",), lambda: 2) == 2
