"""Pixel densities by name: the classes of both editions of IEC 62676-4."""

from dataclasses import dataclass

from pipeline.domain.label import Label


@dataclass(frozen=True)
class DensityClass:
    """What can be told of a person at so many pixels per metre, as one edition names it."""

    edition: int
    name: str
    label: Label
    density_px_per_m: float


def _classes(edition: int, *rows: tuple[str, str, float]) -> dict[str, DensityClass]:
    return {en: DensityClass(edition, en, Label(zh, en), density) for en, zh, density in rows}


DENSITY_CLASSES: dict[int, dict[str, DensityClass]] = {
    2014: _classes(
        2014,
        ("monitor", "监视", 12.5),
        ("detect", "探测", 25.0),
        ("observe", "观察", 62.5),
        ("recognise", "识别", 125.0),
        ("identify", "辨认", 250.0),
        ("inspect", "检视", 1000.0),
    ),
    2025: _classes(
        2025,
        ("overview", "概览", 20.0),
        ("outline", "轮廓", 40.0),
        ("discern", "分辨", 80.0),
        ("perceive", "察觉", 125.0),
        ("characterise", "特征", 250.0),
        ("validate", "核实", 500.0),
        ("scrutinise", "细查", 1500.0),
    ),
}
"""By edition and English name, the coarser first.

Source: IEC 62676-4:2014, and the edition of 2025 as DIN VDE 0830-71-4 (draft, 2026-02) lists it.
The Chinese words are ours; no Chinese edition of either was at hand.
"""


def density_class(edition: int, name: str) -> DensityClass:
    """Return a class by its edition and name; KeyError where there is none.

    >>> density_class(2014, "observe").density_px_per_m
    62.5
    >>> density_class(2025, "outline").density_px_per_m
    40.0
    """
    return DENSITY_CLASSES[edition][name]
