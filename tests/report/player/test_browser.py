"""The player as a browser runs it; skipped where there is no Chromium."""

import dataclasses
import shutil
from itertools import pairwise

import numpy as np
import pytest

from midstance.report.comparison.write import write_comparison
from midstance.report.joined.write import write_joined
from midstance.report.write import write_report
from midstance.schema.events import make_events
from midstance.schema.scene import Floor
from midstance.schema.tracks import make_tracks
from midstance.video.writer import VideoWriter

sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
RATE_HZ, N_FRAMES = 30.0, 60
WIDTH_PX, HEIGHT_PX = 192, 256
_GREY = 4

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here; install Debian's package chromium"
)


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def small(analysis):
    """Two seconds of the steady runner, in a small image."""
    part = analysis.tracks.sel(time=slice(0, 1.999)).isel(time=slice(0, None, 2))
    size = np.array([WIDTH_PX / 720, HEIGHT_PX / 1280]).reshape(1, 2, 1, 1)
    tracks = make_tracks(
        part["position"].to_numpy() * size,
        part["confidence"].to_numpy(),
        np.arange(N_FRAMES) / RATE_HZ,
        keypoints=part["keypoint"].to_numpy().tolist(),
        individuals=["person-1"],
        attrs={"skeleton": "blazepose-33"},
    )
    rows = [row for row in analysis.events.itertuples(index=False) if row.time_s < 1.95]
    video = dataclasses.replace(
        analysis.video, width_px=WIDTH_PX, height_px=HEIGHT_PX, rate_hz=RATE_HZ
    )
    floor = Floor(0.0, 585.0 * HEIGHT_PX / 1280, 2.0)
    scene = dataclasses.replace(analysis.scenes["person-1"], floor=floor)
    return dataclasses.replace(
        analysis,
        scenes={"person-1": scene},
        tracks=tracks,
        raw_tracks=tracks,
        events=make_events(rows),
        video=video,
    )


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Writes a report once; each frame has its number as grey."""
    folder = tmp_path_factory.mktemp("player")
    film = folder / "run.mp4"
    with VideoWriter(film, WIDTH_PX, HEIGHT_PX, RATE_HZ, crf=8) as writer:
        for i in range(N_FRAMES):
            image = np.full((HEIGHT_PX, WIDTH_PX, 3), _GREY * i, np.uint8)
            writer.write(image)

    def write(analysis):
        page = folder / "report.html"
        return page if page.is_file() else write_report(small(analysis), film, folder)

    return write


@pytest.fixture
def watch(chromium, reports, analysis):
    """Open the report; what it complains of fails the test."""
    contexts, wrong = [], []

    def open_page(width_px=1280, *, page_of=None, **options):
        size = {"width": width_px, "height": 900}
        context = chromium.new_context(viewport=size, accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if said.type == "error" else None,
        )
        page.goto((page_of or reports(analysis)).as_uri())
        page.wait_for_function("document.querySelector('.player video').readyState > 1")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def frame_of(page):
    """The number of the frame that is shown, from its grey."""
    return page.evaluate(
        """() => {
          const video = document.querySelector(".player video");
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [8, 8];
          const pen = canvas.getContext("2d");
          pen.drawImage(video, 0, 0, 20, 20, 0, 0, 8, 8);
          return Math.round(pen.getImageData(4, 4, 1, 1).data[0] / 4);
        }"""
    )


def told_frame(page):
    return int(page.locator(".player input[type=range]").input_value())


def wait_for(page, frame):
    page.wait_for_function(
        "n => Number(document.querySelector('.player .scrub').value) === n", arg=frame
    )


def spot(page):
    """Return how many pixels of the layer are drawn upon."""
    return page.evaluate(
        """() => {
          const canvas = document.querySelector(".player canvas");
          const pen = canvas.getContext("2d");
          const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
          let n = 0;
          for (let i = 3; i < data.length; i += 4) n += data[i] > 0;
          return n;
        }"""
    )


def test_every_step_shows_the_next_frame_and_no_other(watch):
    page = watch()
    wait_for(page, 0)
    page.locator(".player .stage").focus()
    for frame in (1, 2, 3):
        page.keyboard.press(".")
        wait_for(page, frame)
        assert frame_of(page) == frame
    page.keyboard.press(",")
    wait_for(page, 2)
    assert frame_of(page) == 2


def test_quick_steps_are_all_counted(watch):
    page = watch()
    for _ in range(7):
        page.keyboard.press(".")
    wait_for(page, 7)
    page.wait_for_timeout(150)
    assert frame_of(page) == told_frame(page) == 7


@pytest.mark.parametrize("frame", [0, 17, 42, N_FRAMES - 1])
def test_any_frame_can_be_chosen(watch, frame):
    page = watch()
    page.locator(".player .scrub").fill(str(frame))
    wait_for(page, frame)
    page.wait_for_timeout(150)
    assert frame_of(page) == frame


def test_an_image_of_an_event_leads_to_its_moment(watch):
    page = watch()
    button = page.locator("[data-show=still]").first
    button.click()
    wanted = round(float(button.get_attribute("data-time")) * RATE_HZ)
    wait_for(page, wanted)
    assert abs(frame_of(page) - wanted) == 0
    assert button.get_attribute("aria-current") == "true"
    page.get_by_role("status").get_by_text("Shows").wait_for()


def test_a_stride_is_repeated_until_somebody_goes_elsewhere(watch):
    page = watch()
    page.evaluate(
        """() => document.dispatchEvent(new CustomEvent("midstance:show", { detail:
          { time: 0.2, end: 0.5, side: "left", joints: ["left_knee"] } }))"""
    )
    times = []
    for _ in range(24):
        page.wait_for_timeout(100)
        times.append(told_frame(page))
    assert min(times[2:]) >= 5
    assert max(times) <= 16
    assert any(after < before for before, after in pairwise(times[2:]))
    page.keyboard.press(".")
    page.wait_for_timeout(200)
    still = told_frame(page)
    page.wait_for_timeout(200)
    assert told_frame(page) == still


def test_every_layer_can_be_switched(watch):
    page = watch()
    names = ("Skeleton", "Angles", "Floor", "Contacts", "Clock")
    group = page.get_by_role("group", name="Shown over the video")
    for name in names:
        button = group.get_by_role("button", name=name)
        if button.get_attribute("aria-pressed") == "true":
            button.click()
    page.locator(".player .scrub").fill("8")  # the left foot stands
    wait_for(page, 8)
    assert spot(page) == 0
    for name in names:
        group.get_by_role("button", name=name).click()
        assert spot(page) > 50, name
        group.get_by_role("button", name=name).click()
        assert spot(page) == 0


def test_the_line_runs_through_the_timeline_and_a_click_goes_there(watch):
    page = watch()
    axis = page.locator("[data-axis=time]").first
    box = axis.bounding_box()
    axis.click(position={"x": 0.75 * box["width"], "y": 8})
    page.wait_for_timeout(300)
    assert told_frame(page) == pytest.approx(0.75 * (N_FRAMES - 1), abs=1.5)
    line = axis.locator(".now").bounding_box()
    assert line["x"] - box["x"] == pytest.approx(0.75 * box["width"], abs=8)
    axis.focus()
    page.keyboard.press("Home")
    wait_for(page, 6)
    page.keyboard.press("ArrowRight")
    wait_for(page, 13)


def test_a_curve_shows_the_part_of_the_stride_and_leads_there(watch):
    page = watch()
    page.locator(".player .scrub").fill("6")
    wait_for(page, 6)
    curve = page.locator("[data-axis=stride]").first
    curve.evaluate("one => one.scrollIntoView({ behavior: 'instant' })")
    box = curve.bounding_box()
    left, right = (
        float(curve.get_attribute(f"data-{end}")) for end in ("left", "right")
    )
    x = box["width"] * (left + 0.5 * (right - left))
    curve.click(position={"x": x, "y": 30})
    page.wait_for_timeout(300)
    # half of the left stride from 0.2 s on, which lasts 0.7 s
    assert told_frame(page) == pytest.approx(RATE_HZ * (0.2 + 0.35), abs=1.0)
    line = curve.locator(".now.left").bounding_box()
    assert line["x"] - box["x"] == pytest.approx(x, abs=8)


def test_wheel_and_pinch_look_closer_and_the_whole_comes_back(watch):
    page = watch()
    stage = page.locator(".player .stage")
    stage.focus()
    box = stage.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -400)
    page.wait_for_function("document.querySelector('.stage').matches('.zoomed')")
    page.keyboard.press("0")
    page.wait_for_function("!document.querySelector('.stage').matches('.zoomed')")


def test_two_fingers_look_closer(watch):
    page = watch(390, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    stage = page.locator(".player .stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)

    def touch(kind, *apart):
        points = [{"x": x + d, "y": y, "id": i} for i, d in enumerate(apart)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", -20, 20)
    for apart in (30, 45, 60):
        touch("touchMove", -apart, apart)
    touch("touchEnd")
    page.wait_for_function("document.querySelector('.stage').matches('.zoomed')")
    page.locator(".more summary").tap()
    page.get_by_role("button", name="Whole image").tap()
    page.wait_for_function("!document.querySelector('.stage').matches('.zoomed')")


def test_lines_and_angles_are_drawn_and_kept_as_an_image(watch, tmp_path):
    page = watch()
    page.locator(".more summary").click()
    for name in ("Skeleton", "Floor", "Contacts", "Clock"):
        page.get_by_role("button", name=name, exact=True).click()
    assert spot(page) == 0
    stage = page.locator(".player .stage")

    def drag(start, *ends):
        stage.evaluate("one => one.scrollIntoView({ behavior: 'instant' })")
        box = stage.bounding_box()
        page.mouse.move(box["x"] + start[0] - 300, box["y"] + start[1])
        page.mouse.down()
        for end in ends:
            page.mouse.move(box["x"] + end[0] - 300, box["y"] + end[1])
        page.mouse.up()

    drawn = [0]
    for tool, strokes in {
        "Pen": [((420, 100), (440, 140), (470, 120))],
        "Line": [((420, 200), (520, 260))],
        "Angle": [((500, 300), (560, 300)), ((560, 360), (500, 380))],
    }.items():
        page.get_by_role("button", name=tool, exact=True).click()
        for stroke in strokes:
            drag(*stroke)
        drawn.append(spot(page))
    assert np.all(np.diff(drawn) > 30)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save still").click()
    download.value.save_as(tmp_path / "still.png")
    assert (tmp_path / "still.png").read_bytes()[1:4] == b"PNG"
    assert download.value.suggested_filename.endswith("s.png")
    page.get_by_role("button", name="Clear all lines").click()
    assert spot(page) == 0


def test_another_report_runs_beside_at_the_same_part_of_the_stride(
    watch, reports, analysis
):
    page = watch()
    page.locator(".more summary").click()
    page.locator(".another input").set_input_files(reports(analysis))
    page.get_by_role("group", name="Both recordings").wait_for()
    page.locator(".player .scrub").fill("20")
    wait_for(page, 20)
    page.wait_for_function(
        """() => Math.abs(document.querySelector(".second video").currentTime
          - document.querySelector(".player video").currentTime) < 0.02"""
    )
    over = page.get_by_role("button", name="One over the other")
    before = spot(page)
    over.click()
    assert over.get_attribute("aria-pressed") == "true"
    assert not page.locator(".second").is_visible()
    assert spot(page) > before + 1000


def seconds_of(page, number):
    return page.evaluate(
        "n => document.querySelectorAll('.player video')[n].currentTime", number
    )


def test_both_videos_of_a_comparison_show_the_same_part_of_the_stride(
    watch, reports, analysis, tmp_path
):
    report = reports(analysis)
    write_comparison([small(analysis)] * 2, tmp_path, pages=[report] * 2)
    page = watch(page_of=tmp_path / "compare.html")
    page.get_by_role("group", name="Both recordings").wait_for()
    # It opens at the first contact of both, not before any stride.
    page.wait_for_function(
        """() => [...document.querySelectorAll(".player video")]
          .every((video) => Math.abs(video.currentTime - 0.2) < 0.04)"""
    )
    page.locator(".player .scrub").fill("20")
    page.wait_for_function(
        """() => {
          const [first, second] = document.querySelectorAll(".player video");
          return first.currentTime > 0.5
            && Math.abs(first.currentTime - second.currentTime) < 0.02;
        }"""
    )
    # The second stride of one beside the first of the other.
    page.get_by_role("button", name="Its next stride").click()
    page.wait_for_function(
        """() => {
          const [first, second] = document.querySelectorAll(".player video");
          return second.currentTime - first.currentTime > 0.5;
        }"""
    )
    assert page.locator(".player .controls .scrub").count() == 1


def test_each_view_of_a_joined_report_has_a_player_of_its_own(
    watch, reports, analysis, tmp_path
):
    report = reports(analysis)
    write_joined([small(analysis)] * 2, tmp_path, pages=[report] * 2)
    page = watch(page_of=tmp_path / "report.html")
    assert page.locator(".player .scrub").count() == 2
    second = page.locator("[data-room]").nth(1)
    second.locator(".axis").focus()
    second.locator(".axis").press("ArrowRight")
    page.wait_for_function(
        "document.querySelectorAll('.player video')[1].currentTime > 0.1"
    )
    assert seconds_of(page, 0) == 0
    # What is told over all views is shown in the view that it comes from.
    page.locator(".numbers [data-show]").first.click()
    page.wait_for_function(
        "document.querySelectorAll('.player video')[0].currentTime > 0"
    )


def test_everything_can_be_reached_by_keyboard_in_order(watch):
    page = watch()
    page.locator(".player .stage").focus()
    names = []
    for _ in range(6):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label')"
                " ?? document.activeElement.textContent"
            )
        )
    assert names[:4] == ["Frame back", "Play", "Frame on", "Frame"]
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll(".player button, .player input")]
          .filter((one) => !one.textContent.trim() && !one.ariaLabel)
          .filter((one) => !one.labels?.length).length"""
    )
    assert unnamed == 0


def test_without_a_script_the_video_still_plays(chromium, reports, analysis):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(reports(analysis).as_uri())
    assert page.locator(".player video").get_attribute("controls") is not None
    assert page.locator("[data-show=finding]:visible").count() == 0
    context.close()
