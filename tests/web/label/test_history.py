import json

import pytest

from midstance.errors import FormatError
from midstance.web.label.history import (
    HISTORY,
    History,
    State,
    read_state,
    state_of,
)

FIRST, SECOND, THIRD = (State({"people": n}, []) for n in (1, 2, 3))


def begun(folder, now):
    return History(folder / HISTORY, now, read_state)


def test_states_are_gone_back_and_forth_and_outlive_the_page(tmp_path):
    history = begun(tmp_path, FIRST)
    assert not history.can_undo
    history.add(SECOND)
    history.add(SECOND)  # nothing changed
    assert begun(tmp_path, SECOND).beside(-1) == FIRST
    again = begun(tmp_path, SECOND)
    again.go(-1)
    assert (again.can_undo, again.can_redo) == (False, True)
    assert begun(tmp_path, FIRST).beside(1) == SECOND


def test_a_change_forgets_what_was_undone(tmp_path):
    history = begun(tmp_path, FIRST)
    history.add(SECOND)
    history.go(-1)
    history.add(THIRD)
    assert not history.can_redo
    assert history.beside(-1) == FIRST


@pytest.mark.parametrize("step", [-1, 1])
def test_beyond_the_ends_there_is_nothing(tmp_path, step):
    with pytest.raises(FormatError, match="There is nothing to"):
        begun(tmp_path, FIRST).beside(step)


def test_another_analysis_of_the_video_begins_it_anew(tmp_path):
    begun(tmp_path, FIRST).add(SECOND)
    history = begun(tmp_path, THIRD)
    assert not history.can_undo


@pytest.mark.parametrize("text", ["", "[]", '{"at": 9, "states": []}', '{"at": "x"}'])
def test_a_damaged_file_is_none(tmp_path, text):
    (tmp_path / HISTORY).write_text(text, "utf-8")
    assert not begun(tmp_path, FIRST).can_undo


def test_a_state_gives_back_settings_and_edits(analyzed):
    state = state_of(analyzed)
    assert state.settings() == analyzed.config
    assert state.events().equals(analyzed.edits)
    edited = State(state.config, [["a", "left", "toe_off", "delete", None, 1.5]])
    assert edited.events()["detected_time_s"].tolist() == [1.5]


def test_edits_of_repetitions_belong_to_a_state(squats):
    row = ["person-1", "delete", None, 1.4, "", "", None, None]
    state = State(squats.config.model_dump(mode="json"), [], [row])
    assert state.of_repetitions()["detected_time_s"].tolist() == [1.4]
    assert state_of(squats).of_repetitions().empty


def test_a_history_of_before_knows_no_repetitions(tmp_path):
    old = {"at": 0, "states": [{"config": {"people": 1}, "edits": []}]}
    (tmp_path / HISTORY).write_text(json.dumps(old), "utf-8")
    history = begun(tmp_path, FIRST)
    history.add(SECOND)
    assert history.beside(-1) == FIRST
