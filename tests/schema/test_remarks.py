import pytest

from midstance.errors import FormatError
from midstance.schema.remarks import (
    REMARKS,
    Comment,
    Decision,
    Remarks,
    load_remarks,
    save_remarks,
)

ACCEPTED = Decision("anna", "overstriding", "accepted", author="Ben")
CHANGED = Decision("anna", "overstriding", "changed", "Land softer.")
LATER, EARLIER = Comment("a", 2.0, "Look here."), Comment("b", 1.0, "And here.", "Ben")


def test_remarks_are_kept_in_a_file_of_their_own(tmp_path):
    remarks = Remarks().decided(CHANGED).commented(LATER)
    save_remarks(remarks, tmp_path)
    assert load_remarks(tmp_path) == remarks
    save_remarks(Remarks(), tmp_path)
    assert not (tmp_path / REMARKS).exists()
    assert not load_remarks(tmp_path)


def test_a_finding_has_one_decision_which_can_be_taken_back():
    remarks = Remarks().decided(ACCEPTED).decided(CHANGED)
    assert remarks.decisions == (CHANGED,)
    assert remarks.about("anna", "overstriding") == CHANGED
    assert remarks.about("ben", "overstriding") is None
    assert not remarks.undecided("anna", "overstriding")


def test_comments_stand_in_the_order_of_their_moments():
    remarks = Remarks().commented(LATER).commented(EARLIER)
    assert remarks.comments == (EARLIER, LATER)
    other = Comment("a", 0.5, "Rather here.")
    assert remarks.commented(other).comments == (other, EARLIER)
    assert remarks.uncommented("b").comments == (LATER,)


def test_others_see_the_comments_that_are_shared():
    shared = Comment("c", 3.0, "For all.", is_shared=True)
    remarks = Remarks((CHANGED,)).commented(LATER).commented(shared)
    assert remarks.for_others() == Remarks((CHANGED,), (shared,))


def test_remarks_follow_the_clock_and_the_names():
    remarks = Remarks((CHANGED,), (LATER,))
    assert remarks.on_clock(0.25).comments[0].time_s == 0.5
    (renamed,) = remarks.renamed({"anna": "person-2"}).decisions
    assert renamed.individual == "person-2"
    assert remarks.renamed({"ben": "x"}) == remarks


def test_the_digest_changes_with_any_remark():
    digests = {
        one.digest()
        for one in (Remarks(), Remarks((CHANGED,)), Remarks((ACCEPTED,), (LATER,)))
    }
    assert len(digests) == 3
    assert "" in digests


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "nothing is called ''"),
        ('{"decisions": [{"rule": "x"}]}', "missing"),
        ('{"comments": 3}', "not iterable"),
        ('{"decision": []}', "nothing is called 'decision'"),
        (
            '{"decisions": [{"individual": "a", "rule": "x", "choice": "maybe"}]}',
            "the choice is one of",
        ),
        (
            '{"decisions": [{"individual": "a", "rule": "x", "choice": "changed"}]}',
            "no words are given",
        ),
        ('{"comments": [{"id": "a", "time_s": NaN, "text": ""}]}', "is in s, got nan"),
        ('{"comments": [{"id": 3, "time_s": 1, "text": ""}]}', "are texts"),
    ],
)
def test_what_is_no_remark_is_said_in_a_sentence(tmp_path, text, why):
    (tmp_path / REMARKS).write_text(text, "utf-8")
    with pytest.raises(FormatError, match=why):
        load_remarks(tmp_path)
