import pytest

from midstance.schema.bouts import ACTIVITIES, EXERCISES, TURNING
from midstance.words.activities import FORMS, NAMES, activity_text, repetitions_text
from midstance.words.language import speaking


def test_every_activity_has_a_name():
    assert set(NAMES) >= {*ACTIVITIES, *EXERCISES, TURNING}


@pytest.mark.parametrize(
    ("spoken", "one", "many"),
    [
        ("en", "1 squat", "5 squats"),
        ("de", "1 Kniebeuge", "5 Kniebeugen"),
        ("es", "1 sentadilla", "5 sentadillas"),
    ],
)
def test_exercises_are_counted(spoken, one, many):
    with speaking(spoken):
        assert [repetitions_text("squats", n) for n in (1, 5)] == [one, many]


def test_an_exercise_without_a_name_counts_repetitions():
    assert repetitions_text("exercise", 2) == "2 repetitions"


@pytest.mark.parametrize("spoken", ["de", "es"])
def test_every_exercise_is_named_in_every_language(spoken):
    with speaking(spoken):
        assert all(activity_text(name) != name for name in FORMS if name != "curls")
