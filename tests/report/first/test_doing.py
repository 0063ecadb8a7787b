import pytest

from midstance.report.first.doing import (
    exercises_only,
    moves_on,
    runs_at_all,
    what_is_done,
)
from midstance.schema.bouts import make_bouts
from midstance.schema.scene import Scene
from midstance.words.language import speaking


def bouts(*activities):
    return make_bouts(
        [
            ("a", float(i), i + 1.0, name, "left", 0.9, 0)
            for i, name in enumerate(activities)
        ]
    )


@pytest.mark.parametrize(
    ("activities", "moves", "runs"),
    [
        (["running"], True, True),
        (["walking"], True, False),
        (["squats"], False, True),
        (["other"], True, True),
    ],
)
def test_who_moves_on_and_who_runs(activities, moves, runs):
    table = bouts(*activities)
    assert (moves_on(table), runs_at_all(table)) == (moves, runs)


@pytest.mark.parametrize(
    ("activities", "is_so"),
    [
        (["squats"], True),
        (["other", "push-ups"], True),
        (["squats", "running"], False),
        (["other"], False),
    ],
)
def test_who_exercises_and_does_nothing_else(activities, is_so):
    assert exercises_only(bouts(*activities)) == is_so


@pytest.mark.parametrize(
    ("spoken", "words"),
    [
        ("en", "Running on a treadmill, seen from the left"),
        ("de", "Laufen auf dem Laufband, von links gesehen"),
        ("es", "Carrera en cinta, visto desde la izquierda"),
    ],
)
def test_what_is_done_is_told_in_every_language(spoken, words):
    with speaking(spoken):
        scene = Scene(view="left", surface="treadmill")
        assert what_is_done(bouts("running"), scene) == words
