"""A runner in three dimensions, and files for other programs."""

import sys
from pathlib import Path

from matplotlib import pyplot as plt

import midstance as ms

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

raw = ms.load_tracks(ms.example_file("tracks"))
analysis = ms.analyze_tracks(
    raw, height_m=1.75, config={"lifting": {"lifter": "network"}}
)
figure_3d = analysis.tracks_3d["position"].isel(individual=0)

# In m: x forward, y left, z up. `midstance convert tracks3d.nc run.trc` (or .c3d, .bvh,
# .glb, .csv) takes it to other programs.
ms.save_tracks(analysis.tracks_3d, folder / "tracks3d.nc")

bones = [
    (f"{side}_{a}", f"{side}_{b}")
    for side in ("left", "right")
    for a, b in (
        *(("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip")),
        *(("hip", "knee"), ("knee", "ankle"), ("ankle", "foot_index")),
    )
]
figure = plt.figure(figsize=(9, 3.4), layout="tight")
for index, at in enumerate(range(100, 132, 8)):
    axes = figure.add_subplot(1, 4, index + 1, projection="3d")
    for a, b in bones:
        line = figure_3d.isel(time=at).sel(keypoint=[a, b])
        colour = "#1d74e8" if a.startswith("left") else "#ea580c"
        axes.plot(*(line.sel(space=axis) for axis in "xyz"), color=colour, lw=2)
    axes.set_box_aspect((1, 1, 2))
    axes.view_init(elev=12, azim=-60)
    axes.set_axis_off()
figure.savefig(folder / "in_3d.png", dpi=120)
