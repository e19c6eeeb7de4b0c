"""Added cameras, recorded and connected as the others of a school are."""

from dataclasses import replace

from pipeline.domain.camera import Camera
from pipeline.domain.site import Floor, Site


def recorded_like(floor: Floor, before: Floor, site: Site) -> Floor:
    """Return a floor whose cameras that were not there before are recorded as the others are."""
    known = {camera.id for camera in before.cameras}
    cameras = tuple(c if c.id in known else like_others(c, site) for c in floor.cameras)
    return replace(floor, cameras=cameras)


def like_others(camera: Camera, site: Site) -> Camera:
    """Return a camera that states what others of the school state, at its best."""
    others = site.cameras()
    return replace(
        camera,
        fps=max((c.fps for c in others if c.fps is not None), default=None),
        bitrate_mbps=max(
            (c.bitrate_mbps for c in others if c.bitrate_mbps is not None), default=None
        ),
        recorder_id=site.recorders[0].id if site.recorders else None,
        is_networked=any(c.is_networked is not None for c in others) or None,
        backup_min=max((c.backup_min for c in others if c.backup_min is not None), default=None),
    )
