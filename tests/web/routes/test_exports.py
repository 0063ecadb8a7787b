import io

import openpyxl


def test_all_tables_come_as_a_workbook(browser, done):
    answer = browser.get(f"/recordings/{done.id}/results.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert {"summary", "events"} <= set(book.sheetnames)
    assert "demo-midstance.xlsx" in answer.headers["content-disposition"]


def test_what_a_format_cannot_hold_is_said(browser, done):
    answer = browser.get(f"/recordings/{done.id}/tracks.trc")
    assert answer.status_code == 404
    assert "people in 3D" in answer.json()["error"]
    assert browser.get(f"/recordings/{done.id}/tracks.exe").status_code == 400


def test_tracks_come_for_a_motion_laboratory(browser, done):
    answer = browser.get(f"/recordings/{done.id}/tracks.mot")
    assert answer.status_code == 200
    assert b"endheader" in answer.content
