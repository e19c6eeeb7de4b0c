"""The words of the review's page and plot, each in Chinese and English."""

from pipeline.domain.crowding import Tier
from pipeline.domain.label import Label
from pipeline.domain.review import Answer

TITLE = Label("录像复核报告：人数与拥堵", "Review of recordings: people and crowding")
FOOTAGE = Label("录像：{names}", "Recordings: {names}")
RECORDED = Label(
    "录制开始于 {start}，{source}。", "The first recording began at {start}, {source}."
)
NOT_RECORDED = Label(
    "录像不带时刻：录制时间未知，下面是自录像开头算起的时间。",
    "Recordings carry no time of day, and none was given: times count from where they begin.",
)

CROWDED = Label(
    "发现拥堵事件 {events} 起，最高等级为{tier}。", "Crowding events: {events}; worst tier: {tier}."
)
NOT_CROWDED = Label("没有发现拥堵事件。", "No crowding event was found.")
PARTLY_UNKNOWN = Label(
    "已知的时间里没有拥堵事件，但有 {seconds} 秒无法判断是否拥堵。",
    "No crowding event in the time that is known, but for {seconds} s nobody knows whether it was"
    " crowded.",
)
UNKNOWN = Label(
    "是否拥堵未知：全程都无法判断（原因见下）。",
    "Whether it was crowded is unknown: at no time could it be known (see below).",
)
NOT_EVALUATED = Label(
    "拥堵未评估：没有一个区域具备评估条件（原因见下表）。下面只是人数。",
    "Crowding was not evaluated: no zone had what that takes (see the table). What follows are"
    " counts only.",
)
GATHERED = Label(
    "高峰时段之外有意外聚集 {events} 起。",
    "Unexpected gatherings outside the peak windows: {events}.",
)
UNKNOWN_TIME = Label(
    "有 {seconds} 秒因故障无法得知人数；这段时间标为“未知”，不当作“正常”。",
    "For {seconds} s a fault hid how many people there were; that time reads unknown, never"
    " normal.",
)

EVENT_COUNT = Label("拥堵事件", "crowding events")
PEAK_PEOPLE = Label("同一区域最多人数", "most people in one zone")
FOOTAGE_LENGTH = Label("录像时长", "length of the recordings")
FRAMES = Label("录像帧数 / 解码 / 分析", "frames / decoded / analysed")
CARRIED = Label("画面无变化、未分析的帧数", "frames not analysed, nothing had stirred")
SAMPLING = Label("每秒分析帧数", "frames analysed a second")
SPEED = Label("处理速度（相对实时）", "speed (times real time)")
CPU_TIME = Label("处理器用时", "processor time")
TIMES = Label("{factor} 倍", "× {factor}")
SECONDS = Label("{seconds} 秒", "{seconds} s")

PLOT = Label("人数随时间的变化", "People over time")
PLOT_TITLE = Label(
    "{zones} 个区域的人数曲线与拥堵等级；事件的数值见下表。",
    "Counts and tiers over time, zones: {zones}; the table of events gives the same facts.",
)
PEOPLE = Label("人数", "people")
FOOTAGE_TIME = Label("录像时间", "time in the recordings")
DAY_TIME = Label("时刻", "time of day")
COUNT_LINE = Label("区域内人数", "people in the zone")
TIER_SHORT: dict[Tier, Label] = {
    "blue": Label("蓝", "blue"),
    "yellow": Label("黄", "yellow"),
    "orange": Label("橙", "orange"),
    "red": Label("红", "red"),
}

ZONES = Label("区域", "Zones")
ZONE = Label("区域", "Zone")
IN_PICTURE = Label("在画面中的位置", "Where in the picture")
RING = Label("画面坐标（0 到 1）：{points}", "picture coordinates (0 to 1): {points}")
MOST = Label("最多人数", "Most people")
MEAN = Label("平均人数", "Mean")
TIER_COUNTS = Label("蓝 / 黄 / 橙 / 红 起点", "Blue / yellow / orange / red from")
EVALUATED = Label("拥堵评估", "Crowding")
EVALUATED_YES = Label("已评估", "evaluated")
EVALUATED_PARTLY = Label("部分时间未知", "unknown for part of the time")
EVALUATED_UNKNOWN = Label("未知", "unknown")
NO_COUNTS = Label(
    "未评估：没有给出四级人数，又没有地面标定，无法得知多少人算拥堵",
    "not evaluated: no four counts were given and there is no ground plane, so nobody can say how"
    " many are too many",
)
TOO_SPARSE = Label("未评估：每秒不足一个样本", "not evaluated: fewer than one sample a second")
NO_SAMPLES = Label("未评估：没有样本", "not evaluated: no samples")

HEADLINES: dict[Answer, Label] = {
    "crowded": CROWDED,
    "calm": NOT_CROWDED,
    "partly_unknown": PARTLY_UNKNOWN,
    "unknown": UNKNOWN,
    "not_evaluated": NOT_EVALUATED,
}

EVENTS = Label("拥堵事件", "Crowding events")
EVENTS_NONE = Label("没有。", "None.")
EVENTS_PARTLY_UNKNOWN = Label("在已知的时间里没有。", "None in the time that is known.")
EVENTS_UNKNOWN = Label("未知，因此没有事件可列。", "Unknown, so there is none to list.")
EVENTS_NONE_EVALUATED = Label(
    "未评估，因此没有事件可列。", "Not evaluated, so there is none to list."
)
EVENTS_WITHOUT: dict[Answer, Label] = {
    "calm": EVENTS_NONE,
    "partly_unknown": EVENTS_PARTLY_UNKNOWN,
    "unknown": EVENTS_UNKNOWN,
    "not_evaluated": EVENTS_NONE_EVALUATED,
}
START = Label("开始", "Start")
TIERS_THROUGH_TIME = Label("等级变化", "Tier through time")
PEAK = Label("峰值", "Peak")
PEAK_AT = Label("{count} 人（{time}）", "{count} people ({time})")
DURATION = Label("持续", "Duration")
STATUS = Label("状态", "Status")
AT_LEAST = Label("至少 {time}", "at least {time}")

OUTSIDE = Label("高峰时段之外的意外聚集", "Unexpected gatherings outside the peak windows")
OUTSIDE_NOT_EVALUATED = Label("未评估：{why}。", "Not evaluated: {why}.")
WINDOWS = Label("高峰时段", "Peak windows")
WINDOWS_NONE = Label("没有", "none")
BAR = Label("标准", "From")
BAR_TOLD = Label("{people} 人停留 {seconds} 秒", "{people} people for {seconds} s")
OUTSIDE_WATCHED = Label("已评估（秒）", "Watched, s")
OUTSIDE_UNKNOWN = Label("未知（秒）", "Unknown, s")
IN_PEAKS = Label("高峰时段内（秒）", "In windows, s")
OUTSIDE_METHOD = Label(
    "按校历判断：假期没有高峰时段，调休日按指定的星期安排。高峰时段之外达到所列人数并停留所列时间"
    "（其中八成时间达到）即为意外聚集，低于八成并保持 60 秒才结束；四级拥堵不受影响。"
    "默认标准为经验假设。",
    "By the school's calendar: holidays have no peak windows, and make-up days follow the plan of"
    " the weekday that it names. So many people for so long, there for 80 % of the time, are"
    " unexpected, until they are below four fifths of that for 60 s; the four tiers hold all the"
    " same. The default bar is an assumption.",
)

FLOW = Label("进出人数", "In and out")
LINE = Label("线", "Line")
ENDS = Label("{start} 至 {end}（0 到 1）", "{start} to {end}, from 0 to 1")
WIDTH = Label("净宽（米）", "Clear width, m")
PEOPLE_IN_OUT = Label("进 / 出（人）", "People in / out")
BUSIEST = Label("最忙一分钟 进 / 出（人）", "Busiest minute, in / out")
PEAK_FLOW = Label("最大流率 进 / 出（人每分钟每米）", "Peak, in / out, a minute and metre")
FLOW_METHOD = Label(
    "从线的第一端望向第二端，自左手侧走到右手侧为进。只按人框的重叠在相邻画面间跟随，脚下位置"
    "过线并离开线一段距离后才计一次；跟随编号随即丢弃，不跨摄像头。漏检和遮挡会使人数偏少。",
    "Seen from a line's first end, in is from the left hand to the right. People are followed from"
    " picture to picture by the overlap of their boxes alone, and count once their feet have"
    " crossed and left the line; their numbers are then forgotten and mean nothing to another"
    " camera. Whoever is missed or hidden is missing here too.",
)
FLOW_UNKNOWN = Label(
    "未评估：画面间隔太长，无法跟随", "not evaluated: pictures too far apart to follow by"
)

FAULTS = Label("设备与检测故障", "Faults")
FAULTS_NONE = Label("没有发现故障。", "No fault was found.")
FAULT_SOURCE = Label("来源", "Source")
FAULT_KIND = Label("故障", "Fault")
FAULT_FROM = Label("从", "From")
FAULT_TO = Label("到", "To")
FAULT_DETAIL = Label("说明", "Detail")
LASTS = Label("未结束", "lasts")

DETECTOR = Label("检测器与可信程度", "The detector, and how far to trust it")
MODEL = Label("模型", "Model")
MODEL_HASH = Label("模型文件 SHA-256", "SHA-256 of the model file")
LICENCE = Label("许可", "Licence")
PROVIDER = Label("运行于", "Runs on")
THRESHOLD = Label("置信度阈值", "Score threshold")
DECODER = Label("解码", "Decoder")
ACCURACY = Label("实测准确度", "Measured accuracy")
ACCURACY_NONE = Label(
    "没有测量数据：本模型的人数仅供参考。",
    "Nothing was measured: take this model's counts as a hint only.",
)
LOW_CONFIDENCE = Label("低置信度", "Low confidence")
CALIBRATION = Label("标定", "Calibration")
BELIEVED = Label("{zone}：可信程度", "{zone}: confidence")
SATURATED = Label(
    "有 {seconds} 秒检测器的结果已满，人数至少如此",
    "for {seconds} s the detector could give no more; at least so many people",
)
NOT_GIVEN = Label("未给出", "not given")

METHOD = Label("怎样数的，哪些没有做", "How it was counted, and what was not done")
METHOD_POINTS: tuple[Label, ...] = (
    Label(
        "每一帧中，人框底边的中点算作脚下位置；落在区域多边形内的计为一人。人数不依靠跟踪。",
        "In each picture the middle of a person's lower box edge is where they stand; whoever"
        " stands inside a zone's polygon counts once. Counts never come from tracking.",
    ),
    Label(
        "没有地面标定，因此没有“每平方米人数”；等级按给定的四级人数判断。",
        "There was no ground plane, hence no people per square metre; tiers follow the four counts"
        " that were given.",
    ),
    Label(
        "人数取 3 秒滑动中位数；达到某一等级的时间须占 80 %（蓝、黄、橙 20 秒，红 15 秒）才进入，"
        "低于该等级八成并保持 60 / 30 / 20 / 20 秒才退出。",
        "Counts go through a running median of 3 s; a tier begins when 80 % of the last 20 s (15 s"
        " for red) reach it, and ends after 60 / 30 / 20 / 20 s below four fifths of it.",
    ),
    Label(
        "画面开始时或中断后已有达到蓝色人数的人群，在看满 20 秒"
        "或判定等级之前标为“未知”，不当作“正常”。",
        "A crowd of at least blue that is there when pictures begin, or come back, reads unknown,"
        " never normal, until a tier is reached or 20 s were watched.",
    ),
    Label(
        "不识别人脸和身份，不保存画面。",
        "No face is recognised, no identity is kept, no picture is stored.",
    ),
)

METHOD_OF_HEALTH = Label(
    "每秒检查一幅画面，并与首段录像开头对照：探头被遮挡、移位、模糊、冻结、黑屏或过曝时不计人数，标为“未知”。"
    "编码器逐位重复十秒的画面算冻结；白天静止的画面须持续十分钟。",
    "One picture a second is held against the beginning of the first recording. While a camera is"
    " covered, moved, blurred, frozen, black or overexposed nobody is counted, and it reads"
    " unknown. A picture is frozen when it repeats to the last bit for 10 s or, by daylight, when"
    " nothing moves for ten minutes.",
)

METHOD_WITH_GROUND: tuple[Label, ...] = (
    METHOD_POINTS[0],
    Label(
        "脚下位置按探头在图纸上的安装位姿投到地面；密度为可见地面（安装偏差内都看得到的部分）上的人数"
        "除以其面积，并按人群互相遮挡的模拟修正；检测器自身的漏检未修正。",
        "Feet are put on the ground by the pose of the camera on the plan; density is people on"
        " ground that is seen wherever the camera hangs within tolerance, over its area, corrected"
        " for people who hide each other, as simulated. What the detector itself misses is not.",
    ),
    Label(
        "超过“可测上限”后，人越多看到的越少，人数不再可信；由其他证据判定为过于拥挤时，密度记为未知，"
        "等级至少为黄色，直到又看到空地。",
        "Above the density that can be measured, more people look like fewer. Where other evidence"
        " says that it is too crowded to be counted, the density is unknown and the tier at least"
        " yellow, until free ground is seen again.",
    ),
    *METHOD_POINTS[2:],
)

_CORRECTED = Label(
    "脚下位置按探头在图纸上的安装位姿投到地面；密度为可见地面（安装偏差内都看得到的部分）上的人数"
    "除以其面积，按人群互相遮挡的模拟修正，并按检测器标定中该处身高的检出率修正。",
    "Feet are put on the ground by the pose of the camera on the plan; density is people on"
    " ground that is seen wherever the camera hangs within tolerance, over its area, corrected"
    " for people who hide each other, as simulated, and for whom the detector was measured to miss"
    " of people as tall as they are there.",
)
METHOD_CORRECTED: tuple[Label, ...] = (
    METHOD_WITH_GROUND[0],
    _CORRECTED,
    *METHOD_WITH_GROUND[2:],
)

DENSITY = Label("每平方米人数", "People per square metre")
VISIBLE_GROUND = Label("可见地面（m²）", "Visible ground (m²)")
MEAN_DENSITY = Label("平均密度（人/m²）", "Mean (people/m²)")
MOST_DENSITY = Label("最高密度（人/m²）", "Highest (people/m²)")
MEASURABLE = Label("可测上限（人/m²）", "Measurable up to (people/m²)")
DENSITY_UNKNOWN = Label("密度未知", "Density unknown")
DENSITY_KNOWN = Label("无", "never")
EVENT_SATURATED = Label("曾过于拥挤，无法计数", "at times too crowded to be counted")
SATURATED_FOR = Label("{seconds} 秒过于拥挤", "for {seconds} s: too crowded")
TIERS_BY_DENSITY = Label("{tiers} 人/m²", "{tiers} people/m²")
