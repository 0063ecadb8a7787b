from midstance.checks.steps import Steps


def test_a_missed_contact_is_found_where_it_is(sound, with_events, steps):
    rows = steps(0.36)
    # Both contacts of one stride are missed: the other foot seems to come late.
    kept = [row for k, row in enumerate(rows) if k not in (8, 10)]
    (finding,) = Steps().check(with_events(sound, kept))
    assert "A step of 1.08 s" in finding.saw
    assert finding.start_s == finding.end_s
    assert "step_time" in finding.metrics


def test_a_false_contact_is_found(sound, with_events, steps):
    rows = [*steps(0.36), ("left", "initial_contact", 0.3 + 0.36 + 0.1)]
    found = Steps().check(with_events(sound, rows))
    assert [f"{one.saw[:16]}" for one in found] == ["A step of 0.10 s"]


def test_steps_of_walking_may_last_longer(sound, with_events, steps):
    assert Steps().check(with_events(sound, steps(0.7), "walking")) == []
