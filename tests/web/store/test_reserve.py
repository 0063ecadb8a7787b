from midstance.web.store.reserve import Reserve


def test_the_room_is_given_up_for_a_while(tmp_path):
    place = tmp_path / "reserve"
    reserve = Reserve(place, 1000)
    assert place.stat().st_size == 1000
    with reserve.given_up():
        assert not place.exists()
    assert place.stat().st_size == 1000


def test_of_too_little_room_all_is_kept_and_nobody_complains(small_disk):
    Reserve(small_disk / "reserve", 100_000_000)
    assert 30_000_000 < (small_disk / "reserve").stat().st_size < 43_000_000


def test_a_place_that_cannot_be_written_is_no_error(tmp_path):
    Reserve(tmp_path / "nowhere" / "reserve", 1000)
