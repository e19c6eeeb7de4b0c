"""The schools that ship as plans get the audits that they deserve."""

from pathlib import Path

import pytest

from pipeline.cli.audit_lines import told
from pipeline.domain.finding import AuditResult
from pipeline.domain.label import LANGUAGES
from pipeline.workflows.audit_site import audit_site
from tests.gold_files import assert_gold

SCHOOLS = {
    "village-school": "gbt29315-2022",
    "kindergarten": "kindergarten",
    "boarding-school": "gbt29315-2022",
}
TRAP = "S-21"
LAW = "order-799-8"


@pytest.fixture(scope="module", params=SCHOOLS)
def school(request: pytest.FixtureRequest, root: Path) -> tuple[str, AuditResult]:
    name: str = request.param
    return name, audit_site(root / "floorplans" / name / "site.yaml", SCHOOLS[name])


def listed(result: AuditResult) -> str:
    """Return clauses with their verdicts, and findings with their ids."""
    clauses = [f"{each.clause_id} {each.verdict}{' idle' * each.idle}" for each in result.judged]
    return "\n".join([*clauses, *(f"{f.severity} {f.id}" for f in result.findings)])


def test_each_school_gets_the_audit_that_was_accepted(school: tuple[str, AuditResult]) -> None:
    name, result = school
    text = "\n\n".join([*(told(result, language) for language in LANGUAGES), listed(result)])
    assert_gold(f"audits/{name}.txt", text + "\n")


def violated(school: tuple[str, AuditResult]) -> set[str]:
    return {finding.clause_id for finding in school[1].findings if finding.severity == "violation"}


def test_only_the_village_school_falls_into_the_trap(school: tuple[str, AuditResult]) -> None:
    assert (TRAP in violated(school)) is (school[0] == "village-school")


def test_the_kindergarten_is_covered_and_fails_by_what_it_looks_into(
    school: tuple[str, AuditResult],
) -> None:
    if school[0] == "kindergarten":
        assert violated(school) == {LAW}
        assert [spot for floor in school[1].floors for spot in floor.blind_spots] == []
