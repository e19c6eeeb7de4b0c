"""The words that tie both halves of the demo together, in Chinese and English."""

from pipeline.domain.label import Label

TITLE = Label("Sightline 示范：两件事，一张图", "Sightline demo: two halves, one plan")
INTRODUCTION: tuple[Label, ...] = (
    Label(
        "Sightline 做两件事：按平面图算清监控是否全覆盖、无盲区；"
        "按录像数清校门口有多少人、是否拥堵。"
        "下面用一所虚构的学校和一段程序绘制的录像各做一遍，画面中没有真人。",
        "Sightline does two things: it works out from the plan whether the cameras see all they"
        " must, and it counts from recordings how many people stand at a gate and whether that is"
        " a crowd. Below it does both, on a school that does not exist and a clip that a program"
        " drew; no real person is in it.",
    ),
    Label(
        "示范学校有意留下若干毛病，所以结论是“不达标”。换成您自己的校园文件和录像，得到的就是同样的报告。",
        "The demo school has flaws on purpose, so its verdict is not a good one. Your own site"
        " file and recordings give the same reports.",
    ),
)
AUDIT_HALF = Label(
    "一、平面图：{verdict}，覆盖率 {pct} %", "1. The plan: {verdict}, {pct} % covered"
)
REVIEW_HALF = Label("二、录像：{answer}", "2. The recording: {answer}")
