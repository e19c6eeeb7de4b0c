"""An audit as pictures to scale, with a legend: a file for each floor."""

from typing import Literal

from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Language
from pipeline.report.places import first_numbers
from pipeline.report.plan_picture import plan_picture


def svg_files(audit: AuditResult, language: Language) -> dict[str, bytes]:
    """Return each floor as SVG, by the name of its file."""
    return _files(audit, language, "svg")


def png_files(audit: AuditResult, language: Language) -> dict[str, bytes]:
    """Return each floor as PNG, by the name of its file."""
    return _files(audit, language, "png")


def _files(
    audit: AuditResult, language: Language, file_format: Literal["svg", "png"]
) -> dict[str, bytes]:
    floors = zip(audit.site.floors, audit.floors, first_numbers(audit), strict=True)
    return {
        f"map-{floor.id}.{file_format}": plan_picture(floor, coverage, language, file_format, first)
        for floor, coverage, first in floors
    }
