"""Labels as JSON: COCO's own form, or a plain list of pictures with their boxes."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.domain.truth import Boxes, LabelledFrame, Truth
from pipeline.errors import InputError
from pipeline.importers.box import corners_of

PERSON = "person"


def coco_truth(text: str) -> Truth:
    """Return the people that JSON labels tell of.

    Either COCO's ``images``, ``annotations`` and ``categories``, of which the one called
    ``person`` counts (or the only one there is), or ``images`` that each have a ``file``, a list
    of ``boxes`` and, if some are crowds, a list ``crowd`` beside it. Boxes are x, y, width and
    height in pixels. Raises InputError, with the place, for anything else.

    >>> text = '{"images": [{"file": "a.jpg", "boxes": [[10, 20, 5, 15]]}]}'
    >>> (frame,) = coco_truth(text).frames or ()
    >>> frame.boxes.tolist()
    [[10.0, 20.0, 15.0, 35.0]]
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is not valid JSON ({error})") from error
    images = _listed(document, "images", "")
    if isinstance(document.get("annotations"), list):
        return Truth(frames=_coco_frames(document, images))
    return Truth(
        frames=tuple(_plain_frame(image, f"images[{n}]") for n, image in enumerate(images))
    )


def _plain_frame(image: Any, place: str) -> LabelledFrame:
    boxes = [
        corners_of(box, f"{place}.boxes[{n}]")
        for n, box in enumerate(_listed(image, "boxes", place))
    ]
    crowds = image.get("crowd") or [0] * len(boxes)
    if not isinstance(crowds, list) or len(crowds) != len(boxes):
        raise InputError(f"{place}.crowd: needs one entry for each of {len(boxes)} boxes")
    return _frame(_named(image, "file", place), boxes, [bool(crowd) for crowd in crowds])


def _coco_frames(document: dict[str, Any], images: list[Any]) -> tuple[LabelledFrame, ...]:
    person = _person_id(_listed(document, "categories", ""))
    found: dict[Any, tuple[list[list[float]], list[bool]]] = {}
    for n, image in enumerate(images):
        image_id = _key(image, "id", f"images[{n}]")
        if image_id in found:
            raise InputError(f"images[{n}].id: {image_id} is another image's already")
        found[image_id] = ([], [])
    for n, label in enumerate(document["annotations"]):
        place = f"annotations[{n}]"
        image_id = _key(label, "image_id", place)
        if image_id not in found:
            raise InputError(f"{place}.image_id: no image has the id {image_id}")
        if _key(label, "category_id", place) == person:
            boxes, crowds = found[image_id]
            boxes.append(corners_of(label.get("bbox"), f"{place}.bbox"))
            crowds.append(bool(label.get("iscrowd")))
    names = [_named(image, "file_name", f"images[{n}]") for n, image in enumerate(images)]
    return tuple(_frame(name, *labels) for name, labels in zip(names, found.values(), strict=True))


def _person_id(categories: list[Any]) -> Any:
    """Return the id of the category that is a person."""
    names = {
        _named(category, "name", f"categories[{n}]").lower(): _key(
            category, "id", f"categories[{n}]"
        )
        for n, category in enumerate(categories)
    }
    if PERSON in names:
        return names[PERSON]
    if len(names) == 1:
        return next(iter(names.values()))
    raise InputError(f"categories: one must be called '{PERSON}', got {', '.join(names) or 'none'}")


def _frame(name: str, boxes: Sequence[Sequence[float]], crowds: Sequence[bool]) -> LabelledFrame:
    corners: Boxes = np.array(boxes, np.float64).reshape(-1, 4)
    crowded = np.array(crowds, np.bool_)
    return LabelledFrame(corners[~crowded], corners[crowded], name=name)


def _listed(holder: Any, field: str, place: str) -> list[Any]:
    value = holder.get(field) if isinstance(holder, dict) else None
    if not isinstance(value, list):
        raise InputError(f"{place + '.' if place else ''}{field}: must be a list")
    return value


def _named(holder: Any, field: str, place: str) -> str:
    value = holder.get(field) if isinstance(holder, dict) else None
    if not isinstance(value, str) or not value:
        raise InputError(f"{place}.{field}: must be a text, got {value!r}")
    return value


def _key(holder: Any, field: str, place: str) -> Any:
    value = holder.get(field) if isinstance(holder, dict) else None
    if not isinstance(value, int | str):
        raise InputError(f"{place}.{field}: must be a number or a text, got {value!r}")
    return value
