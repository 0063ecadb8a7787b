import errno
import json

import anyio
import pytest

from midstance.errors import ConfigError, FormatError, MidstanceError
from midstance.web.access.attempts import LockedOutError
from midstance.web.complaints import COMPLAINTS
from midstance.words.language import speaking


def answer_to(error):
    kinds = [kind for kind in COMPLAINTS if isinstance(error, kind)]
    return anyio.run(COMPLAINTS[kinds[0]], None, error)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (FormatError("gone"), 404),
        (ConfigError("wrong"), 400),
        (LockedOutError("often"), 429),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (ZeroDivisionError(), 500),
    ],
)
def test_each_error_has_its_status(error, status):
    assert answer_to(error).status_code == status


def test_another_error_of_the_disk_is_a_fault_of_ours():
    with pytest.raises(PermissionError):
        answer_to(PermissionError(errno.EACCES, "Permission denied"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FormatError("There is no such page."), "Diese Seite gibt es nicht."),
        (
            ConfigError("There is a user 'Bo' already; choose another name."),
            "Es gibt schon einen Benutzer 'Bo';",
        ),
        (
            MidstanceError(
                "No weights; get them once.",
                remedy="fetch_weights",
                facts={"name": "toy"},
            ),
            "in einem Terminal aus: midstance weights fetch toy",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), "Der Datenträger ist voll"),
        (ZeroDivisionError(), "midstance selbst ist gescheitert"),
    ],
)
def test_a_refusal_is_said_in_the_language_of_who_asks(error, said):
    with speaking("de"):
        answer = json.loads(answer_to(error).body)
    assert said in answer["error"]


def test_a_person_reads_what_is_wrong_on_a_page_and_a_program_as_json(browser):
    german = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "de"}
    page = browser.get("/recordings/20260101-none/report.html", headers=german)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="de">' in page.text
    assert "{" not in page.text.split("<main>")[1]
    assert (
        "<script"
        not in browser.get(
            "/recordings/<script>/report.html", headers=german
        ).text.split("<main>")[1]
    )
    told = browser.get("/recordings/20260101-none/report.html")
    assert told.json()["error"]
