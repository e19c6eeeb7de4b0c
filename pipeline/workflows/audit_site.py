"""The main job: prove, or disprove, that a site's cameras see all that its profile asks for."""

from dataclasses import replace
from pathlib import Path

from pipeline.audit.audit import audited
from pipeline.config.night_check import refuse_unlit
from pipeline.config.profile_file import load_profile
from pipeline.config.site_file import load_site
from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.finding import AuditResult
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Site
from pipeline.workflows.avert_views import with_aversions
from pipeline.workflows.mend_site import what_it_takes
from pipeline.workflows.underlays import with_underlays


def audit_site(
    site_path: Path, profile_name: str = "full-coverage", night: bool = False, *, mend: bool = False
) -> AuditResult:
    """Return a site file held against a profile: coverage, blind spots, findings, verdict.

    `profile_name` is a built-in profile or the path of one; `night` holds each of its clauses in
    the dark as well; `mend` also finds what it would take to pass. Raises SiteFileError for what
    the files hold wrong, or for a night of which the site says nothing, and GeometryError for
    shapes that cannot be trusted.
    """
    site = with_underlays(load_site(site_path))
    profile = load_profile(profile_name)
    if night:
        refuse_unlit(site_path, site)
        profile = nightly(profile)
    result = audit_plan(site, profile)
    return replace(result, mending=what_it_takes(result)) if mend else result


def audit_plan(site: Site, profile: Profile) -> AuditResult:
    """Return a site held against a profile, wherever it comes from; raises GeometryError."""
    floors = tuple(cover_floor(floor, profile) for floor in site.floors)
    return with_aversions(audited(site, profile, floors))


def nightly(profile: Profile) -> Profile:
    """Return a profile each of whose clauses holds at night as well."""
    return replace(
        profile, clauses=tuple(replace(clause, at_night=True) for clause in profile.clauses)
    )
