"""What people do, counted in words."""

from midstance.words.text import _, later, ngettext

NAMES = (
    *(later("running"), later("walking"), later("turning"), later("other")),
    later("standing"),
    *(later("squats"), later("push-ups"), later("sit-ups"), later("pull-ups")),
    *(later("deadlifts"), later("lunges"), later("jumping jacks")),
    *(later("rope skipping"), later("curls"), later("presses"), later("bench dips")),
    *(later("high knees"), later("jumps"), later("plank"), later("exercise")),
)
FORMS = {
    "squats": ("{n} squat", "{n} squats"),
    "push-ups": ("{n} push-up", "{n} push-ups"),
    "sit-ups": ("{n} sit-up", "{n} sit-ups"),
    "pull-ups": ("{n} pull-up", "{n} pull-ups"),
    "deadlifts": ("{n} deadlift", "{n} deadlifts"),
    "lunges": ("{n} lunge", "{n} lunges"),
    "jumping jacks": ("{n} jumping jack", "{n} jumping jacks"),
    "rope skipping": ("{n} jump with the rope", "{n} jumps with the rope"),
    "curls": ("{n} curl", "{n} curls"),
    "presses": ("{n} press", "{n} presses"),
    "bench dips": ("{n} bench dip", "{n} bench dips"),
    "high knees": ("{n} high knee", "{n} high knees"),
    "jumps": ("{n} jump", "{n} jumps"),
}
"""One and many of each exercise that is counted; the catalogue has them from here."""


def activity_text(activity: str) -> str:
    """Return what an activity is called."""
    return _(activity)


def repetitions_text(activity: str, n: int) -> str:
    """Return how often an exercise was done; one without a name as repetitions.

    Examples
    --------
    >>> repetitions_text("squats", 5), repetitions_text("exercise", 1)
    ('5 squats', '1 repetition')

    """
    if activity in FORMS:
        return ngettext(*FORMS[activity], n)
    return ngettext("{n} repetition", "{n} repetitions", n)
