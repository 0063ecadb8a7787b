"""Analysis: everything known about the people of one video."""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd
import xarray as xr

from midstance.config import Config
from midstance.errors import FormatError, MidstanceError
from midstance.files import (
    DAMAGED,
    StrPath,
    as_path,
    replacing,
    replacing_together,
    settle,
)
from midstance.schema.bouts import load_bouts, measured_part
from midstance.schema.edits import load_edits, make_edits, save_edits
from midstance.schema.events import as_csv, load_events, of_individual, save_events
from midstance.schema.findings import (
    Finding,
    findings_from_plain,
    findings_to_plain,
)
from midstance.schema.measures import (
    change_of_pace,
    empty_measures,
    load_curves,
    load_missing,
    make_missing,
    save_curves,
    summarize,
    summarize_along,
)
from midstance.schema.notes import (
    load_notes,
    make_notes,
    sentences,
    to_plain,
)
from midstance.schema.remarks import REMARKS, Remarks, load_remarks, save_remarks
from midstance.schema.repetitions import FILES as OF_REPETITIONS
from midstance.schema.repetitions import Repetitions, load_repetitions
from midstance.schema.scene import Scene, scene_from_json, to_json_fields, with_nan
from midstance.schema.tracks import individuals, load_tracks, save_tracks
from midstance.schema.video import VideoInfo

TRACKS_3D, CYCLES, FORCES = "tracks3d.nc", "cycles.nc", "forces.nc"
EDITS, FACTS = "edits.csv", "analysis.json"
OPTIONAL = (TRACKS_3D, CYCLES, FORCES, EDITS, REMARKS, "along.csv", *OF_REPETITIONS)
"""Files of an analysis that not each one has."""
RESULTS = (
    *("tracks_raw.nc", "tracks.nc", "events_detected.csv", "events.csv"),
    *("bouts.csv", "measures.csv", "missing.csv", "summary.csv"),
)
"""Files that each one has, beside `FACTS`."""

if TYPE_CHECKING:
    from midstance.api.results.plots import Plots

_T = TypeVar("_T")


@dataclass(frozen=True, repr=False)
class Analysis:
    """What was found in one video, with how it was found.

    Parameters
    ----------
    video
        Facts of the video file.
    config
        The settings that made these numbers.
    raw_tracks, tracks
        Keypoints as the network gave them, and cleaned; see
        `midstance.schema.tracks`.
    scenes
        How each person is seen, by name.
    bouts, events, measures
        Tables, see the modules of the same name.
    missing
        What could not be measured: ``metric, individual, reason, remedy``.
    cycles
        The joint angles over the gait cycle on ``individual``, ``angle``, ``side`` and
        ``percent`` (0 to 100): ``mean_deg``, ``sd_deg`` over the strides,
        ``uncertainty_deg`` of the mean, ``n_strides``, ``toe_off_percent``; and every
        stride by itself in ``angle_deg`` (``angle``, ``stride``, ``percent``), whose
        coordinates ``stride_individual``, ``stride_side`` and ``start_s`` say whose
        and when it is. Empty: no stride was seen from the side. None: results of
        version 0.1, which did not keep them. See `midstance.metrics.cycles`.
    forces
        The vertical force over the mean stance on ``individual``, ``side`` and
        ``percent`` (0 to 100): ``force_bw`` in body weights, ``uncertainty_bw``, and
        ``reason`` where there is no curve. Empty: nobody was seen. None: results of
        before they were kept. See `midstance.metrics.learned.force_curves`.
    findings
        What stands out in how people run, most telling first; see
        `midstance.schema.findings`. None: results of before there were any.
    repetitions
        Of exercises, with what is doubtful; see `midstance.schema.repetitions`.
    notes
        What to know before reading the numbers; see `midstance.schema.notes`.
    provenance
        Versions, the network and its weights, the time of the analysis.
    edits
        What a person changed about the events; see `midstance.schema.edits`.
    detected_events
        The events before that. None: nobody changed any.
    tracks_3d
        The people lifted to 3D, in m relative to the middle of the hips. None: they
        were not to be lifted.
    remarks
        What a person says about findings and moments; see `midstance.schema.remarks`.

    """

    video: VideoInfo
    config: Config
    raw_tracks: xr.Dataset
    tracks: xr.Dataset
    bouts: pd.DataFrame
    events: pd.DataFrame
    scenes: dict[str, Scene] = dataclasses.field(default_factory=dict)
    measures: pd.DataFrame = dataclasses.field(default_factory=empty_measures)
    missing: pd.DataFrame = dataclasses.field(default_factory=make_missing)
    cycles: xr.Dataset | None = dataclasses.field(default_factory=xr.Dataset)
    forces: xr.Dataset | None = dataclasses.field(default_factory=xr.Dataset)
    findings: tuple[Finding, ...] | None = None
    repetitions: Repetitions = dataclasses.field(default_factory=Repetitions)
    notes: pd.DataFrame = dataclasses.field(default_factory=make_notes)
    provenance: dict[str, Any] = dataclasses.field(default_factory=dict)
    edits: pd.DataFrame = dataclasses.field(default_factory=make_edits)
    detected_events: pd.DataFrame | None = None
    tracks_3d: xr.Dataset | None = None
    remarks: Remarks = dataclasses.field(default_factory=Remarks)

    def summary(self) -> pd.DataFrame:
        """Return one row per metric, person and side; see `summarize`.

        Examples
        --------
        >>> import midstance as ms
        >>> ms.example().summary().columns.tolist()[:5]
        ['metric', 'individual', 'side', 'value', 'uncertainty']

        """
        return summarize(self.measures)

    def at(self, metric: str) -> pd.DataFrame:
        """Return each value of `metric` with its stride; see `strides_of`.

        Examples
        --------
        >>> import midstance as ms
        >>> ms.example().at("contact_time")["stride"].tolist()[:3]
        [1, 2, 3]

        """
        from midstance.api.results.strides import strides_of

        return strides_of(self, metric)

    def curves(
        self, angle: str = "knee_flexion", *, individual: str | None = None
    ) -> xr.Dataset:
        """Return a joint angle over the stride; see `curves_of`.

        Examples
        --------
        >>> import midstance as ms
        >>> ms.example().curves("hip_flexion")["mean_deg"].dims
        ('side', 'percent')

        """
        from midstance.api.results.curves import curves_of

        return curves_of(self, angle, individual)

    def compare(self, other: "Analysis", *, same_camera: bool = False) -> pd.DataFrame:
        """Return what is different in `other`, against the noise; see `compare`.

        Examples
        --------
        >>> import midstance as ms
        >>> before, after = ms.example(), ms.example()
        >>> before.compare(after)["is_clear"].any().item()
        False

        """
        from midstance.api.arguments import as_analysis, as_truth
        from midstance.api.results.comparison import compare

        is_same = bool(as_truth(same_camera, "same_camera"))
        return compare(self, as_analysis(other, "The other"), same_camera=is_same)

    def to_xlsx(self, path: StrPath) -> Path:
        """Write all tables as a spreadsheet, and return its path; see `write_xlsx`.

        Examples
        --------
        >>> import tempfile
        >>> import midstance as ms
        >>> ms.example().to_xlsx(f"{tempfile.mkdtemp()}/run.xlsx").name
        'run.xlsx'

        """
        from midstance.api.results.workbook import write_xlsx

        return write_xlsx(self, path)

    @property
    def plot(self) -> "Plots":
        """Pictures as matplotlib axes: ``.plot.timeline()`` and others; see `Plots`.

        Examples
        --------
        >>> import midstance as ms
        >>> ms.example().plot
        <plots: .cycle(angle) .timeline() .events() .stickfigure()>

        """
        from midstance.api.results.plots import Plots

        return Plots(self)

    def __repr__(self) -> str:
        """Return who did what in which video, in one line."""
        from midstance.api.results.shown import in_one_line

        return in_one_line(self)

    def _repr_html_(self) -> str:
        """Return a small table, which a notebook shows."""
        from midstance.api.results.shown import as_html

        return as_html(self)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return the notes as sentences, with what can be done."""
        return sentences(self.notes)

    def measured_part(self, name: str) -> tuple[xr.Dataset, pd.DataFrame]:
        """Return what the numbers of one person are read from: tracks and events.

        Of somebody who goes both ways along the picture, one way alone; see
        `midstance.schema.bouts.measured_part`.
        """
        own = self.tracks.sel(individual=[name])
        return measured_part(own, of_individual(self.events, name), self.bouts)

    def as_detected(self) -> pd.DataFrame:
        """Return the events as they were before a person changed them."""
        return self.events if self.detected_events is None else self.detected_events

    def fingerprint(self) -> str:
        """Return a short text that changes when any number does, or what makes them.

        What is drawn from it carries that, and is not taken for one of other
        numbers. An analysis read from its files has the same.
        """
        tables = [self.measures, self.missing, self.bouts]
        tables += [self.repetitions.table] * (len(self.repetitions.table) > 0)
        texts = [table.to_csv(index=False, float_format="%.5g") for table in tables]
        settings = self.config.model_dump_json(exclude={"hide_faces"})
        whole = "\n".join([settings, as_csv(self.events), *texts, *self.warnings])
        return hashlib.sha256(whole.encode()).hexdigest()[:16]

    def save(self, folder: StrPath) -> Path:
        """Write the analysis into `folder`, which is made when it is not there.

        Returns
        -------
        pathlib.Path
            The folder. Its files change all at once: a run that is killed leaves
            the earlier analysis or this one.

        Raises
        ------
        OutputError
            If the folder cannot be written to.

        """
        folder = as_path(folder, "The folder of an analysis")
        with replacing_together(folder, stale=OPTIONAL, last=FACTS) as part:
            self._write(part)
        return folder

    def _write(self, folder: Path) -> None:
        save_tracks(self.raw_tracks, folder / "tracks_raw.nc")
        save_tracks(self.tracks, folder / "tracks.nc")
        if self.tracks_3d is not None:
            save_tracks(self.tracks_3d, folder / TRACKS_3D)
        for name, curves in ((CYCLES, self.cycles), (FORCES, self.forces)):
            if curves is not None:
                save_curves(curves, folder / name)
        if len(self.edits):
            save_edits(self.edits, folder / EDITS)
        self.repetitions.save(folder)
        save_remarks(self.remarks, folder)
        save_events(self.as_detected(), folder / "events_detected.csv")
        save_events(self.events, folder / "events.csv")
        along = summarize_along(self.measures)
        for name, table in (
            *(("bouts", self.bouts), ("measures", self.measures)),
            *(("missing", self.missing), ("summary", self.summary())),
            ("along", along),
        ):
            with replacing(folder / f"{name}.csv") as part:
                table.to_csv(part, index=False, float_format="%.5g")
        facts = {
            "video": to_json_fields(self.video),
            "config": self.config.model_dump(mode="json"),
            "scenes": {
                name: to_json_fields(scene) for name, scene in self.scenes.items()
            },
            "findings": findings_to_plain(self.findings),
            "pace": change_of_pace(along),
            "notes": to_plain(self.notes),
            "provenance": self.provenance,
            "fingerprint": self.fingerprint(),
        }
        with replacing(folder / FACTS) as part:
            part.write_text(json.dumps(facts, indent=2, allow_nan=False), "utf-8")


def load(folder: StrPath) -> Analysis:
    """Return the analysis saved in `folder`.

    Parameters
    ----------
    folder
        As `Analysis.save` or ``midstance analyze`` wrote it.

    Raises
    ------
    FormatError
        If the folder holds no complete analysis.
    SchemaError
        If its table of events holds something else.

    Examples
    --------
    >>> import tempfile
    >>> import midstance as ms
    >>> ms.load(ms.example().save(tempfile.mkdtemp())).video.name
    'demo.mp4'

    """
    folder = as_path(folder, "The folder of an analysis")
    settle(folder)
    facts_path = folder / FACTS
    if not facts_path.is_file():
        raise FormatError(
            f"{folder} holds no analysis (no analysis.json); "
            "give the folder that an analysis was saved in."
        )
    # People change these by hand: what is wrong in them is theirs to put right.
    events, remarks = load_events(folder / "events.csv"), load_remarks(folder)
    try:
        facts = json.loads(facts_path.read_text("utf-8"))
        raw_tracks = load_tracks(folder / "tracks_raw.nc")
        return Analysis(
            video=VideoInfo(**with_nan(facts["video"], "duration_s")),
            config=Config.model_validate(facts["config"]),
            raw_tracks=raw_tracks,
            tracks=load_tracks(folder / "tracks.nc"),
            tracks_3d=_if_there(folder / TRACKS_3D, load_tracks),
            cycles=load_curves(folder / CYCLES),
            forces=load_curves(folder / FORCES),
            scenes={k: scene_from_json(v) for k, v in facts["scenes"].items()},
            bouts=load_bouts(folder / "bouts.csv"),
            events=events,
            edits=load_edits(folder / EDITS),
            detected_events=_if_there(folder / "events_detected.csv", load_events),
            repetitions=load_repetitions(folder),
            measures=pd.read_csv(folder / "measures.csv"),
            missing=load_missing(folder / "missing.csv"),
            findings=findings_from_plain(facts.get("findings")),
            notes=load_notes(facts, individuals(raw_tracks)),
            provenance=facts["provenance"],
            remarks=remarks,
        )
    except (*DAMAGED, MidstanceError) as error:
        # Python's own words say nothing to whoever reads them.
        why = f" ({error})" if isinstance(error, MidstanceError) else ""
        raise FormatError(
            f"{folder} holds a damaged analysis{why}; analyze the video again."
        ) from error


def _if_there(path: Path, load_it: Callable[[Path], _T]) -> _T | None:
    return load_it(path) if path.is_file() else None
