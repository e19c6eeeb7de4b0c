"""A site file with a few values changed and all else, comments included, as it was written."""

from pathlib import Path

from pipeline.config.sound import floors, mappings
from pipeline.config.yaml_gate import Loc, Span, load_yaml, yaml_spans
from pipeline.domain.camera import Camera
from pipeline.errors import UnknownNameError

POSE = ("height_m", "pan_deg", "tilt_deg", "roll_deg")


def rehung(path: Path, camera: Camera) -> str:
    """Return the text of a site file in which the camera of that id hangs as this one does.

    Millimetres and hundredths of a degree are written. Raises SiteFileError for what is no YAML,
    and UnknownNameError where no such camera is.
    """
    loc = _place_of(path, camera.id)
    text, spans = yaml_spans(path)
    values: dict[Loc, str] = {
        (*loc, "position", 0): metres(camera.x_m),
        (*loc, "position", 1): metres(camera.y_m),
        (*loc, "height_m"): metres(camera.height_m),
        **{(*loc, name): degrees(getattr(camera, name)) for name in POSE[1:]},
    }
    changes = [_change(text, spans, at, value) for at, value in values.items()]
    for begin, end, value in sorted(changes, reverse=True):
        text = text[:begin] + value + text[end:]
    return text


def metres(length_m: float) -> str:
    """Return a length as a site file has it.

    >>> metres(3.60004), metres(-0.0001)
    ('3.6', '0')
    """
    return f"{round(length_m, 3) + 0.0:g}" if abs(length_m) < 1000 else f"{length_m:.3f}"


def degrees(angle_deg: float) -> str:
    """Return an angle as a site file has it.

    >>> degrees(-12.3449)
    '-12.34'
    """
    return f"{round(angle_deg, 2) + 0.0:g}"


def _place_of(path: Path, camera_id: str) -> Loc:
    document = load_yaml(path)
    for floor_loc, floor in floors(document):
        for loc, camera in mappings(floor, "cameras", floor_loc):
            if camera.get("id") == camera_id:
                return loc
    raise UnknownNameError(f"{path}: no camera is called {camera_id}")


def _change(text: str, spans: dict[Loc, Span], at: Loc, value: str) -> tuple[int, int, str]:
    """Return from where to where a text is replaced, and by what; a new field goes behind tilt."""
    if at in spans:
        return spans[at].begin, spans[at].end, value
    before = spans[*at[:-1], "tilt_deg"]
    if before.in_line:
        return before.end, before.end, f", {at[-1]}: {value}"
    line_end = text.find("\n", before.end)
    end = len(text) if line_end < 0 else line_end
    return end, end, f"\n{' ' * before.indent}{at[-1]}: {value}"
