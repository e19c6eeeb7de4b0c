"""`sightline serve` as it is typed: what it refuses, what it says, and how it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from starlette.datastructures import Headers

from pipeline.cli.main import build_parser, main
from pipeline.config.yaml_gate import load_yaml
from pipeline.store.database import open_store
from pipeline.web.arrival import check_host
from tests.web.serving import HALL, hall_in, keys

ROOT = Path(__file__).parents[2]


@contextmanager
def served(site: Path, *more: str) -> "Iterator[tuple[subprocess.Popen[str], list[str]]]":
    """Serve by the command line until the block ends; gives the process and what it said."""
    command = [sys.executable, "-m", "pipeline", "serve", str(site), "--port", "0", *more]
    folder = site.parent / "access"
    process = subprocess.Popen(
        [*command, "--access", str(folder), "--lang", "en"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said: list[str] = []
    try:
        assert process.stderr is not None
        for line in process.stderr:
            said.append(line)
            if "tokens are in" in line or "admin " in line:
                break
        yield process, said
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        process.stderr.close()


def address(said: list[str]) -> str:
    found = re.search(r"http://127\.0\.0\.1:\d+", said[0])
    assert found, said
    return found[0]


def test_it_prints_tokens_once_ends_well_and_leaves_no_half_file_when_killed(
    tmp_path: Path,
) -> None:
    site = hall_in(tmp_path)
    with served(site) as (process, said):
        url = address(said)
        logins = re.findall(r"(\w+) +(http\S+)/login#(\S+)", "".join(said))
        assert [role for role, _, _ in logins] == ["viewer", "auditor", "admin"]
        with httpx.Client(base_url=url, trust_env=False) as client:
            given = client.post(
                "/api/login", json={"token": logins[2][2]}, headers={"X-Sightline": "1"}
            )
            assert given.json()["role"] == "admin"
            assert client.get("/api/session").status_code == 200
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20.0)
        assert (process.returncode, out, err) == (0, "", "")
    assert (tmp_path / "access" / "tokens.json").stat().st_mode & 0o777 == 0o600
    # Begun again it says no token, and takes those it said before.
    killed_while_saving(site, logins[2][2])


def killed_while_saving(site: Path, token: str) -> None:
    """Save again and again to a server that is killed meanwhile: no file is left half written."""
    with served(site) as (process, said):
        assert "tokens are in" in said[-1] and "login#" not in "".join(said)
        headers = {"Authorization": f"Bearer {token}", "X-Sightline": "1"}
        with httpx.Client(base_url=address(said), headers=headers, trust_env=False) as client:
            told = client.get("/api/site").json()
            saved = 0
            timer = threading.Timer(0.5, process.kill)
            timer.start()
            try:
                while True:
                    told["site"]["floors"][0]["cameras"][0]["pan_deg"] += 1
                    body = {"revision": told["revision"], "site": told["site"]}
                    told |= client.put("/api/site", json=body).raise_for_status().json()
                    saved += 1
            except httpx.TransportError:
                timer.join()
    data = load_yaml(site).data
    assert saved > 0
    # What was acknowledged is there, and perhaps one more.
    assert data["floors"][0]["cameras"][0]["pan_deg"] - 35 in (saved, saved + 1)  # type: ignore[index]
    assert site.read_text("utf-8").count("#") == HALL.count("#")


def test_to_the_network_it_goes_by_tls_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = str(hall_in(tmp_path))
    for host in ("0.0.0.0", "::", "192.168.1.5", "school.example"):
        assert main(["serve", site, "--host", host, "--lang", "en"]) == 2
        assert "--behind-proxy NAME" in capsys.readouterr().err
    assert main(["serve", site, "--tls-cert", "x.pem"]) == 2
    assert main(["serve", site, "--tls-cert", site, "--tls-key", site]) == 3
    assert "no certificate with its key" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["http://a b/", "https://plan.example", "a/b", "", "a:b", "学校"])
def test_a_proxy_that_no_browser_could_name_is_refused(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--city", "x", "--behind-proxy", name, "--lang", "en"]) == 2
    assert f"--behind-proxy {name!r}: no name of a host" in capsys.readouterr().err


def test_a_proxy_may_have_a_port_of_its_own(tmp_path: Path) -> None:
    from pipeline.cli.serve import _address, _desk

    args = build_parser().parse_args(["serve", "--behind-proxy", "Plan.example:8443"])
    args.lang = "en"
    desk = _desk(args, keys(), None, tmp_path)  # type: ignore[arg-type]
    headers = Headers({"host": "plan.example:8443"})
    check_host(headers, desk.hosts)
    assert _address(args, 1) == "https://Plan.example:8443"


def test_what_cannot_be_served_is_refused_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = ["--access", str(tmp_path / "access"), "--lang", "en"]
    assert main(["serve", *own]) == 2
    broken = tmp_path / "broken.yaml"
    broken.write_text(HALL.replace("height_m: 3\n", "height_m: three\n"), "utf-8")
    assert main(["serve", str(broken), *own]) == 3
    assert "height_m" in capsys.readouterr().err
    assert main(["serve", str(hall_in(tmp_path)), "--profile", "nothing", *own]) == 3
    assert "no profile is called 'nothing'" in capsys.readouterr().err
    none = tmp_path / "none"
    for option, wanted in (
        ("--city", "no such folder; `sightline city DIR --out OUT` leaves one"),
        ("--ledger", "no such ledger; `sightline audit SITE --ledger` begins one"),
    ):
        assert main(["serve", str(hall_in(tmp_path)), option, str(none), *own]) == 3
        assert capsys.readouterr().err == f"sightline: {option} {none}: {wanted}\n"
    assert main(["serve", "--city", str(none), "--lang", "zh"]) == 3
    zh = f"sightline: --city {none}：没有这个文件夹；可用 sightline city DIR --out OUT 生成\n"
    assert capsys.readouterr().err == zh
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", str(hall_in(tmp_path)), "--port", port, *own]) == 2
        assert "cannot be listened on" in capsys.readouterr().err


def test_what_is_no_store_and_no_ledger_is_not_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve = ["serve", str(hall_in(tmp_path)), "--access", str(tmp_path / "access"), "--lang", "en"]
    (folder := tmp_path / "folder").mkdir()
    (garbage := tmp_path / "garbage").write_bytes(b"no database" * 100)
    (empty := tmp_path / "empty").touch()
    open_store(store := tmp_path / "store.db").close()
    for option, path, code, told in (
        ("--store", folder, 5, f"{folder}: is a folder; a store is a file"),
        ("--store", garbage, 5, "no SQLite database"),
        ("--ledger", folder, 3, "no such ledger"),
        ("--ledger", garbage, 5, "no SQLite database"),
        ("--ledger", empty, 5, f"{empty}: is empty, and no ledger"),
        ("--ledger", store, 5, "or no ledger"),
    ):
        assert main([*serve, option, str(path)]) == code
        assert told in capsys.readouterr().err
    # A store that is one, or is still to come, keeps nobody waiting: the port is refused instead.
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        for path in (store, tmp_path / "to-come.db"):
            assert main([*serve, "--store", str(path), "--port", port]) == 2


def test_what_is_typed_wrong_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, access = str(hall_in(tmp_path)), tmp_path / "access"
    access.mkdir()
    (tokens := access / "tokens.json").write_text("[", "utf-8")
    tokens.chmod(0o600)
    own = ["serve", site, "--port", "0", "--access", str(access)]

    def said(code: int, *more: str, lang: str = "zh") -> str:
        assert main([*own, *more, "--lang", lang]) == code
        return capsys.readouterr().err.removeprefix("sightline: ").strip()

    assert said(2, "--host", "") == "--host 为空；请给出监听的地址，例如 127.0.0.1"
    wanted = f"{tokens}: is not JSON (line 1, column 2); mend it, or take it away for new tokens"
    assert said(5, lang="en") == wanted
    assert said(3, "--access", site).startswith(f"--access {site}：不是文件夹")
    told = said(3, "--tls-cert", site, "--tls-key", site)
    assert told == f"--tls-cert {site} --tls-key {site}：不是证书及其私钥；两者须为同一对 PEM 文件"
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        assert said(2, "--port", str(port)) == f"无法在 127.0.0.1:{port} 上监听：端口已被占用"


def test_no_token_is_made_by_a_start_that_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    access = tmp_path / "access"
    serve = ["serve", str(hall_in(tmp_path)), "--access", str(access), "--lang", "en"]
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        assert main([*serve, "--port", str(taken.getsockname()[1])]) == 2
    (access / "log.db").mkdir(parents=True)
    assert main([*serve, "--port", "0"]) == 5
    assert "log.db: is a folder" in capsys.readouterr().err
    assert not (access / "tokens.json").exists()


def test_help_loads_no_server() -> None:
    heavy = ("fastapi", "uvicorn", "starlette", "pydantic", "numpy")
    code = (
        "import sys, pipeline.cli.main as m; m.build_parser();"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", os.environ
