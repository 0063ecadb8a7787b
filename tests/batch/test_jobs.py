import json
from importlib import resources
from importlib.metadata import version

import pytest

from midstance.batch.jobs import Job, find_jobs, is_done
from midstance.config import Config
from midstance.errors import ConfigError, VideoError
from midstance.pipeline.provenance import video_sha256


@pytest.fixture
def videos(tmp_path):
    folder = tmp_path / "videos"
    for name in ("anna.mp4", "ben.MOV", "monday/anna.mp4", "notes.txt", ".hidden.mp4"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")
    return folder


def names(jobs):
    return [job.name for job in jobs]


def test_videos_are_found_at_any_depth_by_name(videos, tmp_path):
    jobs = find_jobs(videos, tmp_path / "out", Config())
    assert names(jobs) == ["anna", "ben", "monday/anna"]
    assert jobs[2].folder == tmp_path / "out" / "monday" / "anna"


def test_results_are_no_videos_to_analyze(videos):
    (videos / "earlier").mkdir()
    (videos / "earlier" / "analysis.json").write_text("{}", "utf-8")
    (videos / "earlier" / "overlay.mp4").touch()
    (videos / "out" / "anna").mkdir(parents=True)
    (videos / "out" / "anna" / "overlay.mp4").touch()
    assert names(find_jobs(videos, videos / "out", Config())) == [
        *("anna", "ben", "monday/anna")
    ]


def test_videos_that_differ_in_suffix_alone_keep_it(videos, tmp_path):
    (videos / "anna.mov").touch()
    found = names(find_jobs(videos, tmp_path, Config()))
    assert found == ["anna.mov", "anna.mp4", "ben", "monday/anna"]


@pytest.mark.parametrize("spelling", ["monday/anna", "monday/anna.mp4"])
def test_a_table_gives_each_video_its_own_settings(videos, tmp_path, spelling):
    table = tmp_path / "subjects.csv"
    table.write_text(f"video,height_m,view\nben,1.92,\n{spelling},,rear\n", "utf-8")
    general = Config().updated(subject={"height_m": 1.7})
    anna, ben, monday = find_jobs(videos, tmp_path / "out", general, subjects=table)
    assert anna.config == general
    assert ben.config.subject.height_m == 1.92
    assert monday.config.subject.view == "rear"
    assert monday.config.subject.height_m == 1.7


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\nanna\n", "the columns must be among .* got no 'video'"),
        ("height_m\n1.8\n", "got no 'video'"),
        ("video,height_m\ncarl,1.8\n", r"s.csv, line 2: there is no video 'carl'"),
        (
            "video,view\nanna,left\nben,sideways\n",
            r"subjects.csv, line 3: .*view.*'sideways'",
        ),
        (
            "video,height_m\nanna,1.8\nanna.mp4,1.9\n",
            "the lines 2 and 3 both tell of anna.mp4",
        ),
        ("video,height_m\nanna,1.8\nanna,1.9\n", "'anna' stands there twice"),
        (
            "video,height_m\nanna,tall\n",
            "height_m must be a number, got 'tall' in line 2",
        ),
        ("", "is not a table of subjects"),
    ],
)
def test_a_wrong_table_is_refused_with_its_fault(videos, tmp_path, text, message):
    table = tmp_path / "subjects.csv"
    table.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=message):
        find_jobs(videos, tmp_path / "out", Config(), subjects=table)


def test_a_table_says_who_runs_and_nothing_else_of_that_is_a_setting(videos, tmp_path):
    table = tmp_path / "subjects.csv"
    table.write_text("video,person\nben,Ben B.\n", "utf-8")
    jobs = find_jobs(videos, tmp_path / "out", Config(), subjects=table)
    assert [job.person for job in jobs] == ["", "Ben B.", ""]
    assert all(job.config == Config() for job in jobs)


def test_a_folder_without_videos_says_what_it_should_hold(tmp_path):
    with pytest.raises(VideoError, match=r"holds no video; midstance takes .*\.mp4"):
        find_jobs(tmp_path, tmp_path / "out", Config())
    with pytest.raises(VideoError, match="No folder at"):
        find_jobs(tmp_path / "nowhere", tmp_path / "out", Config())


@pytest.fixture
def done(tmp_path):
    """A job whose folder says that it was done."""
    with resources.as_file(resources.files("midstance") / "examples") as examples:
        job = Job("demo", examples / "demo.mp4", tmp_path / "demo", Config())
    job.folder.mkdir()
    facts = {
        "config": job.config.model_dump(mode="json"),
        "provenance": {
            "midstance": version("midstance"),
            "video_sha256": video_sha256(job.video),
        },
        "fingerprint": "f00d",
    }
    head = '<meta name="midstance-fingerprint" content="f00d">'
    (job.folder / "report.html").write_text(head, "utf-8")
    (job.folder / "analysis.json").write_text(json.dumps(facts), "utf-8")
    return job


def test_what_was_analyzed_with_the_same_settings_is_done(done):
    assert is_done(done)


def test_a_turn_that_was_left_to_be_found_is_done_with_the_one_found(done):
    config = done.config.updated(clip={"rotate": "auto"})
    assert is_done(Job(done.name, done.video, done.folder, config))


@pytest.mark.parametrize(
    "change",
    ["settings", "video", "version", "no report", "old report", "nothing there"],
)
def test_what_changed_is_not_done(done, change, tmp_path, monkeypatch):
    config, video = done.config, done.video
    if change == "version":
        monkeypatch.setattr("midstance.batch.jobs.version", lambda name: "99.0")
    if change == "settings":
        config = config.updated(subject={"height_m": 1.8})
    if change == "video":
        video = tmp_path / "other.mp4"
        video.write_text("other", "utf-8")
    if change == "no report":
        (done.folder / "report.html").unlink()
    if change == "old report":
        (done.folder / "report.html").write_text("of other numbers", "utf-8")
    if change == "nothing there":
        (done.folder / "analysis.json").unlink()
    assert not is_done(Job(done.name, video, done.folder, config))
