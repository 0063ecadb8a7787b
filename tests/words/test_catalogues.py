"""The catalogues hold what is said, and nothing is lost in translation."""

import re
from gettext import GNUTranslations

import pytest

catalogues = pytest.importorskip("catalogues", reason="the catalogues need Babel")

BRACES = re.compile(r"\{[^}]*\}")


@pytest.fixture(scope="module")
def everything():
    return catalogues.collected()


@pytest.fixture(scope="module", params=catalogues.TRANSLATED)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def catalogue(language, everything):
    return catalogues.known(language, everything)


def forms(text):
    return list(text) if isinstance(text, (list, tuple)) else [text]


def test_what_is_said_is_found_in_every_kind_of_file(everything):
    places = {place for message in everything for place, _ in message.locations}
    assert {"words/days.py", "findings/rules/cadence.toml", "metrics"} <= places


def test_a_translation_has_the_braces_of_its_text(catalogue):
    for message in catalogue:
        if not message.id or not any(forms(message.string)):
            continue
        expected = {one for text in forms(message.id) for one in BRACES.findall(text)}
        for text in forms(message.string):
            found = set(BRACES.findall(text))
            assert found <= expected, message.id
            # What an analysis holds may say in English what another language need not.
            assert message.context or found | {"{n}"} >= expected, message.id


def test_the_files_are_those_that_the_script_makes(language, catalogue):
    for_people, compiled = catalogues.written(catalogue)
    again = "run: make words"
    folder = catalogues.CATALOGUES
    assert (folder / f"{language}.po").read_bytes() == for_people, again
    assert (folder / f"{language}.mo").read_bytes() == compiled, again


def test_the_package_reads_what_the_translator_wrote(language, catalogue):
    with (catalogues.CATALOGUES / f"{language}.mo").open("rb") as file:
        read = GNUTranslations(file)
    for message in catalogue:
        if not isinstance(message.id, str) or not message.id or not message.string:
            continue
        if message.context:
            assert read.pgettext(message.context, message.id) == message.string
        else:
            assert read.gettext(message.id) == message.string


def test_every_text_has_a_translation(catalogue):
    assert not catalogues.missing(catalogue), "translate these, then run: make words"
