"""How truly surveyed points tell how a camera hangs, through each kind of lens.

Cameras hang otherwise than drawn, by up to ten degrees and half a metre; six marks on the ground,
chosen as a surveyor would, far apart in the picture, are clicked with an error of a pixel. Beside
it stand the least errors that any unbiased estimator could make of the same marks (Cramér and Rao),
and a pose found by its homography alone, as most tools do it. Then one of seven marks is mistaken
for another: is it named, and is nobody else?

Pan and roll of a camera that looks steeply down say nearly the same, so that its pan alone is told
poorly by anybody; `axis` is by how far its direction is off.
"""

import argparse
import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.ground.hanging import as_hung, hung
from pipeline.crowd.ground.marks import Marks
from pipeline.crowd.ground.place import pixels_of, places_of
from pipeline.crowd.ground.survey import CLICK_PX
from pipeline.domain.camera import Camera
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.survey import SurveyPoint
from pipeline.errors import InputError

PICTURE = 1920, 1080
LENSES: dict[str, tuple[Lens, tuple[int, int]]] = {
    "rectilinear 84°": (Lens(84.0), PICTURE),
    "f·θ 108°": (Lens(108.0, "equidistant"), PICTURE),
    "stereographic 120°": (Lens(120.0, "stereographic"), PICTURE),
    "fisheye 180° 6 MP": (Lens(180.0, "equidistant", 2048.0), (2048, 2048)),
    "fisheye 180° 2 MP": (Lens(180.0, "equidistant", 1080.0), PICTURE),
}
"""The fisheyes are the smallest of our catalogue, and one of a sixth of a degree for each pixel."""
FURTHEST_M = 25.0

Floats = NDArray[np.float64]


def main() -> None:
    """Print the errors at the median and the 95th percentile, and how outliers fare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cameras", type=int, default=200, help="of each lens")
    parser.add_argument("--noise-px", type=float, default=1.0)
    parser.add_argument("--points", type=int, default=6)
    parser.add_argument("--part", choices=("pose", "outliers"), help="one of both alone")
    args = parser.parse_args()
    print(
        f"{args.points} points, {args.noise_px:g} px of noise, {args.cameras} cameras of each lens"
    )
    if args.part != "outliers":
        columns = "".join(f"{name:>16}" for name in ("pan °", "tilt °", "place m", "height m"))
        print(f"{'':20}{columns}{'axis °':>9}{'bound: pan':>12}{'tilt':>7}{'by homography':>24}")
        for number, (name, (lens, size)) in enumerate(LENSES.items()):
            told(name, lens, size, np.random.default_rng(number), args)
    if args.part != "pose":
        print("one of seven points mistaken, by 20 px and more")
        for number, (name, (lens, size)) in enumerate(LENSES.items()):
            told_of_outliers(name, lens, size, np.random.default_rng(100 + number), args)


def told(
    name: str,
    lens: Lens,
    size: tuple[int, int],
    chance: np.random.Generator,
    args: argparse.Namespace,
) -> None:
    """Print what becomes of cameras with one lens."""
    ours, theirs, best, refused = [], [], [], 0
    while len(ours) < args.cameras:
        drawn, built = pair_of(lens, size, chance)
        marks = marks_of(built, args.points, chance)
        if marks is None:
            continue
        points = clicked(marks, built, chance, args.noise_px)
        try:
            ours.append(errors(as_hung(drawn, hung(points, drawn)), built))
        except InputError:
            refused += 1
        theirs.append(by_homography(points, drawn, built))
        best.append(least_deviations(marks, built, args.noise_px))
    mid, high = np.median(ours, axis=0), np.percentile(ours, 95, axis=0)
    cells = "".join(f"{m:7.3f} /{h:7.3f}" for m, h in zip(mid[:4], high[:4], strict=True))
    pan, place = np.percentile(theirs, 95, axis=0)
    drawn_by_lot = np.abs(chance.normal(size=(500, len(best), 1))) * np.array(best)
    pan_best, tilt_best = np.percentile(drawn_by_lot, 95, axis=(0, 1))
    print(
        f"{name:20}{cells}{high[4]:9.3f}{pan_best:12.3f}{tilt_best:7.3f}"
        f"  pan {pan:6.2f}° place {place:6.2f} m   refused {refused}"
    )


def least_deviations(marks: Floats, built: Camera, noise_px: float) -> tuple[float, float]:
    """Return the least standard errors of pan and tilt that six numbers of these marks allow."""
    true = clicked(marks, built, np.random.default_rng(0), 0.0)
    doubt = Marks(true, built).doubt(np.zeros(6))
    return doubt[3] * noise_px / CLICK_PX, doubt[4] * noise_px / CLICK_PX


def told_of_outliers(
    name: str,
    lens: Lens,
    size: tuple[int, int],
    chance: np.random.Generator,
    args: argparse.Namespace,
) -> None:
    """Print how often a mistaken point is named, and how often an honest one is."""
    named = alone = honest = refused = done = 0
    while done < args.cameras:
        drawn, built = pair_of(lens, size, chance)
        marks = marks_of(built, 7, chance)
        if marks is None:
            continue
        points = clicked(marks, built, chance, args.noise_px)
        wrong = int(chance.integers(7))
        turn, far_px = chance.uniform(0, 2 * math.pi), chance.uniform(20.0, 300.0)
        x_px = points[wrong].x_px + far_px * math.cos(turn)
        y_px = points[wrong].y_px + far_px * math.sin(turn)
        mixed = [*points]
        mixed[wrong] = replace(points[wrong], x_px=x_px, y_px=y_px)
        done += 1
        try:
            outliers = hung(mixed, drawn).outliers
            named += points[wrong].id in outliers
            alone += outliers == (points[wrong].id,)
        except InputError:
            refused += 1
        honest += bool(hung(points, drawn).outliers)
    print(
        f"{name:20}named {named / done:7.1%}, it alone {alone / done:7.1%},"
        f" refused {refused / done:6.1%}; of honest surveys one is called wrong in"
        f" {honest / done:6.1%}"
    )


def pair_of(
    lens: Lens, size: tuple[int, int], chance: np.random.Generator
) -> tuple[Camera, Camera]:
    """Return a camera as drawn, and as it hangs."""
    fisheye = lens.circle_px is not None
    drawn = Camera(
        "cam",
        Label("cam", "cam"),
        *chance.uniform(-20, 20, 2).tolist(),
        float(chance.uniform(2.8, 6.0)),
        float(chance.uniform(0, 360)),
        float(chance.uniform(40, 75) if fisheye else chance.uniform(10, 40)),
        lens,
        *size,
    )
    x_m, y_m = chance.uniform(-0.5, 0.5, 2).tolist()
    pan, tilt, roll = chance.uniform(-10, 10, 3).tolist()
    built = replace(
        drawn,
        x_m=drawn.x_m + x_m,
        y_m=drawn.y_m + y_m,
        height_m=drawn.height_m + float(chance.uniform(-0.3, 0.3)),
        pan_deg=drawn.pan_deg + pan,
        tilt_deg=drawn.tilt_deg + tilt,
        roll_deg=drawn.roll_deg + 0.3 * roll,
    )
    return drawn, built


def marks_of(built: Camera, count: int, chance: np.random.Generator) -> Floats | None:
    """Return places on the ground, far apart in the picture; None where too little is ground."""
    most = built.width_px - 30, built.height_px - 30
    pixels = chance.uniform((30, 30), most, (4000, 2))
    places = places_of(pixels, built)
    away = np.hypot(*(places - (built.x_m, built.y_m)).T)
    good = np.isfinite(away) & (away < FURTHEST_M)
    pixels, places = pixels[good], places[good]
    if len(pixels) < 200:
        return None
    chosen = [int(chance.integers(len(pixels)))]
    for _ in range(count - 1):
        # As a surveyor: the next mark is far from all others, if not always the furthest.
        apart = np.min([np.hypot(*(pixels - pixels[n]).T) for n in chosen], axis=0)
        chosen.append(int(chance.choice(np.argsort(apart)[-len(pixels) // 10 :])))
    return np.asarray(places[chosen], np.float64)


def clicked(
    marks: Floats, built: Camera, chance: np.random.Generator, noise_px: float
) -> list[SurveyPoint]:
    """Return the marks with where they were clicked."""
    pixels = pixels_of(marks, built) + chance.normal(0.0, noise_px, (len(marks), 2))
    pairs = zip(pixels.tolist(), marks.tolist(), strict=True)
    return [SurveyPoint(f"p{n}", *pixel, *place) for n, (pixel, place) in enumerate(pairs)]


def errors(found: Camera, built: Camera) -> tuple[float, float, float, float, float]:
    """Return how far a pose is off in pan, tilt, place and height, and in where it looks."""
    pan = abs((found.pan_deg - built.pan_deg + 180.0) % 360.0 - 180.0)
    place = math.hypot(found.x_m - built.x_m, found.y_m - built.y_m)
    tilt, height = found.tilt_deg - built.tilt_deg, found.height_m - built.height_m
    axis = math.degrees(math.acos(min(1.0, float(axis_of(found) @ axis_of(built)))))
    return pan, abs(tilt), place, abs(height), axis


def axis_of(camera: Camera) -> Floats:
    """Return where a camera looks, as a vector of length 1."""
    pan, tilt = math.radians(camera.pan_deg), math.radians(camera.tilt_deg)
    flat = math.cos(tilt)
    return np.array([flat * math.cos(pan), flat * math.sin(pan), -math.sin(tilt)])


def by_homography(
    points: Sequence[SurveyPoint], drawn: Camera, built: Camera
) -> tuple[float, float]:
    """Return how far pan and place are off by the pose of a pinhole, as OpenCV finds it."""
    place = np.array([(p.x_m, p.y_m, 0.0) for p in points])
    pixel = np.array([(p.x_px, p.y_px) for p in points])
    focal = Lens(min(drawn.lens.hfov_deg, 150.0)).focal_px(PICTURE[0])
    matrix = np.array([[focal, 0, PICTURE[0] / 2], [0, focal, PICTURE[1] / 2], [0, 0, 1.0]])
    good, turn, shift = cv2.solvePnP(place, pixel, matrix, None, flags=cv2.SOLVEPNP_IPPE)
    if not good:
        return 180.0, 100.0
    rotation = cv2.Rodrigues(turn)[0]
    eye = (-rotation.T @ shift).ravel()
    forward = rotation.T @ np.array([0.0, 0.0, 1.0])
    pan = math.degrees(math.atan2(forward[1], forward[0]))
    off = abs((pan - built.pan_deg + 180.0) % 360.0 - 180.0)
    return off, math.hypot(eye[0] - built.x_m, eye[1] - built.y_m)


if __name__ == "__main__":
    main()
