"""Both halves on one page: a school's plan audited, a gate's recording reviewed."""

from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Language
from pipeline.domain.review import Review
from pipeline.report import demo_wording
from pipeline.report.audit_json import summary
from pipeline.report.audit_page import audit_body
from pipeline.report.page import rendered, whole_page
from pipeline.report.review_page import headline, review_body


def demo_page(result: AuditResult, review: Review, language: Language) -> str:
    """Return the audit and the review as one self-contained HTML document with a short intro."""
    body = rendered(
        "demo.html.j2",
        language,
        text=demo_wording,
        verdict=result.verdict,
        covered_pct=summary(result)["covered_pct"],
        answer=headline(review, language),
        audit=audit_body(result, language, level=2),
        review=review_body(review, language, level=2),
    )
    return whole_page(demo_wording.TITLE.told(language), body, language)
