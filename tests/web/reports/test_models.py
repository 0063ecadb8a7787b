import pytest
from pydantic import ValidationError

from midstance.schema.remarks import LONGEST_COMMENT, LONGEST_WORDS
from midstance.web.reports.models import CommentWish, DecisionWish


def test_a_comment_is_kept_from_paper_and_links_unless_its_author_says_so():
    wish = CommentWish(time_s=1.0, text="Here.")
    assert (wish.is_shared, wish.is_printed) == (False, False)


@pytest.mark.parametrize(
    "wrong",
    [{"text": ""}, {"text": "x" * (LONGEST_COMMENT + 1)}, {"time_s": float("nan")}],
)
def test_what_is_no_comment_is_refused(wrong):
    with pytest.raises(ValidationError):
        CommentWish(**{"time_s": 1.0, "text": "Here.", **wrong})


def test_a_sentence_of_ones_own_has_an_end():
    with pytest.raises(ValidationError):
        DecisionWish(
            individual="a", rule="b", choice="changed", words="x" * (LONGEST_WORDS + 1)
        )
