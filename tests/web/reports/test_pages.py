import shutil

import pytest

from midstance.errors import FormatError
from midstance.report.page import shows, write_page
from midstance.report.player.parts import FILM, Film
from midstance.report.write import PAGE
from midstance.schema.analysis import load
from midstance.schema.remarks import Comment, Remarks, save_remarks
from midstance.web.reports.pages import report_in, with_tools
from midstance.web.store.people import FACTS, People


@pytest.fixture(scope="module")
def page(saved_demo, tmp_path_factory):
    """The report of the demo in English, with a film beside it."""
    path = tmp_path_factory.mktemp("page") / PAGE
    write_page(load(saved_demo), path, film=Film(FILM), language="en")
    return path


@pytest.fixture
def reported(done, page):
    """A recording with its report in English."""
    (done.results / FILM).write_bytes(b"a film")
    shutil.copy(page, done.results / PAGE)
    return done


def test_the_report_speaks_the_language_of_who_reads_it(store, reported):
    spanish = report_in(store, reported, "es")
    assert '<html lang="es">' in spanish.read_text("utf-8")
    assert f'src="/recordings/{reported.id}/{FILM}"' in spanish.read_text("utf-8")
    german = report_in(store, reported, "de")
    assert '<html lang="de">' in german.read_text("utf-8")
    assert spanish.exists()
    before = german.stat().st_mtime_ns
    assert report_in(store, reported, "de").stat().st_mtime_ns == before


def test_it_is_headed_by_whose_it_is(store, reported):
    nobody_s = report_in(store, reported, "en").read_text("utf-8")
    assert "<h1>demo.mp4</h1>" in nobody_s or "<h1>run.mp4</h1>" in nobody_s
    facts = dict.fromkeys(FACTS) | {"name": "Anna Läufer", "shoes": "", "notes": ""}
    anna = People(store).add({**facts, "tags": []})
    store.set_about(reported.id, person_id=anna.id, day="2026-01-05")
    anna_s = report_in(store, store.get(reported.id), "en")
    assert "<h1>Anna Läufer</h1>" in anna_s.read_text("utf-8")
    analysis = load(reported.results)
    assert shows(anna_s, analysis.fingerprint())
    assert analysis.config.subject.name is None


def test_what_was_said_since_is_in_it_and_the_old_page_goes(store, reported):
    before = report_in(store, reported, "en")
    save_remarks(Remarks((), (Comment("a", 1.0, "Look here."),)), reported.results)
    after = report_in(store, reported, "en")
    assert "Look here." in after.read_text("utf-8")
    assert not before.exists()
    store.remove(reported.id)
    assert not store.pages_folder(reported.id).exists()


def test_what_cannot_be_made_anew_is_shown_as_it_is(store, reported):
    (reported.results / "events.csv").unlink()
    assert report_in(store, reported, "es") == reported.results / PAGE
    (reported.results / PAGE).unlink()
    with pytest.raises(FormatError, match="hold no"):
        report_in(store, reported, "es")


def test_tools_come_without_the_policy_that_would_forbid_them(store, reported):
    page = report_in(store, reported, "de").read_text("utf-8")
    dressed = with_tools(page)
    assert "http-equiv" in page
    assert "http-equiv" not in dressed
    assert dressed.count("/static/remarks.js") == 1
    assert with_tools("no page") == "no page"


def test_pages_of_what_is_gone_are_swept(store, reported):
    place = report_in(store, reported, "en").parent
    other = place.with_name("gone")
    place.rename(other)
    store.sweep()
    assert not other.exists()
