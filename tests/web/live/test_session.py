import pytest

from midstance.errors import ConfigError, FormatError
from midstance.web.live import session as module
from midstance.web.live.session import LiveSession, LiveSessions, read_image


@pytest.fixture
def session(no_network):
    opened = LiveSession(1)
    yield opened
    opened.close()


def test_each_image_gives_a_skeleton_and_in_time_the_numbers(session, picture):
    for k in range(150):
        seen = session.look(picture, k / 30)
    (name,) = seen.poses
    assert name == "person-1"
    assert seen.poses[name].shape == (33, 2)
    assert seen.gaits[name].cadence.value == pytest.approx(170, abs=5)
    assert seen.took_s > 0
    assert session.judge(0.0).verdict in ("clear", "usable")
    assert session.judge(4.9).sentence.startswith("Too little was seen")


def test_time_goes_forward(session, picture):
    session.look(picture, 1.0)
    with pytest.raises(ConfigError, match="later than the one before"):
        session.look(picture, 1.0)


def test_only_images_are_looked_at(monkeypatch, picture):
    assert read_image(picture).shape == (72, 128, 3)
    for wrong in (b"", b"GIF89a", picture[:200]):
        with pytest.raises(FormatError, match="no image"):
            read_image(wrong)
    monkeypatch.setattr(module, "MOST_PIXELS", 100)
    with pytest.raises(FormatError, match="128 x 72"):
        read_image(picture)


def test_few_look_at_a_time_and_each_at_its_own(no_network, monkeypatch):
    sessions = LiveSessions()
    digits, session = sessions.begin(1, "anna")
    sessions.begin(2, "bo")
    assert sessions.find(digits, "anna") is session
    with pytest.raises(FormatError, match="has ended"):
        sessions.find(digits, "bo")
    with pytest.raises(ConfigError, match="look through a camera already"):
        sessions.begin(1, "anna")
    sessions.end(digits, "anna")
    sessions.begin(1, "anna")
    monkeypatch.setattr(module, "LOST_AFTER_S", -1.0)
    sessions.begin(1, "anna")
    assert len(sessions._sessions) == 1
    sessions.close()
    assert not sessions._sessions
