import json
import shutil

import numpy as np
import pytest

from midstance.config import Config
from midstance.errors import FormatError, OutputError, VideoError
from midstance.pipeline.folder import analyze_into
from midstance.pipeline.runs.verify import _compared, verify_folder
from midstance.schema.tracks import load_tracks, save_tracks


@pytest.fixture(scope="module")
def made(filmed_in_clip, clip, tmp_path_factory):
    """Results of a clip, and its poses from tracks; no network is needed."""
    folder = tmp_path_factory.mktemp("made")
    save_tracks(filmed_in_clip, folder / "tracks.nc")
    shutil.copyfile(clip, folder / "run.mp4")
    config = Config(metrics=("cadence", "contact_time")).updated(
        pose={"name": "canned", "params": {"tracks": folder / "tracks.nc"}}
    )
    analyze_into(folder / "out", folder / "run.mp4", config)
    return folder


@pytest.fixture
def results(made, tmp_path):
    """A copy of the numbers that may be changed, beside the video."""
    drawn = shutil.ignore_patterns("report.html", "overlay.mp4")
    shutil.copytree(made / "out", tmp_path / "out", ignore=drawn)
    shutil.copyfile(made / "run.mp4", tmp_path / "run.mp4")
    return tmp_path / "out"


def wrong(folder, **options):
    found = verify_folder(folder, **options)
    return {one.name: (one.status, one.where) for one in found if not one.is_equal}


def test_results_are_those_of_the_video_byte_for_byte(made):
    found = verify_folder(made / "out")
    assert {one.status for one in found} == {"equal"}
    assert {one.name for one in found} == {
        path.name for path in (made / "out").iterdir() if path.name != "run.jsonl"
    }


def test_a_number_that_was_changed_is_named(results):
    table = results / "measures.csv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    lines[2] = lines[2].replace(",1", ",2", 1) if ",1" in lines[2] else "x" + lines[2]
    table.write_text("".join(lines), "utf-8")
    ((name, (status, where)),) = wrong(results, from_poses=True).items()
    assert (name, status) == ("measures.csv", "differs")
    assert where.startswith("line 3 is ")


def test_each_kind_of_file_says_where_it_differs(results):
    facts = json.loads((results / "analysis.json").read_text("utf-8"))
    facts["provenance"]["python"] = "3.0"
    (results / "analysis.json").write_text(json.dumps(facts, indent=2), "utf-8")
    tracks = load_tracks(results / "tracks.nc")
    moved = tracks.assign(position=tracks["position"] + 0.25)
    save_tracks(moved, results / "tracks.nc")
    (results / "summary.csv").unlink()
    (results / "poses.npz").write_bytes(b"no")
    found = wrong(results)
    assert 'provenance.python is "3.0", the video' in found["analysis.json"][1]
    assert "position, " in found["tracks.nc"][1]
    assert "by up to 0.25" in found["tracks.nc"][1]
    assert found["summary.csv"] == ("missing", "")
    assert found["poses.npz"] == ("differs", "it cannot be read")
    assert set(found) == {"analysis.json", "tracks.nc", "summary.csv", "poses.npz"}


def test_what_the_video_does_not_give_and_what_is_no_table(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"frames")
    assert _compared(tmp_path / "a.mp4", tmp_path / "none").status == "extra"
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "a.mp4").write_bytes(b"other frames")
    found = _compared(tmp_path / "a.mp4", tmp_path / "made" / "a.mp4")
    assert (found.status, found.where) == ("differs", "")


def test_other_bytes_that_say_the_same_are_equal_and_nothing_changes(results):
    with np.load(results / "poses.npz") as held:
        arrays = dict(held)
    np.savez_compressed(results / "poses.npz", **arrays)
    before = {path: path.read_bytes() for path in results.iterdir()}
    found = {one.name: one.status for one in verify_folder(results) if one.is_equal}
    assert found.pop("poses.npz") == "same"
    assert set(found.values()) == {"equal"}
    assert set(found) | {"poses.npz", "run.jsonl"} == {path.name for path in before}
    assert before == {path: path.read_bytes() for path in results.iterdir()}


def test_without_the_video_or_poses_it_is_said(results, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (results / "poses.npz").unlink()
    with pytest.raises(OutputError, match=r"no poses\.npz.*from the video alone"):
        verify_folder(results, from_poses=True)
    (tmp_path / "run.mp4").unlink()
    facts = json.loads((results / "analysis.json").read_text("utf-8"))
    facts["provenance"]["video_path"] = str(tmp_path / "run.mp4")
    (results / "analysis.json").write_text(json.dumps(facts), "utf-8")
    with pytest.raises(VideoError, match=r"run\.mp4 is neither in .* nor beside it"):
        verify_folder(results)
    with pytest.raises(FormatError, match="holds no analysis"):
        verify_folder(tmp_path)
