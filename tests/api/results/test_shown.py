import dataclasses
from html.parser import HTMLParser

import pytest

import midstance as ms
from midstance.schema.notes import Note, make_notes


@pytest.fixture(scope="module")
def analysis():
    return ms.example()


class Tags(HTMLParser):
    """The tags of a text, each closed by its own."""

    def __init__(self):
        super().__init__()
        self.seen, self.open = [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_line_is_short(analysis):
    assert str(analysis) == repr(analysis)
    assert len(repr(analysis)) < 100
    assert "\n" not in repr(analysis)


def test_a_notebook_gets_a_small_table_without_script(analysis):
    text = analysis._repr_html_()
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    assert set(tags.seen) <= {
        *("p", "b", "table", "thead", "tbody", "tr", "th", "td", "code"),
    }
    assert 1 < tags.seen.count("tr") <= 13
    assert "Cadence" in text
    assert "more in <code>.summary()</code>" in text


def test_what_comes_from_a_file_is_only_text_there(analysis):
    video = dataclasses.replace(analysis.video, name="<script>.mp4")
    note = make_notes([Note("test", "A <b>note</b>.")])
    text = dataclasses.replace(analysis, video=video, notes=note)._repr_html_()
    assert "<script>" not in text
    assert "A &lt;b&gt;note&lt;/b&gt;." in text


def test_nobody_is_shown_as_such(analysis):
    nobody = ms.analyze_tracks(analysis.raw_tracks.isel(individual=[]))
    assert "nobody" in repr(nobody)
    assert "<table" not in nobody._repr_html_()
    empty = dataclasses.replace(nobody, tracks=nobody.tracks.isel(time=[]))
    assert "0.0 s" in repr(empty)
