"""How a drawing is made a site."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """What the site is called; up to `tolerance_m` gaps are closed, `thin_m` are thin walls."""

    site_id: str
    name: str
    tolerance_m: float = 0.05
    thin_m: float = 0.1
