# %% [markdown]
# # midstance in a notebook
#
# Every cell runs as it stands: the runner ships with the package, and no network is
# needed. With a video of your own, the first line is
# `analysis = ms.analyze("run.mp4", height_m=1.78, speed_m_s=3.0)`.

# %%
import tempfile
from pathlib import Path

import midstance as ms

analysis = ms.example()
analysis  # a small table in a notebook

# %% [markdown]
# ## The numbers

# %%
summary = analysis.summary()  # one row per metric and side: median, uncertainty, n
summary.query("metric == 'contact_time'")

# %%
analysis.missing[["metric", "reason"]]  # and why the others are missing

# %%
analysis.at("contact_time")  # which strides, and when they were

# %%
ms.metrics()[["name", "label", "unit", "definition", "needs"]]

# %% [markdown]
# ## Pictures

# %%
analysis.plot.cycle("knee_flexion")

# %%
analysis.plot.timeline()

# %%
analysis.plot.events("ankle")

# %%
analysis.plot.stickfigure()

# %% [markdown]
# ## Curves over the stride

# %%
knee = analysis.curves("knee_flexion")
largest_deg = float(knee["mean_deg"].sel(side="left").max())
print(f"The left knee bends by up to {largest_deg:.0f} degrees.")

# %% [markdown]
# ## Two clips of the same runner
#
# Here the second one is only the first half of the clip, so that nothing has really
# changed.

# %%
half = analysis.raw_tracks.isel(time=slice(240))
other = ms.analyze_tracks(half, height_m=1.75, speed_m_s=3.0)
change = analysis.compare(other)
change[["metric", "side", "before", "after", "change", "uncertainty", "is_clear"]]

# %% [markdown]
# ## Tracks and events of your own

# %%
tracks = ms.load_tracks(ms.example_file("tracks"))
events = ms.find_events(tracks)
truth = ms.load_events(ms.example_file("events"))
measured = ms.measure(tracks, truth, height_m=1.75)
measured.summary().query("metric == 'cadence'")

# %% [markdown]
# ## Keep it

# %%
folder = Path(tempfile.mkdtemp())
analysis.save(folder / "analysis")  # and ms.load(folder / "analysis")
analysis.to_xlsx(folder / "run.xlsx")
