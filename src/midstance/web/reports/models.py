"""What is sent and answered about findings and comments, as types."""

from typing import Annotated, Literal

from pydantic import Field

from midstance.schema.remarks import LONGEST_COMMENT, LONGEST_WORDS
from midstance.web.models import Model, Seconds

_Name = Annotated[str, Field(min_length=1, max_length=200)]


class FindingDecision(Model):
    """What was decided about a finding."""

    individual: str
    rule: str
    choice: Literal["accepted", "changed", "left_out"]
    words: str
    """A sentence of one's own for what to do; empty unless it was changed."""
    author: str


class CommentAnswer(Model):
    """What was said about a moment."""

    id: str
    time_s: float
    text: str
    author: str
    is_shared: bool
    """Whether others see it by a link."""
    is_printed: bool
    is_mine: bool
    """Whether who asks may change it: its author, and owners."""


class RemarksAnswer(Model):
    """What people say about a recording."""

    decisions: list[FindingDecision]
    comments: list[CommentAnswer]
    can_undo: bool
    can_redo: bool


class DecisionWish(Model):
    """What somebody decides about a finding."""

    individual: _Name
    rule: _Name
    choice: Literal["accepted", "changed", "left_out", "none"]
    """None: nothing is decided any more."""
    words: Annotated[str, Field(max_length=LONGEST_WORDS)] = ""


class CommentWish(Model):
    """What somebody says about a moment."""

    time_s: Seconds
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_COMMENT)]
    is_shared: bool = False
    is_printed: bool = False
