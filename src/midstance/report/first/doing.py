"""What somebody of a recording did, in words."""

import pandas as pd

from midstance.schema.bouts import EXERCISES
from midstance.schema.scene import Scene
from midstance.words.activities import activity_text, repetitions_text
from midstance.words.text import _, later

VIEWS = {
    "left": later("seen from the left"),
    "right": later("seen from the right"),
    "front": later("seen from the front"),
    "rear": later("seen from behind"),
    "oblique": later("seen obliquely"),
    "unknown": later("seen from an unknown side"),
}
"""From which side somebody is seen."""
_GAITS = ("running", "walking")
_ON = {
    "treadmill": later("{activity} on a treadmill"),
    "overground": later("{activity} overground"),
}


def moves_on(bouts: pd.DataFrame) -> bool:
    """Return whether someone runs or walks, or does nothing that has a name."""
    activities = set(bouts["activity"]) - {"other"}
    return not activities or bool(activities & set(_GAITS))


def exercises_only(bouts: pd.DataFrame) -> bool:
    """Return whether someone exercises, and neither runs nor walks."""
    activities = set(bouts["activity"])
    return bool(activities & set(EXERCISES)) and not activities & set(_GAITS)


def runs_at_all(bouts: pd.DataFrame) -> bool:
    """Return whether someone runs at all, or may: nothing says that they walk."""
    activities = set(bouts["activity"])
    return "running" in activities or "walking" not in activities


def what_is_done(bouts: pd.DataFrame, scene: Scene) -> str:
    """Return what someone did most, on what, and from where it is seen."""
    lasts_s: dict[str, float] = {}
    for bout in bouts.itertuples():
        lasts_s[bout.activity] = (
            lasts_s.get(bout.activity, 0.0) + bout.end_s - bout.start_s
        )
    if not lasts_s:
        return _("No activity found, {view}", view=_(VIEWS[scene.view]))
    most = sorted(lasts_s, key=lambda name: (name not in _GAITS, -lasts_s[name]))[:2]
    done = bouts.groupby("activity")["repetitions"].sum()
    both = [_in_words(a, int(done[a])) for a in most]
    doing = both[0]
    if len(both) > 1:
        doing = _("{first} and {second}", first=both[0], second=both[1])
    if most[0] in _GAITS and scene.surface in _ON:
        doing = _(_ON[scene.surface], activity=doing)
    return f"{doing[0].upper()}{doing[1:]}, {_(VIEWS[scene.view])}"


def _in_words(activity: str, n_repetitions: int) -> str:
    if n_repetitions:
        return repetitions_text(activity, n_repetitions)
    return _("other movement") if activity == "other" else activity_text(activity)
