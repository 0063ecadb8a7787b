"""Remarks: what a person says about a recording, beside what was measured.

They lie over an analysis in a file of their own and change no number: a finding is
accepted, told in other words or left out, and a moment gets a comment.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn, get_args

from midstance.errors import FormatError
from midstance.files import read_json, replacing

REMARKS = "remarks.json"
Choice = Literal["accepted", "changed", "left_out"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
LONGEST_WORDS, LONGEST_COMMENT = 600, 2000
"""So many characters a sentence of one's own, and a comment, may have."""
_LATEST_S = 1e7


@dataclass(frozen=True)
class Decision:
    """What a person decided about one finding.

    Parameters
    ----------
    individual, rule
        Which finding: whose, and by which rule.
    choice
        accepted, changed (what to do is told in `words`) or left_out (of paper, and
        of what others see by a link).
    words
        A sentence of one's own for what to do; empty unless changed.
    author
        Who decided; empty: who sits at the machine.

    """

    individual: str
    rule: str
    choice: Choice
    words: str = ""
    author: str = ""


@dataclass(frozen=True)
class Comment:
    """What a person says about a moment.

    Parameters
    ----------
    id
        Names it among all comments of the recording.
    time_s
        When, on the clock of the tracks.
    text, author
        What is said, and by whom; no author: who sits at the machine.
    is_shared
        Whether others see it by a link.
    is_printed
        Whether it is on paper.

    """

    id: str
    time_s: float
    text: str
    author: str = ""
    is_shared: bool = False
    is_printed: bool = False


@dataclass(frozen=True)
class Remarks:
    """All remarks about one recording; comments in the order of their moments."""

    decisions: tuple[Decision, ...] = ()
    comments: tuple[Comment, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self.decisions or self.comments)

    def about(self, individual: str, rule: str) -> Decision | None:
        """Return the decision about a finding; None: there is none."""
        wanted = (individual, rule)
        mine = (one for one in self.decisions if (one.individual, one.rule) == wanted)
        return next(mine, None)

    def decided(self, decision: Decision) -> "Remarks":
        """Return remarks with a decision in place of the one before about it."""
        kept = self.undecided(decision.individual, decision.rule).decisions
        return dataclasses.replace(self, decisions=(*kept, decision))

    def undecided(self, individual: str, rule: str) -> "Remarks":
        """Return remarks without the decision about a finding."""
        others = tuple(
            one
            for one in self.decisions
            if (one.individual, one.rule) != (individual, rule)
        )
        return dataclasses.replace(self, decisions=others)

    def commented(self, comment: Comment) -> "Remarks":
        """Return remarks with a comment in place of the one of its id."""
        others = self.uncommented(comment.id).comments
        ordered = sorted((*others, comment), key=lambda one: (one.time_s, one.id))
        return dataclasses.replace(self, comments=tuple(ordered))

    def uncommented(self, comment_id: str) -> "Remarks":
        """Return remarks without a comment."""
        others = tuple(one for one in self.comments if one.id != comment_id)
        return dataclasses.replace(self, comments=others)

    def for_others(self) -> "Remarks":
        """Return what others see by a link: comments that their authors share."""
        shared = tuple(one for one in self.comments if one.is_shared)
        return dataclasses.replace(self, comments=shared)

    def on_clock(self, factor: float) -> "Remarks":
        """Return remarks of tracks whose times are `factor` times what they were."""
        if factor == 1:
            return self
        moved = (
            dataclasses.replace(one, time_s=one.time_s * factor)
            for one in self.comments
        )
        return dataclasses.replace(self, comments=tuple(moved))

    def renamed(self, names: Mapping[str, str]) -> "Remarks":
        """Return remarks about people who have other names now."""
        own = (
            dataclasses.replace(
                one, individual=names.get(one.individual, one.individual)
            )
            for one in self.decisions
        )
        return dataclasses.replace(self, decisions=tuple(own))

    def to_plain(self) -> dict[str, Any]:
        """Return everything as JSON takes it."""
        return dataclasses.asdict(self)

    def digest(self) -> str:
        """Return a short text that changes when any remark does; empty: no remarks."""
        if not self:
            return ""
        text = json.dumps(self.to_plain(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def remarks_from_plain(told: object) -> Remarks:
    """Return the remarks that `Remarks.to_plain` told.

    Raises
    ------
    FormatError
        If they are none.

    """
    rows: Mapping[str, Any] = told if isinstance(told, Mapping) else {"": told}
    try:
        if unknown := rows.keys() - {"decisions", "comments"}:
            _fail(f"nothing is called {sorted(unknown)[0]!r} in it")
        decisions = tuple(Decision(**one) for one in rows.get("decisions", ()))
        comments = tuple(Comment(**one) for one in rows.get("comments", ()))
        _check(decisions, comments)
    except (TypeError, ValueError) as error:
        raise FormatError(
            f"{REMARKS} holds something that is no remark ({error}); put it right, or "
            "delete the file."
        ) from error
    return Remarks(decisions, comments)


def _check(decisions: tuple[Decision, ...], comments: tuple[Comment, ...]) -> None:
    for one in decisions:
        texts = (one.individual, one.rule, one.words, one.author)
        if one.choice not in CHOICES or not all(isinstance(t, str) for t in texts):
            _fail(f"the choice is one of {list(CHOICES)}, got {one.choice!r}")
        if len(one.words) > LONGEST_WORDS:
            _fail(f"a sentence has at most {LONGEST_WORDS} characters")
        if one.choice == "changed" and not one.words.strip():
            _fail(f"{one.rule} is changed, and no words are given")
    for comment in comments:
        own = (comment.id, comment.text, comment.author)
        if not all(isinstance(t, str) for t in own):
            _fail("id, text and author of a comment are texts")
        if len(comment.text) > LONGEST_COMMENT:
            _fail(f"a comment has at most {LONGEST_COMMENT} characters")
        if not abs(float(comment.time_s)) < _LATEST_S:  # NaN is no moment either
            _fail(f"time_s of a comment is in s, got {comment.time_s}")


def _fail(why: str) -> NoReturn:
    raise ValueError(why)


def load_remarks(folder: Path) -> Remarks:
    """Return the remarks in a folder; none where there is no file.

    Raises
    ------
    FormatError
        If the file holds something else.

    """
    path = folder / REMARKS
    if not path.is_file():
        return Remarks()
    return remarks_from_plain(read_json(path, "remarks of a person"))


def save_remarks(remarks: Remarks, folder: Path) -> None:
    """Write remarks into a folder; without any there is no file.

    Raises
    ------
    OutputError
        If the folder cannot be written to.

    """
    path = folder / REMARKS
    if not remarks:
        path.unlink(missing_ok=True)
        return
    with replacing(path) as part:
        text = json.dumps(remarks.to_plain(), indent=2, ensure_ascii=False)
        part.write_text(text, "utf-8")
