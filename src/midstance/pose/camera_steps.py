"""How the camera moved before each frame, looked at once the people are known."""

import dataclasses
from collections.abc import Sequence

import numpy as np

from midstance.formats.packed_poses import PackedPoses, TimedPoses
from midstance.kernels.images.camera_motion import CameraMotion, is_moving
from midstance.kernels.progress import Progress
from midstance.pose.estimate import boxes_px
from midstance.video.reader import VideoReader


def may_move(poses: Sequence[TimedPoses], width_px: int, height_px: int) -> bool:
    """Return whether any look at the camera showed it moving."""
    steps = np.full((len(poses), 3, 3), np.nan)
    for step, (_, pose) in zip(steps, poses, strict=True):
        if pose.camera_step is not None:
            step[:] = pose.camera_step
    time_s = np.array([time_s for time_s, _ in poses])
    return is_moving(steps, time_s, width_px, height_px, share=0.0)


def with_camera_steps(
    poses: PackedPoses,
    video: VideoReader,
    *,
    progress: Progress | None = None,
) -> PackedPoses:
    """Return `poses` with the step of the camera before every one of them.

    Parameters
    ----------
    poses
        Time (s) and people of every frame of `video`.
    video
        The video, opened anew.
    progress
        Called with the stage, the number of frames done, and of all.

    """
    camera = CameraMotion()
    followed = PackedPoses()
    for frame, (time_s, pose) in zip(video, poses, strict=True):
        step = camera.look(frame.time_s, frame.image, boxes_px(pose))
        followed.append((time_s, dataclasses.replace(pose, camera_step=step)))
        if progress:
            progress("Following the camera", len(followed), len(poses))
    return followed
