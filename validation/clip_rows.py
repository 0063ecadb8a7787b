"""The clips of ``validation/clips.py``: what they show and what is right."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from clip_makers import (
    SMALL,
    WIDE,
    Clip,
    Images,
    Span,
    Truth,
    dissolved,
    everywhere,
    followed,
    from_images,
    from_tracks,
    in_the_image,
    knees_up,
    of_run,
    of_walker,
    ramped,
    render,
    runner,
    shoot,
    shoot_sticks,
    shoot_walker,
    shoot_without_edge,
    slowed,
    without,
    write,
)
from clip_spoilers import badly_filmed
from clip_strange import strange_tracks
from exercise_figures import squat, standing

from midstance.formats.motion.plate_trial import read_plate_trials
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.schema.events import SIDES
from midstance.synth.motion.route import Route
from midstance.synth.motion.runner import RunnerSettings
from midstance.synth.rendering.clip import ClipSettings, clip_truth

HEIGHT = {"height_m": 1.75}
CLOCK = ("slow_motion", "cadence")
TOO_SHORT = "No foot was seen to touch down twice"
AZIMUTHS_DEG = {"side": 90.0, "rear": 180.0, "front": 0.0}
PART = ("cut_off", "no_gait", "foot_outside")
ASKED_M_S = 3.0
ON_THE_SPOT = Truth(
    "running",
    {"cadence": 180.0, "contact_time": 333.0, "step_time": 333.0},
    {"contact_time": 15.0},
)
"""High knees: half of 667 ms for each foot."""


def of_tracks() -> Iterator[Clip]:
    """Yield what needs no images."""
    yield from _views()
    yield from _clocks()
    yield from _ramps()
    yield from _passing()
    yield from _parts()
    yield from _typed_wrong()
    yield from _no_gait()
    yield from strange_tracks()


def _views() -> Iterator[Clip]:
    for view, azimuth_deg in AZIMUTHS_DEG.items():
        made = runner(RunnerSettings(speed_m_s=ASKED_M_S))
        raw = shoot(made, azimuth_deg)
        yield Clip(f"treadmill, {view}", lambda raw=raw: from_tracks(raw), of_run(made))


def _clocks() -> Iterator[Clip]:
    for factor in (1.3, 1.5, 2.0, 4.0, 8.0, 25.0, 1 / 1.5):
        for view in ("side", "rear"):
            # A phone that films slow motion takes more frames of life.
            length_s = 6.0 if factor < 8 else 4.0
            made = runner(None, length_s, 30.0 * max(1.0, factor), 2)
            raw = slowed(shoot(made, AZIMUTHS_DEG[view], 3), factor)
            span = (0.0, length_s * factor, factor)
            yield Clip(
                f"slow motion {factor:.2g}, {view}",
                lambda raw=raw: from_tracks(raw),
                of_run(made, (span,)),
                CLOCK,
            )
    for factor in (2.0, 4.0, 8.0):
        made = runner(None, 6.0, 30.0, 4)
        raw = slowed(shoot(made, 90.0, 5), factor)
        yield Clip(
            f"30 frames of life shown {factor:g} times slower",
            lambda raw=raw: from_tracks(raw),
            of_run(made, ((0.0, 6.0 * factor, factor),)),
            CLOCK,
        )


def _ramps() -> Iterator[Clip]:
    for factor, view in ((2.0, "side"), (4.0, "side"), (8.0, "side"), (4.0, "rear")):
        made = runner(None, 9.0, 30.0 * factor, 6)
        raw, span = ramped(shoot(made, AZIMUTHS_DEG[view], 7), factor, (3.5, 5.5), 30.0)
        yield Clip(
            f"life, {factor:g} times slower, life, {view}",
            lambda raw=raw: from_tracks(raw),
            of_run(made, (span,)),
            CLOCK,
        )
    made = runner(None, 9.0, 30.0, 6)
    raw = shoot(made, 90.0, 7)
    for factor in (2.0, 4.0):
        # The same after filming: frames are repeated longer.
        step_s = np.diff(raw["time"].to_numpy(), prepend=0.0)
        middle = (raw["time"] >= 3.0) & (raw["time"] < 6.0)
        rate = np.where(middle.to_numpy(), factor, 1.0)
        shown = everywhere(raw, rate)
        span = (3.0, 3.0 + 3.0 * factor, factor)
        assert step_s[0] == 0
        yield Clip(
            f"frames of the middle third {factor:g} times as long",
            lambda shown=shown: from_tracks(shown),
            of_run(made, (span,)),
            CLOCK,
        )


def _passing() -> Iterator[Clip]:
    for name, azimuth_deg, speed_m_s in (
        ("receding 3.4-fold", 180.0, 2.8),
        ("approaching 3.4-fold", 0.0, 2.8),
        ("receding, quick", 180.0, 5.0),
        ("approaching, quick", 0.0, 5.0),
        ("receding obliquely", 165.0, 2.8),
    ):
        settings = RunnerSettings(speed_m_s=speed_m_s, surface="overground")
        made = runner(settings, 4.0, 30.0, 8)
        way_m = float(made.tracks["position"].sel(space="x").mean("keypoint").max())
        near = 0.0 if azimuth_deg > 90 else way_m
        camera = orbit_camera(
            azimuth_deg, distance_m=4.5, target_m=(near, 0.0, 0.9), body_px=600.0
        )
        raw = in_the_image(shoot_without_edge(made, camera, 9))
        yield Clip(name, lambda raw=raw: from_tracks(raw), of_run(made))
    for name, speed_m_s, body_px, rate_hz in (
        ("sprint past, half a second", 8.5, 520.0, 60.0),
        ("sprint past, 0.8 s", 8.5, 330.0, 60.0),
        ("run past, 0.9 s", 4.5, 550.0, 60.0),
        ("run past, 0.9 s, 30 frames/s", 4.5, 550.0, 30.0),
        ("walk past, 1.5 s, feet below the edge", 1.5, 900.0, 60.0),
        ("walk past, 2.5 s", 1.5, 560.0, 60.0),
    ):
        settings = RunnerSettings(speed_m_s=speed_m_s, surface="overground")
        made = runner(settings, 4.0, rate_hz, 10)
        middle_m = float(made.tracks["position"].sel(space="x").mean())
        camera = orbit_camera(
            90.0, distance_m=8.0, target_m=(middle_m, 0.0, 0.9), body_px=body_px
        )
        raw = in_the_image(shoot_without_edge(made, camera, 11))
        yield Clip(
            name,
            lambda raw=raw: from_tracks(raw, subject=HEIGHT),
            of_run(made),
            (TOO_SHORT, *(PART if "below" in name else ())),
        )
    raw = shoot(runner(RunnerSettings(variability=0.5), 12.0, 30.0, 12), 90.0, 13)
    pace = everywhere(raw, 1.0 + 0.05 * np.linspace(-1, 1, raw.sizes["time"]))
    truth = Truth("running", {"stride_time_variability": 0.75})
    yield Clip("a pace that changes by 10 %", lambda: from_tracks(pace), truth)


def _parts() -> Iterator[Clip]:
    made = runner(RunnerSettings(speed_m_s=ASKED_M_S), 6.0, 30.0, 14)
    low = orbit_camera(90.0, target_m=(0.0, 0.0, 1.45), body_px=600.0)
    raw = shoot_without_edge(made, low, 15)
    yield Clip(
        "feet below the image, guessed", lambda: from_tracks(raw), of_run(made), PART
    )
    half = orbit_camera(90.0, target_m=(0.0, 0.0, 1.13), body_px=600.0)
    below = shoot_without_edge(made, half, 15)
    yield Clip(
        "feet half below the edge", lambda: from_tracks(below), of_run(made), PART
    )
    bust = orbit_camera(90.0, target_m=(0.0, 0.0, 1.75), body_px=700.0)
    upper = shoot_without_edge(made, bust, 16)
    yield Clip("upper body only", lambda: from_tracks(upper), of_run(made), PART)
    names = [str(one) for one in made.tracks["keypoint"].to_numpy()]
    parts = ("hip", "knee", "ankle", "heel", "foot_index")
    others = [one for one in names if one.partition("_")[2] not in parts]
    legs = without(shoot(made, 90.0, 17), others)
    yield Clip("legs only", lambda: from_tracks(legs), of_run(made))
    feet = [f"{side}_{part}" for side in SIDES for part in parts[2:]]
    cut = without(shoot(made, 90.0, 18), feet)
    yield Clip("feet cut off", lambda: from_tracks(cut), of_run(made), PART)


def _typed_wrong() -> Iterator[Clip]:
    made = runner(RunnerSettings(speed_m_s=ASKED_M_S), 6.0, 30.0, 20)
    raw = shoot(made, 90.0, 21)
    for name, speed_m_s in (
        ("10.8 km/h typed as m/s", 10.8),
        ("3 m/s typed in miles/h", 6.7),
    ):
        subject = {**HEIGHT, "speed_m_s": speed_m_s}
        yield Clip(
            name, lambda s=subject: from_tracks(raw, subject=s), of_run(made), ()
        )
    for shown, given in ((1.0, 4.0), (4.0, 2.0), (4.0, 4.0), (2.0, 8.0)):
        made = runner(None, 6.0, 30.0 * shown, 22)
        own = slowed(shoot(made, 90.0, 23), shown / given)
        clip = {"slow_motion": given}
        is_right = shown == given
        span = (0.0, 6.0 * shown / given, shown / given)
        yield Clip(
            f"{shown:g} times slower, {given:g} given",
            lambda own=own, c=clip: from_tracks(own, clip=c),
            of_run(made, () if is_right else (span,)),
            () if is_right else (*CLOCK, TOO_SHORT),
        )


def _no_gait() -> Iterator[Clip]:
    nothing = Truth("nothing")
    for view, azimuth_deg in AZIMUTHS_DEG.items():
        for name, pose, course in (
            ("high knees on the spot", knees_up, lambda t: 1.5 * t),
            ("squats", squat, lambda t: (1 - np.cos(np.pi * t)) / 2),
            ("quick squats", squat, lambda t: (1 - np.cos(2.6 * np.pi * t)) / 4),
            ("standing", lambda _: standing(), lambda t: t),
            ("shifting weight", _shift, lambda t: np.sin(np.pi * t)),
        ):
            raw = shoot_sticks(pose, course, azimuth_deg)
            knees = name.startswith("high")
            yield Clip(
                f"{name}, {view}",
                lambda raw=raw: from_tracks(raw),
                ON_THE_SPOT if knees else nothing,
                ("contact_height", "no_gait") if knees else (),
            )


def _shift(turn: float) -> dict[str, np.ndarray]:
    return standing(
        thighs=(-9 * max(turn, 0.0), -9 * max(-turn, 0.0)),
        shanks=(7 * max(turn, 0.0), 7 * max(-turn, 0.0)),
    )


def of_people(data: Path) -> Iterator[Clip]:
    """Yield people who walk over plates, and a limping synthetic one."""
    limp = RunnerSettings(
        speed_m_s=0.8,
        step_asymmetry=0.07,
        contact_asymmetry=-0.12,
        knee_swing_peak_deg=42.0,
    )
    made = runner(limp, 8.0, 30.0, 24)
    for view, azimuth_deg in AZIMUTHS_DEG.items():
        raw = shoot(made, azimuth_deg, 25)
        truth = of_run(made)
        sides = Truth("walking", {"cadence": truth.values["cadence"]}, truth.spread)
        yield Clip(f"limping, {view}", lambda raw=raw: from_tracks(raw), sides)
    folder = data / "walkers-on-plates"
    if not folder.is_dir():
        return
    for number, trial in enumerate(read_plate_trials(folder)):
        if number % 4 or "turn" in trial.name:
            continue
        for view in ("right", "front", "rear"):
            raw = shoot_walker(trial, view, number)
            yield Clip(
                f"{trial.name}, {view}",
                lambda raw=raw: from_tracks(raw),
                of_walker(trial),
                (TOO_SHORT,),
            )


def of_images(folder: Path) -> Iterator[Clip]:
    """Yield what is rendered and looked at by the real network."""
    rate_hz = 30.0

    @cache
    def left() -> tuple[Images, Truth]:
        images, made = render(
            folder,
            "left",
            ClipSettings(scene=SMALL, duration_s=5.0, rate_hz=rate_hz, seed=30),
        )
        return images, of_run(made)

    images, truth = left()

    def clip(
        name: str,
        own: Images,
        own_truth: Truth = truth,
        rate: float = rate_hz,
        refusals: tuple[str, ...] = (),
        people: int = 1,
    ) -> Clip:
        path = write(folder, name.replace(" ", "-"), own, rate)
        return Clip(name, lambda: from_images(path), own_truth, refusals, people)

    n = len(images)
    yield clip("video, as filmed", images)
    yield clip(
        "video, every frame twice", [im for im in images for _ in "ab"], rate=60.0
    )
    third = [im for k, im in enumerate(images) for _ in range(1 + (k % 4 == 3))]
    yield clip("video, one of five frames repeated", third, rate=37.5)
    mirrored = [im[:, ::-1] for im in images]
    yield clip(
        "video, cut to a mirrored shot", images[: n // 2] + mirrored[n // 2 + 20 :]
    )
    yield clip("video, cut 0.4 s on", images[: n // 2] + images[n // 2 + 11 :])
    yield clip("video, dissolve", dissolved(images[:80], mirrored[60:], 15))
    black = [np.zeros_like(images[0])] * 6
    yield clip("video, cut through black", images[:70] + black + mirrored[75:])
    yield from badly_filmed(images, clip)
    for name, turns in (("sideways", 1), ("upside down", 2)):
        turned = [np.rot90(im, turns) for im in images[:90]]
        yield clip(
            f"video, {name}",
            turned,
            refusals=("turned_frames",),
            people=0,
        )
    both = [
        np.concatenate([im[:, 120:520], im[:, 520:120:-1]], axis=1) for im in images
    ]
    yield clip("video, beside a mirror image", both, people=1)
    slow: Span = (0.0, 2 * n / rate_hz, 2.0)
    late = Truth(truth.doing, truth.values, truth.spread, (slow,))
    yield clip("video, half speed", images, late, rate=15.0, refusals=CLOCK)
    fast: Span = (0.0, n / rate_hz / 1.5, 1 / 1.5)
    soon = Truth(truth.doing, truth.values, truth.spread, (fast,))
    yield clip("video, 1.5 times too fast", images, soon, rate=45.0, refusals=CLOCK)
    yield from _on_the_road(folder)


def _on_the_road(folder: Path) -> Iterator[Clip]:
    settings = RunnerSettings(speed_m_s=3.0, surface="overground")
    options = ClipSettings(
        runners=(settings,),
        routes=(Route(),),
        scene=WIDE,
        duration_s=4.0,
        rate_hz=30.0,
        seed=31,
    )
    images, made = render(folder, "road", options)
    known = clip_truth(options)
    truth, camera = known.tracks_3d, known.camera
    hips = truth["position"].sel(keypoint=["left_hip", "right_hip"]).mean("keypoint")
    x = camera.project(hips.isel(individual=0).transpose("time", "space").to_numpy())[
        :, 0
    ]
    wave = 40 * np.sin(np.arange(len(images)) / 9)
    path = write(folder, "followed", followed(images, x + wave, 480), 30.0)
    yield Clip(
        "video, the camera follows on a road",
        lambda: from_images(path, subject=HEIGHT),
        of_run(made),
        (),
        1,
    )
