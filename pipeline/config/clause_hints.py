"""How each field that only profiles have is to be filled in."""

from pipeline.domain.label import Label

CLAUSE_HINTS: dict[str, Label] = {
    "clauses": Label(
        "请逐条列出要求，每条以“- id:”开头", "list the clauses, each beginning with '- id:'"
    ),
    "wording": Label(
        "请给出条文，例如 {zh: 校门全覆盖, en: Gates are covered}",
        "give the clause's words, as in {zh: 校门全覆盖, en: Gates are covered}",
    ),
    "kinds": Label(
        "请列出部位类别，例如 [gate, corridor]", "list kinds of zone, as in [gate, corridor]"
    ),
    "recordings": Label(
        "请逐条列出对录像的要求，例如 - {id: R-1, wording: …, retention_days: 30, source: user}",
        "list what is asked of recordings,"
        " as in - {id: R-1, wording: …, retention_days: 30, source: user}",
    ),
    "longest_gap_s": Label(
        "请填写两段录像之间最长的间隔（秒），例如 60",
        "give the longest time between two recordings in seconds, such as 60",
    ),
    "sharpness": Label(
        "请填写边缘清晰度的下限，例如 0.4；清晰约为 1，完全模糊为 0",
        "give how crisp edges must be, such as 0.4; about 1 is sharp, and 0 is all blurred",
    ),
    "plane_m": Label(
        "请填写目标平面的高度（米），例如 0 或 1.5",
        "give the height of what must be seen in metres, such as 0 or 1.5",
    ),
    "density_px_per_m": Label(
        "请填写每米像素数，例如 62.5", "give pixels per metre on the target, such as 62.5"
    ),
    "density": Label(
        "请写成 {edition: 2014, class: observe}；依据 IEC 62676-4",
        "write {edition: 2014, class: observe}, by IEC 62676-4",
    ),
    "edition": Label(
        "请填写 IEC 62676-4 的版本：2014 或 2025", "give the edition of IEC 62676-4: 2014 or 2025"
    ),
    "class": Label(
        "请填写该版本的等级，例如 observe", "name a class of that edition, such as observe"
    ),
    "max_elevation_deg": Label(
        "请填写俯视目标的最大角度，例如 35",
        "give how steeply from above it may be seen at most, such as 35",
    ),
    "max_facing_deg": Label(
        "请填写偏离正面的最大角度，例如 45",
        "give how far from the front it may be seen at most, such as 45",
    ),
    "at_night": Label("夜间也有此要求则写 true", "write true if the same is asked in the dark"),
    "min_cameras": Label(
        "请填写至少几个探头能看到每一点，例如 1",
        "give how many cameras must see each point, such as 1",
    ),
    "extends": Label(
        "请填写所沿用的依据，例如 extends: full-coverage",
        "name the profile that it goes on from, as in extends: full-coverage",
    ),
    "drop": Label(
        "请逐条写明删去的条款和理由，例如 [{clause: F-02, reason: 另有门禁}]",
        "list what does not hold and why, as in [{clause: F-02, reason: doors are guarded}]",
    ),
    "clause": Label("请填写条款编号", "give the id of a clause"),
    "reason": Label("请写明理由", "say why"),
    "priority": Label(
        "请填写部位类别 1、2 或 3；没有则删除此行",
        "give the class of its locations, 1, 2 or 3, or remove the line",
    ),
    "expected": Label(
        "每所学校都有此类部位则写 true", "write true if every school has such a place"
    ),
    "basis": Label(
        "请写明所据原文，例如 国务院令第799号第十七条",
        "name the text, such as State Council Order 799, article 17",
    ),
    "retention": Label("请写成 {days: 30}", "write {days: 30}"),
    "days": Label("请填写保存天数，例如 30", "give a number of days, such as 30"),
    "bandwidth": Label("请写成 {headroom_pct: 20}", "write {headroom_pct: 20}"),
    "headroom_pct": Label(
        "请填写须留余量的百分比，例如 20", "give what must be left to spare in percent, such as 20"
    ),
    "resolution": Label(
        "请写成 {width_px: 1920, height_px: 1080}", "write {width_px: 1920, height_px: 1080}"
    ),
    "width_px": Label("请填写画面宽度（像素），例如 1920", "give pixels across, such as 1920"),
    "height_px": Label("请填写画面高度（像素），例如 1080", "give pixels down, such as 1080"),
    "frame_rate": Label("请写成 {fps: 25}", "write {fps: 25}"),
    "networking": Label("请写成 {least_pct: 100}", "write {least_pct: 100}"),
    "least_pct": Label(
        "请填写最低百分比，例如 100", "give the least share in percent, such as 100"
    ),
    "backup_power": Label("请写成 {minutes: 60}", "write {minutes: 60}"),
    "minutes": Label("请填写分钟数，例如 60", "give minutes, such as 60"),
    "clauses.devices": Label(
        "请写成 {device: emergency_button, least: 1}", "write {device: emergency_button, least: 1}"
    ),
    "device": Label(
        "请填写设备类别，例如 emergency_button", "name a kind of device, such as emergency_button"
    ),
    "least": Label("请填写最少个数，例如 1", "give the least number, such as 1"),
    "walking_distance": Label(
        "请写成 {device: emergency_button, walk_m: 30}",
        "write {device: emergency_button, walk_m: 30}",
    ),
    "walk_m": Label(
        "请填写最长步行距离（米），例如 30", "give metres of walking at most, such as 30"
    ),
    "intrusion_detection": Label("请写 intrusion_detection: {}", "write intrusion_detection: {}"),
    "gate_width": Label(
        "请写成 {m_per_100_pupils: 0.7, least_m: 3}", "write {m_per_100_pupils: 0.7, least_m: 3}"
    ),
    "m_per_100_pupils": Label(
        "请填写每百名学生的净宽（米），例如 0.7", "give metres for every 100 pupils, such as 0.7"
    ),
    "least_m": Label("请填写最小净宽（米），例如 3", "give metres at least, such as 3"),
    "not_only_the_gate": Label("请写 not_only_the_gate: {}", "write not_only_the_gate: {}"),
    "source": Label(
        "请写明依据：found、recalled、assumed 或 user",
        "say where it comes from: found, recalled, assumed or user",
    ),
}
