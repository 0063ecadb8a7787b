"""Contacts of motion capture alone, without a video.

The readers of contacts look at an image from the side. Markers in space become one by
leaving out the direction across: so many px a metre, y downwards.
"""

import sys
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt

import midstance as ms

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

# Joint centres in m: x forward, y left, z up; shape (time, 3, marker). Yours come from
# `midstance convert run.c3d run.nc` and ms.load_tracks. Here they are made of the
# runner that ships, who runs to the left, with 1 mm of noise.
video = ms.load_tracks(ms.example_file("tracks"))
image = video["position"].isel(individual=0).transpose("time", "space", "keypoint")
names, time_s = list(video["keypoint"].to_numpy()), video["time"].to_numpy()
x_m, z_m = image.sel(space="x") / 313, (720 - image.sel(space="y")) / 313
y_m = [0.1 if name.startswith("left") else -0.1 for name in names] + 0 * x_m
markers_m = np.stack([x_m, y_m, z_m], axis=1)
markers_m += np.random.default_rng(0).normal(0, 0.001, markers_m.shape)

# The camera that is not there: 300 px a metre, everything in its image.
px_per_m, height_px = 300.0, 1000
seen_px = np.stack(
    [px_per_m * markers_m[:, 0], height_px - px_per_m * markers_m[:, 2]], axis=1
)
tracks = ms.make_tracks(
    seen_px[..., None],
    np.ones((len(time_s), len(names), 1)),
    time_s,
    keypoints=names,
    attrs={"image_width_px": 1600, "image_height_px": height_px},
)
events = ms.find_events(tracks)
known = ms.find_events(video)

heel_m = markers_m[:, 2, names.index("left_heel")]
figure, axes = plt.subplots(figsize=(8, 3), layout="tight")
axes.plot(time_s, heel_m, color="#94a3b8")
for kind, mark in (("initial_contact", "v"), ("toe_off", "^")):
    at_s = events.query("side == 'left' and event == @kind")["time_s"]
    label = kind.replace("_", " ")
    axes.plot(at_s, np.interp(at_s, time_s, heel_m), mark, ms=8, label=label)
    there_s = known.query("side == 'left' and event == @kind")["time_s"]
    apart_ms = [1000 * (at_s - one).abs().min() for one in there_s]
    print(f"{label}: {len(at_s)}, {np.median(apart_ms):.1f} ms beside the video's")
axes.set(xlabel="time (s)", ylabel="left heel (m)")
axes.legend()
figure.savefig(folder / "motion_capture.png", dpi=120)
