import dataclasses

import pytest

from midstance.schema.analysis import load
from midstance.web.label.drawing import Drawing


@pytest.fixture
def drawing(results, clip):
    drawing = Drawing(clip, results)
    yield drawing
    drawing.finish()


def wait(drawing):
    thread = drawing._thread
    if thread is not None:
        thread.join()


def test_one_process_draws_again_and_again_and_after_a_crash_another(drawing, results):
    page, analysis = results / "report.html", load(results)
    drawing.want(analysis)
    wait(drawing)
    process = drawing._process
    assert page.is_file()
    page.unlink()
    page.mkdir()
    drawing.want(analysis)
    wait(drawing)
    assert str(page) in drawing.status()["problem"]
    page.rmdir()
    drawing.want(analysis)
    wait(drawing)
    assert page.is_file()
    assert drawing._process is process is not None
    assert drawing.status() == {"is_drawing": False, "share": 1.0, "problem": ""}
    process._child.stop()
    drawing.want(analysis)
    wait(drawing)
    assert "ended by the system" in drawing.status()["problem"]
    drawing.want(analysis)
    wait(drawing)
    assert drawing.status() == {"is_drawing": False, "share": 1.0, "problem": ""}


def test_what_was_wanted_last_is_drawn_without_the_folder_being_read(drawing, results):
    analysis = load(results)
    for name in ("analysis.json", "tracks.nc", "events.csv"):
        (results / name).unlink()
    for called in ("first.mp4", "second.mp4", "third.mp4"):
        video = dataclasses.replace(analysis.video, name=called)
        drawing.want(dataclasses.replace(analysis, video=video))
    wait(drawing)
    assert drawing.status()["problem"] == ""
    assert "third.mp4" in (results / "report.html").read_text("utf-8")


def test_a_process_that_was_prepared_for_nothing_ends(drawing):
    drawing.prepare()
    process = drawing._process._child._process
    drawing.finish()
    assert not process.is_alive()
