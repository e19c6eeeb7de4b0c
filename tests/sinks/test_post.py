"""A receiver that fails, stalls or lies is refused in bounded time, and never followed."""

import socket
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.delivery import Message, Secret, Target
from pipeline.errors import DeliveryError
from pipeline.sinks.connection import checked_addresses, is_allowed
from pipeline.sinks.dingtalk import DingTalk
from pipeline.sinks.webhook import Webhook, signature
from pipeline.sinks.wecom import WeCom
from tests.hook_server import Hook, hook_server

LOOPBACK = ("127.0.0.0/8",)
MESSAGE = Message(
    "school/gate-1#1/0", "school/crowding", "示范学校", "校门拥堵", {"key": "k", "n": 1}
)


def target(hook: Hook, **fields: Any) -> Target:
    return replace(Target(hook.url, allowed=LOOPBACK, timeout_s=0.5), **fields)


def test_a_webhook_is_told_under_a_key_with_a_signature_that_it_can_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOOK_SECRET", "geheim")
    with hook_server() as hook:
        Webhook(target(hook, secret=Secret(env="HOOK_SECRET"))).send(MESSAGE)
    ((headers, document),) = hook.seen
    assert (headers["Idempotency-Key"], document) == (MESSAGE.key, {"key": "k", "n": 1})
    told = headers["X-Sightline-Signature"]
    at_s = int(told.partition(",")[0].removeprefix("t="))
    assert abs(at_s - time.time()) < 60
    assert told == signature("geheim", b'{"key": "k", "n": 1}', at_s)
    assert signature("other", b'{"key": "k", "n": 1}', at_s) != told


@pytest.mark.parametrize(
    ("mood", "told"),
    [
        ("500", "answered 500"),
        ("400", "answered 400"),
        ("hang", "no answer within 0.5 s"),
        ("slow", "no answer within 0.5 s"),
        ("drop", "its answer is no HTTP"),
        ("redirect", "a redirect, which is not followed"),
        ("garbage", "its answer is no HTTP"),
    ],
)
@pytest.mark.fault("N2")
def test_what_is_no_good_answer_is_told_in_a_few_words(mood: str, told: str) -> None:
    with hook_server(lambda _: mood) as hook, pytest.raises(DeliveryError) as refused:
        Webhook(target(hook)).send(MESSAGE)
    assert str(refused.value).startswith("127.0.0.1: ") and told in str(refused.value)
    assert "/hook" not in str(refused.value)
    assert len(hook.seen) == 1


def test_of_an_answer_without_end_little_is_read() -> None:
    with hook_server(lambda _: "flood") as hook:
        Webhook(target(hook)).send(MESSAGE)


def test_a_receiver_that_does_not_even_listen_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nowhere = Target(f"http://127.0.0.1:{taken.getsockname()[1]}/", allowed=LOOPBACK)
        with pytest.raises(DeliveryError, match=r"could not be connected to \(refused\)"):
            Webhook(nowhere).send(MESSAGE)


@pytest.mark.fault("N2")
def test_a_private_address_is_sent_to_only_where_it_is_allowed() -> None:
    with hook_server() as hook:
        with pytest.raises(DeliveryError, match=r"127.0.0.1 is not public; add its network"):
            Webhook(target(hook, allowed=("10.0.0.0/8",))).send(MESSAGE)
        assert hook.seen == []
        Webhook(target(hook)).send(MESSAGE)
        assert len(hook.seen) == 1


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *("ff02::1", "fe80::1%eth0"),
    ],
)
@pytest.mark.fault("N2")
def test_no_address_inside_is_public_however_it_is_written(address: str) -> None:
    assert not is_allowed(address, ())


@pytest.mark.fault("N2")
def test_of_a_name_every_address_counts_and_is_asked_for_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = ["93.184.215.14", "127.0.0.1"]
    asked = []

    def answer(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in answers]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(DeliveryError, match=r"its address 127.0.0.1 is not public"):
        checked_addresses("rebinding.example", 80, ())
    answers.pop()
    assert checked_addresses("rebinding.example", 80, ()) == ((socket.AF_INET, "93.184.215.14"),)
    assert len(asked) == 2


@pytest.mark.parametrize(
    "url", ["ftp://x/", "http:///x", "http://a:b@x/", "http://x:99999/", "http://x/ y", "http://[x"]
)
def test_what_is_no_address_of_a_receiver_is_refused_unseen(url: str) -> None:
    with pytest.raises(DeliveryError) as refused:
        Webhook(Target(url)).send(MESSAGE)
    assert url not in str(refused.value)


def test_robots_are_told_in_words_and_their_refusal_behind_a_200_is_heard(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with hook_server() as hook:
        monkeypatch.setenv("WECOM", f"{hook.url}?key=geheim")
        (tmp_path / "ding").write_text(f"{hook.url}?access_token=geheim\n")
        monkeypatch.setenv("DING", "SEC")
        wecom = target(hook, address="", secret_address=Secret(env="WECOM"))
        ding = replace(wecom, secret_address=Secret(file=str(tmp_path / "ding")))
        WeCom(wecom).send(MESSAGE)
        DingTalk(replace(ding, secret=Secret(env="DING"))).send(MESSAGE)
        assert [document for _, document in hook.seen] == [
            {"msgtype": "text", "text": {"content": "示范学校\n校门拥堵"}}
        ] * 2
        assert hook.paths[0] == "/hook?key=geheim"
        assert hook.paths[1].startswith("/hook?access_token=geheim&timestamp=")
        hook.mood = lambda _: "refused"
        with pytest.raises(DeliveryError, match="the robot refused it with errcode 45009"):
            WeCom(wecom).send(MESSAGE)
        hook.mood = lambda _: "flood"
        with pytest.raises(DeliveryError, match="the robot's answer has no errcode"):
            WeCom(wecom).send(MESSAGE)


def test_a_long_text_is_cut_between_two_signs() -> None:
    with hook_server() as hook:
        long = replace(MESSAGE, text="拥" * 2000)
        WeCom(target(hook)).send(long)
    content = hook.seen[0][1]["text"]["content"]
    assert len(content.encode()) <= 2000 and content.endswith("拥")


def test_a_secret_that_is_not_there_is_told_by_its_place(tmp_path: Path) -> None:
    for secret, told in (
        (Secret(env="NOT_SET"), "the environment variable NOT_SET is not set"),
        (Secret(file=str(tmp_path / "none")), "none cannot be read"),
    ):
        with pytest.raises(DeliveryError, match=told):
            WeCom(Target(secret_address=secret)).send(MESSAGE)
