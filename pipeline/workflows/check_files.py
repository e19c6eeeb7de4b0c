"""Files that a watch leaves and reads, and whom it tells: whether all is whole, for whose eyes."""

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.domain.checkup import Check, doubtful, failing, well
from pipeline.domain.delivery import Receiver
from pipeline.domain.label import Label
from pipeline.domain.site import Site
from pipeline.errors import DeliveryError, StorageError
from pipeline.sinks.connection import checked_addresses
from pipeline.sinks.secret import address_of, secrets_of
from pipeline.sinks.table import SINKS
from pipeline.store.camera_state import refuse_other
from pipeline.store.database import open_store
from pipeline.workflows.deliver import missing_secrets

OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""The rights of everybody but a file's owner."""

NETWORKED = frozenset({"webhook", "wecom", "dingtalk", "mqtt", "email"})
PLAIN_PORTS = {"http": 80, "https": 443}


def check_store(store: Path, site: Site | None) -> Iterator[Check]:
    """Yield whether a store is whole and of this site, and who may read it and its key."""
    if not store.exists():
        told = Label(f"{store} 尚未建立", f"{store} is not there yet; the watch makes it")
        yield well("store", told)
    else:
        try:
            with closing(open_store(store)) as opened:
                if site is not None:
                    refuse_other(opened, site.id)
            yield well("store", Label(f"{store} 可用", f"{store} is whole"))
        except StorageError as error:
            remedy = Label("换一个 --store，或恢复副本", "give another --store, or restore a copy")
            told = Label(f"存储无法使用（{error}）", str(error))
            yield failing("store", told, remedy)
    yield from _writable(store)
    key = store.with_name(f"{store.name}.key")
    for path in (store, store.with_name(f"{store.name}-wal"), key):
        if path.is_file():
            yield permissions(path, must=path == key)


def _writable(store: Path) -> Iterator[Check]:
    folder = store.parent
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        told = Label(f"无法写入 {folder}", f"{folder} cannot be written to")
        remedy = Label("让服务用户可写该文件夹", "make it writable by the user of the service")
        yield failing("store", told, remedy, str(folder))


def permissions(path: Path, *, must: bool) -> Check:
    """Return whether others than its owner may read a file; of a secret they must not."""
    mode = stat.S_IMODE(path.stat().st_mode)
    told = Label(f"{path} 权限 {mode:04o}", f"{path} has mode {mode:04o}")
    remedy = Label(f"chmod 600 {path}", f"chmod 600 {path}")
    if os.name == "nt" or not mode & OTHERS:
        return well("permissions", told, str(path))
    return (failing if must else doubtful)("permissions", told, remedy, str(path))


def check_secret_files(site: Site) -> Iterator[Check]:
    """Yield who may read the files that hold secrets of receivers."""
    secrets = [secret for one in site.receivers for secret in secrets_of(one.target)]
    for path in dict.fromkeys(Path(secret.file) for secret in secrets if secret.file):
        if path.is_file():
            yield permissions(path, must=True)


def check_site_file(path: Path, site: Site) -> Iterator[Check]:
    """Yield who may read a site file in which passwords of streams stand."""
    inline = [
        camera.id
        for camera in site.cameras()
        if camera.stream is not None
        and camera.stream.url_env is None
        and urlsplit(camera.stream.url).password is not None
    ]
    if inline and os.name != "nt" and path.stat().st_mode & OTHERS:
        ids = ", ".join(inline)
        yield doubtful(
            "permissions",
            Label(
                f"{path} 含有 {ids} 的码流密码，他人可读",
                f"{path} holds passwords of {ids} for all to read",
            ),
            Label("改用 url_env，或 chmod 600", "give url_env instead, or chmod 600"),
            str(path),
        )


def check_receivers(site: Site) -> Iterator[Check]:
    """Yield whether each receiver can be told: its secrets, its library, its address. None is."""
    missing: dict[str, str] = {one.id: reason for one, reason in missing_secrets(site.receivers)}
    for receiver in site.receivers:
        try:
            if receiver.id in missing:
                raise DeliveryError(missing[receiver.id])
            _check_receiver(receiver)
        except DeliveryError as error:
            told = Label(f"{receiver.id}：无法送达（{error}）", f"{receiver.id}: {error}")
            remedy = Label(
                "更正 delivery 一节，或设好密钥", "correct it in `delivery`, or set its secret"
            )
            yield failing("receiver", told, remedy, receiver.id)
        else:
            told = Label(f"{receiver.id}：配置可用", f"{receiver.id}: can be told")
            yield well("receiver", told, receiver.id)


def _check_receiver(receiver: Receiver) -> None:
    """Raise DeliveryError where a receiver could not be told; nothing is sent to it."""
    target = receiver.target
    _ = SINKS[receiver.sink]
    if receiver.sink == "mqtt":
        _need_paho()
    if receiver.sink in ("mqtt", "email"):
        checked_addresses(target.address, target.port or 0, target.allowed)
    elif receiver.sink in NETWORKED:
        parts = urlsplit(address_of(target))
        if parts.scheme not in PLAIN_PORTS or not parts.hostname:
            raise DeliveryError("its address is no http or https URL")
        port = parts.port or PLAIN_PORTS[parts.scheme]
        checked_addresses(parts.hostname, port, target.allowed)
    elif not os.access(Path(target.address).parent, os.W_OK):
        raise DeliveryError(f"{Path(target.address).parent} cannot be written to")


def _need_paho() -> None:
    from importlib.util import find_spec

    if find_spec("paho") is None:
        raise DeliveryError("MQTT needs paho-mqtt: pip install 'sightline[mqtt]'")
