"""Receivers that must be refused: the line to blame, and what is said of them."""

from tests.config.malformed import GOOD, Malformed

DELIVERY = """\
receivers:
  - {id: guards, sink: wecom, url_env: GUARDS_ROBOT, from_tier: yellow}
  - id: bureau
    sink: webhook
    url: https://bureau.example/hook
    secret_env: BUREAU
    allow: [10.0.0.0/8]
    timeout_s: 4
    after_min: {orange: 10}
    quiet: {hours: 22:00-06:00, from_tier: red}
    text: {zh: "{place}：{what}", en: "{place}: {what}"}
  - {id: log, sink: jsonl, path: told.jsonl}
  - {id: bus, sink: mqtt, host: broker.example, topic: school/events}
  - {id: mail, sink: email, host: mail.example, from: a@b.example, to: [c@d.example]}
"""


def inside(delivery: str) -> str:
    """Return the good site with receivers behind its floors."""
    return f"{GOOD}delivery:\n" + "".join(f"  {line}\n" for line in delivery.splitlines())


def spoiled(name: str, old: str, new: str, *said: str) -> Malformed:
    """Return the site with one passage of its receivers replaced."""
    assert DELIVERY.count(old) == 1, f"{name}: {old!r} must stand once among the receivers"
    line = GOOD.count("\n") + 2 + DELIVERY[: DELIVERY.index(old)].count("\n")
    return Malformed(name, inside(DELIVERY.replace(old, new)).encode(), line, said)


MALFORMED_DELIVERIES = (
    spoiled("no kind of receiver", "sink: webhook", "sink: webhok", "did you mean 'webhook'?"),
    spoiled(
        "robot's key in the file",
        "url_env: GUARDS_ROBOT",
        'url: "https://x.y/?key=hunter2"',
        "the address of a wecom robot holds its key",
        "use url_env",
    ),
    spoiled(
        "address twice",
        "url_env: GUARDS_ROBOT",
        "url_env: A, url_file: b",
        "takes one of url, url_env, url_file",
    ),
    spoiled(
        "robot without an address",
        ", url_env: GUARDS_ROBOT",
        "",
        "needs url / url_env / url_file; add it",
    ),
    spoiled(
        "password in an address",
        "https://bureau",
        "https://a:hunter2@bureau",
        "without user and password",
    ),
    spoiled(
        "address of a camera",
        "https://bureau.example/hook",
        "rtsp://bureau.example/hook",
        "must be an address that begins with https://",
    ),
    spoiled("secret in the file", "secret_env: BUREAU", "secret: hunter2", "secret"),
    spoiled("no variable", "secret_env: BUREAU", 'secret_env: "1 2"', "variable"),
    spoiled("network with a host", "10.0.0.0/8", "10.0.0.1/8", "'10.0.0.1/8' is no network"),
    spoiled("wait of an hour", "timeout_s: 4", "timeout_s: 3600", "60 seconds, got 3600"),
    spoiled("tier of no name", "{orange: 10}", "{orang: 10}", "did you mean 'orange'?"),
    spoiled("minutes below none", "{orange: 10}", "{orange: -1}", "got -1"),
    spoiled("quiet for no time", "22:00-06:00", "22:00-22:00", "write it as in 22:00-06:00"),
    spoiled("quiet from no tier", "from_tier: red", "from_tier: none", "from_tier"),
    spoiled(
        "placeholder of no name",
        'zh: "{place}：',
        'zh: "{plaza}：',
        "there is no placeholder {plaza}; known: {school}",
    ),
    spoiled(
        "log with an address",
        "path: told.jsonl",
        "path: told.jsonl, host: x.y",
        "a receiver of kind jsonl has no host; remove it",
    ),
    spoiled("receiver twice", "id: log", "id: guards", "the receiver 'guards' is listed above"),
    spoiled("topic with a wildcard", "school/events", "school/#", "a topic has no + or #"),
    spoiled("machine of no name", "broker.example", '"a b"', "'a b' is no name of a machine"),
    spoiled("letter to nobody", "to: [c@d.example]", "to: []", "must not be an empty list"),
    spoiled("letter to no address", "c@d.example", '"c@d\\nBcc: x@y"', "is no address of e-mail"),
    spoiled("letter from nobody", "from: a@b.example, ", "", "of kind email needs from; add it"),
)
