"""The words of a bulletin, each in Chinese and English."""

from pipeline.domain.label import Label

TITLE = Label("校园视频监控覆盖情况通报", "Bulletin on the camera coverage of schools")
SUMMARY = Label(
    "本次共审核学校 {schools} 所，达标 {passed} 所，达标率 {pct} %；发现不符合 {violations} 项，"
    "盲区 {spots} 处。",
    "{schools} schools were audited; {passed} passed ({pct} %). Violations: {violations}; blind"
    " spots: {spots}.",
)
CAMERAS = Label(
    "共有探头 {cameras} 台，校均 {per_school} 台。",
    "There are {cameras} cameras, {per_school} a school.",
)
NETWORKED = Label(
    "联网率 {pct} %（按写明联网情况的 {schools} 所学校计）。",
    "{pct} % of the cameras are networked, counted in {schools} schools that say so.",
)
NETWORKED_NONE = Label(
    "联网率未知：站点文件未写明探头是否联网。",
    "How many are networked is not known: the site files do not say.",
)
LEDGER = Label(
    "隐患台账登记 {found} 项，已整改销账 {rectified} 项，整改率 {pct} %，逾期 {overdue} 项，"
    "挂牌督办 {supervised} 项。",
    "Of {found} hazards in the ledgers {rectified} are rectified and closed ({pct} %), {overdue}"
    " overdue and {supervised} supervised.",
)
LEDGER_NONE = Label(
    "整改、逾期与挂牌督办情况未知：未提供台账。",
    "What was rectified, overdue or supervised is not known: there is no ledger.",
)
FIRST = Label("排名第一的区县：{names}。", "First: {names}.")
LAST = Label("排名最后的区县：{names}。", "Last: {names}.")
SUPERVISED_AT = Label(
    "有挂牌督办隐患的学校 {n} 所：{names}。", "Schools with supervised hazards ({n}): {names}."
)
BROKEN = Label(
    "{n} 个文件无法审核，须限期改正：{names}。",
    "Files that could not be audited ({n}), to be mended: {names}.",
)
NOBODY = Label("本次没有审核任何学校。", "No school was audited.")
COUNTIES = Label("各区县情况", "By county")
FAILED = Label("不符合最多的条款", "Clauses that failed most")
RANKING = Label("学校排名", "Ranking")
NOTE = Label(
    "达标的在前，其后按保证覆盖率由高到低、不符合项由少到多排列；并列者名次相同。"
    "覆盖率向下取一位小数，“—”表示没有数据。",
    "Who passed stands first; then by the share that is covered, guaranteed, and by how few"
    " violations there are. Equals share a rank. Shares are rounded down; a dash is what nobody"
    " counted.",
)
RANK = Label("名次", "Rank")
SCHOOL = Label("学校", "School")
COUNTY = Label("区县", "County")
VERDICT = Label("结论", "Verdict")
SHARE = Label("覆盖率（%）", "Covered (%)")
SPOTS = Label("盲区", "Blind spots")
VIOLATIONS = Label("不符合", "Violations")
HAZARDS = Label("台账隐患", "Hazards")
RECTIFIED = Label("已整改", "Rectified")
RATE = Label("整改率（%）", "Rectified (%)")
OVERDUE = Label("逾期", "Overdue")
SUPERVISED = Label("挂牌督办", "Supervised")
SCHOOLS = Label("学校（所）", "Schools")
PASSED = Label("达标（所）", "Passed")
PASS_RATE = Label("达标率（%）", "Passed (%)")
UNKNOWN_COUNTY = Label("未注明", "not stated")
CLAUSE = Label("条款", "Clause")
WORDING = Label("内容", "Wording")
FAILING_SCHOOLS = Label("涉及学校数", "Schools")
PLACES = Label("处数", "Places")
AREA_M2 = Label("看不到 m²", "Unseen m²")
