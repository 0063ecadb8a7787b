"""One person as a zip file: to keep, to hand on, and to take in again."""

import json
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from midstance.config import Config
from midstance.errors import ConfigError, FormatError
from midstance.schema.analysis import load
from midstance.web.leaving.defaults import default_config
from midstance.web.leaving.faces import Faces
from midstance.web.models import PersonArchive, RecordingArchive
from midstance.web.packing import files_of, packed_pieces
from midstance.web.sentences import of_problem
from midstance.web.sharing.hidden import write_hidden_video
from midstance.web.store.files import MOST_BYTES
from midstance.web.store.people import People, Person
from midstance.web.store.recordings import Store
from midstance.web.store.upload import Number, Upload, new_id, shown_name

_FACTS = "person.json"
_MOST_FACTS_BYTES = 50_000_000
_PIECE = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9_][\w.-]{0,99}", re.ASCII)


def export_person(store: Store, people: People, person: Person) -> Iterator[bytes]:
    """Yield all that is kept of a person as a zip file, piece by piece.

    Of recordings whose faces are hidden the video has none, and one that was never
    analyzed is left out: nobody knows where the faces are.
    """
    with tempfile.TemporaryDirectory(dir=store.root, prefix=".leaving-") as place:
        yield from _packed(store, people, person, Path(place))


def _packed(
    store: Store, people: People, person: Person, hidden: Path
) -> Iterator[bytes]:
    told, files, left_out = [], [], []
    for number, recording in enumerate(store.of_person(person.id), start=1):
        video = _video_of(recording, hidden / str(number))
        if video is None:
            left_out.append(recording.name)
            continue
        place = f"recordings/{number}/"
        told.append(
            {
                "place": place,
                "name": recording.name,
                "config": recording.config.model_dump(mode="json"),
                "state": "done" if recording.state == "done" else "stopped",
                "day": recording.day,
                "view": recording.view,
                "numbers": [asdict(one) for one in store.all_numbers(recording.id)],
            }
        )
        files.append((f"{place}video", video))
        if recording.results.is_dir():
            files += files_of(recording.results, under=f"{place}results/")
    facts = {
        "format": "midstance person",
        "version": 1,
        "person": person.facts,
        "moments": [
            {"day": one.day, "kind": one.kind, "text": one.text}
            for one in people.moments(person.id)
        ],
        "recordings": told,
        "left_out": left_out,
    }
    yield from packed_pieces(files, texts={_FACTS: json.dumps(facts, indent=1)})


def _video_of(recording: Upload, hidden: Path) -> Path | None:
    """Return the video of a recording as it may leave; None: it may not."""
    if not recording.config.hide_faces:
        return recording.video
    if recording.state != "done":
        return None
    path = hidden.with_suffix(".mp4")
    write_hidden_video(load(recording.results), recording.video, path)
    return path


def import_person(
    store: Store, people: People, archive: Path, *, user_id: str | None = None
) -> Person:
    """Return a new person, with all that a zip file of `export_person` holds.

    `user_id` is who brings it.

    Raises
    ------
    FormatError
        If it is none, or not as it should be; nothing is kept of it then.

    """
    person = None
    try:
        with zipfile.ZipFile(archive) as packed:
            facts = _facts(packed)
            person = people.add(facts.person.model_dump())
            for moment in facts.moments:
                people.add_moment(person.id, **moment.model_dump())
            for recording in facts.recordings:
                _take(store, person, packed, recording, user_id)
        return people.get(person.id)
    except BaseException as error:
        if person is not None:
            people.remove(person.id)
        if isinstance(error, _DAMAGED):
            raise FormatError(
                f"This is no complete archive of a person ({error}); export it anew."
            ) from error
        raise


_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    UnicodeError,
)
"""What a zip file that is damaged, encrypted or none at all leads to."""


def _facts(packed: zipfile.ZipFile) -> PersonArchive:
    inside = packed.getinfo(_FACTS)
    whole = sum(each.file_size for each in packed.infolist())
    if inside.file_size > _MOST_FACTS_BYTES or whole > MOST_BYTES:
        raise FormatError("The archive holds more than a person can have here.")
    with packed.open(inside) as file:
        text = file.read(_MOST_FACTS_BYTES)
    try:
        return PersonArchive.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        sentence = of_problem({**first, "loc": (_FACTS, *first["loc"])})
        raise FormatError(f"{_FACTS} of the archive: {sentence}") from error


def _take(
    store: Store,
    person: Person,
    packed: zipfile.ZipFile,
    told: RecordingArchive,
    user_id: str | None,
) -> None:
    config = _config(told.config)
    upload = store.files.begin()
    try:
        for piece in _pieces(packed, f"{told.place}video"):
            upload.write(piece)
        sha256, n_bytes, recording_id = upload.sha256, upload.n_bytes, new_id()
        upload.keep()
    finally:
        upload.discard()
    store.insert(
        recording_id,
        shown_name(told.name),
        sha256,
        n_bytes,
        config,
        state="stopped",
        person_id=person.id,
        user_id=user_id,
        day=told.day,
    )
    results = store.get(recording_id).results
    below = f"{told.place}results/"
    for inside in packed.infolist():
        name = inside.filename.removeprefix(below)
        if inside.filename.startswith(below) and _NAME.fullmatch(name):
            results.mkdir(exist_ok=True)
            with (results / name).open("wb") as file:
                for piece in _pieces(packed, inside.filename):
                    file.write(piece)
    store.set_numbers(recording_id, [Number(**vars(one)) for one in told.numbers])
    store.set_view(recording_id, told.view)
    if told.state == "done" and results.is_dir():
        store.set_state(recording_id, "done")
        if default_config(store.root).hide_faces:
            Faces(store).hide_in(store.get(recording_id), are_hidden=True)


def _config(told: dict[str, Any]) -> Config:
    try:
        return Config.model_validate(told)
    except ValueError as error:
        raise ConfigError(
            "The archive holds settings that this version does not know; export it "
            "with this version."
        ) from error


def _pieces(packed: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a file of the archive, no more of it than it says that there is."""
    inside = packed.getinfo(name)
    left = inside.file_size
    with packed.open(inside) as file:
        while left > 0 and (piece := file.read(min(left, _PIECE))):
            left -= len(piece)
            yield piece
