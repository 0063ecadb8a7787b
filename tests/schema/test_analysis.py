import dataclasses
import json
from math import isnan, nan

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from midstance.config import Config
from midstance.errors import ConfigError, FormatError, OutputError
from midstance.schema.analysis import Analysis, load
from midstance.schema.bouts import make_bouts
from midstance.schema.events import make_events
from midstance.schema.measures import COLUMNS, empty_measures, make_missing
from midstance.schema.notes import Note, make_notes
from midstance.schema.scene import Floor, Scene
from midstance.schema.tracks import make_tracks
from midstance.schema.video import VideoInfo


@pytest.fixture
def analysis():
    """An analysis of three frames, with everything that can be unknown unknown."""
    tracks = make_tracks(
        np.zeros((3, 2, 1, 1)),
        np.ones((3, 1, 1)),
        np.arange(3) / 30,
        keypoints=["nose"],
    )
    return Analysis(
        video=VideoInfo("run.gif", 64, 48, 10.0, nan, 0),
        config=Config().updated(subject={"height_m": 1.8}),
        raw_tracks=tracks,
        tracks=tracks,
        scenes={"person-1": Scene("left", -1, floor=Floor(0.01, 40.0))},
        bouts=make_bouts([("person-1", 0.0, 0.1, "running", "left", 0.9)]),
        events=make_events([("person-1", "left", "toe_off", 0.05, 0.01, "consensus")]),
        measures=empty_measures(),
        missing=make_missing([("cadence", "person-1", "Too few steps, «two».")]),
        notes=make_notes(
            [
                Note(
                    "slow_motion",
                    "Something to read first.",
                    individual="person-1",
                    start_s=0.05,
                    remedy="slow_motion_factor",
                    facts={"factor": 8.0},
                )
            ],
            stage="tracks",
        ),
        cycles=xr.Dataset(
            {"angle_deg": (("angle", "stride"), [[12.3456, nan]], {"units": "deg"})},
            coords={"angle": ["knee"], "is_from_3d": ("stride", [True, False])},
        ),
        forces=xr.Dataset(
            {
                "force_bw": ("percent", [0.5, nan], {"units": "BW"}),
                "reason": ("side", ["Unlike all others."]),
            }
        ),
        provenance={"midstance": "0.1.0"},
    )


def test_everything_comes_back(analysis, tmp_path):
    loaded = load(analysis.save(tmp_path))
    assert isnan(loaded.video.duration_s)
    assert dataclasses.replace(loaded.video, duration_s=0) == dataclasses.replace(
        analysis.video, duration_s=0
    )
    assert loaded.config == analysis.config
    scene, known = loaded.scenes["person-1"], analysis.scenes["person-1"]
    assert (scene.view, scene.direction) == ("left", -1)
    assert isnan(scene.m_per_px)
    assert isnan(scene.floor.sd_px)
    assert scene.floor.level_px == known.floor.level_px
    pd.testing.assert_frame_equal(loaded.events, analysis.events)
    pd.testing.assert_frame_equal(loaded.bouts, analysis.bouts)
    pd.testing.assert_frame_equal(loaded.missing, analysis.missing)
    xr.testing.assert_allclose(loaded.cycles, analysis.cycles, atol=1e-3)
    assert loaded.cycles["angle_deg"].attrs == {"units": "deg"}
    xr.testing.assert_allclose(loaded.forces, analysis.forces)
    pd.testing.assert_frame_equal(loaded.notes, analysis.notes)
    assert loaded.warnings == analysis.warnings
    assert loaded.provenance == analysis.provenance


def test_what_is_read_again_has_the_same_fingerprint(analysis, tmp_path):
    moved = analysis.events.assign(time_s=analysis.events["time_s"] + 0.000_049)
    saved = dataclasses.replace(analysis, events=moved)
    read = load(saved.save(tmp_path / "saved"))
    assert read.fingerprint() == saved.fingerprint()
    other = dataclasses.replace(saved, events=moved.assign(side="right"))
    assert other.fingerprint() != saved.fingerprint()


def test_the_folder_may_be_text(analysis, tmp_path):
    assert load(str(analysis.save(str(tmp_path / "out")))).config == analysis.config
    with pytest.raises(ConfigError, match="folder of an analysis must be text"):
        load(None)


def test_the_facts_are_plain_json(analysis, tmp_path):
    analysis.save(tmp_path)

    def refuse(name):
        raise AssertionError(name)

    text = (tmp_path / "analysis.json").read_text("utf-8")
    json.loads(text, parse_constant=refuse)


def test_the_facts_tell_the_change_of_pace_as_the_table_does(analysis, tmp_path):
    rows = [
        ("cadence", "person-1", "both", 0.7 * k, 170.0 - k, 1.0, 0.5, "steps/min")
        for k in range(9)
    ]
    measures = pd.DataFrame(rows, columns=list(COLUMNS))
    dataclasses.replace(analysis, measures=measures).save(tmp_path)
    (told,) = json.loads((tmp_path / "analysis.json").read_text("utf-8"))["pace"]
    along = pd.read_csv(tmp_path / "along.csv")
    assert told["change_per_min"] == along["change_per_min"].iloc[0]
    assert [told["first"], told["last"]] == along["value"].iloc[[0, -1]].tolist()


def test_a_folder_without_analysis_is_named(tmp_path):
    with pytest.raises(FormatError, match=r"holds no analysis \(no analysis.json\)"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("analysis.json", '{"video": {}}'),
        ("analysis.json", "[" * 100_000),
        ("analysis.json", '{"video": 3}'),
        ("analysis.json", "[]"),
        ("measures.csv", ""),
    ],
)
def test_a_damaged_analysis_says_so(analysis, tmp_path, name, text):
    analysis.save(tmp_path)
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(FormatError, match=r"holds a damaged analysis.*analyze the"):
        load(tmp_path)


def test_a_place_that_cannot_be_written_is_named(analysis, tmp_path):
    (tmp_path / "taken").write_text("", "utf-8")
    with pytest.raises(OutputError, match="choose another output folder"):
        analysis.save(tmp_path / "taken")


def test_a_folder_of_before_notes_keeps_its_sentences(analysis, tmp_path):
    analysis.save(tmp_path)
    path = tmp_path / "analysis.json"
    facts = json.loads(path.read_text("utf-8"))
    del facts["notes"]
    facts["warnings"] = ["The film is short.", "person-1 walks and does not run."]
    path.write_text(json.dumps(facts), "utf-8")
    loaded = load(tmp_path)
    assert loaded.warnings == tuple(facts["warnings"])
    assert loaded.notes["stage"].tolist() == ["video", "tracks"]


def test_bouts_of_before_are_all_measured(analysis, tmp_path):
    analysis.save(tmp_path)
    path = tmp_path / "bouts.csv"
    pd.read_csv(path).drop(columns="is_measured").to_csv(path, index=False)
    pd.testing.assert_frame_equal(load(tmp_path).bouts, analysis.bouts)


def test_a_folder_of_before_curves_has_none(analysis, tmp_path):
    analysis.save(tmp_path)
    for name in ("cycles.nc", "forces.nc"):
        (tmp_path / name).unlink()
    loaded = load(tmp_path)
    assert loaded.cycles is None
    assert loaded.forces is None
    loaded.save(tmp_path / "again")
    assert not list((tmp_path / "again").glob("[cf]*.nc"))


def test_without_strides_the_curves_are_empty(analysis, tmp_path):
    still = dataclasses.replace(analysis, cycles=xr.Dataset())
    assert load(still.save(tmp_path)).cycles.identical(xr.Dataset())
