"""A contact corrected by hand: which numbers follow, and by how much."""

import sys
from pathlib import Path

from matplotlib import pyplot as plt

import midstance as ms

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

tracks = ms.load_tracks(ms.example_file("tracks"))
events = ms.find_events(tracks)

# Say that the third left contact was two frames (33 ms) later than it was found.
is_left = (events["side"] == "left") & (events["event"] == "initial_contact")
chosen = events.index[is_left][2]
corrected = events.copy()
corrected.loc[chosen, "time_s"] += 2 / 60

figure, axes = plt.subplots(figsize=(7, 3), layout="tight")
for table, label, mark in ((events, "found", "o"), (corrected, "corrected", "x")):
    measured = ms.measure(tracks, table, height_m=1.75)
    own = measured.measures.query("metric == 'contact_time' and side == 'left'")
    axes.plot(own["time_s"], own["value"], mark, label=label, ms=8)
axes.set(xlabel="time (s)", ylabel="left contact time (ms)")
axes.legend()
figure.savefig(folder / "moved_contact.png", dpi=120)
