import json
import struct

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from midstance.errors import SchemaError
from midstance.formats.motion.glb import write_glb
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import make_tracks


@pytest.fixture(scope="module")
def tracks():
    place = np.random.default_rng(5).normal(0, 1, (6, 3, 18, 2))
    place[2, :, 4, 0] = np.nan
    place[:, :, 0, 1] = np.nan
    return make_tracks(
        place,
        np.where(np.isfinite(place[:, 0]), 1.0, np.nan),
        2.0 + np.arange(6) / 50,
        keypoints=RUNNING_18.keypoints,
        individuals=["Anna", "Bo"],
        space_unit="m",
        attrs={"skeleton": RUNNING_18.name},
    )


def opened(path):
    """The JSON of a file, and what gives the array of an accessor."""
    stored = path.read_bytes()
    magic, version, size = struct.unpack("<4sII", stored[:12])
    assert (magic, version, size) == (b"glTF", 2, len(stored))
    n_json, kind = struct.unpack("<II", stored[12:20])
    assert kind == 0x4E4F534A
    said = json.loads(stored[20 : 20 + n_json])
    n_binary, kind = struct.unpack("<II", stored[20 + n_json : 28 + n_json])
    assert kind == 0x004E4942
    binary = stored[28 + n_json :]
    assert len(binary) == n_binary == said["buffers"][0]["byteLength"]

    def array(number):
        accessor = said["accessors"][number]
        view = said["bufferViews"][accessor["bufferView"]]
        kind = {5126: np.float32, 5123: np.uint16}[accessor["componentType"]]
        width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}[accessor["type"]]
        values = np.frombuffer(
            binary, kind, accessor["count"] * width, view["byteOffset"]
        )
        return values.reshape(-1, width)

    return said, array


def moves_of(said, array, node):
    (animation,) = said["animations"]
    found = {}
    for channel in animation["channels"]:
        if channel["target"]["node"] == node:
            sampler = animation["samplers"][channel["sampler"]]
            found[channel["target"]["path"]] = array(sampler["output"])
            found["time"] = array(sampler["input"])[:, 0]
    return found


def node_of(said, person, name):
    (parent,) = (n for n in said["nodes"] if n["name"] == person)
    return next(i for i in parent["children"] if said["nodes"][i]["name"] == name)


def test_every_point_is_where_it_was_with_y_up(tracks, tmp_path):
    write_glb(tracks, tmp_path / "a.glb")
    said, array = opened(tmp_path / "a.glb")
    moves = moves_of(said, array, node_of(said, "Bo", "left_knee"))
    x, y, z = tracks["position"].sel(individual="Bo", keypoint="left_knee").T.to_numpy()
    np.testing.assert_allclose(moves["translation"], np.stack([x, z, -y], 1), atol=1e-5)
    np.testing.assert_allclose(moves["time"], np.arange(6) / 50, atol=1e-6)


def test_a_rod_reaches_from_one_joint_to_the_next(tracks, tmp_path):
    write_glb(tracks, tmp_path / "a.glb")
    said, array = opened(tmp_path / "a.glb")
    rod = moves_of(said, array, node_of(said, "Anna", "right_knee to right_ankle"))
    start, end = (
        moves_of(said, array, node_of(said, "Anna", name))["translation"]
        for name in ("right_knee", "right_ankle")
    )
    np.testing.assert_allclose(rod["translation"], start, atol=1e-5)
    top = np.stack([np.zeros(6), rod["scale"][:, 1], np.zeros(6)], axis=1)
    reached = Rotation.from_quat(rod["rotation"]).apply(top) + rod["translation"]
    np.testing.assert_allclose(reached, end, atol=1e-4)


def test_what_is_not_seen_has_no_size(tracks, tmp_path):
    write_glb(tracks, tmp_path / "a.glb")
    said, array = opened(tmp_path / "a.glb")
    gone = RUNNING_18.keypoints[4]
    sizes = moves_of(said, array, node_of(said, "Anna", gone))["scale"][:, 0]
    assert (sizes == 0).tolist() == [False, False, True, False, False, False]
    never = moves_of(said, array, node_of(said, "Bo", RUNNING_18.keypoints[0]))
    assert (never["scale"] == 0).all()
    assert np.isfinite(never["translation"]).all()


def test_faces_look_outwards(tracks, tmp_path):
    write_glb(tracks, tmp_path / "a.glb")
    said, array = opened(tmp_path / "a.glb")
    ball = said["meshes"][0]["primitives"][0]
    points = array(ball["attributes"]["POSITION"])
    corners = points[array(ball["indices"]).reshape(-1, 3)]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    is_face = np.linalg.norm(normals, axis=1) > 1e-6
    assert ((normals * corners.mean(axis=1)).sum(axis=1)[is_face] > 0).all()


def test_pixels_are_refused(tmp_path):
    tracks = make_tracks(
        np.zeros((1, 2, 1, 1)), np.ones((1, 1, 1)), [0.0], keypoints=["a"]
    )
    with pytest.raises(SchemaError, match="lift the tracks to 3D first"):
        write_glb(tracks, tmp_path / "a.glb")
