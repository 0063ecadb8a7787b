import dataclasses

import pytest

from midstance.drawing.evidence import Evidence
from midstance.report.page import write_page
from midstance.report.player.known import fingerprint_in, known_stills, remarks_in
from midstance.schema.remarks import Decision, Remarks

JPEG = b"\xff\xd8\xffnot quite an image"


def stills(name):
    return [
        Evidence(name, "left", "initial_contact", 1.25, 1.2625, JPEG),
        Evidence(name, "right", "toe_off", 2.0, 2.0, JPEG + b"2"),
    ]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_images_of_a_report_are_taken_over_whatever_it_speaks(
    make_analysis, tmp_path, language
):
    page, name = tmp_path / "report.html", 'Anna "A" & <b>'
    write_page(make_analysis(name), page, evidence=stills(name), language=language)
    assert known_stills(page) == stills(name)


def test_of_no_report_there_are_none(tmp_path):
    assert known_stills(tmp_path / "report.html") == []
    assert remarks_in(tmp_path / "report.html") is None
    other = tmp_path / "other.html"
    other.write_text('<figure class="left" data-still="left fall 1 1">', "utf-8")
    assert (known_stills(other), remarks_in(other)) == ([], None)


def test_a_report_says_which_remarks_it_tells(make_analysis, tmp_path):
    page, analysis = tmp_path / "report.html", make_analysis()
    write_page(analysis, page)
    assert remarks_in(page) == ""
    remarks = Remarks((Decision("person-1", "overstriding", "accepted"),))
    write_page(dataclasses.replace(analysis, remarks=remarks), page)
    assert remarks_in(page) == remarks.digest()


def test_the_fingerprint_is_read_without_the_rest(make_analysis, tmp_path):
    assert fingerprint_in(tmp_path) == ""
    analysis = make_analysis()
    analysis.save(tmp_path)
    assert fingerprint_in(tmp_path) == analysis.fingerprint()
