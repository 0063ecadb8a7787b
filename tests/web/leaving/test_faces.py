import pytest

from midstance.web.leaving.faces import Faces


@pytest.fixture
def faces(store):
    return Faces(store)


def bring(store, name="run.mp4", state="done", **settings):
    new = store.begin(name, settings)
    new.upload.write(name.encode())
    recording = new.keep()
    if state != "waiting":
        store.set_state(recording.id, state)
    return store.get(recording.id)


def test_faces_are_shown_until_somebody_says_otherwise(store, faces):
    assert not faces.are_hidden
    one = bring(store)
    assert not one.config.hide_faces
    assert faces.shown_in() == [one]


def test_what_is_brought_later_hides_them(store, faces):
    assert faces.hide(are_hidden=True) == []
    assert faces.are_hidden
    assert bring(store).config.hide_faces
    assert not bring(store, hide_faces=False).config.hide_faces
    faces.hide(are_hidden=False)
    assert not bring(store).config.hide_faces


def test_what_is_here_waits_to_be_drawn_anew(store, faces):
    done, failed = bring(store, "a.mp4"), bring(store, "b.mp4", "failed")
    changed = faces.hide(are_hidden=True)
    assert {one.id: one.state for one in changed} == {
        done.id: "waiting",
        failed.id: "failed",
    }
    assert faces.shown_in() == []


def test_one_recording_can_have_a_setting_of_its_own(store, faces):
    one, other = bring(store, "a.mp4"), bring(store, "b.mp4")
    assert faces.hide_in(one, are_hidden=True).state == "waiting"
    assert faces.hide_in(other, are_hidden=False) == other
    assert [each.id for each in faces.shown_in()] == [other.id]


def test_what_is_hidden_stays_so(store, faces):
    faces.hide(are_hidden=True)
    one = bring(store)
    assert faces.hide(are_hidden=False) == []
    assert store.get(one.id).config.hide_faces
