import pytest
from pydantic import ValidationError

from midstance.config import Config
from midstance.web.models import Edits, Settings


def test_what_is_not_said_stays_as_it_is():
    sent = Settings.model_validate_json('{"subject": {"view": "left"}}')
    changes = sent.model_dump(exclude_unset=True)
    assert changes == {"subject": {"view": "left"}}
    before = Config().updated(subject={"height_m": 1.8})
    assert before.updated(**changes).subject.height_m == 1.8


@pytest.mark.parametrize(
    "wrong",
    [
        '{"people": 0}',
        '{"people": 100000}',
        '{"people": "some"}',
        '{"pose": {"name": "x", "params": {}}}',
        '{"pose": {"name": "canned", "params": {"tracks": "a"}}}',
        '{"pose": {"name": "blazepose", "params": {"hat": 1}}}',
        '{"pose": {"name": "hourglass", "params": {"weights": "/etc/passwd"}}}',
        '{"pose": {"name": "hourglass", "params": {"weights": "../a.pt"}}}',
        '{"events": {"name": "consensus", "params": {"hat": 1e999}}}',
        '{"cleaning": [{"name": "soap", "params": {}}]}',
        '{"metrics": ["charm"]}',
        '{"clip": {"slow_motion": Infinity}}',
        '{"clip": {"slow_motion": 1e999}}',
        '{"clip": {"slow_motion": 1e300}}',
        '{"clip": {"start_s": Infinity}}',
        '{"clip": {"end_s": 1e300}}',
        '{"subject": {"height_m": NaN}}',
        '{"subject": {"floor": {"start_px": [0, 0], "end_px": [1e999, 0]}}}',
        '{"subject": {"floor": {"start_px": [0, 0], "end_px": [1e300, 0]}}}',
    ],
)
def test_every_number_is_finite_and_bounded(wrong):
    with pytest.raises(ValidationError):
        Settings.model_validate_json(wrong)


def test_edits_have_six_cells():
    row = ["anna", "left", "toe_off", "add", 1.0, None]
    assert Edits(edits=[row]).model_dump(mode="json") == {"edits": [row]}
    with pytest.raises(ValidationError):
        Edits(edits=[[*row, 1.0]])
