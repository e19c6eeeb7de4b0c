"""The words in which a placement is told: on the screen, in its table and on its pictures."""

from pipeline.domain.label import Label

KINDS: dict[str, Label] = {
    "turn": Label("转向", "turn"),
    "move": Label("移位", "move"),
    "add": Label("新增", "add"),
}
HEADINGS = (
    Label("期", "phase"),
    Label("序", "no."),
    Label("措施", "step"),
    Label("探头", "camera"),
    Label("位置 x, y, 高 m", "place x, y, height m"),
    Label("朝向", "pan"),
    Label("俯角", "tilt"),
    Label("型号", "class"),
    Label("费用", "cost"),
    Label("累计", "spent"),
    Label("覆盖 %", "covered %"),
)
TITLE = Label("{floor}：调整内容", "{floor}: what changes")
WAS_BLIND = Label("原为盲区", "was blind")
ADDED = Label("新增探头", "added camera")
TURNED = Label("转向（灰：原朝向）", "turned (grey: as it looked)")
MOVED = Label("移位（灰：原位置）", "moved (grey: where it hung)")
BEFORE_AFTER = Label(
    "{before} % → {after} % 覆盖；盲区 {spots_before} → {spots_after} 处",
    "{before} % → {after} % covered; blind spots {spots_before} → {spots_after}",
)
VIEWS = Label(
    "看进禁拍区：{before} → {after} 处", "views into prohibited zones: {before} → {after}"
)
NOTHING = Label("无需调整", "nothing needs to be changed")
UNIT = Label(
    "费用单位：一台最低价位探头（含安装布线）",
    "costs in units of the plainest camera, hung and cabled",
)
OPTIMAL = Label(
    "费用 {cost}，已证明为最优（下界 {bound}）",
    "cost {cost}, proven to be the least (bound {bound})",
)
BOUNDED = Label(
    "费用 {cost}，下界 {bound}，差距至多 {gap} %",
    "cost {cost}, bound {bound}, a gap of {gap} % at most",
)
SIMPLER = Label(
    "首轮：贪心 {greedy}，局部搜索 {searched}，精确 {first}",
    "first round: greedy {greedy}, local search {searched}, exact {first}",
)
SIZE = Label(
    "{witnesses} 个见证点，{tried} 种安装方式中保留 {options} 种，{rounds} 轮，{seconds} 秒",
    "{witnesses} witness points, {options} of {tried} ways to hang a camera, {rounds} rounds,"
    " {seconds} s",
)
HOPELESS = Label(
    "{n} 个见证点无探头可看到（多因禁拍区）",
    "{n} witness points no camera may see, mostly for the sake of prohibited zones",
)
PASSES = Label("按调整后的文件审核：通过", "audited as changed: passed")
FAILS = Label("按调整后的文件审核：不通过", "audited as changed: not passed")
OTHERS = Label(
    "视域以外的不符合项不由本命令处理：{ids}",
    "what fails beyond coverage is not for this command: {ids}",
)
NO_COMMENTS = Label(
    "注意：站点文件已整体重写，注释未能保留",
    "note: the site file was written anew; its comments could not be kept",
)
WRITTEN = Label("已写入：", "written: ")
