"""`analyze`: a video in, everything that can be said about its people out."""

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from midstance.api.arguments import Settings, as_truth
from midstance.api.calls import checked_call
from midstance.api.progress import shown_progress
from midstance.api.settings import (
    Model,
    Quality,
    Surface,
    View,
    chosen_lifter,
    chosen_pose,
    starting_config,
)
from midstance.files import StrPath, as_path
from midstance.kernels.progress import Progress
from midstance.pipeline import analyze as pipeline
from midstance.schema.analysis import Analysis
from midstance.schema.edits import validate_edits


@checked_call
def analyze(
    video: StrPath,
    *,
    view: View | None = None,
    height_m: float | None = None,
    mass_kg: float | None = None,
    speed_m_s: float | None = None,
    surface: Surface | None = None,
    known_length: str | Mapping[str, Any] | None = None,
    floor: str | Mapping[str, Any] | None = None,
    people: int | Literal["all"] | None = None,
    runner: str | None = None,
    pose: str | None = None,
    pose_param: Mapping[str, Any] | None = None,
    model: Model | None = None,
    quality: Quality | None = None,
    start_s: float | None = None,
    end_s: float | None = None,
    slow_motion: float | None = None,
    image_fps: float | None = None,
    camera: Literal["auto", "still", "moving"] | None = None,
    rotate: Literal[0, 90, 180, 270, "auto"] | None = None,
    lift: bool | None = None,
    lifter: Literal["network", "blazepose"] | None = None,
    focal_px: float | None = None,
    preset: str | None = None,
    config: Settings = None,
    hide_faces: bool | None = None,
    poses_file: StrPath | None = None,
    edits: pd.DataFrame | None = None,
    progress: bool | Progress | None = True,
) -> Analysis:
    """Return everything that can be said about the people in `video`.

    What is not given (None) is as `config` or `preset` says, else as by default.

    Parameters
    ----------
    video
        Video file, or folder of images.
    view
        Side of the runner that the camera sees; ``"auto"`` finds it.
    height_m
        Body height; gives the scale.
    mass_kg
        Body mass, for stiffness.
    speed_m_s
        Speed of the treadmill; gives the scale, too, when nothing else does.
    surface
        Whether it is a treadmill; ``"auto"`` finds out.
    known_length
        Two points (px) where the runner runs and their distance (m), as
        ``"x1,y1,x2,y2=1.20"``; gives a better scale than the height.
    floor
        Two points (px) of the floor under the feet, as ``"x1,y1,x2,y2"``.
    people
        How many to report, longest seen first; ``"all"``: everybody.
    runner
        Whose numbers come first: ``"left"``, ``"right"``, ``"nearest"``, a place
        (px), or a name such as ``"person-2"``; see `midstance.tracking.choose`.
    pose, pose_param
        Pose network, one of `midstance.backends`, and its parameters.
    model
        Size of the BlazePose network: lite is fastest, heavy most exact.
    quality
        Which networks of BlazePose look: ``"fast"`` (the full one), ``"good"`` (the
        heavy one, too, where a pose is new), ``"best"`` (the heavy one everywhere).
        In ``"fast"`` any network looks at every second frame of a camera of 240
        frames/s, at 100 of a second at least.
    start_s, end_s
        Part of the video to analyze, in s as a player shows them.
    slow_motion
        Times slower than life: 8 for 240 frames/s played at 30.
    image_fps
        Images per second, for a folder of images.
    camera
        Whether it moves, so that its motion is taken out; ``"auto"`` finds out.
    rotate
        Degrees clockwise to turn the images; ``"auto"``: as people who run or walk
        show which way is up.
    lift
        Whether people are lifted to 3D; needs `height_m`.
    lifter
        Who lifts: our network, or BlazePose's own 3D landmarks.
    focal_px
        Focal length of the camera (px), for lifting; else a usual one.
    preset
        Settings that ship: ``"treadmill"``, ``"overground"``.
    config
        Settings as a `midstance.Config`, a mapping, or the path of a TOML file.
    hide_faces
        Whether films, stills and overlays of it show nobody's face.
    poses_file
        Where to keep the poses of the network (``.npz``), so that interrupted
        work goes on and another analysis of the same video need not wait for it.
    edits
        What a person changed about the events of this video before; see
        `midstance.schema.edits`.
    progress
        True: bars in a notebook or a terminal. False or None: none. A function:
        called with the stage, what is done, and the whole (None when not known).

    Returns
    -------
    Analysis
        Tables, tracks and plots; shows itself in a notebook.

    Raises
    ------
    MidstanceError
        If the video cannot be read or is too short, a setting is wrong, or weights
        are missing.

    Examples
    --------
    >>> import midstance as ms
    >>> analysis = ms.analyze("run.mp4", height_m=1.78)  # doctest: +SKIP
    >>> ms.analyze("run.mp4", hight_m=1.78)
    Traceback (most recent call last):
    midstance.errors.ConfigError: analyze takes no hight_m; did you mean height_m?

    """
    path = as_path(video, "A video")
    given = starting_config(config, preset)
    settings = given.updated(
        pose=chosen_pose(given, pose=pose, pose_param=pose_param, model=model),
        quality=quality,
        people=people,
        runner=runner,
        subject={
            "view": view,
            "surface": surface,
            "height_m": height_m,
            "mass_kg": mass_kg,
            "speed_m_s": speed_m_s,
            "known_length": known_length,
            "floor": floor,
        },
        clip={
            "start_s": start_s,
            "end_s": end_s,
            "slow_motion": slow_motion,
            "image_rate_hz": image_fps,
            "camera": camera,
            "rotate": rotate,
        },
        lifting={
            "lifter": chosen_lifter(given, lift=as_truth(lift, "lift"), lifter=lifter),
            "focal_px": focal_px,
        },
        hide_faces=as_truth(hide_faces, "hide_faces"),
    )
    kept = None if poses_file is None else as_path(poses_file, "The file of poses")
    changed = None if edits is None else validate_edits(edits)
    with shown_progress(progress) as report:
        return pipeline.analyze(
            path, config=settings, poses_file=kept, edits=changed, progress=report
        )
