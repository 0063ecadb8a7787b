import dataclasses

import pytest

from midstance.errors import ConfigError
from midstance.report.comparison.recorded import cautions, recorded, speed_sentence
from midstance.report.units import Units


def at(recording, **scene):
    scenes = {recording.name: dataclasses.replace(recording.scene, **scene)}
    changed = dataclasses.replace(recording.analysis, scenes=scenes)
    return dataclasses.replace(recording, analysis=changed)


def test_recordings_come_in_order_of_their_days(earlier, later):
    found = recorded([later, earlier])
    assert [one.label for one in found] == ["1 October 2026", "27 November 2026"]


def test_recordings_of_unknown_days_stay_as_they_are_given(earlier, later):
    unknown = dataclasses.replace(earlier.video, filmed_at="")
    found = recorded([later, dataclasses.replace(earlier, video=unknown)])
    assert [one.day for one in found] == ["2026-11-27", ""]
    assert [one.label for one in found] == ["run.mp4 (1)", "run.mp4 (2)"]


def test_one_recording_is_no_comparison(earlier):
    with pytest.raises(ConfigError, match="or more are needed, got 1"):
        recorded([earlier])


def test_nobody_cannot_be_compared(earlier):
    nobody = dataclasses.replace(earlier, tracks=earlier.tracks.isel(individual=[]))
    with pytest.raises(ConfigError, match=r"Nobody was found in run\.mp4"):
        recorded([earlier, nobody])


@pytest.mark.parametrize(
    ("speeds", "words"),
    [
        ((3.0, 3.0), "Both at 3.0 m/s"),
        ((3.0, 3.5), "Faster: 3.5 m/s after 3.0 m/s"),
        ((3.5, 3.0), "Slower: 3.0 m/s after 3.5 m/s"),
        ((3.0, float("nan")), "The speed of one of them is not known"),
        ((float("nan"), float("nan")), "The speed of neither is known. Most numbers"),
    ],
)
def test_the_speed_is_told_in_words(pair, speeds, words):
    first, last = (
        at(one, speed_m_s=speed) for one, speed in zip(pair, speeds, strict=True)
    )
    assert speed_sentence(first, last, Units()).startswith(words)


def test_what_else_differs_is_said(pair):
    first, last = pair
    assert cautions(first, last) == []
    other = at(last, view="right", surface="overground")
    told = cautions(first, other)
    assert told[0].startswith("The first was filmed like this: From the left; the last")
    assert told[0].endswith("The leg that is partly hidden is another.")
    assert told[1] == "One is on a treadmill, and the other is not."


def test_what_is_not_known_of_one_is_not_said_of_the_other(pair):
    first, last = pair
    told = cautions(first, at(last, view="rear", surface="unknown"))
    assert "leg" not in told[0]
    assert told[1].startswith("Of one of them it is not known")


def test_recordings_of_one_day_are_told_apart_by_their_view(earlier):
    name = next(iter(earlier.scenes))
    behind = {name: dataclasses.replace(earlier.scenes[name], view="rear")}
    other = dataclasses.replace(earlier, scenes=behind)
    assert [one.label for one in recorded([earlier, other])] == [
        "1 October 2026, seen from the left",
        "1 October 2026, seen from behind",
    ]


def test_who_knows_better_says_what_recordings_are_called(earlier, later):
    found = recorded([later, earlier], labels=["new shoes", "old shoes"])
    assert [one.label for one in found] == ["new shoes", "old shoes"]
    assert found[0].analysis is later
