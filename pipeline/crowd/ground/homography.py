"""Homographies by points of two planes: the direct solution, and that of least squares.

Points are brought to zero mean and unit size first, without which large pixels drown the rest
(Hartley 1997). A homography maps (x, y) to (u, v) by (u·w, v·w, w) = H · (x, y, 1).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = 12
"""Of Gauss and Newton; from the direct solution on, three or four change anything."""
CLOSE = 1e-12


def mapped(homography: Floats, at: Floats) -> Floats:
    """Return where homographies (…, 3, 3) map points (n, 2), as (…, n, 2); far away on a horizon.

    >>> mapped(np.diag([2.0, 2.0, 1.0]), np.array([[1.0, 3.0]])).tolist()
    [[2.0, 6.0]]
    """
    flat = np.column_stack((at, np.ones(len(at)))) @ np.swapaxes(homography, -1, -2)
    scale = flat[..., 2:]
    found: Floats = flat[..., :2] / np.where(np.abs(scale) > CLOSE, scale, CLOSE)
    return found


def minimal(one: Floats, other: Floats, sets: NDArray[np.intp]) -> Floats:
    """Return the homography of each set (k, 4) of points that maps these exactly, (k, 3, 3)."""
    return _whole(_direct, one, other, sets)


def fitted(one: Floats, other: Floats) -> Floats:
    """Return the homography (3, 3) of least squares, in units of the other plane."""
    (best,) = _whole(_least_squares, one, other, np.arange(len(one))[None, :])
    return np.asarray(best, np.float64)


@dataclass(frozen=True, eq=False)
class Spread:
    """How far points may lie from where a homography that was fitted puts them."""

    homography: Floats
    error: float
    doubt: Floats

    def distances(self, one: Floats, other: Floats) -> NDArray[np.float64]:
        """Return how far points are off, (n,), in standard errors of what is said of each."""
        off = other - mapped(self.homography, one)
        steps = _steps(self.homography, one)
        spread = self.error**2 * np.eye(2) + np.einsum("nip,pq,njq->nij", steps, self.doubt, steps)
        squares = np.einsum("ni,ni->n", off, np.linalg.solve(spread, off[..., None])[..., 0])
        distances: NDArray[np.float64] = np.sqrt(np.maximum(squares, 0.0))
        return distances


def spread_of(homography: Floats, one: Floats, other: Floats, least_error: float) -> Spread:
    """Return how sure a homography is by the points that it was fitted to, five or more."""
    off = other - mapped(homography, one)
    error = max(least_error, float(np.sqrt((off**2).sum() / (2 * len(one) - 8))))
    steps = _steps(homography, one).reshape(-1, 9)
    # The size of a homography says nothing: its direction is left out as if it were sure.
    size = homography.reshape(9) / np.linalg.norm(homography)
    inner = np.eye(9) - np.outer(size, size)
    doubt = error**2 * np.linalg.pinv(inner @ steps.T @ steps @ inner, rcond=1e-14, hermitian=True)
    return Spread(homography, error, doubt)


def inverse(homography: Floats) -> Floats:
    """Return the homography back."""
    back: Floats = np.asarray(np.linalg.inv(homography), np.float64)
    return back


def _whole(
    solve: Callable[[Floats, Floats], Floats], one: Floats, other: Floats, sets: NDArray[np.intp]
) -> Floats:
    """Return what solving gives for sets of points, of whole planes brought to unit size."""
    to_one, to_other = _unit(one), _unit(other)
    found = solve(mapped(to_one, one)[sets], mapped(to_other, other)[sets])
    whole: Floats = inverse(to_other) @ found @ to_one
    return whole


def _unit(at: Floats) -> Floats:
    """Return the matrix (3, 3) that brings points to zero mean and unit size."""
    middle = at.mean(axis=0)
    scale = 1.0 / float(np.sqrt(((at - middle) ** 2).sum(axis=1).mean()))
    return np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1]])


def _direct(one: Floats, other: Floats) -> Floats:
    """Return the homographies of sets (k, n, 2) of points, by the least algebraic error."""
    ones, nothing = np.ones(one.shape[:2]), np.zeros((*one.shape[:2], 3))
    at = np.concatenate((one, ones[..., None]), axis=-1)
    rows = [
        np.concatenate((at, nothing, -other[..., :1] * at), axis=-1),
        np.concatenate((nothing, at, -other[..., 1:] * at), axis=-1),
    ]
    *_, across = np.linalg.svd(np.concatenate(rows, axis=1))
    found: Floats = across[:, -1].reshape(-1, 3, 3)
    return found


def _least_squares(one: Floats, other: Floats) -> Floats:
    """Return the homography of one set of points (1, n, 2), by the least squares of distances."""
    best = _direct(one, other)[0]
    least = _squares(best, one[0], other[0])
    for _ in range(STEPS):
        steps = _steps(best, one[0]).reshape(-1, 9)
        off = (other[0] - mapped(best, one[0])).reshape(-1)
        tried = best + np.linalg.lstsq(steps, off, rcond=1e-12)[0].reshape(3, 3)
        tried /= np.linalg.norm(tried)
        squares = _squares(tried, one[0], other[0])
        if not squares < least:
            break
        best, least = tried, squares
    return np.asarray(best[None], np.float64)


def _squares(homography: Floats, one: Floats, other: Floats) -> float:
    return float(((other - mapped(homography, one)) ** 2).sum())


def _steps(homography: Floats, at: Floats) -> Floats:
    """Return how points move with the nine numbers of a homography, (n, 2, 9)."""
    flat = np.column_stack((at, np.ones(len(at))))
    scaled = flat / (flat @ homography[2])[:, None]
    to, nothing = mapped(homography, at), np.zeros_like(flat)
    rows = [
        np.concatenate((scaled, nothing, -to[:, :1] * scaled), axis=1),
        np.concatenate((nothing, scaled, -to[:, 1:] * scaled), axis=1),
    ]
    return np.stack(rows, axis=1)
