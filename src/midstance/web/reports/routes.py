"""Findings decided by a person, and comments on moments."""

import secrets
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from midstance.errors import ConfigError, FormatError
from midstance.schema.remarks import Comment, Decision, Remarks
from midstance.web.access.who import Who, who_asks
from midstance.web.reports.models import (
    CommentAnswer,
    CommentWish,
    DecisionWish,
    FindingDecision,
    RemarksAnswer,
)
from midstance.web.reports.remarking import Said, change, said, step
from midstance.web.routes.recordings import Kept
from midstance.web.routes.results import finished
from midstance.web.store.upload import Upload
from midstance.words.text import _

_MOST_COMMENTS = 1000


def _finished(recording_id: str, store: Kept) -> Upload:
    return finished(store, recording_id)


Analyzed = Annotated[Upload, Depends(_finished)]

router = APIRouter(tags=["remarks"], prefix="/api/recordings/{recording_id}")


@router.get("/remarks")
def remarks(recording: Analyzed, request: Request) -> RemarksAnswer:
    """Return what was decided about findings, and said about moments."""
    who = who_asks(request)
    return _answer(said(recording.results, who), who)


@router.put("/findings")
def decide(recording: Analyzed, request: Request, sent: DecisionWish) -> RemarksAnswer:
    """Accept a finding, tell it in other words, or leave it out of paper and links."""
    who, words = who_asks(request), " ".join(sent.words.split())
    if sent.choice == "changed" and not words:
        raise ConfigError(_("Write what to do in a sentence of your own."))

    def decided(before: Remarks) -> Remarks:
        if sent.choice == "none":
            return before.undecided(sent.individual, sent.rule)
        own = words if sent.choice == "changed" else ""
        made = Decision(sent.individual, sent.rule, sent.choice, own, who.name)
        return before.decided(made)

    return _answer(change(recording.results, who, decided), who)


@router.post("/remarks/undo")
def undo(recording: Analyzed, request: Request) -> RemarksAnswer:
    """Take the own last change of decisions and comments back."""
    who = who_asks(request)
    return _answer(step(recording.results, who, -1), who)


@router.post("/remarks/redo")
def redo(recording: Analyzed, request: Request) -> RemarksAnswer:
    """Do again what who asks took back."""
    who = who_asks(request)
    return _answer(step(recording.results, who, 1), who)


@router.post("/comments", status_code=201)
def comment(recording: Analyzed, request: Request, sent: CommentWish) -> RemarksAnswer:
    """Say something about a moment."""
    who = who_asks(request)
    made = _made(secrets.token_hex(6), who.name, sent)

    def commented(before: Remarks) -> Remarks:
        if len(before.comments) >= _MOST_COMMENTS:
            raise ConfigError(
                _(
                    "A recording holds at most {n} comments; delete some first.",
                    n=_MOST_COMMENTS,
                )
            )
        return before.commented(made)

    return _answer(change(recording.results, who, commented), who)


@router.put("/comments/{comment_id}")
def edit(
    comment_id: str, recording: Analyzed, request: Request, sent: CommentWish
) -> RemarksAnswer:
    """Say something else; only its author and owners may."""
    who = who_asks(request)

    def edited(before: Remarks) -> Remarks:
        author = _own(before, comment_id, who).author
        return before.commented(_made(comment_id, author, sent))

    return _answer(change(recording.results, who, edited), who)


@router.delete("/comments/{comment_id}")
def remove(comment_id: str, recording: Analyzed, request: Request) -> RemarksAnswer:
    """Delete a comment; only its author and owners may."""
    who = who_asks(request)

    def removed(before: Remarks) -> Remarks:
        _own(before, comment_id, who)
        return before.uncommented(comment_id)

    return _answer(change(recording.results, who, removed), who)


def _made(comment_id: str, author: str, sent: CommentWish) -> Comment:
    text = sent.text.strip()
    if not text:
        raise ConfigError(_("A comment needs a text."))
    kept = sent.is_shared, sent.is_printed
    return Comment(comment_id, sent.time_s, text, author, *kept)


def _own(before: Remarks, comment_id: str, who: Who) -> Comment:
    found = next((one for one in before.comments if one.id == comment_id), None)
    if found is None:
        raise FormatError(_("There is no such comment any more."))
    if not _is_theirs(found, who):
        raise ConfigError(
            _("Only {author} may change this comment.", author=found.author)
        )
    return found


def _is_theirs(comment: Comment, who: Who) -> bool:
    return who.role == "owner" or (who.may_change and comment.author == who.name)


def _answer(now: Said, who: Who) -> RemarksAnswer:
    return RemarksAnswer(
        decisions=[FindingDecision(**asdict(one)) for one in now.remarks.decisions],
        comments=[
            CommentAnswer(**asdict(one), is_mine=_is_theirs(one, who))
            for one in now.remarks.comments
        ],
        can_undo=now.can_undo,
        can_redo=now.can_redo,
    )
