"""Whole visits in a browser: a shop, a clinic and a coach, from greeting to paper.

The app runs as people start it, with its worker; clips are parts of the rendered one
that ships with the package. Pictures of every screen, wide and narrow, lie in the
test's folder.
"""

import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from importlib import resources
from itertools import islice
from pathlib import Path

import pytest

from midstance.config import Clip
from midstance.report.pdf import n_pages
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.synth.rendering.scene import SceneSettings
from midstance.video.film import write_film
from midstance.video.reader import open_video

sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
FLAGS += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
WIDTHS_PX = (1280, 390)
PATIENCE_MS = 300_000
"""For one recording to be analyzed while others work on the machine."""
CAMERA = "camera.y4m"
PATIENT = "Petra Quittenbaum"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.weights,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium here; install Debian's package chromium"
    ),
]


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    """Five parts of two seconds of the rendered clip, and one seen from behind."""
    folder = tmp_path_factory.mktemp("clips")
    demo = resources.files("midstance") / "examples" / "demo.mp4"
    for number in range(5):
        part = Clip(start_s=1.2 * number, end_s=1.2 * number + 2.4)
        write_film(str(demo), folder / f"side-{number}.mp4", part)
    scene = SceneSettings(view="rear", width_px=360, height_px=480)
    settings = ClipSettings(scene=scene, duration_s=2.4, rate_hz=30.0, seed=4)
    render_clip(settings, folder / "rear.mp4")
    write_as_camera(demo, folder / CAMERA)
    return folder


def write_as_camera(video, path):
    """Write a clip as a browser's camera shows it: 30 images a second, upright."""
    with open_video(video, end_s=3.6) as frames, path.open("wb") as out:
        out.write(b"YUV4MPEG2 W640 H360 F30:1 Ip A1:1 C420jpeg\n")
        for frame in islice(frames, 0, None, 2):
            red, green, blue = frame.image[::2, ::2].astype(float).transpose(2, 0, 1)
            light = 0.299 * red + 0.587 * green + 0.114 * blue
            bluish = 128 + 0.564 * (blue - light)[::2, ::2]
            reddish = 128 + 0.713 * (red - light)[::2, ::2]
            planes = [plane.clip(0, 255) for plane in (light, bluish, reddish)]
            out.write(b"FRAME\n")
            out.writelines(plane.astype("uint8").tobytes() for plane in planes)


@pytest.fixture
def app(tmp_path):
    """The app as it is started; gives its folder and the address with the token."""
    folder = tmp_path / "recordings"
    command = [sys.executable, "-m", "midstance", "serve", "--folder", str(folder)]
    command += ["--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield folder, process.stdout.readline().strip()
        process.terminate()


class Visit:
    """Browsers that note what goes wrong, and take pictures of what they show."""

    def __init__(self, playwright, pictures, camera):
        seen = [f"--use-file-for-fake-video-capture={camera}"]
        self._browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS + seen
        )
        self._pictures, self._n = pictures, 0
        self.wrong = []

    def someone(self, address, width_px):
        """Return the page of somebody with a browser of their own."""
        size = {"width": width_px, "height": 900}
        context = self._browser.new_context(viewport=size, accept_downloads=True)
        context.set_default_timeout(120_000)
        page = context.new_page()
        self.watch(page)
        page.goto(address)
        return page

    def watch(self, page):
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())

    def beside(self, page, opening):
        """Return the page that opens in another tab."""
        with page.expect_popup() as found:
            opening.click()
        self.watch(found.value)
        return found.value

    def picture(self, page, name):
        """Take pictures, light and dark, as wide as a desk and a phone."""
        was = page.viewport_size
        self._n += 1
        for width_px in WIDTHS_PX:
            page.set_viewport_size({"width": width_px, "height": 900})
            for scheme in ("dark", "light"):
                page.emulate_media(color_scheme=scheme)
                page.wait_for_timeout(300)
                called = f"{self._n:02d}-{name}-{width_px}-{scheme}.png"
                page.screenshot(path=self._pictures / called, full_page=True)
            wide = "document.documentElement.scrollWidth - innerWidth"
            assert page.evaluate(wide) <= 0, f"{name} is too wide for {width_px} px"
        page.set_viewport_size(was)

    def close(self):
        self._browser.close()


@pytest.fixture
def visit(tmp_path, clips):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    with sync_playwright() as playwright:
        begun = Visit(playwright, pictures, clips / CAMERA)
        yield begun
        begun.close()


def wait_until_analyzed(page, n):
    done = page.locator("li.recording.done")
    done.nth(n - 1).wait_for(timeout=n * PATIENCE_MS)
    assert page.locator("li.recording.failed").count() == 0


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_a_shop_films_with_a_phone_and_prints(app, visit, clips, width_px):
    _, address = app
    counter = visit.someone(address, width_px)
    counter.get_by_text("None yet.").wait_for()
    visit.picture(counter, "empty")
    counter.get_by_label("Height", exact=True).fill("175")
    counter.get_by_label("Treadmill speed").fill("10.8")
    counter.get_by_role("button", name="Film with a phone").click()
    code = counter.locator("#phone-code")
    code.get_by_text("Waits for a phone").wait_for()
    visit.picture(counter, "code")
    phone = visit.someone(code.locator(".address").text_content(), 390)
    phone.get_by_text("Film now").wait_for()
    counter.get_by_text("A phone is connected").wait_for()
    phone.set_input_files("#film", clips / "side-0.mp4")
    phone.get_by_text("Is at the computer").wait_for()
    visit.picture(phone, "phone")
    wait_until_analyzed(counter, 1)
    visit.picture(counter, "analyzed")
    report = visit.beside(counter, counter.get_by_role("link", name="Report"))
    report.get_by_role("heading", level=1).wait_for()
    visit.picture(report, "report")
    paper = counter.get_by_role("link", name="On paper").get_attribute("href")
    printed = counter.request.get(address.split("/?")[0] + paper, timeout=PATIENCE_MS)
    assert printed.headers["content-type"] == "application/pdf"
    assert n_pages(printed.body()) == 1
    code.get_by_role("button", name="Close").click()
    film_at_the_counter(visit, counter)
    wait_until_analyzed(counter, 2)
    visit.picture(counter, "both-analyzed")
    assert visit.wrong == []


def film_at_the_counter(visit, page):
    """Film with the camera of the counter's own machine; the guide looks on."""
    page.get_by_role("button", name="Film with this camera").click()
    page.locator("#guide li").first.wait_for()
    visit.picture(page, "guide")
    page.locator("#guide").get_by_text("The whole body is in the picture.").wait_for()
    page.get_by_role("button", name="Record", exact=True).click()
    page.get_by_text(re.compile(r"Recording for ([5-9]|\d\d+) s")).wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    verdict = page.locator("#capture-verdict")
    verdict.get_by_role("button", name="Use this clip").wait_for()
    visit.picture(page, "verdict")
    verdict.get_by_role("button", name="Use this clip").click()
    page.get_by_text("Is here").wait_for()
    page.locator("#analyze").click()


def add_patient(visit, page):
    page.get_by_role("link", name="People").click()
    page.get_by_label("Name", exact=True).fill(PATIENT)
    page.get_by_label("Height (m)").fill("1.75")
    visit.picture(page, "new-patient")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name=PATIENT).wait_for()


def bring(page, *files):
    page.set_input_files("#file", files)
    page.locator("#analyze").click()


def trim_and_think_again(visit, page):
    """Cut off the end by keys, have the rest analyzed, and then the whole video."""
    said = page.locator("#trim-said")
    said.get_by_text("2.43 of 2.43 s").wait_for()
    page.locator("#trim-end").focus()
    for _press in range(5):
        page.keyboard.press("ArrowLeft")
    said.get_by_text("1.93 of 2.43 s").wait_for()
    page.locator("#analyze").click()
    wait_until_analyzed(page, 1)
    visit.picture(page, "trimmed")
    whole = page.get_by_role("button", name="Analyze the whole video")
    whole.click()
    page.locator("li.recording.done").wait_for(state="detached")
    wait_until_analyzed(page, 1)
    assert whole.count() == 0


def put_right(visit, label):
    """Move a contact, and drag an ankle; both are kept."""
    label.get_by_text("events, 0 by hand").wait_for()
    label.locator(".stage:not(.waiting)").wait_for()
    visit.picture(label, "contacts")
    top_px = label.locator(".time").bounding_box()["y"]
    assert label.viewport_size["width"] < 1000 or top_px < 800
    label.keyboard.press("Control+ArrowRight")
    label.get_by_text("1 by hand").wait_for()
    label.locator("#save").click()
    label.get_by_text("saved, report drawn").wait_for(timeout=PATIENCE_MS)
    label.locator("#points").click()
    ankle = label.locator(".points [data-keypoint=left_ankle]")
    ankle.wait_for()
    label.locator(".stage:not(.waiting)").wait_for()
    ankle.scroll_into_view_if_needed()
    box = ankle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    label.mouse.move(x, y)
    label.mouse.down()
    label.mouse.move(x + 6, y + 2, steps=4)
    label.mouse.up()
    label.locator(".points rect[data-keypoint=left_ankle]").wait_for()
    label.locator("#undo:enabled").wait_for()
    visit.picture(label, "ankle")


def texts_in(folder, *words):
    """Every file of a folder that holds one of the words."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        (word, path.relative_to(folder).as_posix())
        for path in files
        for word in words
        if word in path.read_bytes()
    }


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_a_clinic_compares_with_last_month_and_forgets(app, visit, clips, width_px):
    folder, address = app
    page = visit.someone(address, width_px)
    add_patient(visit, page)
    person = page.url
    page.get_by_role("link", name="New recording").click()
    page.set_input_files("#file", clips / "side-0.mp4")
    trim_and_think_again(visit, page)
    say_last_month(page, person)
    bring(page, clips / "side-2.mp4", clips / "rear.mp4")
    wait_until_analyzed(page, 3)
    row = page.locator("li.recording", has_text="side-2.mp4")
    label = visit.beside(page, row.get_by_role("link", name="Correct contacts"))
    put_right(visit, label)
    label.close()
    page.goto(person)
    link = page.get_by_role("link", name="What changed since the first day")
    link.wait_for()
    visit.picture(page, "patient")
    changed = visit.beside(page, link)
    changed.get_by_role("heading", level=1).wait_for()
    visit.picture(changed, "compared")
    both = visit.beside(page, page.get_by_role("link", name="Both views").first)
    both.get_by_role("heading", level=1).wait_for()
    visit.picture(both, "both-views")
    with page.expect_download(timeout=PATIENCE_MS) as taken:
        page.get_by_role("link", name="Everything of this person").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(taken.value.path()).read_bytes()))
    facts = json.loads(archive.read("person.json"))
    assert (facts["person"]["name"], len(facts["recordings"])) == (PATIENT, 3)
    words = [PATIENT.encode(), b"side-2.mp4", (clips / "side-2.mp4").read_bytes()[:500]]
    assert {word for word, _ in texts_in(folder, *words)} == set(words)
    page.get_by_role("button", name="Delete this person").click()
    page.get_by_text("Nobody yet.").wait_for()
    visit.picture(page, "nobody")
    assert texts_in(folder, *words) == set()
    assert not list((folder / "results").iterdir())
    assert visit.wrong == []


def say_last_month(page, person):
    """Say in the app that the only recording was made a month ago."""
    page.goto(person)
    day = date.today() - timedelta(days=30)
    page.get_by_label("Day on which side-0.mp4 was filmed").fill(day.isoformat())
    page.get_by_role("heading", level=3, name=str(day.year)).wait_for()
    page.get_by_role("link", name="New recording").click()


def look_at_the_trend(visit, page):
    """Give two recordings to one runner, one of a week ago; then come back."""
    begun = page.url
    page.get_by_role("link", name="People").click()
    page.get_by_label("Name", exact=True).fill("Rosa")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="Rosa").wait_for()
    rosa = page.url
    page.goto(begun)
    for name in ("side-0.mp4", "side-1.mp4"):
        page.get_by_label(f"Whose recording is {name}?").select_option(label="Rosa")
        row = page.locator("li.recording", has_text=name)
        row.get_by_role("link", name="Rosa").wait_for()
    page.goto(rosa)
    day = date.today() - timedelta(days=7)
    page.get_by_label("Day on which side-0.mp4 was filmed").fill(day.isoformat())
    page.get_by_text("on the last day than on the first").first.wait_for()
    page.get_by_label("Metric").select_option(label="Contact time")
    page.locator("#changes li").nth(1).wait_for()
    page.get_by_text("All numbers").click()
    assert page.locator("#points tr").count() == 4
    visit.picture(page, "trend")
    page.goto(begun)


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_a_coach_brings_five_runners_and_shares_one(app, visit, clips, width_px):
    _, address = app
    page = visit.someone(address, width_px)
    page.get_by_text("None yet.").wait_for()
    files = [clips / f"side-{number}.mp4" for number in range(5)]
    page.set_input_files("#file", files)
    visit.picture(page, "five-chosen")
    page.locator("#analyze").click()
    page.locator("li.recording").nth(4).wait_for()
    visit.picture(page, "five-waiting")
    wait_until_analyzed(page, 5)
    visit.picture(page, "five-analyzed")
    look_at_the_trend(visit, page)
    row = page.locator("li.recording", has_text="side-3.mp4")
    row.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.get_by_label("The link").input_value()
    visit.picture(page, "shared")
    guest = visit.someone(link, 390)
    guest.locator("video").first.wait_for(state="attached", timeout=PATIENCE_MS)
    visit.picture(guest, "guest")
    assert guest.request.get(f"{address.split('/?')[0]}/api/people").status == 403
    dialog.get_by_role("button", name="Take back").click()
    dialog.get_by_role("button", name="Take back").wait_for(state="detached")
    assert guest.goto(link).status == 404
    guest.get_by_text("This link has ended, or was taken back.").wait_for()
    visit.picture(guest, "refused")
    assert [one for one in visit.wrong if not re.search("404", one)] == []
