"""A folder of recordings as one table: one row a runner, one column a number."""

import sys
import tempfile
from pathlib import Path

import pandas as pd
from matplotlib import pyplot as plt

import midstance as ms

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

# Three recordings in a folder, made of the one that ships by playing it slower and
# faster. Of videos, `midstance batch videos -o results` does what follows, on several
# cores or machines, and keeps what is done; its summary.csv is the table made here.
recordings = Path(tempfile.mkdtemp())
tracks = ms.load_tracks(ms.example_file("tracks"))
for name, speed in {"Ann": 0.94, "Bo": 1.0, "Cy": 1.07}.items():
    played = tracks.assign_coords(time=tracks["time"] / speed)
    ms.save_tracks(played, recordings / f"{name}.nc")

rows = []
for path in sorted(recordings.glob("*.nc")):
    try:
        analysis = ms.analyze_tracks(ms.load_tracks(path), height_m=1.75)
    except ms.MidstanceError as error:  # one bad recording does not end the others
        print(f"{path.name}: {error}")
        continue
    rows.append(analysis.summary().assign(person=path.stem))
summary = pd.concat(rows)

wanted = {"cadence": "both", "contact_time": "left"}
shown = summary[summary["metric"].map(wanted) == summary["side"]]
print(shown.pivot(index="person", columns="metric", values="value").round(1))
summary.to_csv(folder / "summary.csv", index=False)

figure, all_axes = plt.subplots(1, 2, figsize=(8, 2.6), layout="tight")
for axes, (metric, rows) in zip(all_axes, shown.groupby("metric"), strict=True):
    axes.errorbar(
        *(rows["value"], rows["person"]),
        xerr=2 * rows["uncertainty"],
        fmt="o",
        color="#0f766e",
    )
    unit = rows["unit"].iloc[0]
    axes.set_xlabel(f"{metric.replace('_', ' ')} ({unit}), two uncertainties")
    axes.margins(y=0.3)
figure.savefig(folder / "many_recordings.png", dpi=120)
