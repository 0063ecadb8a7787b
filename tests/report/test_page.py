import base64
import dataclasses
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from midstance.drawing.evidence import Evidence
from midstance.findings.shoes import shoe_advice
from midstance.report.page import render_page, write_page
from midstance.report.player.parts import film_of
from midstance.schema.bouts import make_bouts
from midstance.schema.events import make_events
from midstance.schema.findings import Finding
from midstance.schema.measures import empty_measures, make_missing
from midstance.schema.notes import Note, make_notes
from midstance.schema.remarks import Comment, Decision, Remarks
from midstance.schema.tracks import make_tracks
from midstance.video.writer import VideoWriter

VOID = {"meta", "br", "img", "link", "input", "hr", "source"}
NAN = float("nan")


class Page(HTMLParser):
    """The elements of a page, checked for balance while they are read."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.words = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def all(self, tag, **attrs):
        return [
            a
            for t, a in self.elements
            if t == tag and all(a.get(k.rstrip("_")) == v for k, v in attrs.items())
        ]


def rendered(analysis, **more):
    return render_page(analysis, **{"film": None, "evidence": (), **more})


def shot(**changes):
    fields = {
        "individual": "person-1",
        "side": "left",
        "event": "toe_off",
        "event_time_s": 0.440,
        "frame_time_s": 0.450,
        "jpeg": b"\xff\xd8jpeg",
    }
    return Evidence(**{**fields, **changes})


@pytest.fixture
def film(tmp_path):
    """A tiny video, 32 px wide and 64 px high."""
    path = tmp_path / "my film.mp4"
    with VideoWriter(path, 32, 64, 30.0) as writer:
        for shade in (0, 120, 240):
            writer.write(np.full((64, 32, 3), shade, np.uint8))
    return path


def test_the_page_holds_every_part(analysis, tmp_path, film):
    write_page(
        analysis,
        tmp_path / "r.html",
        film=film_of(film, tmp_path / "r.html", "embed"),
        evidence=[shot()],
    )
    page = Page((tmp_path / "r.html").read_text("utf-8"))
    for words in (
        "run.mp4",
        "analyzed 2 January 2026",
        "Clear recording",
        "What stands out",
        "Cadence",
        "Contacts",
        "Left toe-off",
        "0.440 s frame 10 ms after",
        "Joint angles over the stride",
        "Feet over the floor",
        "All numbers",
        "What could not be measured, and what to do",
        "Needs a view from the rear; this one is left.",
        "how this was made",
    ):
        assert words in page.text
    assert len(page.all("video")) == 1
    assert len(page.all("svg", class_="figure")) == 7
    assert len(page.all("g", class_="stance")) == 21
    assert len(page.all("img")) == 1


def test_nothing_is_loaded_from_elsewhere(analysis):
    page = Page(text := rendered(analysis, evidence=[shot()]))
    assert "http:" not in text
    assert "https:" not in text
    for _, attrs in page.elements:
        for name in ("src", "href", "xlink:href", "poster", "action"):
            assert attrs.get(name, "#").startswith(("#", "data:"))
    assert page.all("link") == page.all("link", rel="icon")
    (policy,) = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy["content"].startswith("default-src 'none'")


def test_what_others_wrote_is_text_not_markup(make_analysis):
    evil = "<script>alert(1)</script>&\"'"
    analysis = make_analysis(
        evil, notes=make_notes([Note("evil", evil)]), provenance={evil: {evil: evil}}
    )
    analysis = dataclasses.replace(
        analysis,
        video=dataclasses.replace(analysis.video, name=evil),
        missing=make_missing([("a", evil, evil)]),
    )
    page = Page(rendered(analysis, evidence=[shot(individual=evil)]))
    assert len(page.all("script")) == 0
    assert page.text.count(evil) >= 6


@pytest.mark.parametrize("column", ["value", "uncertainty"])
def test_nan_is_never_printed(make_analysis, column):
    analysis = make_analysis()
    measures = analysis.measures.copy()
    measures.loc[:, column] = NAN
    events = analysis.events.assign(uncertainty_s=NAN)
    bare = dataclasses.replace(analysis, measures=measures, events=events)
    assert not re.search(r"\b(nan|inf)\b", rendered(bare), re.IGNORECASE)


def test_the_same_analysis_gives_the_same_page(make_analysis):
    assert rendered(make_analysis()) == rendered(make_analysis())


def test_ids_are_unique_and_every_reference_has_its_target(make_analysis):
    page = Page(text := rendered(make_analysis()))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(set(ids)) == len(ids)
    references = re.findall(r'(?:url\(#|href="#)([^)"]+)', text)
    assert set(references) <= set(ids)
    assert len(references) > 20


def test_a_small_video_is_part_of_the_page(analysis, tmp_path, film):
    write_page(
        analysis, tmp_path / "r.html", film=film_of(film, tmp_path / "r.html", "embed")
    )
    page = Page((tmp_path / "r.html").read_text("utf-8"))
    (video,) = page.all("video")
    head, content = video["src"].split(",")
    assert head == "data:video/mp4;base64"
    assert base64.b64decode(content) == film.read_bytes()
    assert (video["width"], video["height"]) == ("720", "1280")
    assert len(page.all("section", class_="watch portrait")) == 1


@pytest.mark.parametrize(
    ("clip", "words"),
    [
        ({}, "8.00 s 60.0 frames"),
        ({"start_s": 2.0, "end_s": 7.5}, "8.00 s, analyzed from 2 s to 7.5 s 60.0"),
        ({"slow_motion": 8.0}, "slowed down 8 times"),
    ],
)
def test_the_part_and_the_pace_of_the_clip_are_told(make_analysis, clip, words):
    config = make_analysis().config.updated(clip=clip)
    assert words in Page(rendered(make_analysis(config=config))).text


def test_key_frames_come_left_before_right_and_contact_before_toe_off(analysis):
    kinds = [(s, e) for e in ("toe_off", "initial_contact") for s in ("right", "left")]
    text = Page(
        rendered(analysis, evidence=[shot(side=s, event=e) for s, e in kinds])
    ).text
    titles = re.findall(r"(?:Left|Right) (?:initial contact|toe-off)", text)
    assert titles == [
        "Left initial contact",
        "Left toe-off",
        "Right initial contact",
        "Right toe-off",
    ]


def test_several_people_have_a_section_each(make_analysis):
    names = ("anna", "ben")
    one = make_analysis("anna")
    position = np.repeat(one.tracks["position"].to_numpy(), 2, axis=3)
    confidence = np.repeat(one.tracks["confidence"].to_numpy(), 2, axis=2)
    both = make_tracks(
        position,
        confidence,
        one.tracks["time"].to_numpy(),
        keypoints=one.tracks["keypoint"].to_numpy().tolist(),
        individuals=names,
    )
    page = Page(rendered(dataclasses.replace(one, tracks=both)))
    assert [a["href"] for a in page.all("a") if "person" in a["href"]] == [
        "#person-1",
        "#person-2",
    ]
    assert [a["id"] for a in page.all("section", class_="person")] == [
        "person-1",
        "person-2",
    ]
    assert page.text.count("No contact with the ground was found.") == 1


def test_a_clip_without_anybody_says_so_and_what_helps(make_analysis):
    analysis = make_analysis()
    empty = dataclasses.replace(
        analysis,
        tracks=analysis.tracks.isel(individual=slice(0, 0)),
        scenes={},
        bouts=make_bouts([]),
        events=make_events([]),
        measures=empty_measures(),
        missing=make_missing([]),
        notes=make_notes([Note("nobody", "Nobody was found in any frame.")]),
    )
    page = Page(rendered(empty))
    assert "Nobody was found" in page.text
    assert "What helps" in page.text
    assert "All numbers" not in page.text


def test_shoe_advice_never_stands_without_its_reasons_and_limits(analysis):
    text = Page(rendered(analysis)).text
    advice = shoe_advice(analysis.summary())
    assert advice.limits in text
    for finding in advice.findings:
        for part in (finding.title, finding.advice, finding.reason, finding.limits):
            assert part in text


def test_warnings_come_before_the_numbers(make_analysis):
    text = Page(
        rendered(
            make_analysis(notes=make_notes([Note("slow", "Is this slow motion?")]))
        )
    ).text
    assert text.index("Is this slow motion?") < text.index("Cadence")


def test_tables_have_headings_with_a_scope(analysis):
    page = Page(rendered(analysis))
    assert all("scope" in attrs for attrs in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table")) == 2


def test_nobody_is_a_number_on_a_page_for_people(make_analysis, analysis):
    page = Page(rendered(analysis))
    labels = [attrs.get("aria-label") or "" for _, attrs in page.elements]
    assert not any("person-1" in text for text in [*labels, page.text])
    named = make_analysis(config=analysis.config.updated(subject={"name": "Anna"}))
    assert "What stands out in Anna" in rendered(named)


def test_shoes_are_one_finding_among_the_others(analysis):
    page = rendered(analysis)
    assert page.index('class="findings"') < page.index('class="finding shoe"')
    assert page.index('class="finding shoe"') < page.index('class="numbers"')
    assert page.count("<h2>Shoes</h2>") == 0


@pytest.fixture(scope="module")
def finding():
    return Finding(
        *("overstriding", "person-1", "Landing far ahead", "left", "Further."),
        *(0.97, 2.0, 1.5, (), (), (), "Because.", "Somebody 2011", "Much."),
        *("Quick feet.", (), "See somebody if it hurts."),
    )


def with_remarks(analysis, finding, remarks):
    return dataclasses.replace(analysis, findings=(finding,), remarks=remarks)


def test_a_finding_is_told_in_the_words_of_the_coach(analysis, finding):
    own = Decision("person-1", "overstriding", "changed", "Land <b>softer</b>.", "Ben")
    text = Page(rendered(with_remarks(analysis, finding, Remarks((own,))))).text
    before, _, after = text.partition("Land <b>softer</b>.")
    assert "This advice is in the words of Ben; midstance did not write it." in after
    # What midstance says to do comes behind it, folded; when to see somebody stays.
    assert "Quick feet." not in before
    assert after.index("See somebody") < after.index("What midstance suggests to do")


def test_a_finding_that_is_left_out_is_folded_here_and_nowhere_for_others(
    analysis, finding
):
    out = Remarks((Decision("person-1", "overstriding", "left_out"),))
    shown = rendered(with_remarks(analysis, finding, out))
    assert "1 finding left out of the printed page" in shown
    assert shown.index("left out of this page by hand") < shown.index("Landing far")
    for_others = rendered(with_remarks(analysis, finding, out), is_for_others=True)
    assert "Landing far" not in for_others
    assert "left out of this page by hand" in for_others


def test_comments_are_listed_drawn_and_kept_from_others(analysis, finding):
    hidden = Comment("a", 1.25, "Knee <i>in</i>.", "Ben")
    shared = Comment("b", 2.5, "Better here.", is_shared=True, is_printed=True)
    said = with_remarks(analysis, finding, Remarks((), (hidden, shared)))
    page = Page(rendered(said))
    assert "Knee <i>in</i>." in page.text
    marks = [one for one in page.all("g") if one.get("data-show") == "comment"]
    assert [one["data-time"] for one in marks] == ["1.25", "2.5"]
    for_others = Page(rendered(said, is_for_others=True)).text
    assert "Better here." in for_others
    assert "Knee <i>in</i>." not in for_others
