"""The words of a city's dashboard, workbook and bulletin, each in Chinese and English."""

from pipeline.domain.city import SchoolVerdict
from pipeline.domain.label import Label

TITLE = Label("全市校园视频监控审核", "School camera coverage across the city")
HELD_AGAINST = Label("审核依据：{profile}", "held against: {profile}")
RUN = Label("第 {run} 次审核", "run {run}")

VERDICTS: dict[SchoolVerdict, Label] = {
    "pass": Label("达标", "passed"),
    "fail": Label("不达标", "not passed"),
    "broken": Label("无法审核", "not audited"),
}
MARKS: dict[SchoolVerdict, str] = {"pass": "✓", "fail": "×", "broken": "!"}

HEADLINE = Label(
    "达标率 {pct} %：{schools} 所学校中 {passed} 所达标",
    "{pct} % passed: {passed} of {schools} schools",
)
COVERED_LINE = Label(
    "要求覆盖的面积有 {pct} % 在安装偏差内仍保证看得到（保证视域）。",
    "{pct} % of what must be seen is seen however the cameras hang within their tolerance.",
)

NOT_KNOWN = Label("未知", "not known")
DIMENSIONS: dict[str, Label] = {
    "county": Label("按区县", "By county"),
    "level": Label("按学段", "By level"),
    "type": Label("按学校类型", "By type of school"),
    "licensed": Label("按办学许可", "By licence"),
    "ownership": Label("按公办、民办", "By ownership"),
}
WHOLE_CITY = Label("全市", "Whole city")
GROUP = Label("组别", "group")
RANK = Label("名次", "rank")
SCHOOL = Label("学校", "school")
FILE = Label("文件", "file")
COUNTY = Label("区县", "county")
LEVEL = Label("学段", "level")
TYPE = Label("类型", "type")
LICENSED = Label("办学许可", "licensed")
OWNERSHIP = Label("公办或民办", "ownership")
YES_NO = {True: Label("有", "yes"), False: Label("无", "no"), None: NOT_KNOWN}
VERDICT = Label("结论", "verdict")
SCHOOLS = Label("学校数", "schools")
PASSED = Label("达标数", "passed")
BROKEN = Label("无法审核", "not audited")
PASSED_PCT = Label("达标率 %", "passed %")
NETWORKED_PCT = Label("联网率 %", "networked %")
NETWORKED = Label("联网探头", "networked")
CAMERAS = Label("探头数", "cameras")
PER_SCHOOL = Label("校均探头", "cameras per school")
COVERED_PCT = Label("覆盖率 %", "covered %")
REQUIRED_M2 = Label("要求面积 m²", "required m²")
COVERED_M2 = Label("保证覆盖 m²", "covered m²")
BLIND_SPOTS = Label("盲区数", "blind spots")
CRITICAL = Label("单点失效探头", "critical cameras")
VIOLATIONS = Label("隐患（本次审核）", "hazards, this audit")
FOUND = Label("台账隐患", "hazards in ledger")
RECTIFIED = Label("已整改", "rectified")
RECTIFIED_PCT = Label("整改率 %", "rectified %")
OVERDUE = Label("逾期", "overdue")
SUPERVISED = Label("挂牌督办", "supervised")
CLAUSE = Label("条款", "clause")
WORDING = Label("内容", "wording")
SEVERITY = Label("性质", "severity")
PLACE = Label("位置", "place")
PLACE_NAME = Label("名称", "name")
AREA_M2 = Label("看不到 m²", "unseen m²")
PROBLEM = Label("原因", "reason")
FAILING_SCHOOLS = Label("涉及学校数", "schools")

MULTIPLES = Label("各区县学校覆盖率分布", "Coverage of the schools of each county")
MULTIPLES_NOTE = Label(
    "每格一个区县：横轴为覆盖率（每柱 10 %），柱高为学校数，各图同一尺度；绿色达标，灰色不达标。",
    "One picture a county: coverage to the right in tens of percent, schools upwards, all to one"
    " scale; green passed, grey did not.",
)
MULTIPLE_TITLE = Label(
    "{county}：{schools} 所学校，达标 {passed} 所，覆盖率 {pct} %",
    "{county}: {schools} schools, {passed} passed, {pct} % covered",
)
HOW_RANKED = Label(
    "名次依次按达标率、覆盖率、校均隐患数排列，按表中所示精度相同者并列。",
    "Ranked by the share that passed, then coverage, then hazards per school; what is equal to the"
    " digit shown shares a place.",
)
SORT_NOTE = Label(
    "点按表头（或用 Tab 键移到表头后按回车）可排序。",
    "Press a heading to sort by it; Tab reaches it, Enter presses it.",
)
SORT = Label("排序方式", "sort by")
PLACES = Label("处数", "places")
MORE_PROBLEMS = Label("另有 {n} 处问题", "and {n} problems more")
FILTER = Label("筛选学校", "find a school")
SHOWN = Label("显示 {n} 所", "{n} shown")
ALL_SCHOOLS = Label("全部学校", "All schools")
BROKEN_FILES = Label("无法审核的文件", "Files that could not be audited")
BROKEN_NOTE = Label(
    "每个文件本身就是一项隐患；改正后重新运行，其余学校不会重算。",
    "Each is a hazard itself; mend it and run again, and no other school is audited anew.",
)
CLAUSES = Label("不符合最多的条款", "Clauses that failed most")
TREND = Label("与上次审核相比", "Since the last run")
TREND_NONE = Label("这是第一次按此依据审核，尚无可比。", "The first run by this profile.")
TREND_LINE = Label(
    "与第 {run} 次审核相比：达标率 {before} % → {now} %，"
    "隐患 {hazards_before} → {hazards_now} 项。",
    "Since run {run}: passed {before} % → {now} %, hazards {hazards_before} → {hazards_now}.",
)
NEWLY = Label("新达标：{ids}", "newly passed: {ids}")
NO_LONGER = Label("不再达标：{ids}", "no longer passed: {ids}")
ADDED = Label("新增：{n} 所", "schools added: {n}")
GONE = Label("减少：{n} 所", "schools gone: {n}")
CURVE = Label("历次达标率与覆盖率", "Runs so far: passed and covered")
CURVE_TITLE = Label(
    "达标率与覆盖率，第 {first} 至 {last} 次", "passed and covered, runs {first} to {last}"
)

BULLETIN = Label("通报", "Bulletin")
AUDIT_ONE = Label(
    "某一所学校的成因与整改办法：sightline audit 文件",
    "for the causes and remedies of one school: sightline audit FILE",
)
METHOD = Label("说明", "How this was found")
METHODS = (
    Label(
        "结论与 sightline audit 相同：保证视域、盲区、单点失效（N−1）和依据中的全部条款；"
        "只是不分析成因与整改办法。",
        "Verdicts are those of sightline audit: the guaranteed view, blind spots, N-1 and every"
        " clause of the profile; only causes and remedies are left to it.",
    ),
    Label(
        "达标率＝达标学校数／全部学校数；无法审核的学校按不达标计，并计一项隐患。",
        "Passed % counts all schools; one that could not be audited has not passed, and is one"
        " hazard.",
    ),
    Label(
        "联网率＝已联网探头数／写明是否联网的学校的探头数；未写明的不计入。",
        "Networked % counts the cameras of schools that say it of each of theirs; others are left"
        " out.",
    ),
    Label(
        "百分数一律向下取一位小数，100.0 只表示全部。",
        "Shares are rounded down to one decimal: 100.0 is said of the whole only.",
    ),
)
