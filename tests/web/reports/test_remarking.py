import pytest

from midstance.errors import ConfigError, FormatError
from midstance.schema.remarks import (
    Comment,
    Decision,
    Remarks,
    load_remarks,
    save_remarks,
)
from midstance.web.access.who import HERE, Who
from midstance.web.reports.remarking import REMARKS_HISTORY, change, said, step

ACCEPTED = Decision("anna", "overstriding", "accepted")
MOMENT = Comment("a", 1.0, "Here.")
BO, CY = (Who(name.lower(), name, "coach") for name in ("Bo", "Cy"))


def test_every_change_can_be_taken_back_and_done_again(tmp_path):
    assert said(tmp_path, HERE).remarks == Remarks()
    change(tmp_path, HERE, lambda before: before.decided(ACCEPTED))
    now = change(tmp_path, HERE, lambda before: before.commented(MOMENT))
    assert (now.can_undo, now.can_redo) == (True, False)
    assert step(tmp_path, HERE, -1).remarks == Remarks((ACCEPTED,))
    back = step(tmp_path, HERE, -1)
    assert (back.remarks, back.can_undo, back.can_redo) == (Remarks(), False, True)
    step(tmp_path, HERE, 1)
    assert step(tmp_path, HERE, 1).remarks == load_remarks(tmp_path) == now.remarks


def test_before_the_first_change_there_is_nothing(tmp_path):
    with pytest.raises(FormatError, match="nothing to undo"):
        step(tmp_path, HERE, -1)


def test_a_damaged_history_is_begun_anew(tmp_path):
    change(tmp_path, HERE, lambda before: before.decided(ACCEPTED))
    (tmp_path / REMARKS_HISTORY).write_text('{"at": 0, "states": [[]]}', "utf-8")
    now = said(tmp_path, HERE)
    assert (now.remarks.decisions, now.can_undo) == ((ACCEPTED,), False)


def decide(folder, who, rule, choice="accepted"):
    made = Decision("anna", rule, choice, author=who.name)
    return change(folder, who, lambda before: before.decided(made))


def choices(now):
    return {one.rule: one.choice for one in now.remarks.decisions}


def test_everybody_takes_back_their_own_changes_alone(tmp_path):
    decide(tmp_path, BO, "overstriding")
    assert not said(tmp_path, CY).can_undo
    decide(tmp_path, CY, "low_cadence")
    with pytest.raises(FormatError, match="nothing to undo"):
        step(tmp_path, HERE, -1)
    back = step(tmp_path, BO, -1)
    assert choices(back) == {"low_cadence": "accepted"}
    assert (back.can_undo, back.can_redo) == (False, True)
    decide(tmp_path, CY, "bounce")  # what Bo took back can still be done again
    assert set(choices(step(tmp_path, BO, 1))) == {
        *("low_cadence", "bounce", "overstriding")
    }


def test_what_somebody_else_has_built_on_is_not_taken_back(tmp_path):
    decide(tmp_path, BO, "overstriding")
    decide(tmp_path, CY, "overstriding", "left_out")
    with pytest.raises(ConfigError, match="Cy has changed this since"):
        step(tmp_path, BO, -1)
    assert choices(said(tmp_path, BO)) == {"overstriding": "left_out"}
    assert choices(step(tmp_path, CY, -1)) == {"overstriding": "accepted"}
    assert choices(step(tmp_path, BO, -1)) == {}
    decide(tmp_path, HERE, "overstriding")
    with pytest.raises(ConfigError, match="Somebody else has changed this since"):
        step(tmp_path, BO, 1)


def test_remarks_that_came_from_elsewhere_are_no_change_of_anybody(tmp_path):
    decide(tmp_path, BO, "overstriding")
    save_remarks(Remarks(comments=(MOMENT,)), tmp_path)
    assert not said(tmp_path, BO).can_undo
    change(tmp_path, BO, lambda before: before)  # changes nothing
    assert not said(tmp_path, BO).can_undo
