"""What a camera and the weather do to a picture: light, infrared, rain, blur, compression."""

import cv2
import numpy as np

from models.person.pictures import Image


def looked_at(image: Image, rng: np.random.Generator) -> Image:
    """Return the picture as another camera might have taken it."""
    if rng.random() < 0.85:
        image = _toned(image, rng)
    if rng.random() < 0.04:
        image = rained_on(image, rng)
    image = _softened(image, rng)
    if rng.random() < 0.2:
        quality = int(rng.integers(15, 75))
        _, code = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        image = np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)
    return image


def _toned(image: Image, rng: np.random.Generator) -> Image:
    dark = rng.random() < 0.08
    gamma = rng.uniform(1.4, 2.3) if dark else np.exp(rng.uniform(-0.4, 0.4))
    gain = rng.uniform(0.35, 0.9) if dark else rng.uniform(0.65, 1.4)
    lift = 0.0 if dark else rng.uniform(-0.12, 0.12)
    levels = np.linspace(0, 1, 256)[:, None] ** gamma * gain * rng.uniform(0.9, 1.1, 3) + lift
    toned = cv2.LUT(image, (levels * 255).clip(0, 255).astype(np.uint8)[None])
    saturation = 0.0 if rng.random() < 0.12 else rng.uniform(0.4, 1.6)
    grey = cv2.cvtColor(cv2.cvtColor(toned, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    image = np.asarray(cv2.addWeighted(toned, saturation, grey, 1 - saturation, 0), np.uint8)
    if dark or rng.random() < 0.06:
        image = noisy(image, rng.uniform(0.03, 0.12), rng)
    return image


def noisy(image: Image, strength: float, rng: np.random.Generator) -> Image:
    """Return a picture with the noise of a sensor, so much of its whole range."""
    noise = rng.integers(0, 256, image.shape, np.uint8)
    return np.asarray(cv2.addWeighted(image, 1.0, noise, strength, -127 * strength), np.uint8)


def rained_on(image: Image, rng: np.random.Generator) -> Image:
    """Return a picture with streaks of rain before it."""
    drops = (rng.random(image.shape[:2]) > 0.995).astype(np.float32)
    streak = np.zeros((9, 9), np.float32)
    lean = int(rng.integers(-3, 4))
    cv2.line(streak, (4 - lean, 0), (4 + lean, 8), 1.0)
    fallen = cv2.filter2D(drops, -1, streak)[..., None].clip(0, 1) * rng.uniform(40, 140)
    return (image + fallen).clip(0, 255).astype(np.uint8)


def _softened(image: Image, rng: np.random.Generator) -> Image:
    draw = rng.random()
    if draw < 0.07:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 1.6)), np.uint8)
    if draw < 0.11:
        length = int(rng.integers(3, 8))
        return np.asarray(cv2.blur(image, (length, 1)), np.uint8)
    if draw < 0.19:
        height, width = image.shape[:2]
        share = rng.uniform(0.4, 0.8)
        small = (max(1, int(width * share)), max(1, int(height * share)))
        small_image = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(small_image, (width, height)), np.uint8)
    return image
