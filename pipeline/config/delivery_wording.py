"""What is told of refused receivers, and how their fields are filled in."""

from pipeline.domain.label import Label

DELIVERY_WORDINGS: dict[str, Label] = {
    "sink_needs": Label(
        "{sink} 接收方缺少 {field}；请添加", "a receiver of kind {sink} needs {field}; add it"
    ),
    "sink_has_not": Label(
        "{sink} 接收方没有 {field}；请删除", "a receiver of kind {sink} has no {field}; remove it"
    ),
    "one_way": Label(
        "{sink} 接收方的 {fields} 只能填写一个；请删除其余各项",
        "a receiver of kind {sink} takes one of {fields}; remove the others",
    ),
    "secret_url": Label(
        "{sink} 的地址含密钥，不得写入文件；请改用 url_env 或 url_file",
        "the address of a {sink} robot holds its key and must not stand in the file; use url_env"
        " or url_file",
    ),
    "receiver_url": Label(
        "应为 https:// 或 http:// 开头的地址，且不含用户名和密码；密钥请用 secret_env",
        "must be an address that begins with https:// or http://, without user and password;"
        " give a secret by secret_env",
    ),
    "night_hours": Label(
        "应为一天内的起止时刻，可跨午夜，当前为 {got}；请写成 22:00-06:00",
        "must be from when to when, over midnight if need be, got {got}; write it as in"
        " 22:00-06:00",
    ),
    "network": Label(
        "{got} 不是网段；请写成 '10.0.0.0/8' 或 '192.168.1.5/32'",
        "{got} is no network; write it as in '10.0.0.0/8' or '192.168.1.5/32'",
    ),
    "host": Label(
        "{got} 不是主机名或地址；请写成 mail.example.org",
        "{got} is no name of a machine; write it as in mail.example.org",
    ),
    "topic": Label(
        "主题不得含 + 或 #，也不得以 / 或 $ 开头，当前为 {got}；请写成 school/{{topic}}",
        "a topic has no + or # and does not begin with / or $, got {got}; write it as in"
        " school/{{topic}}",
    ),
    "mail": Label(
        "{got} 不是电子邮件地址；请写成 duty@example.org",
        "{got} is no address of e-mail; write it as in duty@example.org",
    ),
    "placeholder": Label(
        "没有占位符 {name}；可用：{known}", "there is no placeholder {name}; known: {known}"
    ),
    "series_days": Label(
        "汇总数据应比 {fine} 保存更久，当前为 {got}；请增大天数",
        "a coarser series must last as long as {fine} at least, got {got}; give more days",
    ),
    "receiver_twice": Label(
        "接收方编号 '{id}' 重复；请改名", "the receiver '{id}' is listed above; choose another id"
    ),
}

_SECRET = Label(
    "请填写存放密钥的环境变量名；密钥本身不写入文件",
    "name the environment variable that holds it; the secret itself never stands in the file",
)
_SECRET_FILE = Label("请填写存放密钥的文件", "name the file that holds it, and nothing else")

DELIVERY_HINTS: dict[str, Label] = {
    "retention": Label(
        "请写成 {events_days: 365, evidence_days: 30, …}",
        "write {events_days: 365, evidence_days: 30, …}",
    ),
    "events_days": Label("请填写事件保存天数", "give the days for which events are kept"),
    "evidence_days": Label("请填写证据保存天数", "give the days for which evidence is kept"),
    "seconds_days": Label("请填写逐秒人数保存天数", "give the days for counts by the second"),
    "minutes_days": Label("请填写逐分钟人数保存天数", "give the days for counts by the minute"),
    "quarters_days": Label("请填写逐刻钟人数保存天数", "give the days for counts by the quarter"),
    "clips": Label(
        "请写明保存未打码录像的理由和天数，例如 {because: {zh: …, en: …}, days: 30}；不保存则省略",
        "say why unblurred clips may be kept and for how many days, as in {because: {zh: …, en: …},"
        " days: 30}, or leave it out",
    ),
    "because": Label(
        "请写明理由，中英文各一句", "give the reason in both languages, as in {zh: …, en: …}"
    ),
    "before_s": Label("请填写事件开始前的秒数，0 至 60", "give seconds before the onset, 0 to 60"),
    "after_s": Label("请填写事件结束后的秒数，0 至 60", "give seconds after the end, 0 to 60"),
    "most_s": Label("请填写录像最长秒数，5 至 600", "give a clip's longest, 5 to 600 seconds"),
    "delivery": Label(
        "请列出接收方，例如 {receivers: [{id: log, sink: jsonl, path: events.jsonl}]}；可省略",
        "list receivers, as in {receivers: [{id: log, sink: jsonl, path: events.jsonl}]},"
        " or remove it",
    ),
    "receivers": Label(
        "请逐个列出接收方，每个以“- id:”开头", "list the receivers, each beginning with '- id:'"
    ),
    "sink": Label(
        "请填写 webhook、wecom、dingtalk、mqtt、jsonl 或 email",
        "say webhook, wecom, dingtalk, mqtt, jsonl or email",
    ),
    "language": Label("请填写 zh 或 en", "say zh or en"),
    "from_tier": Label(
        "请填写最低级别：blue、yellow、orange 或 red",
        "say from which tier on: blue, yellow, orange or red",
    ),
    "receivers.unexpected": Label(
        "是否通知意外聚集：true 或 false", "whether unexpected gatherings are told: true or false"
    ),
    "receivers.faults": Label(
        "是否通知设备故障：true 或 false", "whether faults of cameras are told: true or false"
    ),
    "faults": Label(
        "是否通知设备故障：true 或 false", "whether faults of cameras are told: true or false"
    ),
    "after_min": Label(
        "请填写各级别持续多少分钟后才通知（升级通知），例如 {orange: 10, red: 5}",
        "say after how many minutes of a tier they are told, as in {orange: 10, red: 5}",
    ),
    "repeat_min": Label(
        "请填写各级别每隔多少分钟再次通知，例如 {orange: 10, red: 5}",
        "say every how many minutes of a tier they are reminded, as in {orange: 10, red: 5}",
    ),
    "blue": Label("请填写分钟数", "give minutes"),
    "yellow": Label("请填写分钟数", "give minutes"),
    "orange": Label("请填写分钟数", "give minutes"),
    "red": Label("请填写分钟数", "give minutes"),
    "quiet": Label(
        "请写成 {hours: 22:00-06:00, from_tier: red}；可省略",
        "write {hours: 22:00-06:00, from_tier: red}, or remove it",
    ),
    "quiet.hours": Label("请写成 22:00-06:00", "write them as in 22:00-06:00"),
    "text": Label(
        "请给出中英文文字，可用 {place}、{what} 等占位符；可省略",
        "give the words in zh and en, with placeholders such as {place} and {what}, or remove it",
    ),
    "receivers.url": Label(
        "请填写以 https:// 开头的地址", "give an address that begins with https://"
    ),
    "receivers.url_env": _SECRET,
    "url_file": _SECRET_FILE,
    "secret_env": _SECRET,
    "secret_file": _SECRET_FILE,
    "host": Label("请填写主机名", "give the name of the machine"),
    "port": Label("请填写端口号；可省略", "give its port, or remove the line"),
    "tls": Label("是否加密：true 或 false", "whether it is encrypted: true or false"),
    "user": Label("请填写用户名", "give the user's name"),
    "password_env": _SECRET,
    "password_file": _SECRET_FILE,
    "topic": Label("请填写 MQTT 主题，例如 school/{topic}", "give a topic, such as school/{topic}"),
    "path": Label(
        "请填写文件路径（相对于站点文件）", "give a path, from the folder of the site file"
    ),
    "sender": Label("请填写发件地址", "give the address that it comes from"),
    "from": Label("请填写发件地址", "give the address that it comes from"),
    "to": Label(
        "请列出收件地址，例如 [duty@example.org]", "list addresses, as in [duty@example.org]"
    ),
    "allow": Label(
        "请列出允许发送到的内网网段，例如 ['10.0.0.0/8']；公网地址不必列出",
        "list private networks that it may be sent to, as in ['10.0.0.0/8']; public ones need none",
    ),
    "timeout_s": Label("请填写最长等待秒数，例如 5", "say how many seconds to wait, such as 5"),
}
