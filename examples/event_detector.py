"""An event detector from nothing: contact where the ankle comes to its lowest.

Import such a file in a script of yours before you call midstance, or let an
installed package name it as an entry point of the group ``midstance.detectors``::

    import midstance as ms
    import event_detector

    ms.analyze("run.mp4", config=ms.Config(events={"name": "ankle_low"}))

"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from scipy.signal import find_peaks

from midstance.plugins import EventDetector, NotEnoughDataError, detectors, make_events

NAME = "ankle_low"


# 1. The settings: a frozen dataclass under a name, every number with its unit.
@detectors.register(NAME)
@dataclass(frozen=True)
class AnkleLow(EventDetector):
    """Find initial contact shortly before each ankle is lowest.

    Parameters
    ----------
    delay_s
        Contact minus the lowest point.
    shortest_stride_s
        Contacts of one foot are at least so far apart.
    rise
        How far the ankle rises between two contacts at least, in shank lengths.
    uncertainty_s
        One standard deviation of a single contact.

    """

    delay_s: float = -0.06
    shortest_stride_s: float = 0.4
    rise: float = 0.15
    uncertainty_s: float = 0.03

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return the initial contacts of clean `tracks`."""
        rows = []
        for person in tracks["individual"].to_numpy().tolist():
            for side in ("left", "right"):
                times = self._lowest(tracks["position"].sel(individual=person), side)
                rows += [
                    (person, side, "initial_contact", time, self.uncertainty_s, NAME)
                    for time in times
                ]
        return make_events(rows)

    def _lowest(self, position: xr.DataArray, side: str) -> list[float]:
        # 2. Points by name, never by number; y points down; missing is NaN.
        ankle = position.sel(keypoint=f"{side}_ankle", space="y").to_numpy()
        knee = position.sel(keypoint=f"{side}_knee", space="y").to_numpy()
        time_s = position["time"].to_numpy()
        if not np.isfinite(ankle).any():
            raise NotEnoughDataError(f"{side}_ankle was never seen.")
        seen = np.isfinite(ankle)
        low = np.interp(time_s, time_s[seen], ankle[seen])
        frame_s = float(np.median(np.diff(time_s)))
        peaks, _ = find_peaks(
            low,
            distance=max(1, round(self.shortest_stride_s / frame_s)),
            prominence=self.rise * float(np.nanmedian(np.abs(ankle - knee))),
        )
        # 3. A time lies between frames, on the clock of the tracks.
        return [float(time_s[k] + self.delay_s) for k in peaks if seen[k]]
