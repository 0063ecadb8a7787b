import numpy as np
import pytest
import xarray as xr

from midstance.config import Config
from midstance.pipeline.analyze import analyze_tracks, curate
from midstance.schema.edits import make_edits
from midstance.schema.notes import Note, make_notes
from midstance.schema.video import VideoInfo

CLIP = VideoInfo("run.mp4", 1280, 720, 60.0, 6.0, 360)


def test_who_walks_is_said_to_walk(film):
    walker = film(speed_m_s=1.3, duration_s=4.0)
    found = analyze_tracks(walker, Config(metrics=("cadence",)), video=CLIP)
    assert found.notes["kind"].tolist() == ["walking"]
    assert found.warnings == ("person-1 walks and does not run.",)


@pytest.fixture(scope="module")
def lifted(film):
    config = Config().updated(
        subject={"height_m": 1.75},
        lifting={"lifter": "network"},
        metrics=("cadence", "trunk_lean"),
    )
    oblique = film(view="oblique", rate_hz=60.0, duration_s=4.0)
    notes = make_notes([Note("clip", "The film is short.")], stage="video")
    return analyze_tracks(oblique, config, video=CLIP, notes_on_video=notes)


def test_notes_of_events_go_when_the_events_go_and_come_back_with_them(lifted):
    assert lifted.notes["kind"].tolist() == ["clip", "angles_from_3d"]
    own = lifted.events
    rows = [
        (*event[:3], "delete", np.nan, event.time_s)
        for event in own.itertuples(index=False)
    ]
    emptied = curate(lifted, make_edits(rows))
    assert emptied.events.empty
    assert emptied.notes["kind"].tolist() == ["clip", "edits"]
    assert emptied.notes["facts"][1] == {"n_edits": len(own)}
    again = curate(emptied, make_edits())
    assert again.notes.equals(lifted.notes)


@pytest.mark.parametrize(
    ("people", "subject", "text"),
    [
        (1, {"height_m": 1.8}, ""),
        ("all", {}, ""),
        ("all", {"height_m": 1.8}, "The body height that was given stands for each"),
        ("all", {"height_m": 1.8, "speed_m_s": 3.0}, "height and the speed that were"),
    ],
)
def test_what_is_said_of_one_person_is_said_to_stand_for_everybody(
    film, people, subject, text
):
    one = film(duration_s=2.0)
    two = xr.concat([one, one.assign_coords(individual=["person-2"])], "individual")
    config = Config(people=people, metrics=("cadence",)).updated(subject=subject)
    found = analyze_tracks(two, config, video=CLIP)
    told = found.notes[found.notes["kind"] == "one_subject"]["text"]
    assert text in "".join(told)
    assert bool(text) == bool(len(told))
