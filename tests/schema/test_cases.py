"""Tables of other programs and of spreadsheets; the right behaviour of each."""

import numpy as np
import pytest

from midstance.errors import MissingSettingError
from midstance.schema.events import load_events
from midstance.schema.foreign.subjects import read_subjects
from midstance.schema.tracks import load_tracks


@pytest.mark.parametrize("name", ["bom", "casing", "comma_quoted", "semicolon"])
def test_events_of_any_spreadsheet_are_read(cases, name):
    events = load_events(cases / "tables" / f"events_{name}.csv")
    assert events["side"].tolist() == ["left", "left"]
    assert events["event"].tolist() == ["initial_contact", "toe_off"]
    assert events["time_s"].tolist() == [0.35, 0.55]


@pytest.mark.parametrize(
    ("name", "video", "note"),
    [
        ("cm", "run.mp4", "a height_m of 178 was taken for centimetres"),
        ("semicolon", "run.mp4", ""),
        ("cp1252", "müller.mp4", ""),
        ("notes", "run.mp4", "no setting is called notes"),
    ],
)
def test_subjects_of_any_spreadsheet_are_read(cases, name, video, note):
    rows, notes = read_subjects(cases / "tables" / f"subjects_{name}.csv")
    assert {key: row.settings for key, row in rows.items()} == {
        video: {"height_m": "1.78"}
    }
    assert len(notes) == bool(note)
    assert note in "".join(notes)


@pytest.mark.parametrize("name", ["frames", "nofps"])
def test_a_clock_that_counts_frames_needs_the_rate(cases, name):
    path = cases / "tables" / f"movement_{name}.nc"
    with pytest.raises(MissingSettingError, match="counts frames; give the rate"):
        load_tracks(path)
    tracks = load_tracks(path, rate_hz=60.0)
    assert tracks["time"].to_numpy() == pytest.approx(np.arange(300) / 60)


def test_tracks_without_confidence_are_read_as_seen_and_say_so(cases):
    tracks = load_tracks(cases / "tables" / "movement_noconf.nc")
    seen = np.isfinite(tracks["position"].to_numpy()).all(axis=1)
    assert (tracks["confidence"].to_numpy()[seen] == 1.0).all()
    assert "says no confidence" in tracks.attrs["notes"]
