"""BlazePose: 33 landmarks of one or more people, each followed from frame to frame.

The detector says where people are; the landmark network looks at one square per
person and also says where to look in the next frame. So the detector runs only
when somebody is lost or may be new.

References
----------
.. [1] V. Bazarevsky et al., *BlazePose: On-device Real-time Body Pose Tracking*,
   2020. Differences: nothing is smoothed here (cleaning does that, without lag);
   a person who is lost is looked for in the same frame, not in the next one; and
   several people are followed.

"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from midstance.pose.base import (
    FramePoses,
    Memory,
    Needs,
    PoseBackend,
    PoseSession,
    backends,
    nobody,
)
from midstance.pose.networks.blazepose_followed import (
    Followed,
    LookAmong,
    memory_of,
    recalled,
)
from midstance.pose.networks.blazepose_landmarks import (
    N_LANDMARKS,
    LandmarkNetwork,
    Person,
)
from midstance.pose.people.blazepose_detector import PersonDetector
from midstance.pose.people.bystanders import is_inside
from midstance.pose.people.parallel import Map, SharedCores, parallel_map, usable_cores
from midstance.pose.people.second_network import SecondLook
from midstance.pose.people.tiles import (
    Detect,
    detect_in_tiles,
    detect_in_windows,
)
from midstance.pose.people.top_down import in_frames
from midstance.pose.runtimes.litert import LiteRTNetwork
from midstance.schema.skeletons import BLAZEPOSE_33, MIDDLES, mirrored
from midstance.weights.published import find_weights

MOST_THREADS = 4
"""More share the work of so small a network badly."""

SAME_BODY_DISTANCE = 0.05
"""Mean distance of the landmarks of two people, over the size of their square,
below which they are one person found twice."""
HALF_OF_BODY, HALF_OF_PART = 0.08, 0.13
"""Mean distance of the nearer half of the landmarks of two people, over the size of
the larger square, below which they are one person found twice when nobody is painted
out; the second where one square is much smaller: a head found as a person. The other
half may be far off, in a square that does not fit."""
MUCH_SMALLER = 0.75

_WHOLE = slice(None)
_TRUNK = [BLAZEPOSE_33.keypoints.index(name) for name in MIDDLES["spine"]]
"""What is compared of a newcomer: the limbs of somebody found twice may differ."""

_MIRRORED = [
    BLAZEPOSE_33.keypoints.index(mirrored(name)) for name in BLAZEPOSE_33.keypoints
]

_SOON_S, _SOON_FOR_S = 0.1, 1.5
"""Somebody who is lost beside others is often hidden for a moment: how often to look,
and for how long."""


@backends.register("blazepose")
@dataclass(frozen=True)
class BlazePose(PoseBackend):
    """The BlazePose networks, 33 landmarks with visibility.

    Parameters
    ----------
    max_people
        How many people to follow at most.
    detection_threshold
        Score from which the detector's box is a person.
    presence_threshold
        Probability of a person from which the landmarks of a square count.
    search_interval_s
        While fewer than `max_people` are followed, look for more as often as this
        says; a lost person is looked for at once.
    rate_hz
        Frames per second of what is looked at; a video says its own.
    n_threads
        Processor cores that the networks share, and how many people are looked at
        at the same time; None: those of the machine, `MOST_THREADS` at most. The
        poses are the same whatever it is.
    search_parts
        Look for people in parts of the image too: finds those who are
        small in it, in four times the time of a search.
    search_windows
        As often as `search_interval_s` says, look for people in square windows of the
        image too: finds those of an eighth of its height, in twenty times the time
        of a search.
    paint_out
        Paint the others out of the image of each person: keeps people apart who
        cross or stand close. What it leaves of somebody who moves may be taken for
        one more person, so that people who keep away from each other are followed
        better without.
    model
        Size of the landmark network.
    second_model
        A larger one that looks, too, where somebody's pose is new, in at most
        three frames of ten; what it sees is carried to the others when tracks are
        made.

    """

    can_begin_anywhere: ClassVar[bool] = True
    needs: ClassVar[Needs] = Needs(licence="Apache-2.0", published=("blazepose",))
    skeleton: ClassVar[str] = "blazepose-33"

    max_people: Annotated[int, Field(ge=1)] = 1
    detection_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.5
    presence_threshold: Annotated[float, Field(gt=0, lt=1)] = 0.5
    search_interval_s: Annotated[float, Field(gt=0)] = 0.5
    rate_hz: Annotated[float, Field(gt=0)] = 30.0
    n_threads: Annotated[int, Field(ge=1)] | None = None
    search_parts: bool = False
    search_windows: bool = False
    paint_out: bool = True
    model: Literal["lite", "full", "heavy"] = "full"
    second_model: Literal["none", "heavy"] = "none"

    def files(self) -> dict[str, Path]:
        """Return the networks, each checked; raise `WeightsError` when one is not."""
        weights = find_weights("blazepose")
        if self.model != "full":
            weights |= find_weights(f"blazepose-{self.model}")
        if self.second_model != "none":
            second = find_weights(f"blazepose-{self.second_model}")
            weights |= {"second_landmarks": second["landmarks"]}
        return weights

    @contextmanager
    def session(self) -> Iterator[PoseSession]:
        """Load both networks; frames are RGB, given in order.

        Raises
        ------
        WeightsError
            If the weights are not here or damaged.

        """
        weights = self.files()
        n_threads = self.n_threads or usable_cores(MOST_THREADS)

        detector = PersonDetector(
            LiteRTNetwork(weights["detector"], n_threads=n_threads),
            threshold=self.detection_threshold,
        )
        detect = detect_in_tiles(detector) if self.search_parts else detector
        networks = _landmark_networks(weights["landmarks"], n_threads)
        with parallel_map(min(self.max_people, n_threads)) as each:
            second = None
            if self.second_model != "none":
                second = SecondLook(
                    _landmark_networks(weights["second_landmarks"], n_threads).among,
                    rate_hz=self.rate_hz,
                    presence=self.presence_threshold,
                    paint_out=self.paint_out,
                    each=each,
                )
            yield Follower(
                *(self, detect, networks.among, each),
                second=second,
                detect_small=detect_in_windows(detector)
                if self.search_windows
                else None,
            )


def _landmark_networks(path: Path, n_threads: int) -> SharedCores[Any, Person]:
    """Return the landmark network in a file, for as many people as are seen."""
    return SharedCores(
        lambda n_each: LandmarkNetwork(LiteRTNetwork(path, n_threads=n_each)), n_threads
    )


class Follower(PoseSession):
    """Follows people through the frames of one video.

    Parameters
    ----------
    settings
        What to accept and how often to search.
    detect
        Gives a square for each person in an image who is not known, surest first.
    look_among
        Gives for a number of people what gives the landmarks of the person in a
        square of an image, the others painted out.
    each
        Applies a function to each of several people.
    second
        A larger network that looks where a pose is new; None: there is none.
    detect_small
        As `detect`, but finds those too who are small in the image, and takes long;
        None: nobody looks for them.

    Attributes
    ----------
    followed
        Everybody seen in the last frame, in the order of its poses.

    """

    def __init__(
        self,
        settings: BlazePose,
        detect: Detect,
        look_among: LookAmong,
        each: Map = map,
        *,
        second: SecondLook | None = None,
        detect_small: Detect | None = None,
    ) -> None:
        self._settings = settings
        self._detect = detect
        self._detect_small = detect_small
        self._look_among = look_among
        self._each = each
        self._second = second
        self.followed: list[Followed] = []
        interval_s, rate_hz = settings.search_interval_s, settings.rate_hz
        self._pause = in_frames(interval_s, rate_hz)
        self._soon = min(self._pause, in_frames(_SOON_S, rate_hz))
        self._soon_for = in_frames(_SOON_FOR_S, rate_hz)
        self._n_since_search = 0
        self._n_since_loss = self._soon_for
        self._n_since_small = self._pause

    def __call__(self, image: NDArray[np.uint8]) -> FramePoses:
        """Return the people in `image`; who was seen before comes first."""
        n_before = len(self.followed)
        self.followed = self._still_there(image, self.followed, [])
        was_lost = len(self.followed) < n_before
        self._n_since_loss = 0 if was_lost else self._n_since_loss + 1
        if self._shall_search(was_lost=was_lost):
            n_known = len(self.followed)
            for new in self._new_people(image):
                self.followed += self._still_there(image, [new], self.followed)
            # Who stands beside a newcomer is seen when the newcomer is known.
            has_new = len(self.followed) > n_known
            self._n_since_search = self._pause if has_new else 0
            self._n_since_loss = self._soon_for if has_new else self._n_since_loss
        poses = _poses([one.person for one in self.followed if one.person])
        if self._second is None:
            return poses
        return replace(poses, second_look=self._second(image, self.followed))

    def forget(self) -> None:
        """Search the next frame as if it were the first."""
        self.followed = []
        self._n_since_search = 0
        self._n_since_loss = self._soon_for
        self._n_since_small = self._pause

    def memory(self) -> Memory:
        """Return who was where, and when the last search and the last loss were."""
        counts = [self._n_since_search, self._n_since_loss, self._n_since_small]
        return {"counts": np.array(counts), **memory_of(self.followed)}

    def recall(self, memory: Memory) -> None:
        """Go on as the follower did whose `memory` this is."""
        counts = memory["counts"].tolist()
        self._n_since_search, self._n_since_loss, self._n_since_small = counts
        self.followed = recalled(memory)

    def _shall_search(self, *, was_lost: bool) -> bool:
        self._n_since_search += 1
        self._n_since_small += 1
        n_people = len(self.followed)
        if n_people >= self._settings.max_people:
            return False
        is_soon = self._n_since_loss < self._soon_for
        is_due = self._n_since_search >= (self._soon if is_soon else self._pause)
        return n_people == 0 or was_lost or is_due

    def _new_people(self, image: NDArray[np.uint8]) -> list[Followed]:
        known = self.followed if self._settings.paint_out else []
        detect = self._detect
        if self._detect_small is not None and self._n_since_small >= self._pause:
            detect, self._n_since_small = self._detect_small, 0
        found = detect(image, _landmarks_px(known))
        n_wanted = self._settings.max_people - len(self.followed)
        return [Followed(square) for square in found[:n_wanted]]

    def _still_there(
        self,
        image: NDArray[np.uint8],
        candidates: list[Followed],
        known: list[Followed],
    ) -> list[Followed]:
        """Return who is where expected; all are looked at before anybody moves."""
        look_at = self._look_among(len(known) + len(candidates))

        def look(followed: Followed) -> Person:
            others = [one for one in (*known, *candidates) if one is not followed]
            others_px = _landmarks_px(others)
            painted_px = others_px if self._settings.paint_out else []
            own_px = followed.person.xy_px if followed.person else None
            person = look_at(image, followed.square, painted_px, own_px)
            roomier = followed.roomier()
            if self._is_there(person) or roomier is None:
                return person
            if any(is_inside(roomier.from_picture(other)) for other in others_px):
                return person  # hidden rather than cut off
            return look_at(image, roomier, painted_px, own_px)

        found: list[Followed] = []
        for followed, person in zip(
            candidates, self._each(look, candidates), strict=True
        ):
            if not self._is_there(person):
                continue
            if not self._is_known(person, followed, [*known, *found]):
                followed.see(person)
                found.append(followed)
        return found

    def _is_there(self, person: Person) -> bool:
        return person.presence >= self._settings.presence_threshold

    def _is_known(
        self, person: Person, followed: Followed, others: list[Followed]
    ) -> bool:
        """Return whether a person seen in the square of `followed` is another one."""
        if not self._settings.paint_out:
            return _is_body_of(person, followed.square.size_px, others)
        parts = _TRUNK if followed.person is None else _WHOLE
        return _is_among(person, others, parts)


def _landmarks_px(people: list[Followed]) -> list[NDArray[np.float32]]:
    return [one.person.xy_px for one in people if one.person]


def _is_among(person: Person, others: list[Followed], parts: slice | list[int]) -> bool:
    """Return whether somebody else is where the `parts` of a person are.

    Left and right do not matter: of somebody found twice they may be exchanged once.
    """
    return any(
        min(
            np.hypot(*(person.xy_px - points)[parts].T).mean()
            for points in (other.person.xy_px, other.person.xy_px[_MIRRORED])
        )
        < SAME_BODY_DISTANCE * other.square.size_px
        for other in others
        if other.person
    )


def _is_body_of(person: Person, size_px: float, others: list[Followed]) -> bool:
    """Return whether half of the landmarks at least are those of somebody else."""
    for other in others:
        if other.person is None:
            continue
        small, large = sorted([size_px, other.square.size_px])
        limit = HALF_OF_PART if small < MUCH_SMALLER * large else HALF_OF_BODY
        apart_px = np.sort(np.hypot(*(person.xy_px - other.person.xy_px).T))
        if apart_px[: len(apart_px) // 2].mean() < limit * large:
            return True
    return False


def _poses(people: list[Person]) -> FramePoses:
    if not people:
        return nobody(N_LANDMARKS)
    xy_px = np.stack([person.xy_px for person in people])
    return FramePoses(
        xy_px,
        np.stack([person.visibility for person in people]),
        np.stack([person.xyz_m for person in people]),
        np.concatenate([xy_px.min(axis=1), xy_px.max(axis=1)], axis=1),
    )
