"""glTF in one file (GLB): the 3D figure moving, for viewers, browsers and slides.

In the file y points up, x stays forward and z is to the right; lengths are in m.
Written after the glTF 2.0 specification of the Khronos Group.
"""

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import SchemaError
from midstance.files import replacing
from midstance.formats.base import Holds, TracksFormat, formats
from midstance.kernels.types import Array
from midstance.schema.skeletons import SKELETONS, Edge

_JOINT_M, _BONE_M = 0.025, 0.012
_COLOURS = {
    "left": (0.10, 0.45, 0.91),
    "right": (0.93, 0.42, 0.10),
    "": (0.6, 0.6, 0.6),
}
_N_SIDES = 10
_FLOAT, _UINT16 = 5126, 5123
_KINDS = {1: "SCALAR", 3: "VEC3", 4: "VEC4"}
_TARGETS = (34962, 34962, 34963)
"""What points, normals and faces are for: vertices, vertices, and their order."""
_JSON_CHUNK, _BINARY_CHUNK = 0x4E4F534A, 0x004E4942


@formats.register("glb")
class Glb(TracksFormat):
    """Everybody's figure, animated."""

    label = "glTF of the 3D figure (Blender, browsers, slides)"
    extensions = (".glb",)
    holds = Holds(axes=(3,), people=True, people_names=True, exact_to=1e-5)

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write 3D tracks; see `write_glb`."""
        write_glb(tracks, path)


def write_glb(tracks: xr.Dataset, path: Path) -> None:
    """Write 3D tracks as balls at the keypoints and rods between them, animated.

    Parameters
    ----------
    tracks
        In m, x forward, y left, z up, of any number of people. What is not seen has
        no size in that frame. Left is blue, right is orange.
    path
        Where to.

    Raises
    ------
    SchemaError
        If the tracks are not in 3D.

    """
    if tracks.sizes["space"] != 3:
        raise SchemaError(
            f"glTF holds 3D tracks in m, got {tracks.sizes['space']} axes; lift the "
            "tracks to 3D first."
        )
    file = _File(tracks["time"].to_numpy() - float(tracks["time"][0]))
    names = [str(name) for name in tracks["keypoint"].to_numpy()]
    edges = _edges(names, str(tracks.attrs.get("skeleton", "")))
    order = ("individual", "keypoint", "time", "space")
    for who, place in zip(
        tracks["individual"].to_numpy().astype(str),
        tracks["position"].transpose(*order).to_numpy(),
        strict=True,
    ):
        upright = np.stack([place[..., 0], place[..., 2], -place[..., 1]], axis=-1)
        file.add_person(who, dict(zip(names, upright, strict=True)), edges)
    with replacing(path) as part:
        part.write_bytes(file.content())


def _edges(names: Sequence[str], skeleton: str) -> tuple[Edge, ...]:
    """Return the edges of the named skeleton whose ends are there."""
    known = SKELETONS.get(skeleton)
    return tuple(
        edge for edge in (known.edges if known else ()) if set(edge) <= set(names)
    )


class _File:
    """Collects nodes, their animation and the bytes of both."""

    def __init__(self, time_s: Array) -> None:
        self._binary = bytearray()
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        self._nodes: list[dict[str, Any]] = []
        self._samplers: list[dict[str, Any]] = []
        self._channels: list[dict[str, Any]] = []
        self._people: list[int] = []
        parts = [self._shape(*shape) for shape in (_ball(), _rod())]
        self._meshes = [
            {"primitives": [{**_primitive(part), "material": colour}]}
            for part in parts
            for colour in range(len(_COLOURS))
        ]
        self._times = self._add(time_s.astype(np.float32)[:, None], bounds=True)

    def add_person(
        self, name: str, paths: dict[str, Array], edges: Sequence[Edge]
    ) -> None:
        """Add a node for each keypoint and edge below one for the person."""
        children = []
        for keypoint, path in paths.items():
            size = np.where(np.isfinite(path).all(axis=1), _JOINT_M, 0.0)
            scale = np.repeat(size[:, None], 3, axis=1)
            moves = {"translation": _held(path), "scale": scale}
            children.append(self._node(keypoint, 0, moves))
        for start, end in edges:
            name_of = f"{start} to {end}"
            children.append(self._node(name_of, 1, _between(paths[start], paths[end])))
        self._people.append(len(self._nodes))
        self._nodes.append({"name": name, "children": children})

    def content(self) -> bytes:
        """Return the whole file."""
        said: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": "midstance"},
            "scene": 0,
            "scenes": [{"nodes": self._people}],
            "nodes": self._nodes,
            "meshes": self._meshes,
            "materials": [_material(colour) for colour in _COLOURS.values()],
            "animations": [{"channels": self._channels, "samplers": self._samplers}],
            "accessors": self._accessors,
            "bufferViews": self._views,
            "buffers": [{"byteLength": len(self._binary)}],
        }
        text = json.dumps(said, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        chunks = [(_JSON_CHUNK, text), (_BINARY_CHUNK, bytes(self._binary))]
        body = b"".join(struct.pack("<II", len(c), kind) + c for kind, c in chunks)
        return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body

    def _node(self, name: str, shape: int, moves: dict[str, Array]) -> int:
        side = name.split("_")[0] if name.split("_")[0] in _COLOURS else ""
        mesh = shape * len(_COLOURS) + list(_COLOURS).index(side)
        self._nodes.append({"name": name, "mesh": mesh})
        for path, values in moves.items():
            target = {"node": len(self._nodes) - 1, "path": path}
            self._channels.append({"sampler": len(self._samplers), "target": target})
            output = self._add(values.astype(np.float32))
            self._samplers.append({"input": self._times, "output": output})
        return len(self._nodes) - 1

    def _shape(self, *arrays: NDArray[Any]) -> list[int]:
        """Add points, normals and faces, and return the numbers of their accessors."""
        numbers = [self._add(values, bounds=True) for values in arrays]
        for number, target in zip(numbers, _TARGETS, strict=True):
            self._views[number]["target"] = target
        return numbers

    def _add(self, values: NDArray[Any], *, bounds: bool = False) -> int:
        """Add an array, shape (n, n_parts), and return the number of its accessor."""
        held = np.ascontiguousarray(values)
        self._views.append(
            {
                "buffer": 0,
                "byteOffset": len(self._binary),
                "byteLength": held.nbytes,
            }
        )
        self._binary += held.tobytes()
        self._binary += b"\0" * (-len(self._binary) % 4)
        entry: dict[str, Any] = {
            "bufferView": len(self._views) - 1,
            "componentType": _FLOAT if held.dtype == np.float32 else _UINT16,
            "count": len(held),
            "type": _KINDS[held.shape[1]],
        }
        if bounds:
            entry |= {
                "min": held.min(axis=0).tolist(),
                "max": held.max(axis=0).tolist(),
            }
        self._accessors.append(entry)
        return len(self._accessors) - 1


def _held(path: Array) -> Array:
    """Return the path with the last place that was seen where there is none."""
    is_seen = np.isfinite(path).all(axis=1)
    if not is_seen.any():
        return np.zeros_like(path)
    last = np.maximum.accumulate(np.where(is_seen, np.arange(len(path)), -1))
    first = int(np.flatnonzero(is_seen)[0])
    return np.asarray(path[np.where(last < 0, first, last)], float)


def _between(start: Array, end: Array) -> dict[str, Array]:
    """Return what takes a rod of 1 m along y from one point to another."""
    is_seen = np.asarray(np.isfinite(start + end).all(axis=1))
    along = np.where(is_seen[:, None], end - start, [0.0, 1.0, 0.0])
    length = np.linalg.norm(along, axis=1)
    unit = along / np.maximum(length, 1e-9)[:, None]
    # Half way between y and the bone: a half turn about it takes one to the other.
    x, y, z = unit.T
    turn = np.stack([z, np.zeros_like(x), -x, 1.0 + y], axis=1)
    turn[np.linalg.norm(turn, axis=1) < 1e-6] = (1.0, 0.0, 0.0, 0.0)
    turn /= np.linalg.norm(turn, axis=1, keepdims=True)
    thick = np.where(is_seen, _BONE_M, 0.0)
    scale = np.stack([thick, np.where(is_seen, length, 0.0), thick], axis=1)
    return {"translation": _held(start), "rotation": turn, "scale": scale}


def _material(colour: tuple[float, float, float]) -> dict[str, Any]:
    look = {"baseColorFactor": [*colour, 1.0], "metallicFactor": 0.0}
    return {"pbrMetallicRoughness": {**look, "roughnessFactor": 0.8}}


def _primitive(parts: Sequence[int]) -> dict[str, Any]:
    points, normals, faces = parts
    return {"attributes": {"POSITION": points, "NORMAL": normals}, "indices": faces}


def _ball() -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return points, normals and corners of the faces of a ball of radius 1."""
    polar = np.linspace(0.0, np.pi, _N_SIDES // 2 + 1)
    around = np.linspace(0.0, 2 * np.pi, _N_SIDES + 1)
    points = np.stack(
        [
            np.outer(np.sin(polar), np.cos(around)),
            np.outer(np.cos(polar), np.ones_like(around)),
            np.outer(np.sin(polar), np.sin(around)),
        ],
        axis=-1,
    )
    return _surface(points, points)


def _rod() -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the same of an open rod of radius 1, from the origin 1 along y."""
    around = np.linspace(0.0, 2 * np.pi, _N_SIDES + 1)
    ring = np.stack([np.cos(around), np.zeros_like(around), np.sin(around)], axis=-1)
    points = np.stack([ring + np.array([0.0, 1.0, 0.0]), ring])
    return _surface(points, np.stack([ring, ring]))


def _surface(
    points: Array, normals: Array
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return a grid of points as triangles; the front is where the normals point."""
    n_rows, n_columns, _ = points.shape
    corner = np.arange(n_rows * n_columns).reshape(n_rows, n_columns)
    a, b, c, d = corner[:-1, :-1], corner[:-1, 1:], corner[1:, :-1], corner[1:, 1:]
    faces = np.stack([a, b, c, b, d, c], axis=-1)
    return (
        points.reshape(-1, 3).astype(np.float32),
        normals.reshape(-1, 3).astype(np.float32),
        faces.reshape(-1, 1).astype(np.uint16),
    )
