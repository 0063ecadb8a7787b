"""Left against right: which differences are more than noise."""

import sys
from pathlib import Path

from matplotlib import pyplot as plt

import midstance as ms

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

analysis = ms.example()  # or ms.analyze("run.mp4", height_m=1.78, speed_m_s=3.0)
summary = analysis.summary()

# One row per metric and side: put left and right beside each other.
sides = summary[summary["side"].isin(["left", "right"])]
both = sides.pivot(index="metric", columns="side", values=["value", "uncertainty"])
both = both.dropna()
difference = both["value"]["left"] - both["value"]["right"]

# The uncertainty of a side has parts that both sides share, so that this is an upper
# bound of the uncertainty of their difference.
doubt = both["uncertainty"].pow(2).sum(axis=1).pow(0.5)
in_doubts = (difference / doubt).sort_values()

figure, axes = plt.subplots(figsize=(7, 0.3 * len(in_doubts) + 1), layout="tight")
colours = ["#ea580c" if abs(value) > 2 else "#94a3b8" for value in in_doubts]
axes.barh(
    [name.replace("_", " ") for name in in_doubts.index], in_doubts, color=colours
)
axes.axvspan(-2, 2, alpha=0.1)
axes.set_xlabel("left minus right, in standard uncertainties (shaded: not told apart)")
figure.savefig(folder / "asymmetry.png", dpi=120)
