"""Tracks of another program, from a plain table to events and numbers."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

import midstance as ms

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

# A table as many programs write it: a row a frame, two columns a point. Here it is made
# of the runner that ships; yours comes from pd.read_csv.
known = ms.load_tracks(ms.example_file("tracks"))
points = ["left", "right"]
names = [
    f"{s}_{p}" for s in points for p in ("hip", "knee", "ankle", "heel", "foot_index")
]
names += ["left_shoulder", "right_shoulder"]
table = pd.DataFrame({"time": known["time"].to_numpy()})
for name in names:
    xy = known["position"].sel(keypoint=name).isel(individual=0)
    table[f"{name}_x"], table[f"{name}_y"] = xy.sel(space="x"), xy.sel(space="y")

# From the table to tracks: (time, space, keypoint, person), in px, y downwards.
position = np.stack(
    [table[[f"{name}_x", f"{name}_y"]].to_numpy() for name in names], axis=2
)[..., None]
tracks = ms.make_tracks(
    position,
    np.ones((len(table), len(names), 1)),
    table["time"],
    keypoints=names,
    attrs={key: known.attrs[key] for key in ("image_width_px", "image_height_px")},
)

events = ms.find_events(tracks)
numbers = ms.measure(tracks, events, height_m=1.75).summary()
print(numbers[["metric", "side", "value", "uncertainty", "unit"]].head(12).to_string())

figure, axes = plt.subplots(figsize=(8, 3), layout="tight")
axes.plot(table["time"], table["left_ankle_y"], color="#94a3b8")
for kind, mark in (("initial_contact", "v"), ("toe_off", "^")):
    times = events.query("side == 'left' and event == @kind")["time_s"]
    heights = np.interp(times, table["time"], table["left_ankle_y"])
    axes.plot(times, heights, mark, ms=8, label=kind.replace("_", " "))
axes.invert_yaxis()
axes.set(xlabel="time (s)", ylabel="left ankle (px)")
axes.legend()
figure.savefig(folder / "own_tracks.png", dpi=120)
