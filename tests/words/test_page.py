import jinja2
import pytest
from markupsafe import Markup

from midstance.words.language import speaking
from midstance.words.page import marked, teach


@pytest.fixture
def environment():
    made = jinja2.Environment(autoescape=True)
    teach(made)
    return made


def test_a_template_speaks(environment):
    template = environment.from_string(
        "{{ language() }}: {{ _('January') }} {{ localized('1.5') }}"
    )
    with speaking("de"):
        assert template.render() == "de: Januar 1,5"
    assert template.render() == "en: January 1.5"


def test_values_are_escaped_unless_they_are_markup(environment):
    assert (
        environment.from_string("{{ _('a {b}', b='<i>') }}").render() == "a &lt;i&gt;"
    )
    said = marked("<a> {b} {c}", b=Markup("<b>x</b>"), c="<i>")
    assert said == "&lt;a&gt; <b>x</b> &lt;i&gt;"
