"""A set of images of people at activities, with annotations as MPII's."""

import json
from dataclasses import asdict
from pathlib import Path

from midstance.errors import FormatError
from midstance.files import make_folder, read_json, replacing
from midstance.formats.datasets.labelled_people import LabelledImage
from midstance.formats.datasets.mpii_json import read_mpii_json, write_mpii_json
from midstance.kernels.progress import Progress
from midstance.kernels.types import Image
from midstance.synth.sets.activity_images import PictureSettings, draw_video

ANNOTATIONS = "annotations.json"
_PICTURES, _PARTS, _SETTINGS = "images", "parts", "settings.json"


def make_activity_set(
    settings: PictureSettings,
    out: Path,
    *,
    n_videos: int,
    seed: int = 0,
    progress: Progress | None = None,
) -> list[LabelledImage]:
    """Write images into ``images/`` and their labels as ``annotations.json``.

    Parameters
    ----------
    settings
        What to draw.
    out
        Folder of the set. What is there of the same set is not drawn again.
    n_videos
        How many videos there shall be; the activities take turns.
    seed
        Seed of every random number.
    progress
        Called with the stage, what is done and the whole.

    Raises
    ------
    FormatError
        If another set is in the folder.

    """
    _ensure_same(out, settings, seed)
    make_folder(out / _PICTURES)
    images: list[LabelledImage] = []
    for number in range(n_videos):
        part = out / _PARTS / f"{number:05d}.json"
        if not part.is_file():
            pictures = draw_video(settings, number, seed)
            for image, labelled in pictures:
                _write_jpeg(image, out / _PICTURES / labelled.name)
            write_mpii_json([labelled for _, labelled in pictures], part)
        images += read_mpii_json(part)
        if progress:
            progress("Drawing people", number + 1, n_videos)
    write_mpii_json(images, out / ANNOTATIONS)
    return images


def _ensure_same(out: Path, settings: PictureSettings, seed: int) -> None:
    """Note what the set is made of, or refuse to mix two."""
    chosen = json.loads(json.dumps(asdict(settings) | {"seed": seed}))
    note = out / _SETTINGS
    if not note.is_file():
        with replacing(note) as part:
            part.write_text(json.dumps(chosen, indent=2) + "\n", "utf-8")
    elif read_json(note, "a note of the settings of a set") != chosen:
        raise FormatError(
            f"{out} holds a set with other settings ({_SETTINGS}); choose another "
            "folder."
        )


def _write_jpeg(image: Image, path: Path) -> None:
    import cv2

    _, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])
    with replacing(path) as part:
        part.write_bytes(data.tobytes())
