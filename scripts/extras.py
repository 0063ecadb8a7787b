"""Resolve each extra alone, as pip would into an empty environment, and say its size.

    python scripts/extras.py                 # a table on stdout
    python scripts/extras.py onnx screen     # these alone
    python scripts/extras.py --install onnx  # into a fresh environment, and use it

Sizes are those of the files that pip would download (``pip install --dry-run
--report``), and how many packages come with the extra beside those of the plain
install. ``--install`` makes an environment, installs the extra, and runs one command
or call that needs it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
USES = {
    "": "import midstance; print(midstance.__version__)",
    "onnx": "from midstance.pose.base import backends; backends.get('rtmpose'); "
    "import onnxruntime",
    "screen": "import mss; from midstance.video import live",
    "opensim": "from midstance.pipeline.opensim.model import make_model; make_model()",
    "nwb": "import ndx_pose, pynwb",
    "s3": "import fsspec; fsspec.get_filesystem_class('s3')",
    "ray": "import ray; ray.init(num_cpus=1, include_dashboard=False); ray.shutdown()",
    "train": "import torch, sklearn; torch.ones(2).sum()",
    "activity": "import torch; from transformers import EfficientNetConfig",
    "yolo": "import ultralytics",
    "rcnn": "import torchvision",
    "all": "import torch, sklearn, onnxruntime, ray, mss, opensim, pynwb, s3fs",
}


def extras() -> list[str]:
    """Return the names of the extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(project["project"]["optional-dependencies"])


def resolved(extra: str, constraints: list[str]) -> dict[str, str]:
    """Return the address of every package that pip would fetch, by its name."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        pins = Path(folder) / "pins.txt"
        pins.write_text("\n".join(constraints) + "\n", "utf-8")
        what = f"{ROOT}[{extra}]" if extra else str(ROOT)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run"),
                *("--ignore-installed", "--report", str(report)),
                *("--constraint", str(pins), what),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"[{extra}] does not resolve:\n{done.stderr[-2000:]}")
        found = json.loads(report.read_text("utf-8"))["install"]
    return {
        one["metadata"]["name"].lower(): one["download_info"]["url"] for one in found
    }


def size_mb(url: str) -> float:
    """Return how large a file is; 0 for our own source."""
    if url.startswith("file:"):
        path = Path(urllib.request.url2pathname(url.removeprefix("file://")))
        return path.stat().st_size / 1e6 if path.is_file() else 0.0
    request = urllib.request.Request(url, method="HEAD")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return int(answer.headers["Content-Length"]) / 1e6


def install(extra: str, constraints: list[str]) -> None:
    """Install an extra into a fresh environment and use it once."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "venv"
        venv.create(place, with_pip=True)
        python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        pins = Path(folder) / "pins.txt"
        pins.write_text("\n".join(constraints) + "\n", "utf-8")
        what = f"{ROOT}[{extra}]" if extra else str(ROOT)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "-c", str(pins), what], check=True
        )
        for code in (USES[""], USES[extra]):
            subprocess.run([python, "-c", code], check=True, cwd=folder)
        listed = subprocess.run(
            [python, "-m", "pip", "check"], capture_output=True, text=True, check=False
        )
        size = sum(f.stat().st_size for f in place.rglob("*") if f.is_file()) / 1e6
        print(f"[{extra}] installed and used, {size:.0f} MB; {listed.stdout.strip()}")


def main() -> None:
    """Print the table, or install."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("extras", nargs="*", default=extras())
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--constraint", action="append", default=[])
    given = parser.parse_args()
    if given.install:
        for extra in given.extras:
            install(extra, given.constraint)
        return
    plain = resolved("", given.constraint)
    sizes = {url: size_mb(url) for url in plain.values()}
    print("| extra | packages | MB to download |\n|---|---|---|")
    print(f"| (none) | {len(plain)} | {sum(sizes.values()):.0f} |")
    for extra in given.extras:
        own = resolved(extra, given.constraint)
        added = {name: url for name, url in own.items() if name not in plain}
        more = sum(size_mb(url) for url in added.values())
        print(f"| `{extra}` | + {len(added)} | + {more:.0f} |", flush=True)


if __name__ == "__main__":
    main()
