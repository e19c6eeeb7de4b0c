"""What a school is to those who answer for many: where it belongs, and of which kind it is."""

from dataclasses import dataclass

from pipeline.domain.label import Label

LEVELS: dict[str, Label] = {
    "kindergarten": Label("幼儿园", "kindergarten"),
    "primary": Label("小学", "primary"),
    "junior": Label("初中", "junior secondary"),
    "nine_year": Label("九年一贯制", "primary and junior"),
    "senior": Label("高中", "senior secondary"),
    "secondary": Label("完全中学", "junior and senior"),
    "twelve_year": Label("十二年一贯制", "all twelve years"),
    "vocational": Label("中等职业学校", "vocational"),
}
"""What is taught (学段)."""

TYPES: dict[str, Label] = {
    "day": Label("走读", "day school"),
    "boarding": Label("寄宿", "boarding school"),
    "special": Label("特殊教育", "special education"),
    "training": Label("校外培训机构", "training institution"),
}
"""How it is taught (学校类型)."""

OWNERSHIPS: dict[str, Label] = {
    "public": Label("公办", "public"),
    "private": Label("民办", "private"),
}


@dataclass(frozen=True)
class School:
    """What a site file says about its school; None where it does not say.

    `county` is where it belongs, `level`, `kind` and `ownership` are of the tables above, and
    `licensed` tells whether it may be run (办学许可).
    """

    county: Label | None = None
    level: str | None = None
    kind: str | None = None
    licensed: bool | None = None
    ownership: str | None = None
