"""Where the joints of a drawn body are, walking or standing, in fractions of its height."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HIP, THIGH, SHIN = 0.505, 0.243, 0.243
UPPER_ARM, FOREARM = 0.165, 0.145
ANKLE_HEIGHT = 0.043
"""Segment lengths over body height, rounded from the usual anthropometric tables (recalled)."""

STANDING_HABITS = 4
"""Ways to stand: at ease, a hand at the strap of a bag, a phone in one hand, hands together."""


@dataclass(frozen=True, eq=False)
class Posture:
    """The joints of one moment; the first index is the side, right before left.

    `legs` are hip, knee, ankle and `arms` shoulder, elbow, wrist, both (2, 3, 3); `toes` (2, 3)
    are the directions in which the feet point.
    """

    legs: NDArray[np.float64]
    arms: NDArray[np.float64]
    toes: NDArray[np.float64]


def swung(lean_rad: float, out: float) -> NDArray[np.float64]:
    """Return the direction of a limb hanging down, swung forward by an angle and a bit outwards."""
    direction = np.array([out, np.sin(lean_rad), -np.cos(lean_rad)])
    unit: NDArray[np.float64] = direction / np.linalg.norm(direction)
    return unit


def leg(side: int, hip_deg: float, knee_deg: float, apart: float) -> list[NDArray[np.float64]]:
    """Return hip, knee and ankle; `apart` is the sideways slope of the thigh."""
    hip = np.array([side * 0.050, 0.0, HIP])
    thigh, shin = np.radians(hip_deg), np.radians(hip_deg - knee_deg)
    knee = hip + THIGH * swung(thigh, side * apart)
    return [hip, knee, knee + SHIN * swung(shin, side * apart / 2)]


def arm(
    side: int, shoulder_z: float, upper_deg: float, bend_deg: float
) -> list[NDArray[np.float64]]:
    """Return shoulder, elbow and wrist; a strongly bent forearm also turns inwards."""
    shoulder = np.array([side * 0.105, 0.0, shoulder_z - 0.032])
    upper, fore = np.radians(upper_deg), np.radians(upper_deg + bend_deg)
    elbow = shoulder + UPPER_ARM * swung(upper, side * 0.16)
    inwards = -0.45 * side if bend_deg > 50 else 0.02 * side
    return [shoulder, elbow, elbow + FOREARM * swung(fore, inwards)]


def settled(
    legs: list[list[NDArray[np.float64]]],
    arms: list[list[NDArray[np.float64]]],
    pitches_deg: tuple[float, float],
) -> Posture:
    """Return the posture lowered or raised until the lower foot stands on the ground."""
    toes = [
        np.array([side * 0.14, np.cos(np.radians(pitch)), np.sin(np.radians(pitch))])
        for side, pitch in zip((1, -1), pitches_deg, strict=True)
    ]
    leg_points, arm_points = np.array(legs), np.array(arms)
    drop = np.array([0.0, 0.0, leg_points[:, 2, 2].min() - ANKLE_HEIGHT])
    return Posture(
        leg_points - drop, arm_points - drop, np.array([t / np.linalg.norm(t) for t in toes])
    )


def striding(turn: float, shoulder_z: float, stride: float = 1.0) -> Posture:
    """Return the posture at a part of the walking cycle; `turn` is 0 to 1 over two steps.

    Hip from about -16 to 28 degrees and knee up to 49 degrees as in ordinary walking (recalled);
    `stride` below 1 shortens the step, as under a skirt.
    """
    legs, arms, pitches = [], [], []
    for side in (1, -1):
        at = 2 * np.pi * turn + (0.0 if side > 0 else np.pi)
        hip_deg = stride * 21.0 * np.sin(at) + 5.0
        knee_deg = 7.0 + stride * 42.0 * max(0.0, np.cos(at + 0.30)) ** 2
        legs.append(leg(side, hip_deg, knee_deg, 0.012))
        arms.append(arm(side, shoulder_z, -stride * 20.0 * np.sin(at) + 2.0, 20.0))
        pitches.append(0.75 * min(0.0, hip_deg - knee_deg + 4.0) + 9.0 * max(0.0, np.sin(at)))
    return settled(legs, arms, (pitches[0], pitches[1]))


def standing(habit: int, shoulder_z: float) -> Posture:
    """Return one of the `STANDING_HABITS` postures of somebody who waits."""
    hips = ((3, 0), (6, -3), (1, 4), (3, 1))[habit]
    knees = ((3, 4), (11, 2), (3, 10), (4, 5))[habit]
    uppers = ((4, 1), (6, 22), (26, 4), (14, 14))[habit]
    bends = ((14, 12), (14, 128), (98, 13), (62, 62))[habit]
    legs, arms = [], []
    for number, side in enumerate((1, -1)):
        legs.append(leg(side, hips[number], knees[number], 0.07))
        arms.append(arm(side, shoulder_z, uppers[number], bends[number]))
    return settled(legs, arms, (0.0, 0.0))
