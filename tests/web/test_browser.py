"""The pages as a browser shows them; skipped where there is no Chromium."""

import dataclasses
import re
import shutil
import threading

import numpy as np
import pytest
import uvicorn

from midstance.pipeline.analyze import analyze_tracks
from midstance.report.page import write_page
from midstance.schema.analysis import load
from midstance.schema.findings import Finding
from midstance.web.app import make_app, make_folder_app
from midstance.web.label.session import Session
from midstance.web.serving import Encryption, listening, serve
from midstance.web.store.people import People
from midstance.web.store.upload import Number

sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CADENCE = Number("cadence", "person-1", "both", 168.0, 1.0, "steps/min")
ANNA = {
    "name": "Anna Läufer",
    "birth_year": 1990,
    "sex": "female",
    "height_m": 1.71,
    "mass_kg": None,
    "leg_length_m": None,
    "shoes": "",
    "notes": "",
    "tags": ["club"],
}

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here; install Debian's package chromium"
)


@pytest.fixture
def serving(monkeypatch):
    """Serve an app until the test ends; returns its address."""
    servers, threads = [], []
    original = uvicorn.Server.__init__

    def remember(self, config):
        servers.append(self)
        original(self, config)

    monkeypatch.setattr(uvicorn.Server, "__init__", remember)
    with listening("127.0.0.1", 0) as socket:

        def begin(app, encryption=None):
            arguments = (app, socket, encryption)
            threads.append(threading.Thread(target=serve, args=arguments))
            threads[-1].start()
            scheme = "https" if encryption else "http"
            return f"{scheme}://127.0.0.1:{socket.getsockname()[1]}"

        yield begin
        for server in servers:
            server.should_exit = True
        for thread in threads:
            thread.join()


@pytest.fixture(scope="module")
def camera_film(tmp_path_factory):
    """What the browser's camera shows: a grey that becomes lighter."""
    path = tmp_path_factory.mktemp("camera") / "camera.y4m"
    frames = (
        b"FRAME\n" + bytes([60 + k]) * 64 * 48 + bytes([128]) * 32 * 48
        for k in range(30)
    )
    header = b"YUV4MPEG2 W64 H48 F30:1 Ip A1:1 C420jpeg\n"
    path.write_bytes(header + b"".join(frames))
    return path


@pytest.fixture
def look(camera_film):
    """Open pages; each gives the page and all that it complained of or asked for."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[*FLAGS, f"--use-file-for-fake-video-capture={camera_film}"],
        )

        def open_page(address, path, width_px):
            page = browser.new_page(
                viewport={"width": width_px, "height": 800}, ignore_https_errors=True
            )
            wrong = []
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on(
                "console",
                lambda said: wrong.append(said.text) if said.type == "error" else None,
            )
            page.on(
                "request",
                lambda asked: (
                    None
                    if asked.url.startswith((address, "data:", "blob:"))
                    else wrong.append(f"asked elsewhere: {asked.url}")
                ),
            )
            page.goto(f"{address}{path}?token=s")
            return page, wrong

        yield open_page
        browser.close()


def is_too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


WIDTHS_PX = [1280, 390]


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_recordings_and_people_are_shown(store, jobs, serving, look, done, width_px):
    people = People(store)
    anna = people.add(ANNA)
    store.set_about(done.id, person_id=anna.id, day="2026-01-05")
    store.set_numbers(done.id, [CADENCE])
    address = serving(make_app(store, token="s", jobs=jobs))
    home, complaints = look(address, "/", width_px)
    home.get_by_text("demo.mp4").wait_for()
    home.get_by_role("link", name="Anna Läufer").wait_for()
    assert not is_too_wide(home)
    library, more = look(address, "/people", width_px)
    library.get_by_text("1 recording, the last on").wait_for()
    assert not is_too_wide(library)
    page, most = look(address, f"/people/{anna.id}", width_px)
    page.get_by_text("born 1990").wait_for()
    page.locator("#chart circle").wait_for()
    assert not is_too_wide(page)
    assert [*complaints, *more, *most] == []


def test_the_interface_for_programs_describes_itself(store, jobs, serving, look):
    address = serving(make_app(store, token="s", jobs=jobs))
    page, complaints = look(address, "/docs", 390)
    page.get_by_role("heading", name="POST /api/people", exact=True).wait_for()
    page.get_by_role("heading", name="RecordingAnswer").wait_for()
    assert not is_too_wide(page)
    assert complaints == []


def test_what_changes_is_shown_as_it_changes(store, jobs, serving, look, bring):
    address = serving(make_app(store, token="s", jobs=jobs))
    page, complaints = look(address, "/", 1280)
    page.get_by_text("None yet.").wait_for()
    claimed = store.claim(bring("run.mp4").id)
    page.get_by_text("run.mp4").wait_for()
    store.work.beat(claimed, "Finding people", 0.25)
    page.get_by_text("Finding people").wait_for()
    row = ["cadence", "person-1", "both", 168.0, 1.0, "steps/min"]
    store.work.tell_first(claimed, [row], is_whole=False)
    page.get_by_text("168.0 ± 1.0 steps/min").wait_for()
    page.get_by_text("Preliminary, from the first seconds").wait_for()
    store.remove(claimed.id)
    page.get_by_text("None yet.").wait_for()
    page.get_by_role("button", name="Analyze the demo clip").click()
    page.get_by_role("heading", name="demo.mp4").wait_for()
    page.get_by_text("Two minutes").wait_for(state="hidden")
    assert complaints == []


def test_a_video_is_brought_and_somebody_added_and_deleted(
    store, jobs, serving, look, tmp_path
):
    address = serving(make_app(store, token="s", jobs=jobs))
    page, complaints = look(address, "/people", 390)
    page.fill("#name", "Bo")
    page.fill("#height", "1.8")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="Bo").wait_for()
    page.get_by_role("link", name="New recording").click()
    (tmp_path / "state.json").write_bytes(b"film")
    page.set_input_files("#file", tmp_path / "state.json")
    page.get_by_text("This browser cannot show the video").wait_for()
    page.get_by_role("button", name="Analyze", exact=True).click()
    page.get_by_text("Waits for its turn").wait_for()
    (recording,) = store.all()
    assert recording.config.subject.height_m == 1.8
    page.get_by_role("link", name="Bo").click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete this person").click()
    page.get_by_text("Nobody yet.").wait_for()
    assert store.all() == []
    assert complaints == []


@pytest.mark.parametrize("width_px", [390])
def test_a_camera_is_looked_through_live(
    store, jobs, serving, look, no_network, width_px
):
    address = serving(make_app(store, token="s", jobs=jobs))
    page, complaints = look(address, "/live", width_px)
    page.get_by_text("See cadence and balance").wait_for()
    page.keyboard.press("c")
    page.get_by_text("images per second").first.wait_for()
    page.locator(".live-person").get_by_text("not yet").first.wait_for()
    assert page.locator("#over").evaluate("canvas => canvas.width") == 64
    page.get_by_role("button", name="Start the metronome").click()
    page.get_by_role("button", name="Stop the metronome").click()
    assert not is_too_wide(page)
    page.keyboard.press("c")
    page.get_by_role("button", name="Start the camera").wait_for()
    page.get_by_text("See cadence and balance").wait_for()
    assert complaints == []


LOOK_FOUR_TIMES = """async (times) => {
    const { Eye } = await import("/static/camera.js");
    const sent = [];
    const video = { readyState: 4, requestVideoFrameCallback(tell) {
        setTimeout(() => tell(0, { captureTime: times.shift() }));
    } };
    const eye = Object.assign(new Eye(video, 1, () => {}), { zero: 100, runs: true });
    eye.grab = async () => null;
    eye.post = async (image, time_s) => {
        sent.push(time_s);
        eye.runs = times.length > 0;
    };
    await eye.loop();
    return sent;
}"""


def test_images_are_sent_in_order_whatever_a_browser_says_of_their_time(
    store, jobs, serving, look
):
    page, _ = look(serving(make_app(store, token="s", jobs=jobs)), "/live", 390)
    sent = page.evaluate(LOOK_FOUR_TIMES, [90.0, 90.0, 600.0, 550.0])
    assert len(sent) == 4
    assert np.all(np.diff([0.0, *sent]) > 0)


def test_a_camera_films_and_the_clip_becomes_a_recording(
    store, jobs, serving, look, no_network
):
    address = serving(make_app(store, token="s", jobs=jobs))
    page, complaints = look(address, "/", 390)
    page.get_by_role("button", name="Film with this camera").click()
    page.locator("#guide li").first.wait_for()
    page.get_by_role("button", name="Record").click()
    page.get_by_text("Recording for").wait_for()
    page.wait_for_timeout(600)
    assert not is_too_wide(page)
    page.get_by_role("button", name="Stop").click()
    page.locator("#capture-verdict").get_by_text("seen").wait_for()
    page.get_by_role("button", name="Use this clip").click()
    page.get_by_text("Is here").wait_for()
    page.get_by_role("button", name="Analyze", exact=True).click()
    page.get_by_text("Waits for its turn").wait_for()
    (recording,) = store.all()
    assert recording.name.startswith("camera")
    assert len(recording.video.read_bytes()) > 500
    assert complaints == []


def cut_and_say(page):
    """Cut a part out of the chosen clip, and say how it was filmed."""
    page.get_by_text("8.02 of 8.02 s will be analyzed").wait_for()
    page.locator("#trim-start").focus()
    for _press in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.locator("#trim-end").focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_text("4.92 of 8.02 s will be analyzed").wait_for()
    page.locator("#stage").click()
    page.get_by_text("The person at the mark").wait_for()
    page.get_by_label("Height", exact=True).fill("1,8")
    page.locator("#height-unit").select_option("ft")
    assert page.get_by_label("Height", exact=True).input_value() == "5' 10.9\""
    page.locator("#speed-unit").select_option("minkm")
    page.get_by_label("Treadmill speed").fill("5:00")
    page.get_by_label("Seen from").select_option("left")
    page.get_by_text("More settings").click()
    page.get_by_label("Cleaning of the tracks").fill("hampel\nlowpass cutoff_hz=8")
    assert not is_too_wide(page)


# All at once, since the page may still move under a real pointer.
DRAG = """(handle, [pointer, from, to]) => {
    handle.setPointerCapture = () => {};  // there is no such pointer
    const film = document.getElementById("film").getBoundingClientRect();
    for (const [kind, [x, y]] of [["down", from], ["move", to], ["up", to]]) {
        handle.dispatchEvent(new PointerEvent(`pointer${kind}`, {
            pointerType: pointer, pointerId: 1, bubbles: true, cancelable: true,
            clientX: film.left + x * film.width, clientY: film.top + y * film.height,
        }));
    }
}"""


def drag_lines(page):
    """Drag the floor by the mouse and by keys, and a known length by a finger."""
    page.get_by_role("button", name="Floor line").click()
    left, right = (
        page.get_by_role("button", name=f"{side} end of the floor line")
        for side in ("Left", "Right")
    )
    left.evaluate(DRAG, ["mouse", [0.15, 0.9], [0.25, 0.8]])
    right.focus()
    page.keyboard.press("Shift+ArrowUp")
    page.get_by_text("Right end of the floor line: 1088, 638 px").wait_for()
    page.get_by_role("button", name="Known length").click()
    page.get_by_role("button", name="Analyze", exact=True).click()
    assert page.locator("#draw input").evaluate("box => !box.validity.valid")
    page.get_by_label("Its length (m)").fill("1,2")
    end = page.get_by_role("button", name="Other end of the known length")
    assert end.bounding_box()["width"] >= 44
    end.evaluate(DRAG, ["touch", [0.6, 0.8], [0.7, 0.75]])
    assert page.locator("#runner-mark").is_visible()  # where it was clicked before


def test_a_part_is_cut_out_and_a_preset_is_kept_and_applied(
    store, jobs, serving, look, tmp_path, demo_clip
):
    (tmp_path / "demo.mp4").write_bytes(demo_clip)
    address = serving(make_app(store, token="s", jobs=jobs))
    page, complaints = look(address, "/", 390)
    page.set_input_files("#file", tmp_path / "demo.mp4")
    cut_and_say(page)
    drag_lines(page)
    page.get_by_role("button", name="Keep these settings as a preset").click()
    page.get_by_label("Name of the preset").fill("treadmill 2, side")
    page.keyboard.press("Enter")
    page.get_by_text("Kept.").wait_for()
    page.get_by_role("button", name="treadmill 2, side", exact=True).click()
    assert page.get_by_label("Seen from").input_value() == "auto"
    page.get_by_role("button", name="treadmill 2, side", exact=True).click()
    page.get_by_role("button", name="Analyze", exact=True).click()
    page.get_by_text("Waits for its turn").wait_for()
    (recording,) = store.all()
    config = recording.config
    assert recording.video.read_bytes() == demo_clip
    assert (config.clip.start_s, config.clip.end_s) == (3.0, 7.92)
    assert config.runner.endswith("@7.92")
    assert config.subject.height_m == pytest.approx(1.8, abs=0.002)
    assert config.subject.speed_m_s == pytest.approx(10 / 3, abs=0.001)
    assert config.subject.view == "left"
    assert [one.params for one in config.cleaning] == [{}, {"cutoff_hz": 8}]
    floor, length = config.subject.floor, config.subject.known_length
    assert floor.start_px == pytest.approx((320, 576), abs=2)
    assert floor.end_px == (1088, 638)
    assert length.length_m == pytest.approx(1.2)
    assert (*length.start_px, *length.end_px) == pytest.approx(
        (512, 576, 896, 540), abs=3
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete treadmill 2, side").click()
    page.locator(".chip").wait_for(state="detached")
    assert complaints == []


def test_all_are_analyzed_whose_copying_had_not_begun(
    store, jobs, serving, look, tmp_path
):
    for name in ("a.mp4", "b.mp4", "c.mp4"):
        (tmp_path / name).write_bytes(name.encode())
    address = serving(make_app(store, token="s", jobs=jobs))
    page, complaints = look(address, "/", 390)
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/api/uploads", hold_the_first)
    with page.expect_request("**/api/uploads"):
        page.set_input_files("#file", [tmp_path / f"{name}.mp4" for name in "abc"])
    page.get_by_role("button", name="Analyze 3 videos").click()
    held[0].continue_()
    page.locator("li.recording.waiting").nth(2).wait_for()
    kept = {one.name: one.video.read_bytes() for one in store.all()}
    assert kept == {name: name.encode() for name in ("a.mp4", "b.mp4", "c.mp4")}
    assert complaints == []


@pytest.mark.parametrize("width_px", [pytest.param(1280, marks=pytest.mark.slow), 390])
def test_contacts_are_shown_and_one_is_deleted(
    session, results, serving, look, width_px
):
    address = serving(make_folder_app(session, token="s"))
    page, complaints = look(address, "/label/folder", width_px)
    page.get_by_text("events, 0 by hand").wait_for()
    page.locator("#delete").click()
    page.get_by_text("not saved").wait_for()
    page.locator("#save").click()
    page.get_by_text("saved, report drawn").wait_for(timeout=120_000)
    assert load(results).edits["action"].tolist() == ["delete"]
    assert not is_too_wide(page)
    assert complaints == []


@pytest.mark.parametrize("width_px", [pytest.param(1280, marks=pytest.mark.slow), 390])
def test_repetitions_are_put_right_by_keys_and_by_dragging(
    squatting, serving, look, width_px
):
    address = serving(make_folder_app(squatting, token="s"))
    page, complaints = look(address, "/label/folder/repetitions", width_px)
    page.get_by_text("4 squats").wait_for()
    loaded = "image => image.decode().then(() => image.naturalWidth)"
    assert page.locator("#frame").evaluate(loaded) == 96
    page.keyboard.press("n")
    page.keyboard.press("Delete")
    page.get_by_text("3 squats").wait_for()
    page.keyboard.press("Control+z")
    page.get_by_text("4 squats").wait_for()
    page.keyboard.press("p")

    grip = page.locator(".grip[data-end=end_s]")
    box = grip.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y, steps=4)
    page.mouse.up()
    page.locator(".by-hand").wait_for()
    page.locator("#undo:enabled").wait_for()
    (edit,) = squatting.analysis.repetitions.edits.itertuples()
    assert edit.end_s > squatting.analysis.repetitions.detected["end_s"][0] + 0.02

    page.locator("#exercise").select_option("lunges")
    page.get_by_text("4 lunges").wait_for()
    assert load(squatting.folder).repetitions.counts() == {"lunges": 4}
    assert not is_too_wide(page)
    assert complaints == []


def test_a_report_runs_its_scripts_under_its_policy(store, jobs, serving, look, done):
    write_page(load(done.results), done.results / "report.html")
    address = serving(make_app(store, token="s", jobs=jobs))
    page, complaints = look(address, f"/recordings/{done.id}/report.html", 1280)
    assert "demo.mp4" in page.title()
    assert complaints == []


def test_a_finding_is_told_in_own_words_and_a_moment_commented_on(
    store, jobs, serving, look, done
):
    found = Finding(
        *("overstride", "person-1", "Landing far ahead", "left", "Further."),
        *(0.97, 2.0, 1.5, (), (), (), "Because.", "Somebody 2011", "Much."),
        *("Quick feet.", (), "See somebody if it hurts."),
    )
    analysis = dataclasses.replace(load(done.results), findings=(found,))
    analysis.save(done.results)
    write_page(analysis, done.results / "report.html")
    address = serving(make_app(store, token="s", jobs=jobs))
    page, complaints = look(address, f"/recordings/{done.id}/report.html", 390)
    undo = page.get_by_role("button", name="Undo", exact=True).first
    page.get_by_role("button", name="In my own words").click()
    assert not undo.is_visible()
    page.get_by_label("What to do").fill("Run over hot coals.")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Told in your words.").wait_for()
    assert page.get_by_text("Run over hot coals.").is_visible()
    page.get_by_role("button", name="Comment on this moment").click()
    page.get_by_label("Comment at").fill("Here the heel whips.")
    page.get_by_label("On the printed page").check()
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("Written down.").wait_for()
    assert page.locator(".timeline .remark").count() == 1
    assert "keep both together" not in page.content()
    page.get_by_role("button", name="Leave out").click()
    page.get_by_text("1 finding left out of the printed page").wait_for()
    undo.click()
    page.get_by_text("Taken back.").wait_for()
    assert page.get_by_text("Run over hot coals.").is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text("midstance did not write it").is_visible()
    assert page.locator(".comments .said").is_visible()
    assert not page.get_by_role("button", name="Leave out").is_visible()
    page.emulate_media(media="screen")
    assert not is_too_wide(page)
    assert complaints == []


def test_a_coach_logs_in_says_who_sees_somebody_and_logs_out(
    store, jobs, serving, look, certificate, add_user, password
):
    add_user("Bo", "coach"), add_user("Vi", "viewer")
    anna = People(store).add(ANNA)
    app = make_app(store, token=None, jobs=jobs)
    address = serving(app, Encryption(certificate))
    page, complaints = look(address, "/", 390)
    page.get_by_label("Name").fill("Bo")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("Bo (coach)").wait_for()
    assert not is_too_wide(page)
    page.goto(f"{address}/people/{anna.id}")
    page.get_by_text("Who sees them").click()
    page.get_by_label("Vi (viewer)").check()
    page.locator("#seen-by").get_by_role("button", name="Keep").click()
    page.get_by_text("Kept.").wait_for()
    assert not is_too_wide(page)
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="Log in").wait_for()
    assert complaints == []


def test_a_phone_films_for_the_computer(
    store, jobs, serving, look, monkeypatch, tmp_path
):
    monkeypatch.setattr(
        "midstance.web.pairing.server.network_addresses", lambda: ["127.0.0.1"]
    )
    address = serving(make_app(store, token="s", jobs=jobs))
    computer, complaints = look(address, "/", 1280)
    computer.get_by_text("None yet.").wait_for()
    computer.get_by_label("Height", exact=True).fill("180")
    computer.get_by_role("button", name="Film with a phone").click()
    code = computer.locator("#phone-code")
    code.get_by_text("Waits for a phone").wait_for()
    loaded = "image => image.decode().then(() => image.naturalWidth)"
    assert code.locator("img").evaluate(loaded) > 100
    url = code.locator(".address").text_content()
    phone, more = look(url.rsplit("/", 1)[0], f"/{url.rsplit('/', 1)[1]}", 390)
    phone.get_by_text("Film now").wait_for()
    assert not is_too_wide(phone)
    computer.get_by_text("A phone is connected").wait_for()
    (tmp_path / "clip.mov").write_bytes(b"film")
    phone.set_input_files("#film", tmp_path / "clip.mov")
    phone.get_by_text("Is at the computer").wait_for()
    computer.get_by_text("clip.mov").wait_for()
    computer.get_by_text("1 video came").wait_for()
    assert store.all()[0].config.subject.height_m == 1.8
    computer.get_by_role("button", name="Close").click()
    code.wait_for(state="hidden")
    assert [*complaints, *more] == []


def test_an_owner_adds_disables_and_deletes_a_user(
    store, jobs, serving, look, certificate, add_user, password
):
    add_user("Ann", "owner"), add_user("Bo", "coach")
    app = make_app(store, token=None, jobs=jobs)
    address = serving(app, Encryption(certificate))
    page, complaints = look(address, "/", 390)
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Users").click()
    page.get_by_role("heading", name="Ann (you)").wait_for()
    page.get_by_text("Add somebody").click()
    page.locator("#name").fill("Cy")
    page.locator("#password").fill("ten more feet")
    page.locator("#new").get_by_role("button", name="Add").click()
    page.get_by_text("Cy may log in.").wait_for()
    bo = page.locator(".account[data-name=Bo]")
    bo.get_by_role("button", name="Let in no more").click()
    page.get_by_text("Bo is logged out, and may not log in.").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".account[data-name=Cy]").get_by_role("button", name="Delete").click()
    page.get_by_text("Cy is deleted.").wait_for()
    page.get_by_text("What was done of late").first.click()
    page.get_by_text("DELETE /api/accounts/{user_id}").wait_for()
    assert not is_too_wide(page)
    assert complaints == []


@pytest.fixture
def within(filmed_in_clip, analyzed, clip, tmp_path):
    """The page over a runner who is within the picture."""
    found = analyze_tracks(
        filmed_in_clip,
        analyzed.config,
        video=analyzed.video,
        provenance=analyzed.provenance,
    )
    opened = Session(found, found.save(tmp_path / "within"), clip)
    yield opened
    opened.finish()


@pytest.mark.slow  # a finger does the same below
def test_a_keypoint_is_dragged_and_that_is_undone(within, serving, look):
    session = within
    address = serving(make_folder_app(session, token="s"))
    page, complaints = look(address, "/label/folder", 390)
    page.get_by_text("events, 0 by hand").wait_for()
    page.locator("#feet").click()
    page.locator("#points").click()
    mark = page.locator(".points [data-keypoint=left_knee]")
    mark.wait_for()
    page.locator(".stage:not(.waiting)").wait_for()
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y, steps=4)
    page.mouse.up()

    page.locator(".points rect[data-keypoint=left_knee]").wait_for(timeout=30_000)
    page.locator("#undo:enabled").wait_for()
    (point,) = session.analysis.config.points
    assert point.keypoint == "left_knee"
    page.locator("#undo").click()
    page.locator("#redo:enabled").wait_for(timeout=60_000)
    assert session.analysis.config.points == ()
    assert not is_too_wide(page)
    assert complaints == []


@pytest.fixture
def touch():
    """Open a page of a phone; each gives it, what it complained of, and its fingers."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def open_page(address, path):
            size = {"width": 390, "height": 844}
            page = browser.new_page(viewport=size, has_touch=True, is_mobile=True)
            wrong = []
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.goto(f"{address}{path}?token=s")
            raw = page.context.new_cdp_session(page)

            def finger(kind, *at):
                points = [{"x": at[0], "y": at[1]}] if at else []
                told = {"type": f"touch{kind}", "touchPoints": points}
                raw.send("Input.dispatchTouchEvent", told)

            return page, wrong, finger

        yield open_page
        browser.close()


def middle(mark):
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_finger_and_keys_move_a_contact(within, serving, touch):
    address = serving(make_folder_app(within, token="s"))
    page, complaints, finger = touch(address, "/label/folder")
    page.get_by_text("events, 0 by hand").wait_for()
    mark = page.locator("#timeline .chosen .head")
    x, y = middle(mark)
    finger("Start", x + 14, y)  # a little beside it
    finger("Move", x + 34, y)
    assert page.locator("#timeline .ghost").is_visible()
    finger("End")
    page.get_by_text("1 by hand").wait_for()
    moved = page.locator("#event-time").text_content()
    page.locator("#earlier").click()
    page.locator("#event-time", has_not_text=moved).wait_for()
    page.keyboard.press("Control+ArrowRight")
    page.locator("#event-time", has_text=moved).wait_for()
    assert complaints == []


def test_a_finger_and_keys_move_a_keypoint(within, serving, touch):
    address = serving(make_folder_app(within, token="s"))
    page, complaints, finger = touch(address, "/label/folder")
    page.get_by_text("events, 0 by hand").wait_for()
    page.locator("#feet").click()
    page.locator("#points").click()
    page.locator(".stage:not(.waiting)").wait_for()
    knee = page.locator(".points [data-keypoint=left_knee]")
    x, y = middle(knee)
    finger("Start", x, y)
    finger("Move", x + 10, y + 4)
    assert page.locator(".loupe").is_visible()  # the finger hides it
    assert page.locator("#joint").input_value() == "left_knee"
    finger("End")
    assert not page.locator(".loupe").is_visible()
    # By keys, while that is still being kept: a tenth of a pixel, said aloud.
    page.locator("#joint").select_option("right_ankle")
    assert "ankle, right at" in page.locator("#joint-at").text_content()
    before = page.locator("#joint-at").text_content()
    page.locator("#pad").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    told = page.locator("#joint-at").text_content()
    page.keyboard.press("Escape")
    assert page.locator("#joint-at").text_content() == before
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.locator("#undo:enabled").wait_for(timeout=60_000)
    with page.expect_response("**/undo", timeout=60_000):
        page.locator("#undo").click()
    with page.expect_response("**/redo", timeout=60_000):
        page.locator("#redo").click()
    knee, point = within.analysis.config.points
    assert (knee.keypoint, point.keypoint) == ("left_knee", "right_ankle")
    was, now = (
        [float(part) for part in re.findall(r"\d+\.\d", text)]
        for text in (before, told)
    )
    assert now == pytest.approx([was[0] + 0.2, was[1] + 1.0])
    assert [point.x_px, point.y_px] == now
    assert not is_too_wide(page)
    assert complaints == []


def test_a_link_is_made_opened_by_somebody_else_and_taken_back(
    store, jobs, serving, look, done
):
    write_page(load(done.results), done.results / "report.html")
    shutil.copytree(done.results, store.shared_folder(done.id))
    address = serving(make_app(store, token="s", jobs=jobs))
    page, complaints = look(address, "/", 390)
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("PIN").fill("4711")
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.get_by_label("The link").input_value()
    assert not is_too_wide(page)
    private, more = look(address, link.removeprefix(address), 390)
    private.get_by_label("PIN").fill("4711")
    private.get_by_role("button", name="Open the report").click()
    private.get_by_role("heading", name="demo.mp4").wait_for()
    dialog.get_by_role("button", name="Take back").click()
    dialog.get_by_text("with a PIN").wait_for(state="hidden")
    assert private.goto(link).status == 404
    assert [*complaints, *more[:-1]] == []
