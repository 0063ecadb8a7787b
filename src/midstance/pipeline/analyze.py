"""The whole analysis of one video, readable from top to bottom."""

import dataclasses
import hashlib
import platform
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from midstance.bouts.locomotion import find_bouts, implausible_cadence
from midstance.bouts.slow_motion import suspected_slow_motion
from midstance.bouts.turning import measured_part, notes_on_ways
from midstance.bouts.view import find_view
from midstance.cleaning.base import cleaners
from midstance.cleaning.camera import remove_camera_motion
from midstance.config import Config, Plugin
from midstance.errors import NotEnoughDataError
from midstance.events.base import detectors
from midstance.exercises.bouts import with_exercises
from midstance.kernels.images.camera_motion import CameraMotion
from midstance.metrics import base as metrics
from midstance.metrics.lifted import with_lifted
from midstance.pipeline.lift import check_lifting, lift_people, notes_on_3d
from midstance.pose.base import PoseBackend, backends
from midstance.pose.estimate import Progress, estimate_poses, log_key
from midstance.scene.camera import follow_camera
from midstance.scene.scene import find_scene
from midstance.schema.analysis import Analysis
from midstance.schema.bouts import GAITS
from midstance.schema.edits import apply_edits, describe_edits, make_edits
from midstance.schema.events import make_events, of_individual
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals
from midstance.schema.video import VideoInfo
from midstance.tracking.choose import choose
from midstance.tracking.link import link
from midstance.video.reader import open_video
from midstance.weights.added import hashes_of

_FEWEST_FRAMES = 10

_MOST_PEOPLE = 6
"""How many people are looked for when all are wanted."""

_FEWEST_LOOKED_FOR = 3
"""So many are followed at least: who is longest in the picture is only known at
its end, and a bystander may be found first."""


_LOOK_EVERY_S = {"moving": 0.0, "still": 0.5}
"""First pause between looks at the camera: one that should stand still is only
checked."""


def analyze(
    video: Path | str,
    *,
    config: Config | None = None,
    poses_file: Path | None = None,
    edits: pd.DataFrame | None = None,
    progress: Progress | None = None,
    **subject: Any,  # noqa: ANN401
) -> Analysis:
    """Return everything that can be said about the people in `video`.

    Parameters
    ----------
    video
        Video file, or folder of images.
    config
        Settings; None: the defaults.
    poses_file
        Where to keep the poses of the network (``.npz``), so that interrupted
        work goes on and another analysis of the same video need not wait for it.
    edits
        What a person changed about the events of this video before; see
        `midstance.schema.edits`.
    progress
        Called with the stage, what is done and the whole.
    subject
        Shorthand for the settings of `midstance.config.Subject`: ``view``,
        ``height_m``, ``mass_kg``, ``speed_m_s``, ``surface``.

    Raises
    ------
    MidstanceError
        If the video cannot be read or is too short, a setting is wrong, or weights
        are missing.

    """
    settings = (config or Config()).updated(subject=subject)
    check_lifting(settings)
    path = Path(video)
    backend = _backend(settings)
    clip = settings.clip.model_dump()
    with open_video(path, **settings.clip.reader_options()) as frames:
        poses = estimate_poses(
            frames,
            backend,
            camera=CameraMotion(_LOOK_EVERY_S[settings.clip.camera]),
            log=poses_file,
            key=log_key(path, backend, clip),
            progress=progress,
        )
    if len(poses) < _FEWEST_FRAMES:
        raise NotEnoughDataError(
            f"{path} gives {len(poses)} frames between its start and end, at least "
            f"{_FEWEST_FRAMES} are needed; film at least one stride, about a second."
        )
    regions, source = settings.tracking.regions, _source(frames.info)
    raw = link(poses, backend.skeleton, attrs=source, regions=regions)
    raw, camera_notes = follow_camera(raw, poses, settings)
    return analyze_tracks(
        raw,
        settings,
        video=frames.info,
        notes=(*frames.notes, *camera_notes),
        edits=edits,
        provenance=_provenance(path, settings, backend),
    )


def analyze_tracks(
    raw: xr.Dataset,
    config: Config,
    *,
    video: VideoInfo,
    notes: tuple[str, ...] = (),
    edits: pd.DataFrame | None = None,
    provenance: dict[str, Any] | None = None,
) -> Analysis:
    """Return the analysis of raw tracks: all that follows the pose network.

    Parameters
    ----------
    raw
        Tracks as linked from the poses of the network.
    config
        Settings.
    video
        The video they come from.
    notes
        What the reader of the video had to say.
    edits
        What a person changed about the events; applied to those detected now.
    provenance
        How the tracks were made.

    """
    kept = raw.sel(individual=choose(raw, runner=config.runner, people=config.people))
    tracks = clean(kept, config)
    bouts = with_exercises(tracks, find_bouts(tracks))
    detected = _events_of_bouts(tracks, bouts, config)
    edits = make_edits() if edits is None else edits
    events = apply_edits(detected, edits, tracks)
    tracks_3d = lift_people(tracks, kept, config)
    part = measured_part(tracks, events, bouts, view=config.subject.view)
    scenes = find_scenes(part[0], config, part[1])
    measures, missing = measure(*part, scenes, config, tracks_3d=tracks_3d)
    return Analysis(
        video=video,
        config=config,
        raw_tracks=raw,
        tracks=tracks,
        scenes=scenes,
        bouts=bouts,
        events=events,
        measures=measures,
        missing=missing,
        warnings=(
            *notes,
            *suspected_slow_motion(tracks, bouts),
            *_warnings(raw, tracks, bouts, events, edits),
            *notes_on_3d(measures, scenes),
        ),
        provenance=provenance or {},
        edits=edits,
        detected_events=detected,
        tracks_3d=tracks_3d,
    )


def curate(analysis: Analysis, edits: pd.DataFrame) -> Analysis:
    """Return `analysis` with other edits of its events, and every number anew.

    Parameters
    ----------
    analysis
        An analysis; edits that it holds are replaced.
    edits
        Everything a person wants changed; see `midstance.schema.edits`.

    """
    tracks, bouts = analysis.tracks, analysis.bouts
    detected = analysis.as_detected()
    events = apply_edits(detected, edits, tracks)
    part = measured_part(tracks, events, bouts, view=analysis.config.subject.view)
    scenes = find_scenes(part[0], analysis.config, part[1])
    measures, missing = measure(
        *part, scenes, analysis.config, tracks_3d=analysis.tracks_3d
    )
    warnings = _warnings(analysis.raw_tracks, tracks, bouts, events, edits)
    return dataclasses.replace(
        analysis,
        scenes=scenes,
        events=events,
        measures=measures,
        missing=missing,
        warnings=(*lasting_warnings(analysis), *warnings),
        edits=edits,
        detected_events=detected,
    )


def lasting_warnings(analysis: Analysis) -> tuple[str, ...]:
    """Return the warnings that hold whoever is reported and whatever is edited."""
    people, events = analysis.tracks, analysis.events
    own = _warnings(analysis.raw_tracks, people, analysis.bouts, events, analysis.edits)
    return tuple(text for text in analysis.warnings if text not in own)


def clean(tracks: xr.Dataset, config: Config | None = None) -> xr.Dataset:
    """Return `tracks` after every cleaning step of `config`, in order.

    The motion of the camera is taken out first, where it is known. Tracks that
    were cleaned before (attr ``processing``) come back as they are.
    """
    if "processing" in tracks.attrs:
        return tracks
    steps = (config or Config()).cleaning
    tracks = remove_camera_motion(tracks)
    for step in steps:
        tracks = cleaners.build(step.name, step.params).apply(tracks)
    return tracks.assign_attrs(processing=", ".join(step.name for step in steps))


def find_scenes(
    tracks: xr.Dataset,
    config: Config | None = None,
    events: pd.DataFrame | None = None,
) -> dict[str, Scene]:
    """Return how each person of clean `tracks` is seen.

    `events` are needed for the scale by the speed of a treadmill.
    """
    given = dict((config or Config()).subject)
    said = given.pop("view")
    scenes = {}
    for name in individuals(tracks):
        own = tracks.sel(individual=[name])
        view = find_view(own)[0] if said == "auto" else said
        own_events = None if events is None else of_individual(events, name)
        scenes[name] = find_scene(own, view, **given, events=own_events)
    return scenes


def find_events(tracks: xr.Dataset, config: Config | None = None) -> pd.DataFrame:
    """Return the gait events of clean `tracks`.

    Running is searched with the detector that `config` names, walking with it too
    when that is made for both and else with the walking rule, and anything else
    not at all.
    """
    return _events_of_bouts(tracks, find_bouts(tracks), config or Config())


def measure(
    tracks: xr.Dataset,
    events: pd.DataFrame,
    scenes: dict[str, Scene],
    config: Config | None = None,
    *,
    tracks_3d: xr.Dataset | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the measures, and what could not be measured with the reason.

    Angles that the view does not show are read from `tracks_3d`, where given.
    """
    names = (config or Config()).metrics
    found, missing = metrics.measure(tracks, events, scenes, names)
    if tracks_3d is None:
        return found, missing
    return with_lifted(
        found, missing, tracks_3d=tracks_3d, events=events, scenes=scenes
    )


def _events_of_bouts(
    tracks: xr.Dataset, bouts: pd.DataFrame, config: Config
) -> pd.DataFrame:
    is_general = "walking" in detectors.get(config.events.name).gaits
    for_walking = config.events if is_general else Plugin(name="walking")
    rules = dict(zip(GAITS, (config.events, for_walking), strict=True))
    tables = [make_events([])]
    for bout in bouts.itertuples():
        if bout.activity not in rules:
            continue
        rule = rules[bout.activity]
        own = tracks.sel(individual=[bout.individual])
        own = own.sel(time=slice(bout.start_s, bout.end_s))
        with suppress(NotEnoughDataError):  # a leg never seen; others may be
            tables.append(detectors.build(rule.name, rule.params).detect(own))
    filled = [table for table in tables if len(table)]
    if not filled:
        return tables[0]
    together = pd.concat(filled)
    return together.sort_values("time_s", ignore_index=True, kind="stable")


def _backend(config: Config) -> PoseBackend:
    """Return the pose network of `config`, told how many people to look for."""
    everybody = config.people == "all" or config.runner or config.tracking.regions
    n_people = _MOST_PEOPLE if everybody else config.people
    wanted = {"max_people": max(n_people, _FEWEST_LOOKED_FOR)}
    return backends.build(config.pose.name, config.pose.params, preferred=wanted)


def _source(video: VideoInfo) -> dict[str, Any]:
    return {
        "source_file": video.name,
        "image_width_px": video.width_px,
        "image_height_px": video.height_px,
    }


def _provenance(path: Path, config: Config, backend: PoseBackend) -> dict[str, Any]:
    """Return what it takes to make the same numbers again."""
    from importlib.metadata import version

    return {
        "midstance": version("midstance"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "pose": config.pose.name,
        "weights_sha256": hashes_of(backend.files()),
        "video_sha256": video_sha256(path),
        "analyzed_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def video_sha256(path: Path) -> str:
    """Return what tells a video file from any other; empty for a folder of images."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _warnings(
    raw: xr.Dataset,
    kept: xr.Dataset,
    bouts: pd.DataFrame,
    events: pd.DataFrame,
    edits: pd.DataFrame,
) -> tuple[str, ...]:
    """Return what the user should know before reading any number."""
    if not raw.sizes["individual"]:
        return ("Nobody was found in any frame, so nothing could be measured.",)
    sentences = []
    n_more = raw.sizes["individual"] - kept.sizes["individual"]
    if n_more:
        verb = "person was" if n_more == 1 else "people were"
        sentences.append(
            f"{n_more} more {verb} seen; midstance people FOLDER shows them, and "
            "reports whom you choose."
        )
    for name in individuals(kept):
        own = bouts[bouts["individual"] == name]
        done = own[own["repetitions"] > 0]
        if not own["activity"].isin(GAITS).any():
            sets = [
                f"{n:.0f} {a}"
                for a, n in zip(done["activity"], done["repetitions"], strict=True)
            ]
            but = f", but {' and '.join(sets)}" if sets else ""
            sentences.append(f"{name}: no running or walking was found{but}.")
        elif not (own["activity"] == "running").any():
            sentences.append(f"{name} walks and does not run.")
        doubt = implausible_cadence(of_individual(events, name))
        if doubt:
            sentences.append(f"{name}: {doubt}")
    sentences += notes_on_ways(kept, bouts)
    by_hand = edits["individual"].isin(individuals(kept))
    sentences += filter(None, [describe_edits(edits[by_hand])])
    for name in edits.loc[~by_hand, "individual"].unique():
        sentences.append(
            f"Events of {name} were curated by hand, but {name} is not among the "
            "people of this analysis."
        )
    return tuple(sentences)
