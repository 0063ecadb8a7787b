"""Two people in one clip, each with numbers of their own."""

import sys
from pathlib import Path

import xarray as xr
from matplotlib import pyplot as plt

import midstance as ms

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

# The runner that ships, and herself 500 px further on and a little later: two people
# whose contacts alternate. With a video: ms.analyze("two.mp4", people="all")
anna = ms.load_tracks(ms.example_file("tracks"))
bo = anna.shift(time=9).assign_coords(individual=["person-2"])
moved = bo["position"].copy()
moved.loc[{"space": "x"}] += 500
both = xr.concat([anna, bo.assign(position=moved)], "individual").isel(
    time=slice(9, None)
)
tracks = ms.make_tracks(
    both["position"].transpose("time", "space", "keypoint", "individual"),
    both["confidence"].transpose("time", "keypoint", "individual"),
    both["time"],
    keypoints=both["keypoint"].to_numpy(),
    individuals=both["individual"].to_numpy(),
    attrs={**anna.attrs, "image_width_px": anna.attrs["image_width_px"] + 500},
)

analysis = ms.analyze_tracks(tracks, people="all", height_m=1.75)

figure, axes = plt.subplots(figsize=(8, 2.6), layout="tight")
contacts = analysis.events[analysis.events["event"] == "initial_contact"]
for row, (_, own) in enumerate(contacts.groupby("individual")):
    for side, colour in (("left", "#1d74e8"), ("right", "#ea580c")):
        times = own.loc[own["side"] == side, "time_s"]
        axes.plot(times, [row] * len(times), "|", ms=22, mew=3, color=colour)
axes.set(xlabel="time (s)", ylim=(-0.6, 1.6), title="initial contacts")
axes.set_yticks([0, 1], ["person-1", "person-2"])
figure.savefig(folder / "two_runners.png", dpi=120)

cadence = analysis.summary().query("metric == 'cadence'")
print(cadence[["individual", "value", "uncertainty"]].to_string(index=False))
