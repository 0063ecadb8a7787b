"""What people say about a recording, kept with every change: to undo one's own."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from midstance.errors import ConfigError, FormatError
from midstance.files import replacing
from midstance.schema.remarks import (
    Comment,
    Decision,
    Remarks,
    load_remarks,
    save_remarks,
)
from midstance.web.access.who import Who
from midstance.words.text import _

REMARKS_HISTORY = "remarks_history.json"
REMARKING = Lock()
"""Held while remarks are read and written: no two changes cross each other."""
_MOST = 200

Remark = Decision | Comment
Key = tuple[str, ...]
"""What a change is about: ``decision``, whose and which rule; or ``comment`` and id."""


@dataclass(frozen=True)
class Change:
    """One change of one remark by one person.

    Parameters
    ----------
    by, name
        Id and name of who made it; both empty: who sits at the machine.
    about
        Which remark.
    before, after
        The remark; None: there was none, or is none any more.
    is_undone
        Whether it was taken back.

    """

    by: str
    name: str
    about: Key
    before: Remark | None
    after: Remark | None
    is_undone: bool = False


@dataclass(frozen=True)
class Said:
    """The remarks about a recording, and whether who asks has changes to go over."""

    remarks: Remarks
    can_undo: bool
    can_redo: bool


def said(folder: Path, who: Who) -> Said:
    """Return the remarks in the results of a recording."""
    with REMARKING:
        now = load_remarks(folder)
        return _said(now, _changes(folder, now), who)


def change(folder: Path, who: Who, how: Callable[[Remarks], Remarks]) -> Said:
    """Change the remarks in the results of a recording, and return them.

    What who asks had taken back before cannot be done again from then on.
    """
    with REMARKING:
        before = load_remarks(folder)
        changes = _changes(folder, before)
        now = how(before)
        old, new = _parts(before), _parts(now)
        made = [
            Change(_id(who), who.name, key, old.get(key), new.get(key))
            for key in {**old, **new}
            if old.get(key) != new.get(key)
        ]
        if made:
            own = _id(who)
            kept = [one for one in changes if not (one.by == own and one.is_undone)]
            changes = [*kept, *made]
            _save(folder, now, changes)
        return _said(now, changes, who)


def step(folder: Path, who: Who, by: Literal[-1, 1]) -> Said:
    """Take the last change of who asks back (-1), or do it again (1).

    Raises
    ------
    ConfigError
        If somebody else changed the same remark since.
    FormatError
        If there is none.

    """
    with REMARKING:
        now = load_remarks(folder)
        changes = _changes(folder, now)
        at = _last_done(changes, who) if by < 0 else _first_undone(changes, who)
        if at is None:
            raise FormatError(
                "There is nothing to undo."
                if by < 0
                else "There is nothing to do again."
            )
        one = changes[at]
        found, wanted = (one.after, one.before) if by < 0 else (one.before, one.after)
        if _parts(now).get(one.about) != found:
            raise ConfigError(_whose_it_is(changes, one))
        now = _put(now, one.about, wanted)
        changes[at] = replace(one, is_undone=by < 0)
        _save(folder, now, changes)
        return _said(now, changes, who)


def _last_done(changes: list[Change], who: Who) -> int | None:
    own = [i for i, one in enumerate(changes) if one.by == _id(who)]
    done = [i for i in own if not changes[i].is_undone]
    return done[-1] if done else None


def _first_undone(changes: list[Change], who: Who) -> int | None:
    own = [i for i, one in enumerate(changes) if one.by == _id(who)]
    undone = [i for i in own if changes[i].is_undone]
    return undone[0] if undone else None


def _whose_it_is(changes: list[Change], one: Change) -> str:
    """Return why a change is neither taken back nor done again: others built on it."""
    others = (
        each.name
        for each in reversed(changes)
        if each.about == one.about and each.by != one.by
    )
    name = next(others, "")
    if name:
        return _(
            "{name} has changed this since; it stays as it is. Change it by hand if it "
            "shall be otherwise.",
            name=name,
        )
    return _(
        "Somebody else has changed this since; it stays as it is. Change it by hand if "
        "it shall be otherwise."
    )


def _id(who: Who) -> str:
    return who.user_id or ""


def _parts(remarks: Remarks) -> dict[Key, Remark]:
    parts: dict[Key, Remark] = {("comment", one.id): one for one in remarks.comments}
    for one in remarks.decisions:
        parts["decision", one.individual, one.rule] = one
    return parts


def _put(remarks: Remarks, about: Key, wanted: Remark | None) -> Remarks:
    if isinstance(wanted, Decision):
        return remarks.decided(wanted)
    if isinstance(wanted, Comment):
        return remarks.commented(wanted)
    if about[0] == "decision":
        return remarks.undecided(*about[1:])
    return remarks.uncommented(*about[1:])


def _said(now: Remarks, changes: list[Change], who: Who) -> Said:
    return Said(
        now,
        can_undo=_last_done(changes, who) is not None,
        can_redo=_first_undone(changes, who) is not None,
    )


def _save(folder: Path, now: Remarks, changes: list[Change]) -> None:
    save_remarks(now, folder)
    told = {"now": now.digest(), "changes": [asdict(one) for one in changes[-_MOST:]]}
    with replacing(folder / REMARKS_HISTORY) as part:
        part.write_text(json.dumps(told), "utf-8")


def _changes(folder: Path, now: Remarks) -> list[Change]:
    """Return the changes that led to these remarks; of others, or a damaged file, none.

    Remarks are others after another analysis of the video, in which people have other
    names, and where somebody wrote the file by hand.
    """
    try:
        told = json.loads((folder / REMARKS_HISTORY).read_text("utf-8"))
        if told["now"] != now.digest():
            return []
        return [_change(one) for one in told["changes"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _change(told: dict[str, Any]) -> Change:
    about = tuple(told["about"])
    kind = {"decision": Decision, "comment": Comment}[about[0]]
    before, after = (
        None if told[name] is None else kind(**told[name])
        for name in ("before", "after")
    )
    return Change(told["by"], told["name"], about, before, after, told["is_undone"])
