import dataclasses

from midstance.checks.contact_height import ContactHeight


def test_contacts_in_the_air_are_found(sound):
    """As when high knees on the spot were read half a stride off."""
    moved = sound.events.assign(time_s=sound.events["time_s"] + 0.5 * 60 / 84)
    found = ContactHeight().check(dataclasses.replace(sound, events=moved))
    assert {one.saw.split()[5] for one in found} == {"left", "right"}
    assert all(one.metrics == () for one in found)


def test_contacts_a_few_frames_off_are_allowed(sound):
    for off_s in (-0.04, 0.04):
        moved = sound.events.assign(time_s=sound.events["time_s"] + off_s)
        assert ContactHeight().check(dataclasses.replace(sound, events=moved)) == []


def test_people_who_walk_may_lift_their_feet_less(film, case_of):
    """Their hips are lowest at contact, so that the ankle is high beside them."""
    limp = {"step_asymmetry": 0.07, "contact_asymmetry": -0.12}
    raw = film(speed_m_s=0.8, view="rear", noise_px=1.0, **limp)
    assert ContactHeight().check(case_of(raw)) == []
