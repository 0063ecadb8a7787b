"""Remedies: what a person can do about a note, a missing number or an error.

Below the doors a remedy is only named, since each door has its own way to give a
setting: here are the words that hold everywhere (the report, the app and Python);
the command line has its own in `midstance.cli.remedies`.
"""

from collections.abc import Mapping

from midstance.words.kept import retold
from midstance.words.text import _, filled, later

Words = Mapping[str, str]

PLAIN: Words = {
    "body_height": later("Enter the body height."),
    "body_mass": later("Enter the body mass."),
    "choose_runner": later("Choose whose numbers are reported."),
    "moving_camera": later("Say that the camera moves."),
    "rotate": later("Turn the video by {turn_deg} degrees clockwise."),
    "scale": later("Enter the body height or a known length."),
    "scale_or_belt_speed": later(
        "Enter the body height or a known length, or the speed of a treadmill seen "
        "from the side."
    ),
    "scale_or_treadmill": later(
        "Enter the body height or a known length; if this is a treadmill, say so."
    ),
    "slow_motion": later("Enter by how many times the video is slowed down."),
    "slow_motion_factor": later(
        "Enter that the video is slowed down {factor:.2g} times, or by what it is."
    ),
    "slow_motion_part": later(
        "Analyze {part_start_s:.1f} to {part_end_s:.1f} s of the video by itself, as "
        "slowed down {factor:.2g} times."
    ),
    "speed": later("Enter the running speed."),
    "speed_or_scale": later(
        "Enter the running speed, or the body height or a known length when the "
        "runner crosses the picture."
    ),
    "view": later("Choose the view that shows the direction you want."),
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
    return f"{text} {filled(words[remedy], **(facts or {}))}"


def told(text: str, remedy: str, facts: Mapping[str, object] | None = None) -> str:
    """Return `text` and what can be done in the language that is spoken.

    Parameters
    ----------
    text
        As an analysis holds it: in English, with its values.
    remedy, facts
        As of `with_remedy`.

    """
    words = {name: _(plain) for name, plain in PLAIN.items()}
    return with_remedy(retold(text), remedy, facts, words)
