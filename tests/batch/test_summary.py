import pandas as pd
import pytest

from midstance.batch.base import Outcome
from midstance.batch.jobs import Job
from midstance.batch.summary import COLUMNS, PARQUET, SUMMARY, Summary
from midstance.config import Config
from midstance.schema.measures import SUMMARY_COLUMNS

ROWS = [
    ("cadence", "001", "both", 172.5, 1.25, 3.0, 8, "steps/min"),
    ("knee_flexion", "001", "left", float("nan"), 2.0, float("nan"), 1, "deg"),
]


def job(tmp_path, name, rows, person=""):
    made = Job(name, tmp_path / f"{name}.mp4", tmp_path / name, Config(), person=person)
    made.folder.mkdir()
    table = pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))
    table.to_csv(made.folder / SUMMARY, index=False)
    return made


@pytest.fixture
def out(tmp_path):
    two = [*ROWS, ("cadence", "NA", "both", 160.0, 1.0, 2.0, 5, "steps/min")]
    jobs = [
        job(tmp_path, "2024", ROWS, person="anna"),
        job(tmp_path, "both", two, person="ben"),
        job(tmp_path, "lost", ROWS),
    ]
    known = {"2024": Outcome("2024", "done"), "both": Outcome("both", "kept")}
    Summary(jobs).write({**known, "lost": Outcome("lost", "failed")}, tmp_path)
    return tmp_path


def read_parquet(path):
    io = pytest.importorskip("arro3.io")
    table = io.read_parquet(path).read_all()
    return {name: table[name].to_pylist() for name in table.column_names}


def test_both_tables_have_a_row_for_each_video_person_metric_and_side(out):
    table = pd.read_csv(out / SUMMARY, dtype=str, keep_default_na=False)
    assert list(table.columns) == list(COLUMNS)
    assert table["video"].tolist() == ["2024", "2024", "both", "both", "both"]
    keys = ["video", "individual", "metric", "side"]
    assert not table.duplicated(keys).any()
    parquet = read_parquet(out / PARQUET)
    assert list(parquet) == list(COLUMNS)
    assert parquet["video"] == table["video"].tolist()
    assert parquet["value"] == [172.5, None, 172.5, None, 160.0]
    assert parquet["n"] == [8, 1, 8, 1, 5]


def test_names_that_look_like_numbers_or_like_nothing_stay_names(out):
    individuals = ["001", "001", "001", "001", "NA"]
    table = pd.read_csv(out / SUMMARY, dtype=str, keep_default_na=False)
    assert table["individual"].tolist() == individuals
    assert read_parquet(out / PARQUET)["individual"] == individuals


def test_a_runner_is_named_where_there_is_no_other(out):
    assert read_parquet(out / PARQUET)["person"] == ["anna", "anna", None, None, None]


def test_the_same_results_give_the_same_files(out, tmp_path):
    before = [(out / name).read_bytes() for name in (SUMMARY, PARQUET)]
    jobs = [
        Job(name, tmp_path / name, tmp_path / name, Config(), person=person)
        for name, person in (("2024", "anna"), ("both", "ben"))
    ]
    Summary(jobs).write({one.name: Outcome(one.name, "kept") for one in jobs}, out)
    assert [(out / name).read_bytes() for name in (SUMMARY, PARQUET)] == before


def test_where_nothing_was_analyzed_no_older_table_stays(out, tmp_path):
    jobs = [Job("2024", tmp_path / "a", tmp_path / "2024", Config())]
    Summary(jobs).write({"2024": Outcome("2024", "failed")}, out)
    assert not (out / SUMMARY).exists()
    assert not (out / PARQUET).exists()
