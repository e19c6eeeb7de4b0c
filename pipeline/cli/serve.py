"""``sightline serve``: the planner and the console in the browser."""

import argparse
import re
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.label import Label
from pipeline.errors import InputError, UsageError

if TYPE_CHECKING:
    from pipeline.domain.access import AccessKeys
    from pipeline.store.access_log import AccessLog
    from pipeline.web.desk import Desk

HELP = "the planner and the console in the browser / 浏览器中的规划器与控制台"
PORT = 8321
PROXY = re.compile(r"([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
"""What a proxy may be called, as browsers say it in the Host of a request; its port is its own."""

EPILOG = """\
At the first start a token is made for each role and printed once, as an address to log in at:
viewer looks, auditor also places, imports and keeps the ledger, admin also saves the site file.
They lie in a file for its owner alone, where people can be added by name; taking the file away
takes all tokens and sessions back. Other machines reach the server through a proxy that speaks TLS
and passes the Host on (--behind-proxy), or by --tls-cert and --tls-key; else it refuses."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline serve``."""
    parser.epilog = EPILOG
    parser.add_argument("site", metavar="SITE", type=Path, nargs="?", help="the site file")
    parser.add_argument("--store", metavar="DB", type=Path, help="the store of its watch")
    parser.add_argument("--ledger", metavar="DB", type=Path, help="its ledger of hazards")
    parser.add_argument("--city", metavar="DIR", type=Path, help="what `sightline city` left")
    parser.add_argument(
        "--profile",
        metavar="P",
        default="full-coverage",
        help="what must be covered (default: full-coverage), as for `sightline audit`",
    )
    parser.add_argument("--host", default="127.0.0.1", help="(default: this machine alone)")
    parser.add_argument("--port", type=_port, default=PORT, help=f"(default: {PORT}; 0 for any)")
    parser.add_argument(
        "--behind-proxy",
        metavar="NAME",
        help="a proxy on NAME (as in plan.school.example) speaks TLS and passes requests on",
    )
    parser.add_argument("--tls-cert", metavar="FILE", type=Path, help="certificate (PEM)")
    parser.add_argument("--tls-key", metavar="FILE", type=Path, help="its key (PEM)")
    parser.add_argument(
        "--access", metavar="DIR", type=Path, help="where tokens and log are (default: the user's)"
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"must be a whole number up to 65535, got {text!r}")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    _refuse_exposed(args)
    from pipeline.store.access_file import access_folder, access_keys
    from pipeline.store.access_log import AccessLog
    from pipeline.web.app import application
    from pipeline.web.listening import listener, server

    named = _served(args)
    folder = args.access or access_folder(named)
    _refuse_unread(args)
    with listener(args.host, args.port) as socket:
        # Tokens are shown once: they are made when nothing is left that could refuse to start.
        log = AccessLog(folder / "log.db")
        keys, are_new = access_keys(folder / "tokens.json")
        app = application(_desk(args, keys, log, folder))
        address = _address(args, socket.getsockname()[1])
        for line in _greeting(address, keys, folder / "tokens.json", are_new=are_new):
            print(line.told(args.lang), file=sys.stderr, flush=True)
        tls = {"ssl_certfile": args.tls_cert, "ssl_keyfile": args.tls_key} if args.tls_cert else {}
        server(app, proxy_headers=args.behind_proxy is not None, **tls).run(sockets=[socket])
    return 0


def _served(args: argparse.Namespace) -> Path:
    """Return what names the server: the first thing that there is to see."""
    found: list[Path | None] = [args.site, args.city, args.ledger, args.store]
    for each in found:
        if each is not None:
            return each
    raise UsageError(
        "name a SITE, or what else there is to see: --city, --ledger or --store",
        "请给出站点文件，或以 --city、--ledger、--store 指明要看的内容",
    )


def _refuse_exposed(args: argparse.Namespace) -> None:
    """Refuse to let tokens pass over a network in the clear."""
    if (args.tls_cert is None) != (args.tls_key is None):
        raise UsageError(
            "--tls-cert and --tls-key go together", "--tls-cert 与 --tls-key 须同时给出"
        )
    if args.behind_proxy is not None and not PROXY.fullmatch(args.behind_proxy):
        raise UsageError(
            f"--behind-proxy {args.behind_proxy!r}: no name of a host; give it as browsers call it,"
            " as in plan.school.example or plan.school.example:8443",
            f"--behind-proxy {args.behind_proxy!r}：不是主机名；请按浏览器访问的名称填写，"
            "例如 plan.school.example 或 plan.school.example:8443",
        )
    if not args.host:
        raise UsageError(
            "--host is empty; give the address to listen on, as in 127.0.0.1",
            "--host 为空；请给出监听的地址，例如 127.0.0.1",
        )
    if is_private(args.host) or args.behind_proxy or args.tls_cert:
        return
    raise UsageError(
        f"--host {args.host} is reached from other machines; give --behind-proxy NAME where a proxy"
        " speaks TLS, or --tls-cert and --tls-key",
        f"--host {args.host} 可被其他机器访问；请在 TLS 代理之后使用 --behind-proxy NAME，"
        "或给出 --tls-cert 与 --tls-key",
    )


def is_private(host: str) -> bool:
    """Tell whether nobody but this machine reaches an address.

    >>> is_private("127.0.0.1"), is_private("::1"), is_private("localhost"), is_private("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_unread(args: argparse.Namespace) -> None:
    """Refuse at once what nothing could be shown of, or spoken with."""
    if args.tls_cert is not None:
        _refuse_no_certificate(args.tls_cert, args.tls_key)
    from pipeline.config.profile_file import load_profile
    from pipeline.config.site_file import load_site

    load_profile(args.profile)
    if args.site is not None:
        load_site(args.site)
    _refuse_missing(args)


def _refuse_missing(args: argparse.Namespace) -> None:
    """Refuse a ledger or a folder that is not there; a store may still be made, by a watch."""
    if args.access is not None and args.access.exists() and not args.access.is_dir():
        raise InputError(
            f"--access {args.access}: is no folder; tokens and log need one of their own",
            f"--access {args.access}：不是文件夹；令牌与日志须放在单独的文件夹中",
        )
    if args.ledger is not None and not args.ledger.is_file():
        raise InputError(
            f"--ledger {args.ledger}: no such ledger; `sightline audit SITE --ledger` begins one",
            f"--ledger {args.ledger}：没有这个台账；可用 sightline audit SITE --ledger DB 建立",
        )
    _refuse_unopened(args.store, args.ledger)
    if args.city is not None and not args.city.is_dir():
        raise InputError(
            f"--city {args.city}: no such folder; `sightline city DIR --out OUT` leaves one",
            f"--city {args.city}：没有这个文件夹；可用 sightline city DIR --out OUT 生成",
        )


def _refuse_unopened(store: Path | None, ledger: Path | None) -> None:
    """Open once what is there: no page could show anything of what is no store, or no ledger."""
    from pipeline.store.database import open_to_read
    from pipeline.store.ledger import ledger_to_read

    if store is not None and store.exists():
        open_to_read(store).close()
    if ledger is not None:
        ledger_to_read(ledger).close()


def _refuse_no_certificate(certificate: Path, key: Path) -> None:
    import ssl

    told = f"--tls-cert {certificate} --tls-key {key}"
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except ssl.SSLError as error:
        raise InputError(
            f"{told}: no certificate with its key; both must be PEM files of one pair",
            f"{told}：不是证书及其私钥；两者须为同一对 PEM 文件",
        ) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"{told}: cannot be read ({reason})", f"{told}：无法读取（{reason}）"
        ) from error


def _desk(args: argparse.Namespace, keys: "AccessKeys", log: "AccessLog", folder: Path) -> "Desk":
    from pipeline.store.ended_sessions import EndedSessions
    from pipeline.web.access import Access
    from pipeline.web.arrival import host_name
    from pipeline.web.desk import LOOPBACK_HOSTS, Desk

    own = f"[{args.host}]" if ":" in args.host else args.host.lower()
    named = (host_name(args.behind_proxy),) if args.behind_proxy else ()
    return Desk(
        access=Access(keys, ended=EndedSessions(folder / "ended.json")),
        site=args.site,
        profile=args.profile,
        store=args.store,
        ledger=args.ledger,
        city=args.city,
        lang=args.lang,
        log=log,
        hosts=named or tuple({*LOOPBACK_HOSTS, own}),
        is_secure=bool(args.behind_proxy or args.tls_cert),
    )


def _address(args: argparse.Namespace, port: int) -> str:
    if args.behind_proxy:
        return f"https://{args.behind_proxy}"
    host = f"[{args.host}]" if ":" in args.host else args.host
    return f"{'https' if args.tls_cert else 'http'}://{host}:{port}"


def _greeting(address: str, keys: "AccessKeys", path: Path, *, are_new: bool) -> Iterator[Label]:
    """Yield what is said at the start: where the pages are, and once how each role logs in."""
    yield Label(f"规划器：{address}/　Ctrl-C 结束", f"planner at {address}/  Ctrl-C ends it")
    if not are_new:
        yield Label(f"令牌在 {path}", f"tokens are in {path}")
        return
    yield Label(
        f"登录地址（仅显示一次，令牌保存在 {path}）：",
        f"log in at (shown this once; the tokens are kept in {path}):",
    )
    for holder in keys.holders:
        line = f"  {holder.who.role:8} {address}/login#{holder.token}"
        yield Label(line, line)
