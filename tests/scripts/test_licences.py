import email.message

import licences
import pytest


def test_what_a_package_needs_is_listed_and_nothing_else():
    found = licences.required("fastapi", frozenset())
    assert {"fastapi", "starlette", "pydantic", "anyio"} <= set(found)
    assert "pytest" not in found
    assert "uvicorn" not in found


def test_an_extra_is_listed_on_demand():
    assert "uvicorn" in licences.required("fastapi", frozenset({"standard"}))


@pytest.mark.parametrize(
    ("headers", "licence"),
    [
        ({"License-Expression": "MIT", "License": "see file"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, "BSD License"),
        ({"License": "Apache 2.0\nand its whole text"}, "Apache 2.0"),
        ({}, ""),
    ],
)
def test_the_licence_is_the_most_exact_that_is_named(headers, licence):
    metadata = email.message.Message()
    for name, value in headers.items():
        metadata[name] = value
    one = type("One", (), {"metadata": metadata})()
    assert licences.licence_of(one) == licence


@pytest.mark.parametrize("text", ["AGPL-3.0-only", "GNU Affero GPL", "non-commercial"])
def test_what_may_not_be_shipped_is_known(text):
    assert licences.REFUSED.search(text)
    assert not licences.REFUSED.search("BSD-3-Clause AND MPL-2.0")
