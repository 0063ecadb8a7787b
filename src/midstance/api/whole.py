"""One measure of how far work of several stages is, from its begin to its end."""

from collections.abc import Sequence

SHARES = {
    "Finding people": 100.0,
    "Looking closer": 1.0,
    "Following the camera": 15.0,
    "Telling people apart": 3.0,
    "Cleaning the tracks": 6.0,
    "Finding contacts": 4.0,
    "Measuring": 6.0,
    "Saving the results": 1.0,
    "Preparing the video": 4.0,
    "Writing the report": 8.0,
    "Drawing": 60.0,
}
"""About how long each stage takes, as of a clip of ten seconds; another one counts as
`OTHER`. Hardly any clip needs to be looked at closer, so that little is kept for it."""
OTHER = 20.0
ANALYSIS = tuple(name for name in SHARES if name != "Drawing")
"""The stages of an analysis with its report, in order."""
REPORT = ("Preparing the video", "Writing the report")
"""The stages of a report."""


class Whole:
    """How much of all stages is done.

    Parameters
    ----------
    stages
        Names of the stages that will come, in order; some may be left out. A stage
        that is not among them begins a whole of its own.

    Examples
    --------
    >>> whole = Whole(("Preparing the video", "Writing the report"))
    >>> [
    ...     round(whole.share(*told), 2)
    ...     for told in (
    ...         ("Preparing the video", 3, 6),
    ...         ("Writing the report", 0, 1),
    ...         ("Writing the report", 1, 1),
    ...     )
    ... ]
    [0.17, 0.33, 1.0]

    """

    def __init__(self, stages: Sequence[str] = ()) -> None:
        self._stages = tuple(stages)
        lasts = [SHARES.get(name, OTHER) for name in self._stages]
        total = sum(lasts) or 1.0
        self._lasts = [one / total for one in lasts]
        self._most = 0.0
        self._other = ""

    def share(self, stage: str, done: float, total: float | None) -> float:
        """Return how much of all is done, 0 to 1; among stages foreseen it never falls.

        Parameters
        ----------
        stage, done, total
            As they are told to a `midstance.kernels.types.Progress`. Of a stage of
            unknown length nothing counts until the next one.

        """
        own = min(max(done / total, 0.0), 1.0) if total else 0.0
        if stage not in self._stages:
            self._most = own if stage != self._other else max(self._most, own)
            self._other = stage
            return self._most
        place = self._stages.index(stage)
        before = sum(self._lasts[:place])
        self._most = max(self._most, before + self._lasts[place] * own)
        return self._most
