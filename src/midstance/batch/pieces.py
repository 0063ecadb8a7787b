"""A long video whose pieces are looked at by several, at the same time.

The poses that come of it are those of one who looks at all of it, to the last bit:
see `midstance.pose.pieces`. Everything after the poses sees the whole video.
"""

from collections.abc import Sequence
from math import ceil, isfinite
from pathlib import Path

from midstance.config import Config
from midstance.errors import MidstanceError
from midstance.files import ensure_writable
from midstance.formats.pose_log import TimedPoses, save_pose_log
from midstance.pipeline.backend import choose_backend, choose_camera, looks_hz
from midstance.pose import pieces as by_pieces
from midstance.pose.estimate import estimate_poses, log_key
from midstance.pose.pieces import piece_of
from midstance.video.reader import open_video, probe

_EARLY_S = 0.1
"""How much before the lead is read, since times are rounded in files."""
_HARMLESS = {"cut_short"}
"""What may be wrong with the frames of a piece: only the last one can tell."""


def pieces_of(video: Path, config: Config) -> range:
    """Return the numbers of the pieces of a video; one alone: it is not cut.

    A folder of images is not cut, nor a video that does not say how long it is, nor
    one whose network must see all of it.
    """
    clip, whole = config.clip, range(1)
    if not video.is_file() or not choose_backend(config).can_begin_anywhere:
        return whole
    ends_s = [probe(video).duration_s, *([clip.end_s] if clip.end_s else [])]
    if not all(map(isfinite, ends_s)):
        return whole
    end_s = min(ends_s) / clip.slow_motion
    first = piece_of((clip.start_s or 0.0) / clip.slow_motion)
    return range(first, max(ceil(end_s / by_pieces.PIECE_S), first + 1))


def find_piece(video: Path, config: Config, number: int) -> list[TimedPoses] | None:
    """Return the poses of one piece of a video.

    Parameters
    ----------
    video
        A video file.
    config
        Settings of the analysis.
    number
        Of the piece, one of `pieces_of`.

    Returns
    -------
    list or None
        Time (s) and people of each frame. None: the piece cannot be looked at by
        itself, because frames in it are damaged or have no time.

    """
    clip = config.clip
    last = pieces_of(video, config)[-1]
    start_s = (
        number * by_pieces.PIECE_S - by_pieces.LEAD_S
    ) * clip.slow_motion - _EARLY_S
    end_s = clip.end_s
    if number < last:
        border_s = (number + 1) * by_pieces.PIECE_S * clip.slow_motion + _EARLY_S
        end_s = border_s if end_s is None else min(end_s, border_s)
    options = clip.reader_options()
    options |= {"start_s": max(start_s, clip.start_s or 0.0), "end_s": end_s}
    try:
        with open_video(video, **options) as frames:
            known = list(frames.notes)
            poses = estimate_poses(
                frames,
                choose_backend(config),
                camera=choose_camera(config),
                looks_hz=looks_hz(config),
            )
            new = {note.kind for note in frames.notes if note not in known}
    except MidstanceError:
        return None  # whoever looks at the whole video says what is wrong
    if new - _HARMLESS:
        return None
    return [one for one in poses if _belongs(piece_of(one[0]), number, last)]


def _belongs(piece: int, number: int, last: int) -> bool:
    """Return whether a frame counts; those past the announced end are the last's."""
    return piece == number or piece > number == last


def keep_joined(
    folder: Path,
    video: Path,
    config: Config,
    pieces: Sequence[list[TimedPoses] | None],
    *,
    name: str,
) -> bool:
    """Write the poses of all pieces where an analysis into `folder` takes them up.

    Parameters
    ----------
    folder
        For the results.
    video, config
        As given to `find_piece`.
    pieces
        What it returned, in order.
    name
        Of the file in `folder`.

    Returns
    -------
    bool
        Whether it was done: not, when a piece is missing.

    """
    poses = [one for piece in pieces for one in piece or ()]
    if not poses or any(piece is None for piece in pieces):
        return False
    ensure_writable(folder)
    clip = config.clip.model_dump()
    key = log_key(video, choose_backend(config), clip, looks_hz(config))
    save_pose_log(poses, folder / name, key=key, is_whole=True)
    return True
