"""The filing sheet of State Council Order 799, article 14: unit, devices, places, retention."""

from collections import Counter
from collections.abc import Iterator

from pipeline.domain.label import Label, Language
from pipeline.report.documents.dossier import Dossier, camera_told, kind_told
from pipeline.report.numerals import metres
from pipeline.report.paper.blocks import (
    Block,
    Column,
    Facts,
    Heading,
    Paper,
    Paragraph,
    Signatures,
    Table,
)
from pipeline.report.wording import LIST_SEMICOLON

TITLE = Label("公共安全视频图像信息系统备案表", "Filing sheet of a public-safety video system")
RULE = Label(
    "依据国务院令第799号第十四条；系统投入使用之日起 30 日内向所在地县级公安机关备案",
    "State Council Order 799, article 14: with the county's police, within 30 days of first use",
)
UNIT = Label("单位名称", "Unit")
ADDRESS = Label("单位地址", "Address")
CONTACT = Label("联系人、电话", "Contact, telephone")
IN_USE = Label("系统投入使用日期", "In use since")
COUNT = Label("采集设备数量（台）", "Number of cameras")
KINDS = Label("采集设备类型", "Types of cameras")
KIND = Label("{kind} {count} 台", "{kind}: {count}")
RETENTION = Label("视频图像信息保存期限", "Footage is kept for")
DAYS = Label("{days} 日", "{days} days")
TOO_SHORT = Label("{days} 日（第十七条要求不少于 30 日）", "{days} days (article 17 asks for 30)")
LEAST_DAYS = 30
"""Order 799, article 17 (source: found)."""

ORIGIN = Label("平面图原点（WGS-84）", "Origin of the plan (WGS-84)")
DEVICES = Label("采集设备清单", "The cameras")
DEVICES_NOTE = Label(
    "位置为平面图坐标，单位米；高度为镜头离本层地面高度。",
    "Places are metres on the plan; heights are of the lens above its floor.",
)
ITEM = Label("序号", "No.")
NAME = Label("名称、编号", "Name, id")
PLACE = Label("安装位置", "Where")
AT = Label("x, y（米）", "x, y (m)")
HEIGHT = Label("高度（米）", "Height (m)")
TYPE = Label("类型", "Type")
PICTURE = Label("像素", "Pixels")
NO_DEVICES = Label("平面图上没有探头。", "There is no camera on the plan.")
CHANGES = Label(
    "空白栏由单位填写；备案事项变更的，应当及时办理变更备案。表样以所在地公安机关的规定为准。",
    "The unit fills in what is blank, and files again when anything changes. Where the police"
    " prescribe a form of their own, that form counts.",
)
SIGNED = (
    Label("单位（盖章）：", "For the unit (seal):"),
    Label("填表人、日期：", "Filled in by, date:"),
)


def filing(dossier: Dossier, language: Language) -> Paper:
    """Return the sheet with all that the site file knows; the rest is left to be filled in."""
    return Paper(
        title=TITLE.told(language),
        subtitle=RULE.told(language),
        language=language,
        blocks=(
            Facts(tuple(_facts(dossier, language))),
            *_devices(dossier, language),
            Paragraph(CHANGES.told(language), "note"),
            Signatures(tuple(label.told(language) for label in SIGNED)),
        ),
    )


def _facts(dossier: Dossier, language: Language) -> Iterator[tuple[str, str]]:
    site = dossier.audit.site
    cameras = site.cameras()
    counted = Counter(kind_told(camera) for camera in cameras)
    kinds = [
        KIND.told(language).format(kind=kind.told(language), count=count)
        for kind, count in counted.items()
    ]
    values = (
        (UNIT, site.label.told(language)),
        (ADDRESS, ""),
        (CONTACT, ""),
        (IN_USE, ""),
        (COUNT, str(len(cameras))),
        (KINDS, LIST_SEMICOLON[language].join(kinds)),
        (RETENTION, _retention(dossier.retention_days, language)),
    )
    for name, value in values:
        yield name.told(language), value
    if site.georeference is not None:
        yield ORIGIN.told(language), site.georeference.told()


def _retention(days: int | None, language: Language) -> str:
    if days is None:
        return ""
    words = DAYS if days >= LEAST_DAYS else TOO_SHORT
    return words.told(language).format(days=days)


def _devices(dossier: Dossier, language: Language) -> tuple[Block, ...]:
    heading = Heading(DEVICES.told(language))
    rows = tuple(
        (
            str(number),
            camera_told(camera).told(language),
            place.told(language),
            f"{metres(camera.x_m)}, {metres(camera.y_m)}",
            metres(camera.height_m),
            kind_told(camera).told(language),
            f"{camera.width_px}×{camera.height_px}",
        )
        for number, (camera, place) in enumerate(dossier.hung(), start=1)
    )
    if not rows:
        return heading, Paragraph(NO_DEVICES.told(language))
    headings = (ITEM, NAME, PLACE, AT, HEIGHT, TYPE, PICTURE)
    shares = (5, 31, 18, 13, 9, 14, 13)
    columns = tuple(
        Column(label.told(language), share) for label, share in zip(headings, shares, strict=True)
    )
    return heading, Paragraph(DEVICES_NOTE.told(language), "note"), Table(columns, rows)
