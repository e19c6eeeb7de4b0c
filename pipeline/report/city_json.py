"""A city as one JSON object, format 1: roll-ups, ranks, trend, and every school."""

from dataclasses import asdict

from pipeline.audit.roll_up import ranks, school_standing, standing
from pipeline.domain.city import City, FailedClause, SchoolRecord, Tally
from pipeline.domain.label import Language
from pipeline.report.audit_json import words_document

FORMAT = 1

Json = dict[str, object]


def city_document(city: City, language: Language = "en") -> Json:
    """Return the whole city as plain values; only names and reasons follow the language."""
    places = ranks(city.records, school_standing)
    return {
        "format": FORMAT,
        "profile": city.profile_id,
        "run": city.run,
        "summary": tally_document(city.whole, language),
        "groups": {
            name: group_documents(tallies, language) for name, tallies in city.groups.items()
        },
        "clauses": [clause_document(row, language) for row in city.failed],
        "trend": None if city.trend is None else asdict(city.trend),
        "runs": [asdict(figures) for figures in city.runs],
        "schools": [
            school_document(record, place, city, language)
            for record, place in zip(city.records, places, strict=True)
        ],
    }


def clause_document(row: FailedClause, language: Language) -> Json:
    """Return a clause that failed, in its own words."""
    return {
        "clause": row.clause_id,
        "wording": row.wording.told(language),
        "wordings": words_document(row.wording),
        "schools": row.schools,
        "places": row.places,
        "area_m2": row.area_m2,
    }


def group_documents(tallies: tuple[Tally, ...], language: Language) -> list[Json]:
    """Return the tallies of one roll-up with their ranks."""
    places = ranks(tallies, standing)
    return [
        {"rank": place, **tally_document(each, language)}
        for each, place in zip(tallies, places, strict=True)
    ]


def tally_document(tally: Tally, language: Language) -> Json:
    """Return the figures of some schools; what no ledger or file says is null."""
    return {
        "name": tally.label.told(language),
        "names": words_document(tally.label),
        "schools": tally.schools,
        "passed": tally.passed,
        "passed_pct": tally.passed_pct,
        "broken": tally.broken,
        "cameras": tally.cameras,
        "cameras_per_school": tally.cameras_per_school,
        "networked": tally.networked if tally.of_networked else None,
        "networked_pct": tally.networked_pct,
        "required_m2": tally.required_m2,
        "covered_m2": tally.covered_m2,
        "covered_pct": tally.covered_pct,
        "blind_spots": tally.blind_spots,
        "n_minus_1": tally.critical_cameras,
        "violations": tally.violations,
        "hazards": None if tally.hazards is None else asdict(tally.hazards),
        "rectified_pct": tally.rectified_pct,
    }


def school_document(record: SchoolRecord, rank: int, city: City, language: Language) -> Json:
    """Return one school with its findings."""
    school, hazards = record.school, city.hazards.get(record.site_id)
    return {
        "rank": rank,
        "file": record.path,
        "site": record.site_id or None,
        "name": record.label.told(language),
        "names": words_document(record.label),
        "verdict": record.verdict,
        "county": school.county.told(language) if school.county else None,
        "counties": words_document(school.county) if school.county else None,
        "level": school.level,
        "type": school.kind,
        "licensed": school.licensed,
        "ownership": school.ownership,
        "cameras": record.cameras,
        "networked": record.networked,
        "required_m2": record.required_m2,
        "covered_m2": record.covered_m2,
        "covered_pct": record.covered_pct,
        "nominal_m2": record.nominal_m2,
        "blind_spots": record.blind_spots,
        "n_minus_1": record.critical_cameras,
        "violations": record.violations,
        "hazards": None if hazards is None else asdict(hazards),
        "problems": [words.told(language) for words in record.problems],
        "problem_words": [words_document(words) for words in record.problems],
        "findings": [
            {
                "id": finding.id,
                "clause": finding.clause_id,
                "severity": finding.severity,
                "where": finding.where,
                "name": finding.label.told(language),
                "names": words_document(finding.label),
                "blind_spots": finding.blind_spots,
                "area_m2": finding.area_m2,
            }
            for finding in record.findings
        ],
    }
