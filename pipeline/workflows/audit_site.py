"""The main job: prove, or disprove, that a site's cameras see all that its profile asks for."""

from pathlib import Path

from pipeline.audit.audit import audited
from pipeline.config.profile_file import load_profile
from pipeline.config.site_file import load_site
from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.finding import AuditResult


def audit_site(site_path: Path, profile_name: str = "full-coverage") -> AuditResult:
    """Return a site file held against a profile: coverage, blind spots, findings, verdict.

    `profile_name` is a built-in profile or the path of one. Raises SiteFileError for what the
    files hold wrong, GeometryError for shapes that cannot be trusted.
    """
    site = load_site(site_path)
    profile = load_profile(profile_name)
    floors = tuple(cover_floor(floor, profile) for floor in site.floors)
    return audited(site, profile, floors)
