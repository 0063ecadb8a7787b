"""What a report that was written before holds, so that it can be written anew.

Nothing is decoded or drawn then: film and images of events are taken over.
"""

import base64
import binascii
import json
import re
from html import unescape
from pathlib import Path

from midstance.drawing.evidence import Evidence
from midstance.schema.analysis import FACTS
from midstance.schema.events import KINDS, SIDES

_HEAD = 2000
"""So many characters of a page hold its head up to the styles."""
_STILL = re.compile(
    r'<figure class="\w+" data-still="(\w+) (\w+) ([-+.\de]+) ([-+.\de]+)">\s*'
    r'<button [^>]*data-person="([^"]*)"[^>]*>'
    r'<img src="data:image/jpeg;base64,([A-Za-z0-9+/=]+)"'
)
_REMARKS = re.compile(r'"midstance-remarks" content="(\w*)"')


def known_stills(page: Path) -> list[Evidence]:
    """Return the images of events that a report has already; of none, none."""
    try:
        text = page.read_text("utf-8", errors="replace")
    except OSError:
        return []
    found = []
    for side, event, event_s, frame_s, person, image in _STILL.findall(text):
        if side not in SIDES or event not in KINDS:
            continue
        try:
            times = float(event_s), float(frame_s)
            jpeg = base64.b64decode(image, validate=True)
        except (ValueError, binascii.Error):
            continue
        found.append(Evidence(unescape(person), side, event, *times, jpeg))
    return found


def remarks_in(page: Path) -> str | None:
    """Return which remarks a report tells, by their digest; None: it does not say."""
    try:
        with page.open(encoding="utf-8", errors="replace") as file:
            found = _REMARKS.search(file.read(_HEAD))
    except OSError:
        return None
    return None if found is None else found.group(1)


def fingerprint_in(folder: Path) -> str:
    """Return the fingerprint of the analysis in a folder; empty: it has none."""
    try:
        facts = json.loads((folder / FACTS).read_text("utf-8"))
        return str(facts.get("fingerprint", ""))
    except (OSError, ValueError, AttributeError):
        return ""
