import pytest

from midstance.errors import FormatError
from midstance.schema.remarks import Comment, Decision, Remarks, load_remarks
from midstance.web.reports.remarking import REMARKS_HISTORY, change, said, step

ACCEPTED = Decision("anna", "overstriding", "accepted")
HERE = Comment("a", 1.0, "Here.")


def test_every_change_can_be_taken_back_and_done_again(tmp_path):
    assert said(tmp_path).remarks == Remarks()
    change(tmp_path, lambda before: before.decided(ACCEPTED))
    now = change(tmp_path, lambda before: before.commented(HERE))
    assert (now.can_undo, now.can_redo) == (True, False)
    assert step(tmp_path, -1).remarks == Remarks((ACCEPTED,))
    back = step(tmp_path, -1)
    assert (back.remarks, back.can_undo, back.can_redo) == (Remarks(), False, True)
    step(tmp_path, 1)
    assert step(tmp_path, 1).remarks == load_remarks(tmp_path) == now.remarks


def test_before_the_first_change_there_is_nothing(tmp_path):
    with pytest.raises(FormatError, match="nothing to undo"):
        step(tmp_path, -1)


def test_a_damaged_history_is_begun_anew(tmp_path):
    change(tmp_path, lambda before: before.decided(ACCEPTED))
    (tmp_path / REMARKS_HISTORY).write_text('{"at": 0, "states": [[]]}', "utf-8")
    now = said(tmp_path)
    assert (now.remarks.decisions, now.can_undo) == ((ACCEPTED,), False)
