"""Use for real what an extra brings, in the environment that has nothing else.

    python scripts/extra_uses.py onnx      # with the Python of that environment

`scripts/extras.py --install` calls it. Everything is made on the spot in the present
folder: rendered clips, networks with random weights or a known answer, a server of S3.
A use ends with an error when what came back is not what went in; else it prints one
sentence of what was done.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]


def midstance(*words: str) -> str:
    """Run the program; return what it printed."""
    return _run("-m", "midstance", *words)


def train(recipe: str, *words: str) -> str:
    """Run a training recipe; return what it printed."""
    return _run(str(ROOT / "training" / f"train_{recipe}.py"), *words)


def _run(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def clip(name: str = "run", *, seed: int = 0, duration_s: int = 6) -> Path:
    """Render a runner; return the folder of what is true about the clip."""
    truth = Path(f"{name}-truth")
    midstance(
        *("synth", "-o", f"{name}.mp4", "--truth", str(truth), "--size", "640x360"),
        *("--duration", str(duration_s), "--seed", str(seed)),
    )
    return truth


def use_nothing() -> str:
    """Make the demo's report with the plain install."""
    midstance("demo", "--out", "demo")
    report = Path("demo/report.html").stat().st_size
    return f"`midstance demo`, a report of {report / 1e6:.1f} MB"


def use_onnx() -> str:
    """Add a YOLO-pose network of known answer, and run it."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    places = np.arange(17)
    said = np.zeros((1, 56, 1), np.float32)
    said[0, :5, 0] = 320, 320, 200, 400, 0.9
    said[0, 5:, 0] = np.stack(
        [200 + 10 * places, 240 + 9 * places, np.full(17, 0.9)], axis=1
    ).ravel()
    shape = (1, 3, 640, 640)
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMean", ["images"], ["mean"], keepdims=0),
            helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
            helper.make_node("Add", ["said", "zero"], ["output0"]),
        ],
        "constant",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, said.shape)],
        [
            numpy_helper.from_array(np.float32(0), "nothing"),
            numpy_helper.from_array(said, "said"),
        ],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, ir_version=9, opset_imports=opset), "net.onnx")
    midstance("weights", "add", "yolo_onnx", "net.onnx")
    poses = poses_by("yolo_onnx", {})
    steps = np.diff(poses[0], axis=0)
    if not np.allclose(steps, np.tile([10, 9], (16, 1)), atol=0.1):
        sys.exit(f"the network's answer did not come back: {poses[0]}")
    return f"a network in ONNX added and run on {len(poses)} frames of 640 x 640"


def poses_by(network: str, params: dict[str, Any]) -> list[np.ndarray]:
    """Return the keypoints of one person in each of a few noisy images."""
    from midstance.pose.base import backends

    images = np.random.default_rng(0).integers(0, 255, (5, 640, 640, 3), np.uint8)
    with backends.build(network, params).session() as estimate:
        found = [estimate(image) for image in images]
    if any(not poses.n_people for poses in found):
        sys.exit(f"{network} found nobody")
    return [poses.xy_px[0] for poses in found]


def use_screen() -> str:
    """Look at the screen."""
    from midstance.video.live import ScreenSource

    screen = ScreenSource()
    image = screen.read()
    screen.close()
    if image is None or image.ndim != 3:
        sys.exit("the screen gave no image")
    height, width = image.shape[:2]
    return f"an image of the screen taken, {width} x {height}"


def lifted() -> Path:
    """Return the folder of an analysis with joints in 3D."""
    truth = clip()
    midstance(
        *("analyze", "run.mp4", "-o", "out", "--pose", "canned", "--lift"),
        *("--pose-param", f"tracks={truth / 'tracks.nc'}", "--height-m", "1.75"),
    )
    return Path("out")


def use_opensim() -> str:
    """Lift a clip and let OpenSim fit its model."""
    found = json.loads(midstance("opensim", str(lifted()), "--json"))
    n = len(found["summary"])
    if not n or not Path("out/opensim/angles.mot").is_file():
        sys.exit("OpenSim gave no angles")
    return (
        f"`midstance opensim`: {n} measures, markers missed by "
        f"{1000 * found['marker_error_m']:.0f} mm"
    )


def use_nwb() -> str:
    """Write poses as NWB, and read them again."""
    from midstance.schema.tracks import load_tracks

    truth = clip()
    midstance("convert", str(truth / "tracks.nc"), "run.nwb")
    midstance("convert", "run.nwb", "back.nc")
    before, after = load_tracks(truth / "tracks.nc"), load_tracks(Path("back.nc"))
    np.testing.assert_allclose(
        after.position.transpose(*before.position.dims).to_numpy(),
        before.position.to_numpy(),
        rtol=1e-6,
    )
    return f"`midstance convert` to NWB and back, {before.sizes['time']} frames equal"


def use_s3() -> str:
    """Analyze a folder of a server of S3 into another folder of it."""
    from moto.server import ThreadedMotoServer

    truth = clip()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    os.environ["AWS_ENDPOINT_URL"] = f"http://{host}:{port}"
    os.environ["AWS_ACCESS_KEY_ID"] = os.environ["AWS_SECRET_ACCESS_KEY"] = "test"
    import fsspec

    files = fsspec.filesystem("s3")
    files.mkdir("bucket")
    files.put_file("run.mp4", "bucket/videos/run.mp4")
    tracks = json.dumps(str((truth / "tracks.nc").resolve()))
    Path("s3.toml").write_text(
        f'[pose]\nname = "canned"\nparams = {{tracks = {tracks}}}\n', "utf-8"
    )
    midstance(
        *("batch", "s3://bucket/videos", "-o", "s3://bucket/results"),
        *("--config", "s3.toml"),
    )
    there = files.find("bucket/results")
    server.stop()
    if not any(name.endswith("run/report.html") for name in there):
        sys.exit(f"no report came to the bucket: {there}")
    return f"`midstance batch s3://... -o s3://...`, {len(there)} files in the bucket"


def use_ray() -> str:
    """Analyze two clips on a cluster of this machine."""
    Path("videos").mkdir()
    for k in range(2):
        clip(f"videos/{k}", seed=k)
    midstance("batch", "videos", "-o", "results", "--engine", "ray")
    import pandas as pd

    table = pd.read_csv("results/batch.csv")
    if table["status"].tolist() != ["done", "done"]:
        sys.exit(f"not done on Ray:\n{table}")
    return "`midstance batch --engine ray` of two clips, both done"


def use_train() -> str:
    """Train detectors (PyTorch, scikit-learn) and a pose network for a few steps."""
    train(
        *("detectors", "--out", "detector.npz", "--n-runners", "12", "--n-steps", "20"),
        *("--n-search", "300", "--n-forest", "300"),
    )
    train(
        *("hourglass", "--out", "hourglass", "--steps", "4", "--report", "2"),
        *("--size-px", "64", "--n-channels", "16", "--batch", "4", "--n-scenes", "1"),
        *("--n-moments", "3", "--n-held-out", "1", "--picture-px", "96"),
    )
    size = Path("hourglass/hourglass.onnx").stat().st_size
    return f"event detectors and an hourglass ({size / 1e6:.1f} MB) trained briefly"


def use_activity() -> str:
    """Train a tiny classifier with EfficientNet, and let the program use it."""
    midstance(
        *("mpii", "generate", "-o", "people", "--videos", "10", "--per-video", "1"),
        *("--width", "192", "--height", "144"),
        *("--activity", "press", "--activity", "sit_up"),
    )
    train(
        *("activity", "--annotations", "people/annotations.json"),
        *("--pictures", "people/images", "--stacks", "stacks", "--out", "activity"),
        *("--width-px", "64", "--height-px", "48", "--batch", "4", "--epochs", "1"),
    )
    midstance(
        *("activity", "people/images", "--model", "activity/activity.pt"),
        *("-o", "told"),
    )
    import pandas as pd

    told = pd.read_csv("told/activity.csv")
    if len(told) != 10:
        sys.exit(f"not every picture was looked at:\n{told}")
    return "EfficientNet trained for one epoch; `midstance activity` of 10 pictures"


def use_yolo() -> str:
    """Run a network of Ultralytics with random weights."""
    from midstance.pose.networks.yolo import import_ultralytics

    import_ultralytics().YOLO("yolo11n-pose.yaml", verbose=False).save("net.pt")
    poses = poses_by("yolo", {"weights": "net.pt", "detection_threshold": 1e-6})
    return f"a YOLO11-pose of random weights run on {len(poses)} frames"


def use_rcnn() -> str:
    """Run a Keypoint R-CNN with random weights."""
    import torch
    from torchvision.models.detection import keypointrcnn_resnet50_fpn

    torch.manual_seed(0)
    network = keypointrcnn_resnet50_fpn(weights=None, weights_backbone=None)
    torch.save(network.state_dict(), "net.pth")
    params = {"weights": "net.pth", "detection_threshold": 0.01, "input_px": 128}
    poses = poses_by("keypoint_rcnn", params)
    return f"a Keypoint R-CNN of random weights run on {len(poses)} frames"


def use_all() -> str:
    """Use what is quick of all of them together."""
    return "; ".join([use_opensim(), use_onnx(), use_rest_of_all()])


def use_rest_of_all() -> str:
    """Load the libraries of the other extras beside each other."""
    import pynwb
    import ray
    import s3fs
    import sklearn
    import torch
    import transformers

    loaded = (pynwb, ray, s3fs, sklearn, torch, transformers)
    return "loaded together: " + ", ".join(one.__name__ for one in loaded)


USES: dict[str, Callable[[], str]] = {
    "": use_nothing,
    "onnx": use_onnx,
    "screen": use_screen,
    "opensim": use_opensim,
    "nwb": use_nwb,
    "s3": use_s3,
    "ray": use_ray,
    "train": use_train,
    "activity": use_activity,
    "yolo": use_yolo,
    "rcnn": use_rcnn,
    "all": use_all,
}


if __name__ == "__main__":
    print(USES[sys.argv[1] if len(sys.argv) > 1 else ""]())
