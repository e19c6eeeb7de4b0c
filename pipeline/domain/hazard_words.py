"""The words of the ledger: states, actions, classes and elements, in Chinese and English."""

from typing import Literal

from pipeline.domain.label import Label

State = Literal["registered", "rectifying", "review", "supervised", "waived", "closed"]
STATES: dict[State, Label] = {
    "registered": Label("登记", "registered"),
    "rectifying": Label("整改", "rectifying"),
    "review": Label("复核", "review"),
    "supervised": Label("挂牌督办", "supervised"),
    "waived": Label("豁免", "waived"),
    "closed": Label("销账", "closed"),
}

Action = Literal[
    "register",
    "seen",
    "amend",
    "attach",
    "assign",
    "rectify",
    "reject",
    "escalate",
    "waive",
    "expire",
    "close",
    "reopen",
    "recover",
]
ACTIONS: dict[Action, Label] = {
    "register": Label("登记", "register"),
    "seen": Label("再次发现", "found again"),
    "amend": Label("更正", "amend"),
    "attach": Label("附照片", "add a photograph"),
    "assign": Label("下达整改", "assign"),
    "rectify": Label("报告整改完成", "report as rectified"),
    "reject": Label("复核不通过", "send back"),
    "escalate": Label("挂牌督办", "supervise"),
    "waive": Label("豁免", "waive"),
    "expire": Label("豁免到期", "end the waiver of"),
    "close": Label("销账", "close"),
    "reopen": Label("重新登记", "reopen"),
    "recover": Label("设备恢复销账", "close by its recovery"),
}

HazardClass = Literal["security", "fire", "premises", "traffic", "food"]
CLASSES: dict[HazardClass, Label] = {
    "security": Label("安全防范", "security"),
    "fire": Label("消防安全", "fire"),
    "premises": Label("校舍设施", "premises"),
    "traffic": Label("交通周边", "traffic"),
    "food": Label("食品卫生", "food"),
}
"""Five classes of our own (assumption): cities count in five, and name them each in its way."""

ElementName = Literal["content", "standard", "measure", "due", "person"]
ELEMENTS: dict[ElementName, Label] = {
    "content": Label("整改内容", "content"),
    "standard": Label("整改标准", "standard"),
    "measure": Label("整改措施", "measure"),
    "due": Label("时限", "due"),
    "person": Label("责任人", "person"),
}
"""What must be settled before a hazard is assigned (五落实)."""

WORDED: tuple[ElementName, ...] = ("content", "standard", "measure")
"""Those that are told in words: in both languages, where an audit tells them."""
