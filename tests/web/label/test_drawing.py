import pytest

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
    page, facts = results / "report.html", results / "analysis.json"
    kept = facts.read_bytes()
    drawing.want()
    wait(drawing)
    process = drawing._process
    assert page.is_file()
    facts.unlink()
    drawing.want()
    wait(drawing)
    assert "holds no analysis" in drawing.status()["problem"]
    facts.write_bytes(kept)
    page.unlink()
    drawing.want()
    wait(drawing)
    assert page.is_file()
    assert drawing._process is process is not None
    assert drawing.status() == {"is_drawing": False, "share": 1.0, "problem": ""}
    process._child.stop()
    drawing.want()
    wait(drawing)
    assert "ended by the system" in drawing.status()["problem"]
    drawing.want()
    wait(drawing)
    assert drawing.status() == {"is_drawing": False, "share": 1.0, "problem": ""}


def test_a_process_that_was_prepared_for_nothing_ends(drawing):
    drawing.prepare()
    process = drawing._process._child._process
    drawing.finish()
    assert not process.is_alive()
