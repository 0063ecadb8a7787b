"""Remedies: what a person can do about a note, a missing number or an error.

Below the doors a remedy is only named, since each door has its own way to give a
setting: here are the words that hold everywhere (the report, the app and Python);
the command line has its own in `midstance.cli.remedies`.
"""

from collections.abc import Mapping

Words = Mapping[str, str]

PLAIN: Words = {
    "body_height": "Enter the body height.",
    "body_mass": "Enter the body mass.",
    "choose_runner": "Choose whose numbers are reported.",
    "moving_camera": "Say that the camera moves.",
    "rotate": "Turn the video by {turn_deg} degrees clockwise.",
    "scale": "Enter the body height or a known length.",
    "scale_or_belt_speed": (
        "Enter the body height or a known length, or the speed of a treadmill seen "
        "from the side."
    ),
    "scale_or_treadmill": (
        "Enter the body height or a known length; if this is a treadmill, say so."
    ),
    "slow_motion": "Enter by how many times the video is slowed down.",
    "slow_motion_factor": (
        "Enter that the video is slowed down {factor:.2g} times, or by what it is."
    ),
    "slow_motion_part": (
        "Analyze {part_start_s:.1f} to {part_end_s:.1f} s of the video by itself, as "
        "slowed down {factor:.2g} times."
    ),
    "speed": "Enter the running speed.",
    "speed_or_scale": (
        "Enter the running speed, or the body height or a known length when the "
        "runner crosses the picture."
    ),
    "view": "Choose the view that shows the direction you want.",
}
"""By name; facts of a note stand in braces."""


def with_remedy(
    text: str,
    remedy: str,
    facts: Mapping[str, object] | None = None,
    words: Words = PLAIN,
) -> str:
    """Return `text` and after it what can be done, in the words of a door.

    Parameters
    ----------
    text
        A whole sentence.
    remedy
        Name in `words`; one that they do not have, such as the empty one, adds
        nothing.
    facts
        What stands in the braces of the words.
    words
        Words of the door that shows the text.

    Examples
    --------
    >>> with_remedy("Needs the mass of the body.", "body_mass")
    'Needs the mass of the body. Enter the body mass.'

    """
    if remedy not in words:
        return text
    return f"{text} {words[remedy].format(**(facts or {}))}"
