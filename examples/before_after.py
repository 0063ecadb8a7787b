"""Two clips of one runner: what changed, and how sure that is."""

import sys
from pathlib import Path

from matplotlib import pyplot as plt

import midstance as ms

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

before = ms.example()

# The same steps played 6 % faster stand for the second visit: a higher cadence, and
# every time 6 % shorter. With videos: after = ms.analyze("after.mp4", ...)
faster = before.raw_tracks.assign_coords(time=before.raw_tracks["time"] / 1.06)
after = ms.analyze_tracks(faster, height_m=1.75, speed_m_s=3.0)

change = before.compare(after, same_camera=True)
shown = change[change["uncertainty"] > 0].head(24)  # the surest first
size = shown["change"] / shown["uncertainty"]
names = shown["metric"].str.replace("_", " ") + " " + shown["side"].fillna("")

figure, axes = plt.subplots(figsize=(7, 0.26 * len(shown) + 1), layout="tight")
colours = ["#0d9488" if clear else "#cbd5e1" for clear in shown["is_clear"]]
axes.barh(names, size, color=colours)
axes.set_xlabel("change, in standard uncertainties (coloured: clear)")
axes.invert_yaxis()
figure.savefig(folder / "before_after.png", dpi=120)

print(shown.loc[shown["is_clear"], ["metric", "side", "before", "after"]].to_string())
