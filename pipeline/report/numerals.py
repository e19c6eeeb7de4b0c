"""Numbers as people read them in reports; shares are rounded down, so that a gap never vanishes."""

from pipeline.units import floored_pct


def percent(share_pct: float) -> str:
    """Return a share with one decimal, rounded down: only what is complete reads 100.0.

    >>> percent(99.96), percent(100.0), percent(0.0)
    ('99.9', '100.0', '0.0')
    """
    return f"{floored_pct(share_pct):.1f}"


def square_metres(area_m2: float) -> str:
    """Return an area with one decimal; what is there but small never reads 0.0.

    >>> square_metres(5120.44), square_metres(0.01), square_metres(0.0)
    ('5,120.4', '< 0.1', '0.0')
    """
    return "< 0.1" if 0.0 < area_m2 < 0.05 else f"{area_m2:,.1f}"


def metres(length_m: float, decimals: int = 1) -> str:
    """Return a length or coordinate with some decimals, and no minus before zero.

    >>> metres(12.34), metres(-0.01), metres(0.255, 2)
    ('12.3', '0.0', '0.26')
    """
    return f"{round(length_m, decimals) + 0.0:.{decimals}f}"


def clock(time_s: float) -> str:
    """Return a time since the footage began as minutes and seconds, with hours when needed.

    >>> clock(83.4), clock(3725.0)
    ('1:23', '1:02:05')
    """
    minutes, seconds = divmod(int(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
