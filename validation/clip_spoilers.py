"""Images as cameras, rooms and programs spoil them."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from clip_makers import Clip, Images


def badly_filmed(images: Images, clip: Callable[..., Clip]) -> Iterator[Clip]:
    """Yield `images` as cameras and programs spoil them."""
    unseen: dict[str, Any] = {"refusals": ("nobody",), "people": 0}
    yield clip("video, black bars above and below", letterboxed(images, 80))
    yield clip("video, a camera trembles by 6 px", trembling(images, 6.0))
    yield clip("video, a camera trembles by 15 px", trembling(images, 15.0))
    yield clip("video, interlaced", interlaced(images))
    yield clip("video, interlaced, lines doubled", line_doubled(images), rate=60.0)
    yield clip("video, a handrail before the ankles", behind_rail(images, 345, 30))
    yield clip("video, a handrail before the feet", behind_rail(images, 371, 22))
    yield clip("video, dark", darkened(images, 0.15, 3.0))
    yield clip("video, night", darkened(images, 0.06, 4.0), **unseen)
    yield clip("video, 130 px tall", far_away(images, 0.36), **unseen)
    yield clip("video, 95 px tall", far_away(images, 0.26), **unseen)
    for name, share in (("a fifth", 0.4), ("an eighth", 0.25)):
        wide = far_away(images, share, size_px=(1280, 720))
        yield clip(f"video, {name} of the height of a wide image", wide)
    beside = [
        np.concatenate(
            [im[:, 110:530], images[(k + 9) % len(images)][:, 110:320]], axis=1
        )
        for k, im in enumerate(images)
    ]
    yield clip("video, beside somebody cut by the edge", beside, people=2)


def letterboxed(images: Images, bar_px: int) -> Images:
    """Return images with a black bar above and below."""
    bars = ((bar_px, bar_px), (0, 0), (0, 0))
    return [np.pad(image, bars) for image in images]


def trembling(images: Images, most_px: float, rate_hz: float = 30.0) -> Images:
    """Return what a camera sees that is held by hand, slightly nearer."""
    import cv2

    time_s = np.arange(len(images))[:, None] / rate_hz
    height, width, _ = images[0].shape
    rng = np.random.default_rng(1)
    moved = np.zeros((len(images), 2))
    for number, hz in enumerate((0.7, 1.3, 2.9, 4.7), start=1):
        turns = hz * time_s + rng.random(2)
        moved += most_px / number * np.sin(2 * np.pi * turns)
    near = 1.12
    start = (1 - near) / 2 * np.array([width, height])
    return [
        cv2.warpAffine(
            image,
            np.column_stack([near * np.eye(2), start + by]),
            (width, height),
            borderMode=cv2.BORDER_REPLICATE,
        )
        for image, by in zip(images, moved, strict=True)
    ]


def interlaced(images: Images) -> Images:
    """Return frames of which every second line shows the next moment."""
    woven = [image.copy() for image in images[:-1]]
    for frame, later in zip(woven, images[1:], strict=True):
        frame[1::2] = later[1::2]
    return woven


def line_doubled(images: Images) -> Images:
    """Return each frame twice: its even lines doubled, then its odd ones."""
    return [
        np.repeat(image[field::2], 2, axis=0) for image in images for field in (0, 1)
    ]


def darkened(images: Images, share: float, noise: float) -> Images:
    """Return images in a share of their light, with noise (grey levels)."""
    rng = np.random.default_rng(2)
    return [
        np.clip(share * image + rng.normal(0, noise, image.shape), 0, 255).astype(
            np.uint8
        )
        for image in images
    ]


def behind_rail(images: Images, top_px: int, thick_px: int) -> Images:
    """Return images with a bar before them."""
    barred = [image.copy() for image in images]
    for image in barred:
        image[top_px : top_px + thick_px] = (60, 62, 66)
    return barred


def far_away(
    images: Images, share: float, *, size_px: tuple[int, int] | None = None
) -> Images:
    """Return the scene in the middle of a grey wall, that much smaller."""
    import cv2

    height, width, _ = images[0].shape
    size = round(width * share), round(height * share)
    width, height = size_px or (width, height)
    top, left = (height - size[1]) // 2, (width - size[0]) // 2
    walls = [np.full((height, width, 3), 205, np.uint8) for _ in images]
    for wall, image in zip(walls, images, strict=True):
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        wall[top : top + size[1], left : left + size[0]] = small
    return walls
