"""Which documents there are, what they can be written as, and which maps go with them."""

from collections.abc import Callable

from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Label, Language
from pipeline.registry import Registry
from pipeline.report.documents.dossier import Dossier
from pipeline.report.paper.blocks import Paper
from pipeline.report.paper.letters import Letters

Document = Callable[[Dossier, Language], Paper | None]
"""None where a school has no use for it, such as a notice where all is well."""

PaperFormat = Callable[[Paper, Letters], bytes]
MapFormat = Callable[[AuditResult, Language], dict[str, bytes]]
"""Gives the content of each file by its name."""

DOCUMENTS: Registry[Document] = Registry(
    "document",
    "pipeline.documents",
    {
        "report": "pipeline.report.documents.audit_report:audit_report",
        "notice": "pipeline.report.documents.notice:notice",
        "filing": "pipeline.report.documents.filing:filing",
        "register": "pipeline.report.documents.access_register:access_register",
        "checklist": "pipeline.report.documents.checklist:checklist",
        "patrol": "pipeline.report.documents.patrol_log:patrol_log",
    },
)
PAPER_FORMATS: Registry[PaperFormat] = Registry(
    "format of documents",
    "pipeline.paper_formats",
    {
        "pdf": "pipeline.report.paper.pdf:pdf_of",
        "docx": "pipeline.report.paper.word:word_of",
        "html": "pipeline.report.paper.web:web_of",
    },
)
MAP_FORMATS: Registry[MapFormat] = Registry(
    "format of maps",
    "pipeline.map_formats",
    {
        "geojson": "pipeline.report.maps.geojson:gis_file",
        "kml": "pipeline.report.maps.kml:globe_file",
        "dxf": "pipeline.report.maps.dxf:drawings",
        "svg": "pipeline.report.maps.pictures:svg_files",
        "png": "pipeline.report.maps.pictures:png_files",
    },
)
NO_NEED = Label(
    "审核达标，没有需要整改的内容，未写出整改通知书",
    "the audit was passed, so there is nothing to mend, and no notice was written",
)
