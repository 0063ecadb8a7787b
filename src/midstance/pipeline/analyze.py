"""The whole analysis of one video, readable from top to bottom."""

import dataclasses
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from midstance.bouts.locomotion import find_bouts
from midstance.bouts.one_clock import doubts_in, on_one_clock
from midstance.bouts.turning import mark_measured
from midstance.bouts.upright import find_turn
from midstance.checks.base import check_everybody
from midstance.checks.withhold import withhold, withhold_forces
from midstance.cleaning.outside import without_outside
from midstance.cleaning.placed import place_points
from midstance.config import Config
from midstance.errors import NotEnoughDataError
from midstance.exercises.bouts import with_exercises
from midstance.findings.look import find_findings
from midstance.formats.packed_poses import PackedPoses
from midstance.formats.pose_log import load_pose_log
from midstance.kernels.memory import give_memory_back, keep_freed_images
from midstance.kernels.progress import Progress
from midstance.metrics.cycles import find_cycles
from midstance.metrics.learned.force_curves import find_force_curves
from midstance.metrics.recordings import Recordings
from midstance.pipeline.backend import (
    choose_backend,
    choose_camera,
    looking_closer,
    looks_hz,
)
from midstance.pipeline.first_numbers import FirstNumbers, Tell
from midstance.pipeline.frames import notes_on_frames
from midstance.pipeline.lift import check_lifting, lift_people
from midstance.pipeline.notes import notes_on_events, notes_on_tracks
from midstance.pipeline.provenance import provenance_of, source_of
from midstance.pipeline.runs.log import RunLog
from midstance.pipeline.runs.read_ahead import (
    AFTER_POSES,
    load_plugins,
    reading_ahead,
)
from midstance.pipeline.steps import (
    clean_by_the_clock,
    find_events_of,
    find_scenes,
    measure,
)
from midstance.pose.base import PoseBackend
from midstance.pose.camera_steps import may_move, with_camera_steps
from midstance.pose.estimate import estimate_poses, log_key
from midstance.pose.people.overlooked import may_be_overlooked
from midstance.scene.camera import follow_camera
from midstance.schema.analysis import Analysis
from midstance.schema.bouts import measured_part
from midstance.schema.edits import apply_edits, make_edits
from midstance.schema.notes import join_notes, make_notes, notes_before
from midstance.schema.tracks import individuals
from midstance.schema.video import VideoInfo
from midstance.tracking.choose import choose_people
from midstance.tracking.link import link
from midstance.tracking.shots import without_repeats
from midstance.video.reader import VideoReader, open_video

_FEWEST_FRAMES = 10


def analyze(
    video: Path | str,
    *,
    config: Config | None = None,
    poses_file: Path | None = None,
    edits: pd.DataFrame | None = None,
    name: str | None = None,
    progress: Progress | None = None,
    first: Tell | None = None,
    log: RunLog | None = None,
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
    name
        What to call the video in the results; None: as its file is called.
    progress
        Called with the stage, what is done and the whole.
    first
        Called with a summary of the first seconds while the rest is looked at; see
        `midstance.pipeline.first_numbers.FirstNumbers`.
    log
        Notes how long each stage takes.
    subject
        Shorthand for the settings of `midstance.config.Subject`: ``view``,
        ``height_m``, ``mass_kg``, ``speed_m_s``, ``surface``.

    Raises
    ------
    MidstanceError
        If the video cannot be read or is too short, a setting is wrong, or weights
        are missing.

    """
    log = log or RunLog()
    log.tell(progress)
    log.begin("poses")
    settings = (config or Config()).updated(subject=subject)
    check_lifting(settings)
    path = Path(video)
    wanted = choose_backend(settings)
    with reading_ahead(*AFTER_POSES, load_plugins):
        backend, poses, frames = _find_people(
            path, settings, wanted, poses_file, progress, first
        )
    if len(poses) < _FEWEST_FRAMES:
        raise NotEnoughDataError(
            f"{path} gives {len(poses)} frames between its start and end, at least "
            f"{_FEWEST_FRAMES} are needed; film at least one stride, about a second."
        )
    log.begin("tracks")
    info = dataclasses.replace(frames.info, name=name or frames.info.name)
    regions, source = settings.tracking.regions, source_of(info)
    n_frames, new = len(poses), without_repeats(poses)
    raw = link(new, backend.skeleton, attrs=source, regions=regions)
    turn_deg = find_turn(raw)
    if settings.clip.rotate == "auto":
        settings = settings.updated(clip={"rotate": turn_deg})
        if turn_deg:
            return analyze(
                path,
                config=settings,
                poses_file=poses_file,
                edits=edits,
                name=name,
                progress=progress,
                first=first,
                log=log,
            )
    raw, camera_notes = follow_camera(raw, new, settings)
    del poses, new  # the tracks have them, and what follows takes memory, too
    give_memory_back()
    on_frames = notes_on_frames(
        raw,
        n_frames=n_frames,
        turn_deg=turn_deg,
        taken_hz=frames.real_rate_hz,
        looks_hz=backend.looks_at_hz(looks_hz(settings)),
        are_small=backend != wanted,
    )
    notes = [*frames.notes, *on_frames]
    return analyze_tracks(
        raw,
        settings,
        video=info,
        notes_on_video=make_notes([*notes, *camera_notes], stage="video"),
        edits=edits,
        provenance=provenance_of(path, settings, backend),
        log=log,
    )


def _find_people(
    path: Path,
    config: Config,
    backend: PoseBackend,
    poses_file: Path | None,
    progress: Progress | None,
    first: Tell | None,
) -> tuple[PoseBackend, PackedPoses, VideoReader]:
    """Return the people of every frame, and who found them in which video.

    Where somebody may be overlooked, the video is looked at once more for those who
    are small in it.
    """
    closer = looking_closer(backend)
    if closer is not None and _is_known(path, config, closer, poses_file):
        backend, closer = closer, None
    look = partial(_look_for_people, path, config, poses_file)
    poses, frames = look(backend, progress, first)
    if closer is None or not may_be_overlooked(
        poses,
        rate_hz=frames.real_rate_hz,
        width_px=frames.info.width_px,
        height_px=frames.info.height_px,
    ):
        return backend, poses, frames
    tell = None if progress is None else partial(_tell_closer, progress)
    return closer, *look(closer, tell, None)


def _tell_closer(
    progress: Progress, stage: str, done: float, total: float | None
) -> None:
    progress("Looking closer" if stage == "Finding people" else stage, done, total)


def _is_known(
    path: Path, config: Config, backend: PoseBackend, poses_file: Path | None
) -> bool:
    """Return whether poses were kept that `backend` has found in the video."""
    if poses_file is None or not (poses_file.is_file() and path.exists()):
        return False
    key = _log_key(path, config, backend)
    return len(load_pose_log(poses_file, key=key).poses) > 0


def _log_key(path: Path, config: Config, backend: PoseBackend) -> str:
    return log_key(path, backend, config.clip.model_dump(), looks_hz(config))


def _look_for_people(
    path: Path,
    config: Config,
    poses_file: Path | None,
    backend: PoseBackend,
    progress: Progress | None,
    first: Tell | None,
) -> tuple[PackedPoses, VideoReader]:
    """Return the people of every frame, and how the camera moved before it.

    Looking at every frame for the camera alone takes time, so that one that may
    stand still is looked at now and then, and again when it was seen to move.
    """
    keep_freed_images(is_kept=True)
    reader_options = config.clip.reader_options()
    with open_video(path, **reader_options) as frames:
        look = None
        if first is not None:
            look = FirstNumbers(frames.info, config, backend.skeleton, first).look
        poses = estimate_poses(
            frames,
            backend,
            camera=choose_camera(config),
            log=poses_file,
            key=_log_key(path, config, backend),
            progress=progress,
            look=look,
            looks_hz=looks_hz(config),
        )
    size_px = frames.info.width_px, frames.info.height_px
    if config.clip.camera == "auto" and may_move(poses, *size_px):
        with open_video(path, **reader_options) as again:
            poses = with_camera_steps(poses, again, progress=progress)
    keep_freed_images(is_kept=False)
    give_memory_back()
    return poses, frames


def analyze_tracks(
    raw: xr.Dataset,
    config: Config,
    *,
    video: VideoInfo,
    notes_on_video: pd.DataFrame | None = None,
    edits: pd.DataFrame | None = None,
    provenance: dict[str, Any] | None = None,
    log: RunLog | None = None,
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
    notes_on_video
        What there is to know of its frames and its camera; None: nothing.
    edits
        What a person changed about the events; applied to those detected now.
    provenance
        How the tracks were made.
    log
        Notes how long each stage takes.

    """
    log = log or RunLog()
    log.begin("cleaning")
    raw = without_outside(raw)
    chosen = choose_people(raw, runner=config.runner, people=config.people)
    kept = raw if chosen == individuals(raw) else raw.sel(individual=chosen)
    give_memory_back()
    cleaned, clock, bouts = clean_by_the_clock(kept, config)
    slow_motion = config.clip.slow_motion
    tracks = place_points(cleaned, config.points, slow_motion=slow_motion)
    if tracks is not cleaned:
        bouts = find_bouts(tracks)
    del cleaned
    log.begin("events")
    give_memory_back()
    bouts, repetitions = with_exercises(tracks, bouts)
    bouts = on_one_clock(bouts, clock)
    give_memory_back()
    begun = Analysis(
        video=video,
        config=config,
        raw_tracks=raw,
        tracks=tracks,
        tracks_3d=lift_people(tracks, kept, config),
        bouts=bouts,
        events=find_events_of(tracks, bouts, config),
        repetitions=repetitions,
        notes=join_notes(
            make_notes() if notes_on_video is None else notes_on_video,
            notes_on_tracks(
                *(raw, tracks, bouts, config.subject),
                clock=clock,
                slow_motion=slow_motion,
                points=config.points,
            ),
        ),
        provenance=provenance or {},
    )
    log.begin("metrics")
    give_memory_back()
    found = curate(begun, make_edits() if edits is None else edits)
    log.end()
    give_memory_back()
    return found


def curate(analysis: Analysis, edits: pd.DataFrame) -> Analysis:
    """Return `analysis` with other edits of its events, and every number anew.

    Every analysis ends with this.

    Parameters
    ----------
    analysis
        An analysis; edits that it holds are replaced, and all that follows from
        events.
    edits
        Everything a person wants changed; see `midstance.schema.edits`.

    """
    tracks, config = analysis.tracks, analysis.config
    detected = analysis.as_detected()
    events = apply_edits(detected, edits, tracks)
    bouts = mark_measured(analysis.bouts, tracks, view=config.subject.view)
    part, own_events = measured_part(tracks, events, bouts)
    scenes = find_scenes(part, config, own_events)
    recordings = Recordings(part, own_events, scenes)
    seen = part, own_events, scenes
    measures, missing = measure(
        *seen, config, tracks_3d=analysis.tracks_3d, recordings=recordings
    )
    give_memory_back()
    cycles = find_cycles(*seen, tracks_3d=analysis.tracks_3d, recordings=recordings)
    broken = check_everybody(
        *(part, analysis.bouts, own_events, measures, scenes),
        clock=doubts_in(analysis.notes),
    )
    measures, missing = withhold(measures, missing, broken)
    forces = find_force_curves(*seen, recordings=recordings)
    notes = notes_on_events(tracks, edits, measures, scenes, findings=broken)
    curated = dataclasses.replace(
        analysis,
        bouts=bouts,
        scenes=scenes,
        events=events,
        measures=measures,
        missing=missing,
        cycles=cycles,
        forces=withhold_forces(forces, broken),
        notes=join_notes(notes_before(analysis.notes, "events"), notes),
        edits=edits,
        detected_events=detected,
    )
    return dataclasses.replace(curated, findings=find_findings(curated))
