"""The recordings of everybody, read once for all who need them."""

import pandas as pd
import xarray as xr

from midstance.errors import NotEnoughDataError
from midstance.metrics.recording import Recording
from midstance.schema.events import of_individual
from midstance.schema.one_person import of_person
from midstance.schema.scene import Scene


class Recordings:
    """The recordings of several people, each read when it is asked for first.

    Parameters
    ----------
    tracks, events, scenes
        Clean tracks, their events, and how each person is seen, by name.

    """

    def __init__(
        self, tracks: xr.Dataset, events: pd.DataFrame, scenes: dict[str, Scene]
    ) -> None:
        self._tracks, self._events, self._scenes = tracks, events, scenes
        self._read: dict[str, Recording | str] = {}

    def of(self, name: str) -> Recording:
        """Return the recording of one person.

        Raises
        ------
        NotEnoughDataError
            As `Recording.of`.

        """
        if name not in self._read:
            self._read[name] = self._recording(name)
        found = self._read[name]
        if isinstance(found, str):
            raise NotEnoughDataError(found)
        return found

    def _recording(self, name: str) -> Recording | str:
        try:
            return Recording.of(
                of_person(self._tracks, name),
                of_individual(self._events, name),
                self._scenes.get(name, Scene()),
            )
        except NotEnoughDataError as error:
            return str(error)
