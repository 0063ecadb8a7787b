"""BVH: the 3D skeleton as joints that turn, for Blender and other animation programs.

In the file y points up, z forward and x to the left; lengths are in cm.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from midstance.errors import SchemaError
from midstance.files import replacing
from midstance.formats.base import Holds, TracksFormat, formats
from midstance.formats.points import require_one_in_3d
from midstance.kernels.types import Array
from midstance.schema.skeletons import MIDDLES
from midstance.schema.tracks import rate_hz

if TYPE_CHECKING:
    from scipy.spatial.transform import Rotation

_ROOT = "pelvis"
_CM_PER_M = 100.0
_UP, _DOWN, _LEFT, _RIGHT = (0, 1, 0), (0, -1, 0), (1, 0, 0), (-1, 0, 0)
_AHEAD, _BACK = (0, -0.3, 1), (0, -0.6, -0.8)
_HANGS_FROM: Mapping[str, tuple[str, tuple[float, float, float]]] = {
    "spine": ("pelvis", _UP),
    "neck": ("spine", _UP),
    "upper_neck": ("neck", _UP),
    "head": ("neck", _UP),
    "nose": ("neck", (0, 0.9, 0.4)),
    "head_top": ("neck", _UP),
    **{
        f"{side}_{part}": (parent.format(side), rest)
        for side, out in (("left", _LEFT), ("right", _RIGHT))
        for part, parent, rest in (
            ("shoulder", "neck", out),
            ("elbow", "{}_shoulder", out),
            ("wrist", "{}_elbow", out),
            ("hip", "pelvis", out),
            ("knee", "{}_hip", _DOWN),
            ("ankle", "{}_knee", _DOWN),
            ("heel", "{}_ankle", _BACK),
            ("foot_index", "{}_ankle", _AHEAD),
        )
    },
}
"""From which joint each hangs, and in which direction when nobody moves: a T with the
face to the front."""


@formats.register("bvh")
class Bvh(TracksFormat):
    """One person's joints, of constant length, that turn."""

    label = "BVH (Blender, MotionBuilder)"
    extensions = (".bvh",)
    holds = Holds(axes=(3,), gaps=False, clock="rate", starts=False, exact_to=0.05)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write 3D tracks of one person; see `write_bvh`."""
        write_bvh(tracks, path)


def write_bvh(tracks: xr.Dataset, path: Path) -> None:
    """Write 3D tracks of one person as a skeleton that turns about its joints.

    Parameters
    ----------
    tracks
        In m, x forward, y left, z up, with both hips. Each bone gets its median
        length, so that a joint whose bones change their length or the angle between
        two of them does not lie where the tracks have it. Gaps are bridged in
        straight lines; what was never seen, the face and the fingers are left out.
        Twist about a limb's own axis cannot be seen in points: it is that of the
        joint above.
    path
        Where to.

    Raises
    ------
    SchemaError
        If the tracks are not of one person in 3D, or lack a hip.

    """
    position = require_one_in_3d(tracks, "BVH")
    names = [str(name) for name in tracks["keypoint"].to_numpy()]
    joints = _joints(position, names)
    if not {_ROOT, "left_hip", "right_hip"} <= joints.keys():
        raise SchemaError(
            f"BVH needs both hips, to hang the skeleton on, got {names}; lift the "
            "tracks to 3D first."
        )
    parents = _parents(joints)
    offsets = _offsets(joints, parents)
    turns = _turns(joints, parents, offsets)
    rate = rate_hz(tracks)
    with replacing(path) as part:
        part.write_text(_text(joints[_ROOT], parents, offsets, turns, rate), "ascii")


def _joints(position: Array, names: Sequence[str]) -> dict[str, Array]:
    """Return the place of each joint in cm, shape (n_times, 3), without gaps."""
    place = _CM_PER_M * position[:, [1, 2, 0]].transpose(2, 0, 1)
    seen = dict(zip(names, place, strict=True))
    for name, parts in MIDDLES.items():
        if name not in seen and set(parts) <= seen.keys():
            seen[name] = np.mean([seen[part] for part in parts], axis=0)
    known = (_ROOT, *_HANGS_FROM)
    return {
        name: _bridged(seen[name])
        for name in known
        if name in seen and np.isfinite(seen[name]).any()
    }


def _bridged(path: Array) -> Array:
    at = np.arange(len(path))
    is_seen = np.isfinite(path).all(axis=1)
    axes = [np.interp(at, at[is_seen], axis[is_seen]) for axis in path.T]
    return np.stack(axes, axis=1)


def _parents(joints: Mapping[str, Array]) -> dict[str, str]:
    """Return the nearest joint above each that is there, in the order of the file."""
    found = {}
    for name in joints:
        above = name
        while above != _ROOT:
            above = _HANGS_FROM[above][0]
            if above in joints:
                found[name] = above
                break
    return found


def _offsets(
    joints: Mapping[str, Array], parents: Mapping[str, str]
) -> dict[str, Array]:
    """Return where each joint lies from the one above when nobody moves.

    Bones that leave one joint together keep the angles between them that this person
    has on average.
    """
    found: dict[str, Array] = {}
    for name in _downwards(parents):
        children = _below(parents, name)
        if not children:
            continue
        rest = _units(np.array([_HANGS_FROM[child][1] for child in children], float))
        seen = np.stack([joints[child] - joints[name] for child in children], axis=1)
        if len(children) > 1:
            turns = _fitted(rest, _units(seen))
            back = [turns.inv().apply(path) for path in _units(seen).swapaxes(0, 1)]
            rest = _units(np.mean(back, axis=1))
        lengths = np.median(np.linalg.norm(seen, axis=2), axis=0)
        found |= dict(zip(children, lengths[:, None] * rest, strict=True))
    return found


def _turns(
    joints: Mapping[str, Array],
    parents: Mapping[str, str],
    offsets: Mapping[str, Array],
) -> dict[str, "Rotation"]:
    """Return how each joint is turned against the one above it, at each time."""
    from scipy.spatial.transform import Rotation

    level = Rotation.identity(len(joints[_ROOT]))
    world: dict[str, Rotation] = {}
    local: dict[str, Rotation] = {}
    for name in _downwards(parents):
        above = world[parents[name]] if name in parents else level
        children = _below(parents, name)
        world[name] = above
        if children:
            rest = _units(np.array([offsets[child] for child in children]))
            seen = np.stack([joints[c] - joints[name] for c in children], axis=1)
            world[name] = _aligned(rest, _units(seen), above)
        local[name] = above.inv() * world[name]
    return local


def _units(vectors: Array) -> Array:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), float)


def _fitted(rest: Array, seen: Array) -> "Rotation":
    """Return what turns several bones at rest to where they are seen, each time."""
    from scipy.spatial.transform import Rotation

    each = [Rotation.align_vectors(now, rest)[0] for now in seen]
    return Rotation.concatenate(each)


def _aligned(rest: Array, seen: Array, above: "Rotation") -> "Rotation":
    """Return what turns the bones at rest to where they are seen.

    One bone alone is turned by the shortest way from where the joint above leaves it.
    """
    from scipy.spatial.transform import Rotation

    if len(rest) > 1:
        return _fitted(rest, seen)
    start, end = above.apply(rest[0]), seen[:, 0]
    axis = np.cross(start, end)
    size = np.linalg.norm(axis, axis=1, keepdims=True)
    angle = np.arctan2(size[:, 0], (start * end).sum(axis=1))
    return Rotation.from_rotvec(axis / np.maximum(size, 1e-12) * angle[:, None]) * above


def _below(parents: Mapping[str, str], name: str) -> list[str]:
    return [child for child, parent in parents.items() if parent == name]


def _downwards(parents: Mapping[str, str]) -> list[str]:
    """Return the joints from the root, each before those that hang from it."""
    order = [_ROOT]
    for name in order:
        order += _below(parents, name)
    return order


def _text(
    root: Array,
    parents: Mapping[str, str],
    offsets: Mapping[str, Array],
    turns: Mapping[str, "Rotation"],
    rate_hz: float,
) -> str:
    lines, order = ["HIERARCHY"], []

    def add(name: str, depth: int) -> None:
        pad, is_root = "\t" * depth, name == _ROOT
        order.append(name)
        moves = "6 Xposition Yposition Zposition" if is_root else "3"
        lines.extend(
            [
                f"{pad}{'ROOT' if is_root else 'JOINT'} {name}",
                f"{pad}{{",
                f"{pad}\tOFFSET {_row(offsets.get(name, np.zeros(3)))}",
                f"{pad}\tCHANNELS {moves} Zrotation Xrotation Yrotation",
            ]
        )
        children = _below(parents, name)
        for child in children:
            add(child, depth + 1)
        if not children:
            end = f"{pad}\t"
            lines.extend(
                [f"{end}End Site", f"{end}{{", f"{end}\tOFFSET 0 0 0", f"{end}}}"]
            )
        lines.append(f"{pad}}}")

    add(_ROOT, 0)
    angles = [turns[name].as_euler("ZXY", degrees=True) for name in order]
    table = np.concatenate([root, *angles], axis=1)
    lines += ["MOTION", f"Frames: {len(root)}", f"Frame Time: {1.0 / rate_hz:.8f}"]
    lines += [_row(row) for row in table]
    return "\n".join(lines) + "\n"


def _row(values: Array) -> str:
    return " ".join(f"{value:.5f}" for value in values)
