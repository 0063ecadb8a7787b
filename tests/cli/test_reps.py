import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.schema.repetitions import DOUBTFUL, Repetitions, make_table


def call(*arguments):
    return CliRunner().invoke(app, ["reps", *map(str, arguments)])


@pytest.mark.weights
def test_a_clip_gives_counts_a_table_and_a_video(reference_data, tmp_path):
    clip = reference_data / "video" / "pushups_and_squats_5_5.gif"
    result = call(clip, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "person-1  push-ups  5\nperson-2  squats  5" in result.output
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("exercise.mp4", "poses.npz", "repetitions.csv", "repetitions.json")
    }
    table = pd.read_csv(tmp_path / "out" / "repetitions.csv")
    assert np.allclose(
        table["end_s"] - table["start_s"], table["duration_s"], atol=0.01
    )
    again = call(clip, "-o", tmp_path / "out", "--no-video", "--json")
    said = json.loads(again.stdout)
    assert said["counts"] == {"push-ups": 5, "squats": 5}
    assert len(said["repetitions"]) == 10


def test_a_folder_of_an_analysis_says_what_it_counted(analyzed, tmp_path):
    rows = [
        {
            "individual": "anna",
            "exercise": "squats",
            "set": 1,
            "number": k,
            "side": "both",
        }
        for k in (1, 2, 3)
    ]
    moments = make_table([("anna", "squats", 1, 4.25, 0.4, True, "sooner")], DOUBTFUL)
    done = Repetitions(make_table(rows), moments)
    folder = dataclasses.replace(analyzed, repetitions=done).save(tmp_path / "run")
    result = call(folder)
    assert result.exit_code == 0, result.output
    assert result.stdout == "anna  squats  3\n"
    assert "worth a look at 4.2 s: sooner (counted)" in result.stderr
    assert json.loads(call(folder, "--json").stdout)["counts"] == {"squats": 3}
    held = make_table([{"individual": "anna", "exercise": "plank", "duration_s": 42.3}])
    planks = dataclasses.replace(analyzed, repetitions=Repetitions(held))
    assert call(planks.save(tmp_path / "plank")).stdout == "anna  plank  42 s\n"
    refused = call(tmp_path / "clip.mp4", "-o", folder)
    assert refused.exit_code == 2
    assert "holds an analysis" in refused.stderr
    refused = call(folder, "--samples", tmp_path / "no.csv")
    assert refused.exit_code == 2
    assert "counted without samples" in refused.stderr


def test_what_is_no_video_is_one_sentence_and_leaves_nothing(tmp_path):
    (tmp_path / "clip.mp4").write_text("no video", "utf-8")
    result = call(tmp_path / "clip.mp4", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
    assert not (tmp_path / "out").exists()


def test_samples_that_are_not_there_are_named(tmp_path):
    result = call(
        tmp_path / "clip.mp4", "-o", tmp_path / "out", "--samples", tmp_path / "no.csv"
    )
    assert result.exit_code == 2
    assert "No pose samples at" in result.stderr


def test_a_table_of_edits_puts_an_analysis_right(analyzed, tmp_path):
    folder = analyzed.save(tmp_path / "run")
    edits = tmp_path / "mine.csv"
    edits.write_text(
        "individual,action,time_s,detected_time_s,side,exercise,start_s,end_s\n"
        "person-1,add,1.5,,both,squats,1.0,2.1\n"
    )
    result = call(folder, "--edits", edits, "--json")
    assert result.exit_code == 0, result.output
    (one,) = json.loads(result.stdout)["repetitions"]
    assert (one["exercise"], one["start_s"], one["end_s"]) == ("squats", 1.0, 2.1)
    assert (folder / "repetition_edits.csv").is_file()
    assert "report.html" in {path.name for path in folder.iterdir()}
    edits.write_text("individual,action,time_s,detected_time_s,side,exercise\n")
    assert json.loads(call(folder, "--edits", edits, "--json").stdout)["counts"] == {}


def test_edits_are_for_an_analysis(tmp_path):
    refused = call(tmp_path / "clip.mp4", "-o", tmp_path, "--edits", tmp_path / "e.csv")
    assert refused.exit_code == 2
    assert "give the folder that" in refused.stderr.replace("\n", " ")
