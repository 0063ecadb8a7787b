"""The style sheet and the script that become part of every page."""

import re
from importlib import resources

import pytest

from midstance.report.player.parts import player_script, player_style

STATIC = resources.files("midstance.report") / "static"
STYLE = (STATIC / "report.css").read_text("utf-8")
PLAYER_STYLE = player_style()
SCRIPT = player_script()


def colours(scheme):
    """The colours of a scheme by name; dark replaces what it names."""
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    text = light if scheme == "light" else light + dark
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))


def luminance(colour):
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "left-ink", "right-ink", "care"])
def test_text_can_be_read_on_its_ground(scheme, name):
    known = colours(scheme)
    assert contrast(known[name], known["ground"]) >= 4.5
    if name == "care":
        assert contrast(known[name], known["care-ground"]) >= 4.5


def test_every_colour_that_is_used_is_defined():
    made_by_the_page = {"left-fill", "right-fill", "shade"}
    defined = set(re.findall(r"--([a-z-]+):", STYLE)) | made_by_the_page
    assert set(re.findall(r"var\(--([a-z-]+)\)", STYLE)) <= defined


@pytest.mark.parametrize("text", [STYLE, PLAYER_STYLE, SCRIPT])
def test_nothing_is_asked_of_the_network(text):
    for word in ("http:", "https:", "@import", "url(", "fetch(", "XMLHttpRequest"):
        assert word not in text
