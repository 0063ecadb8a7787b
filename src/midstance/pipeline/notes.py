"""What the user should know before reading any number, stage by stage."""

from collections.abc import Iterator, Sequence

import pandas as pd
import xarray as xr

from midstance.bouts.one_clock import notes_on_clock
from midstance.bouts.turning import notes_on_ways
from midstance.checks.base import Finding
from midstance.checks.withhold import notes_on_findings
from midstance.config import PlacedPoint, Subject
from midstance.pipeline.lift import notes_on_3d
from midstance.schema.bouts import GAITS, ClockDoubt
from midstance.schema.edits import describe_edits
from midstance.schema.notes import Note, make_notes
from midstance.schema.scene import Scene
from midstance.schema.tracks import OUTSIDE, individuals
from midstance.tracking.shots import by_person

_PARTS = {
    "feet": (
        ("ankle", "heel", "foot_index"),
        "Where they are not seen for long there are no contacts, nor anything that is "
        "measured from them; what repetitions and the upper body show remains.",
    ),
    "shoulders": (
        ("shoulder",),
        "The lean of the trunk and the arms are not measured there; contacts, and "
        "knee and ankle, are.",
    ),
}
"""Parts of the body: its keypoints, and what is lost without them."""

_LEAST_CUT_OFF = 0.1
"""Share of the frames from which it is worth a word."""


def notes_on_tracks(
    raw: xr.Dataset,
    tracks: xr.Dataset,
    bouts: pd.DataFrame,
    subject: Subject,
    *,
    clock: Sequence[ClockDoubt] = (),
    slow_motion: float = 1.0,
    points: Sequence[PlacedPoint] = (),
) -> pd.DataFrame:
    """Return what is to know of the people, and of what they do.

    Parameters
    ----------
    raw
        Everybody who was seen.
    tracks, bouts
        Tracks and bouts of the people who are reported.
    subject
        What the user said about them.
    clock
        Stretches in which the clock of the video seems wrong.
    slow_motion
        The factor by which the video was taken to be slowed down.
    points
        Keypoints that a person put right.

    """
    notes = [
        *_on_who_is_there(raw, tracks),
        *_on_cut_off(raw, tracks),
        *_on_subject(tracks, subject),
        *notes_on_clock(clock, slow_motion=slow_motion, span_s=_span_s(tracks)),
        *_on_activities(tracks, bouts),
        *notes_on_ways(tracks, bouts),
        *_on_points(tracks, points),
    ]
    return make_notes(notes, stage="tracks")


def _on_points(tracks: xr.Dataset, points: Sequence[PlacedPoint]) -> Iterator[Note]:
    for name in individuals(tracks):
        own = [one for one in points if one.individual == name]
        if own:
            frames = len({one.time_s for one in own})
            yield Note(
                "points_by_hand",
                f"Keypoints were put right by hand: {len(own)} on {frames} "
                f"{'frame' if frames == 1 else 'frames'}.",
                individual=name,
                severity="note",
                facts={"n_points": len(own), "n_frames": frames},
            )


def _span_s(tracks: xr.Dataset) -> tuple[float, float] | None:
    time_s = tracks["time"].to_numpy()
    return (float(time_s[0]), float(time_s[-1])) if time_s.size else None


def notes_on_events(
    tracks: xr.Dataset,
    edits: pd.DataFrame,
    measures: pd.DataFrame,
    scenes: dict[str, Scene],
    *,
    findings: Sequence[Finding] = (),
) -> pd.DataFrame:
    """Return what is to know of events, of what was changed by hand, and of numbers.

    Parameters
    ----------
    tracks
        Tracks of the people who are reported.
    edits, measures, scenes
        As in an analysis.
    findings
        What cannot be.

    """
    notes = notes_on_findings(findings)
    notes += _on_edits(edits, individuals(tracks))
    notes += notes_on_3d(measures, scenes)
    return make_notes(notes, stage="events")


def _on_who_is_there(raw: xr.Dataset, tracks: xr.Dataset) -> list[Note]:
    if not raw.sizes["individual"]:
        text = "Nobody was found in any frame, so nothing could be measured."
        return [Note("nobody", text)]
    n_more = len(by_person(individuals(raw))) - len(by_person(individuals(tracks)))
    if not n_more:
        return []
    who = "1 more person was" if n_more == 1 else f"{n_more} more people were"
    return [
        Note(
            "more_people",
            f"{who} seen.",
            severity="note",
            remedy="choose_runner",
            facts={"n_people": n_more},
        )
    ]


def _on_cut_off(raw: xr.Dataset, tracks: xr.Dataset) -> list[Note]:
    """Return which parts of whose body are out of the picture, and what is lost."""
    notes = []
    for name in individuals(tracks):
        own = raw.sel(individual=name)
        is_there = own["position"].notnull().any(["space", "keypoint"])
        for part, (keypoints, lost) in _PARTS.items():
            points = [k for k in own["keypoint"].to_numpy() if k.endswith(keypoints)]
            flags = own["observed"].sel(keypoint=points)
            share = (flags == OUTSIDE).all("keypoint").where(is_there).mean()
            if points and float(share) >= _LEAST_CUT_OFF:
                text = (
                    f"{name}: the {part} are out of the picture for {float(share):.0%} "
                    f"of the time. {lost} Have the whole body in the picture."
                )
                notes.append(
                    Note(
                        "cut_off",
                        text,
                        individual=name,
                        facts={"part": part, "share": round(float(share), 3)},
                    )
                )
    return notes


def _on_subject(tracks: xr.Dataset, subject: Subject) -> list[Note]:
    n_people = len(by_person(individuals(tracks)))
    words = {
        "body height": subject.height_m,
        "body mass": subject.mass_kg,
        "speed": subject.speed_m_s,
    }
    given = [word for word, value in words.items() if value is not None]
    if n_people < 2 or not given:
        return []
    is_one = len(given) == 1
    text = (
        f"The {' and the '.join(given)} that {'was' if is_one else 'were'} given "
        f"{'stands' if is_one else 'stand'} for each of the {n_people} people; of "
        "whom it does not hold, the numbers that rest on it are wrong."
    )
    return [Note("one_subject", text, facts={"n_people": n_people})]


def _on_activities(tracks: xr.Dataset, bouts: pd.DataFrame) -> list[Note]:
    notes = []
    for name in individuals(tracks):
        own = bouts[bouts["individual"] == name]
        if not own["activity"].isin(GAITS).any():
            text = f"{name}: no running or walking was found{_but_sets(own)}."
            notes.append(Note("no_gait", text, individual=name))
        elif not (own["activity"] == "running").any():
            text = f"{name} walks and does not run."
            notes.append(Note("walking", text, individual=name, severity="note"))
    return notes


def _but_sets(bouts: pd.DataFrame) -> str:
    done = bouts[bouts["repetitions"] > 0]
    pairs = zip(done["repetitions"], done["activity"], strict=True)
    sets = [f"{n:.0f} {activity}" for n, activity in pairs]
    return f", but {' and '.join(sets)}" if sets else ""


def _on_edits(edits: pd.DataFrame, names: list[str]) -> list[Note]:
    is_there = edits["individual"].isin(names)
    text = describe_edits(edits[is_there])
    n_edits = int(is_there.sum())
    notes = [Note("edits", text, severity="note", facts={"n_edits": n_edits})]
    for name in edits.loc[~is_there, "individual"].unique():
        absent = (
            f"Events of {name} were curated by hand, but {name} is not among the "
            "people of this analysis."
        )
        notes.append(Note("edits_of_others", absent, individual=str(name)))
    return notes if text else notes[1:]
