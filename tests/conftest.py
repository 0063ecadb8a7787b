"""Fixtures shared by all tests."""

import dataclasses
import functools
import gc
import os
import shutil

# Before NumPy is loaded: the tests share the cores among processes, and threads
# of linear algebra that wait for each other cost several times what they do.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Nor shall those of torch and scikit-learn keep a core busy while they wait.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import subprocess
from collections.abc import Callable, Generator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

from midstance.config import Config
from midstance.errors import WeightsError
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.provenance import video_sha256
from midstance.schema.notes import Note, make_notes
from midstance.schema.skeletons import COCO_17, mirrored
from midstance.schema.video import VideoInfo
from midstance.synth.motion.route import Placement, Route
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.noise import Noise
from midstance.synth.observation.observe import observe
from midstance.video.writer import VideoWriter
from midstance.weights.published import find_weights

ROOT = Path(__file__).parents[1]

CLIP_RATE_HZ = 30.0
CLIP_WIDTH_PX, CLIP_HEIGHT_PX = 96, 64


@pytest.fixture(scope="session", autouse=True)
def _no_memory(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """Keep out what whoever runs the tests has chosen: language, units, practice."""
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of recordings with truth; they are not part of the project."""
    folder = Path(os.environ.get("MIDSTANCE_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("reference recordings are not here; MIDSTANCE_DATA names them")
    return folder


@pytest.fixture(scope="session")
def cases(reference_data) -> Path:
    """Return the folder of small inputs that failed somewhere, or skip."""
    folder = reference_data.parent / "cases"
    if not folder.is_dir():
        pytest.skip("The small inputs that failed lie beside the reference data.")
    return folder


@pytest.fixture(scope="session")
def film() -> Callable[..., xr.Dataset]:
    """Film the synthetic runner: raw tracks in px, of 6 s unless told."""

    @functools.cache
    def run_once(
        settings: RunnerSettings, duration_s: float, rate_hz: float
    ) -> xr.Dataset:
        return run(settings, duration_s=duration_s, rate_hz=rate_hz).tracks

    azimuths_deg = {"front": 0, "oblique": 45, "left": 90, "rear": 180, "right": -90}

    def shoot(
        *,
        view: str = "left",
        rate_hz: float = 30.0,
        noise_px: float = 0.0,
        duration_s: float = 6.0,
        seed: int = 0,
        camera: dict[str, float] | None = None,
        **settings: float | str,
    ) -> xr.Dataset:
        tracks_m = run_once(RunnerSettings(**settings), duration_s, rate_hz)
        view_from = orbit_camera(azimuths_deg[view], **(camera or {}))
        return observe(tracks_m, view_from, noise=Noise(white_px=noise_px), seed=seed)

    return shoot


@pytest.fixture(scope="session")
def film_return() -> Callable[..., xr.Dataset]:
    """Film a synthetic runner who turns round and comes back: raw tracks in px."""

    @functools.cache
    def shoot(
        *,
        turns_at_s: float = 3.0,
        duration_s: float = 8.0,
        azimuth_deg: float = 90.0,
        speed_m_s: float = 3.0,
        rate_hz: float = 60.0,
    ) -> xr.Dataset:
        settings = RunnerSettings(
            surface="overground", speed_m_s=speed_m_s, cadence_spm=168.0
        )
        made = run(settings, duration_s=duration_s, rate_hz=rate_hz)
        way = Placement(
            Route(turns_at_s=turns_at_s), made.motion.travel_m_s, duration_s / 2
        )
        position = made.tracks["position"].transpose(
            "individual", "time", "keypoint", "space"
        )
        placed = way.points(position.to_numpy()[0], made.tracks["time"].to_numpy())
        there = position.copy(data=placed[None]).transpose(
            *made.tracks["position"].dims
        )
        camera = orbit_camera(azimuth_deg, distance_m=30, body_px=150, width_px=3000)
        tracks_m = made.tracks.assign(position=there)
        return observe(tracks_m, camera, noise=Noise(white_px=2.0))

    return shoot


@pytest.fixture(scope="session")
def draw_people():
    """Draw ideal confidence maps and part affinity fields."""

    def draw(people, limbs, shape=(46, 82)):
        """Draw ideal maps of people, shape (n_people, n_keypoints, 2), NaN: hidden.

        Where limbs of several people overlap, the field is their mean.
        """
        rows, cols = np.mgrid[: shape[0], : shape[1]] + 0.5
        cells = np.stack([cols, rows], axis=-1)
        maps = np.zeros((people.shape[1], *shape))
        fields = np.zeros((len(limbs), 2, *shape))
        n_drawn = np.zeros((len(limbs), *shape))
        for person in people:
            for place, own in zip(person, maps, strict=True):
                if np.isfinite(place).all():
                    apart = ((cells - place) ** 2).sum(axis=-1)
                    np.maximum(own, np.exp(-apart / 2), out=own)
            for (a, b), field, n in zip(limbs, fields, n_drawn, strict=True):
                along = person[b] - person[a]
                if np.isfinite(along).all():
                    length = np.hypot(*along)
                    unit = along / length
                    ahead = (cells - person[a]) @ unit
                    aside = np.abs((cells - person[a]) @ [unit[1], -unit[0]])
                    is_limb = (ahead > -1) & (ahead < length + 1) & (aside < 1)
                    field += is_limb * unit[:, None, None]
                    n += is_limb
        fields /= np.maximum(n_drawn, 1)[:, None]
        return maps, fields

    return draw


@pytest.fixture
def constant_network(tmp_path) -> Callable[..., Path]:
    """Write an ONNX network that gives the same arrays whatever it is shown."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    def write(
        outputs: dict[str, NDArray[np.floating]],
        *,
        inputs: dict[str, tuple[int | str, ...]] | None = None,
        name: str = "net.onnx",
        metadata: dict[str, str] | None = None,
        is_free: bool = False,
    ) -> Path:
        """Write it; `inputs` gives the shape of each input, by name.

        With `is_free` the file does not say the sizes of its outputs, as those of
        many published networks.

        The last input is multiplied with nothing and added, so that it is not
        taken out of the graph.
        """
        shapes = inputs or {"input": (1, 3, "height", "width")}
        last = list(shapes)[-1]
        nodes = [
            helper.make_node("ReduceMean", [last], ["mean"], keepdims=0),
            helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
        ]
        constants = [numpy_helper.from_array(np.float32(0), "nothing")]
        for key, values in outputs.items():
            array = np.asarray(values, np.float32)
            constants.append(numpy_helper.from_array(array, f"{key}_constant"))
            nodes.append(helper.make_node("Add", [f"{key}_constant", "zero"], [key]))
        graph = helper.make_graph(
            nodes,
            "constant",
            [
                helper.make_tensor_value_info(key, TensorProto.FLOAT, shape)
                for key, shape in shapes.items()
            ],
            [
                helper.make_tensor_value_info(
                    key,
                    TensorProto.FLOAT,
                    [
                        f"{key}_dim_{k}" if is_free else n
                        for k, n in enumerate(np.shape(values))
                    ],
                )
                for key, values in outputs.items()
            ],
            constants,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8
        )
        helper.set_model_props(model, metadata or {})
        onnx.checker.check_model(model)
        path = tmp_path / name
        onnx.save(model, path)
        return path

    return write


@pytest.fixture(scope="session")
def rendered_people(tmp_path_factory) -> Path:
    """A data set of Ultralytics: a runner from both sides; returns its ``.yaml``.

    Half of the frames train, the frames between them validate.
    """
    import cv2

    from midstance.synth.rendering.clip import ClipSettings, render_clip
    from midstance.synth.rendering.scene import SceneSettings
    from midstance.video.reader import open_video

    folder = tmp_path_factory.mktemp("rendered-people")
    for view in ("left", "right"):
        scene = SceneSettings(view=view, width_px=256, height_px=256)
        clip = ClipSettings(scene=scene, duration_s=0.8, rate_hz=30, oversampling=1)
        path = folder / f"{view}.mp4"
        truth = render_clip(clip, path).tracks.isel(individual=0)["position"]
        points = truth.sel(keypoint=list(COCO_17.keypoints)).to_numpy()
        with open_video(path) as video:
            for frame, xy_px in zip(video, points, strict=True):
                part = "train" if frame.index % 2 else "val"
                place = f"{part}/{view}-{frame.index}"
                for kind in ("images", "labels"):
                    (folder / kind / part).mkdir(parents=True, exist_ok=True)
                image = folder / "images" / f"{place}.png"
                cv2.imwrite(str(image), frame.image[..., ::-1])
                text = _yolo_label(xy_px.T / 256)
                (folder / "labels" / f"{place}.txt").write_text(text)
    mirror = [COCO_17.keypoints.index(mirrored(name)) for name in COCO_17.keypoints]
    (folder / "data.yaml").write_text(
        f"path: {folder}\ntrain: images/train\nval: images/val\n"
        f"kpt_shape: [17, 3]\nflip_idx: {mirror}\nnames: {{0: person}}\n"
    )
    return folder / "data.yaml"


def _yolo_label(xy: NDArray[np.floating]) -> str:
    low, high = np.nanmin(xy, axis=0) - 0.03, np.nanmax(xy, axis=0) + 0.03
    is_seen = np.isfinite(xy).all(axis=1)
    keypoints = np.column_stack([np.nan_to_num(xy), 2 * is_seen])
    numbers = [*(low + high) / 2, *(high - low), *keypoints.ravel()]
    return " ".join(["0", *(f"{number:.5f}" for number in numbers)]) + "\n"


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    """Four seconds of grey; how grey the two halves are says which frame it is."""
    path = tmp_path_factory.mktemp("clip") / "run.mp4"
    with VideoWriter(
        path, CLIP_WIDTH_PX, CLIP_HEIGHT_PX, CLIP_RATE_HZ, crf=10
    ) as writer:
        for i in range(120):
            image = np.full((CLIP_HEIGHT_PX, CLIP_WIDTH_PX, 3), 20 * (i % 11), np.uint8)
            image[:, CLIP_WIDTH_PX // 2 :] = 20 * (i // 11)
            writer.write(image)
    return path


@pytest.fixture(scope="session")
def filmed_in_clip(film) -> xr.Dataset:
    """The 120 frames of a synthetic runner who is within the picture of that clip."""
    raw = film(rate_hz=CLIP_RATE_HZ, noise_px=1.0, duration_s=4.0)
    width_px, height_px = raw.attrs["image_width_px"], raw.attrs["image_height_px"]
    scale = min(CLIP_WIDTH_PX / width_px, CLIP_HEIGHT_PX / height_px)
    size_px = {"image_width_px": CLIP_WIDTH_PX, "image_height_px": CLIP_HEIGHT_PX}
    small = raw.assign(position=(raw["position"] * scale).assign_attrs(space_unit="px"))
    return small.isel(time=slice(120)).assign_attrs(size_px)


@pytest.fixture(scope="session")
def analyzed(film, clip):
    """The analysis of a synthetic runner, told to come from that clip."""
    raw = film(rate_hz=CLIP_RATE_HZ, noise_px=1.0, duration_s=4.0)
    config = Config(metrics=("cadence", "contact_time")).updated(
        subject={"height_m": 1.75, "speed_m_s": 3.0}
    )
    info = VideoInfo(clip.name, CLIP_WIDTH_PX, CLIP_HEIGHT_PX, CLIP_RATE_HZ, 4.0, 120)
    notes = make_notes([Note("clip", "A note on the video.")], stage="video")
    found = analyze_tracks(raw, config, video=info, notes_on_video=notes)
    return dataclasses.replace(
        found, provenance={"video_sha256": video_sha256(clip), "pose": "none"}
    )


@pytest.fixture(scope="session")
def saved(analyzed, tmp_path_factory):
    """A folder with that analysis, from which others are copied."""
    return analyzed.save(tmp_path_factory.mktemp("saved") / "results")


@pytest.fixture
def results(saved, tmp_path):
    """A folder with that analysis, as `midstance analyze` writes it."""
    return shutil.copytree(saved, tmp_path / "results")


@pytest.fixture
def full_disk(tmp_path):
    """A folder on a disk of 64 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        made = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no mount command to make a small disk with")
    if made.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def heavy_weights():
    """The weights of BlazePose's heavy network; without them the test is skipped."""
    try:
        return find_weights("blazepose-heavy")
    except WeightsError as error:
        pytest.skip(str(error))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Look for no garbage among the tests while they are collected, nor later."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs networks or libraries that are not here, and say so."""
    if item.get_closest_marker("yolo") and not find_spec("ultralytics"):
        pytest.skip("Ultralytics has an environment of its own; run: make test-yolo")
    if item.get_closest_marker("weights"):
        try:
            find_weights("blazepose")
        except WeightsError as error:
            pytest.skip(str(error))


@pytest.fixture(scope="session")
def two_output_network():
    """A network of two outputs: the input negated, and that negated again."""
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    def tensor(name):
        made = schema.TensorT()
        made.name, made.shape, made.type, made.buffer = name, [1, 4], 0, 0
        return made

    def operator(source, target):
        made = schema.OperatorT()
        made.opcodeIndex, made.inputs, made.outputs = 0, [source], [target]
        return made

    code = schema.OperatorCodeT()
    code.builtinCode = schema.BuiltinOperator.NEG
    code.deprecatedBuiltinCode = schema.BuiltinOperator.NEG
    code.version = 1
    graph = schema.SubGraphT()
    graph.tensors = [tensor("in"), tensor("negative"), tensor("positive")]
    graph.inputs, graph.outputs = [0], [1, 2]
    graph.operators = [operator(0, 1), operator(1, 2)]
    model = schema.ModelT()
    model.version, model.operatorCodes, model.subgraphs = 3, [code], [graph]
    model.buffers = [schema.BufferT()]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())
