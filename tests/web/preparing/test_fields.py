import re

from midstance.config import Config
from midstance.web.models import Settings
from midstance.web.preparing.fields import (
    BY_HAND,
    CHOICES,
    setting_fields,
    setting_paths,
)
from midstance.words.language import speaking


def test_the_page_has_a_field_for_everything_that_analyze_can_set(browser):
    fields = re.findall(r'data-setting="([\w.]+)"', browser.get("/").text)
    assert sorted(fields) == sorted(set(setting_paths()) - BY_HAND)


def test_the_app_takes_every_setting_of_an_analysis():
    assert set(Config.model_fields) - BY_HAND == set(Settings.model_fields)


def test_every_setting_has_a_name_that_people_read():
    for field in setting_fields():
        assert field.label != field.path
        for value, name in field.choices:
            is_plugin = field.kind in ("plugin", "plugins", "names")
            assert is_plugin or value.isdigit() or value in CHOICES, field.path
            assert name


def test_a_field_knows_its_kind_its_bounds_and_its_default():
    fields = {field.path: field for field in setting_fields()}
    assert fields["clip.slow_motion"].kind == "number"
    assert (fields["clip.slow_motion"].least, fields["clip.slow_motion"].most) == (
        0.001,
        1000,
    )
    assert fields["clip.rotate"].choices[1] == ("90", "90°")
    assert fields["subject.floor"].kind == "line"
    assert fields["tracking.regions"].kind == "areas"
    assert fields["cleaning"].default.splitlines()[-1] == "lowpass"
    assert fields["events"].default == "consensus"
    assert "canned" not in dict(fields["pose"].choices)
    assert fields["metrics"].kind == "names"


def test_names_are_in_the_language_that_is_spoken():
    with speaking("de"):
        labels = {field.path: field.label for field in setting_fields()}
    assert labels["subject.view"] == "Ansicht"
