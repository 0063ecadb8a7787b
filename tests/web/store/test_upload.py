from pathlib import Path

import pytest

from midstance.config import Config
from midstance.web.store.tables import RecordingRow
from midstance.web.store.upload import new_id, shown_name, upload_of


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/run.mp4", "run.mp4"),
        ("C:\\films\\run.mov", "run.mov"),
        ("läufer (1).mp4", "läufer (1).mp4"),
        ("a<b>\n\x00.mp4", "a_b___.mp4"),
        ("x" * 300 + ".mp4", "x" * 80 + ".mp4"),
        ("no ending", "no ending"),
    ],
)
def test_a_name_is_shown_without_what_is_not_a_name(name, shown):
    assert shown_name(name) == shown


def test_settings_of_another_version_are_replaced_by_the_defaults():
    row = RecordingRow(
        id="a",
        name="run.mp4",
        sha256="0",
        n_bytes=1,
        config={"no": "such setting"},
        state="done",
        message="",
        stage="",
        share=1.0,
        run=1,
        created_at=0.0,
        changed_at=0.0,
        stage_at=0.0,
        beat_at=0.0,
    )
    found = upload_of(row, video=Path("v"), results=Path("r"))
    assert found.config == Config()
    assert found.left_s is None


def test_no_two_recordings_have_one_id():
    assert len({new_id() for _ in range(100)}) == 100
