import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from midstance.exercises.measures import (
    SEEN_FROM,
    drawn_uncertainty_of,
    rendered_errors,
    uncertainty_of,
)

FOLDER = Path(__file__).parents[2] / "validation"


@pytest.fixture(scope="module")
def script():
    """The script, beside which others lie that it imports."""
    sys.path.append(str(FOLDER))
    path = FOLDER / "rendered_exercises.py"
    spec = importlib.util.spec_from_file_location("validation_rendered", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(FOLDER))


@pytest.fixture(scope="module")
def rows():
    """What the pose network made of rendered people, numbers of form alone."""
    found = pd.read_csv(FOLDER / "rendered_exercises.csv")
    return found[found["number"].isin(list(SEEN_FROM))]


@pytest.fixture(scope="module")
def judged(rows):
    """Errors of people who set no uncertainty, each with that which ships."""
    own = rows[rows["person"] % 2 == 1]
    keys = own[["number", "view", "exercise"]].itertuples(index=False, name=None)
    return own.assign(ships=[uncertainty_of(*key) for key in keys])


@pytest.mark.parametrize("number", SEEN_FROM)
def test_the_uncertainty_covers_the_network_on_other_people(judged, number):
    own = judged[judged["number"] == number]
    size = own["error"].abs()
    assert len(own) >= 6
    assert (size <= own["ships"]).mean() >= 0.6
    assert (size <= 2 * own["ships"]).mean() >= 0.85


@pytest.mark.parametrize("exercise", ["squats", "push-ups"])
def test_the_range_of_an_exercise_is_covered_on_other_people(judged, exercise):
    own = judged[(judged["number"] == "depth_deg") & (judged["exercise"] == exercise)]
    own = own[own["view"] == "side"]
    assert (own["error"].abs() <= 2 * own["ships"]).mean() >= 0.95
    assert (own["error"].abs() <= own["ships"]).mean() >= 0.5


def test_what_ships_comes_from_the_people_who_do_not_judge(script, rows):
    assert script.widened(rows[rows["person"] % 2 == 0]) == rendered_errors()


def test_people_who_judge_widen_nothing(script, rows):
    wild = rows.assign(error=rows["error"].where(rows["person"] % 2 == 0, 1000.0))
    assert script.widened(wild) == rendered_errors()


def test_nothing_is_narrowed():
    for exercise in ("squats", "lunges", "curls", ""):
        for number, views in SEEN_FROM.items():
            for view in views:
                drawn = drawn_uncertainty_of(number, view, exercise)
                assert uncertainty_of(number, view, exercise) >= drawn


def test_the_table_says_each_exercise_once(script, rows):
    lines = list(script.table(rows))
    assert sum("push-ups" in line and "depth_deg" in line for line in lines) == 1
