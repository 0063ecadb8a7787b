import pytest

from midstance.report import pdf
from midstance.web.routes import made
from midstance.web.store.people import People


@pytest.fixture
def analyzed(bring, finish, monkeypatch):
    """Bring recordings whose results are there, and stand for what is in them."""
    monkeypatch.setattr(made, "load", lambda folder: folder)

    def make(name):
        recording = bring(name)
        recording.results.mkdir()
        (recording.results / "report.html").write_text("<p>report</p>", "utf-8")
        return finish(recording)

    return make


@pytest.fixture
def written(monkeypatch):
    """What was asked of who writes pages of two recordings."""
    asked = []

    def write(page):
        def made_up(analyses, folder, **options):
            asked.append((analyses, options))
            text = "<script>1</script><p>both</p>"
            (made.Path(folder) / page).write_text(text, "utf-8")

        return made_up

    monkeypatch.setattr(made, "write_comparison", write("compare.html"))
    monkeypatch.setattr(made, "write_joined", write("report.html"))
    return asked


def test_the_overlay_is_drawn_once(browser, analyzed, monkeypatch):
    recording = analyzed("a.mp4")
    drawn = []

    def draw(found, video, folder):
        drawn.append(video)
        (folder / "overlay.mp4").write_bytes(b"film")

    monkeypatch.setattr(made, "draw_overlay", draw)
    path = f"/recordings/{recording.id}/overlay.mp4"
    assert [browser.get(path).content for _ in range(2)] == [b"film"] * 2
    assert drawn == [recording.video]


@pytest.mark.parametrize(
    ("name", "extent"), [("report", "full"), ("summary", "summary")]
)
def test_the_report_comes_on_paper(browser, analyzed, monkeypatch, name, extent):
    recording = analyzed("a.mp4")
    asked = []

    def print_page(page, out, *, extent, heading):
        asked.append((page, extent, heading.link))
        out.write_bytes(b"%PDF")
        return out

    monkeypatch.setattr(made, "print_page", print_page)
    answer = browser.get(f"/recordings/{recording.id}/{name}.pdf")
    assert answer.content == b"%PDF"
    assert answer.headers["content-type"] == "application/pdf"
    # Nobody reaches this machine by the name it has for itself.
    assert asked == [(recording.results / "report.html", extent, "")]


def test_without_a_browser_to_print_it_is_said_what_to_do(
    browser, analyzed, monkeypatch
):
    recording = analyzed("a.mp4")
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    answer = browser.get(f"/recordings/{recording.id}/report.pdf")
    assert answer.status_code >= 400
    assert "Chromium, Chrome or Edge" in answer.json()["error"]


@pytest.mark.parametrize("what", ["compare", "joined"])
def test_two_recordings_have_a_page_of_their_own(browser, analyzed, written, what):
    first, other = analyzed("a.mp4"), analyzed("b.mp4")
    answer = browser.get(f"/recordings/{first.id}/{what}.html?other={other.id}")
    assert "both" in answer.text
    allowed = answer.headers["content-security-policy"]
    assert "script-src 'sha256-" in allowed
    assert "connect-src" not in allowed
    ((analyses, options),) = written
    assert analyses == [first.results, other.results]
    assert options["pages"] == [one / "report.html" for one in analyses]
    assert options["addresses"] == [f"/recordings/{one.id}" for one in (first, other)]


def test_recordings_are_called_by_person_day_shoes_and_view(
    browser, store, analyzed, written
):
    first, other = analyzed("b.mp4"), analyzed("a.mp4")
    anna = browser.post("/api/people", json={"name": "Anna", "shoes": "x"}).json()
    for one, day in ((first, "2026-01-01"), (other, "2026-05-12")):
        about = {"person_id": anna["id"], "day": day}
        browser.put(f"/api/recordings/{one.id}/about", json=about)
    compare = f"/recordings/{other.id}/compare.html?other={first.id}"
    browser.get(compare)
    people = People(store)
    people.add_moment(anna["id"], day="2026-02-01", kind="shoe", text="Cloud 5")
    people.add_moment(anna["id"], day="2026-06-01", kind="shoe", text="Cloud 6")
    store.set_view(first.id, "rear")
    store.set_view(other.id, "left")
    browser.get(compare)
    assert [options["labels"] for _, options in written] == [
        ["1 January 2026, x", "12 May 2026, x"],
        [
            "1 January 2026, seen from behind",
            "12 May 2026, Cloud 5, seen from the left",
        ],
    ]
    assert {options["title"] for _, options in written} == {"Anna"}
    assert written[0][0] == [first.results, other.results]  # the earlier one first


def test_recordings_of_two_people_are_not_compared(browser, store, analyzed, written):
    mine, other = analyzed("a.mp4"), analyzed("b.mp4")
    anna = browser.post("/api/people", json={"name": "Anna"}).json()
    about = {"person_id": anna["id"], "day": "2026-01-01"}
    browser.put(f"/api/recordings/{other.id}/about", json=about)
    assert People(store).get(anna["id"]).n_recordings == 1
    answer = browser.get(f"/recordings/{mine.id}/compare.html?other={other.id}")
    assert answer.status_code == 400
    assert "of one person" in answer.json()["error"]
    assert not written
