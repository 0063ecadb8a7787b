"""Squats: how many, how deep, and how sure each one is."""

import sys
from pathlib import Path

import numpy as np
from matplotlib import pyplot as plt

import midstance as ms

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

# Somebody who squats six times, seen from the side, as a stick figure: thighs and
# shanks fold, the trunk leans so that the shoulders stay over the feet. With a video it
# is one line: analysis = ms.analyze("squats.mp4", height_m=1.75)
rate_hz, px_per_m, floor_px = 30.0, 170.0, 440.0
time_s = np.arange(0, 21, 1 / rate_hz)
turns = np.clip((time_s - 1.5) / 3.0, 0, 6)
deepest = np.array([1.0, 0.95, 1.05, 0.9, 1.0, 0.7, 0.7])
fold = deepest[turns.astype(int)] * (1 - np.cos(2 * np.pi * turns)) / 2  # 0: upright

shank = np.deg2rad(28 * fold)  # forward from the vertical
thigh = np.deg2rad(85 * fold)  # backward
trunk = np.deg2rad(42 * fold)  # forward
ankle = np.stack([np.zeros_like(fold), np.full_like(fold, 0.08)])
knee = ankle + 0.43 * np.stack([np.sin(shank), np.cos(shank)])
hip = knee + 0.43 * np.stack([-np.sin(thigh), np.cos(thigh)])
shoulder = hip + 0.50 * np.stack([np.sin(trunk), np.cos(trunk)])
forward = np.stack([np.ones_like(fold), np.zeros_like(fold)])
heel, toe = np.array([[-0.05], [-0.06]]), np.array([[0.17], [-0.06]])
points = {
    "nose": shoulder + 0.25 * np.stack([np.sin(trunk), np.cos(trunk)]) + 0.1 * forward,
    **{f"{side}_shoulder": shoulder for side in ("left", "right")},
    **{f"{side}_elbow": shoulder + 0.28 * forward for side in ("left", "right")},
    **{f"{side}_wrist": shoulder + 0.53 * forward for side in ("left", "right")},
    **{f"{side}_hip": hip for side in ("left", "right")},
    **{f"{side}_knee": knee for side in ("left", "right")},
    **{f"{side}_ankle": ankle for side in ("left", "right")},
    **{f"{side}_heel": ankle + heel for side in ("left", "right")},
    **{f"{side}_foot_index": ankle + toe for side in ("left", "right")},
}
in_m = np.stack(list(points.values()), axis=2).transpose(1, 0, 2)
in_px = np.array([320, floor_px])[:, None] + px_per_m * in_m * [[1], [-1]]
in_px += np.random.default_rng(0).normal(0, 2, in_px.shape)  # a network is never exact
tracks = ms.make_tracks(
    in_px[..., None],
    np.ones((len(time_s), len(points), 1)),
    time_s,
    keypoints=list(points),
    attrs={"image_width_px": 640, "image_height_px": 480},
)

analysis = ms.analyze_tracks(tracks, height_m=1.75)
found = analysis.repetitions.table
names = ["number", "start_s", "bottom_deg", "lean_deg", "probability", "form"]
print(found[names].round(2).to_string(index=False))

# The angle of the knee, 180 where the leg is straight, with every repetition that was
# counted; the last squat was shallower on purpose.
seen = analysis.tracks["position"].isel(individual=0)
up = seen.sel(keypoint="left_hip") - seen.sel(keypoint="left_knee")
down = seen.sel(keypoint="left_ankle") - seen.sel(keypoint="left_knee")
cosine = (up * down).sum("space") / (
    (up**2).sum("space") ** 0.5 * (down**2).sum("space") ** 0.5
)
knee_deg = np.rad2deg(np.arccos(cosine))

figure, axes = plt.subplots(figsize=(8, 3), layout="tight")
axes.plot(analysis.tracks["time"], knee_deg, color="#0f766e")
for row in found.itertuples():
    axes.axvspan(row.start_s, row.end_s, alpha=0.12)
    text = f"{row.number}: {row.bottom_deg:.0f}°\n{row.probability:.0%} sure"
    axes.annotate(text, (row.bottom_s, 45), ha="center", va="top", fontsize=8)
axes.set(xlabel="time (s)", ylabel="knee (°)", ylim=(20, 190))
figure.savefig(folder / "squats.png", dpi=120)
