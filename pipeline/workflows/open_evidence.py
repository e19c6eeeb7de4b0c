"""Shows somebody a file of evidence, once the register says who wants to see it and why."""

import hashlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.timeline import EvidenceFile
from pipeline.errors import InputError, StorageError, UnknownNameError
from pipeline.store.camera_state import refuse_other
from pipeline.store.database import open_store, store_path
from pipeline.store.export import Access, record_access
from pipeline.store.retention import evidence_folder
from pipeline.store.timeline import evidence_named


@dataclass(frozen=True)
class Asking:
    """Who wants to see a file of evidence of a site, for whom, why and when."""

    name: str
    site_id: str
    who: str
    why: str
    now_s: float
    unit: str = ""


@dataclass(frozen=True, eq=False)
class Opened:
    """What a file of evidence holds, and under which number the chain knows who opened it."""

    file: EvidenceFile
    content: bytes
    record: int


def open_evidence(store_file: Path, asking: Asking) -> Opened | EvidenceFile:
    """Return a file of evidence, or what is known of one that is not there any more.

    The access is chained before anything is returned; of what is not shown there is none. Raises
    UnknownNameError for a file that this store has never had, InputError without a reason, and
    StorageError for one that is not what the chain says.
    """
    if not asking.why.strip():
        raise InputError("say why this evidence is to be seen; the register keeps the reason")
    # What is damaged is met where it is read: whoever wants to see a picture waits for no check.
    with closing(open_store(store_file, checked=False)) as store:
        refuse_other(store, asking.site_id)
        file = evidence_named(store, asking.name)
        if file is None:
            raise UnknownNameError(f"no evidence {asking.name[:80]!r} in this store")
        if not file.is_there:
            return file
        path = evidence_folder(store_path(store)) / file.name
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return file
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror or error}") from error
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise StorageError(f"{file.name}: is not what the chain says of it, and is not shown")
        access = Access(
            asking.who,
            asking.unit or asking.site_id,
            asking.why,
            file.first_s,
            file.last_s,
            asking.now_s,
            unblurred=file.kind == "clip",
            snapshots=int(file.kind == "snapshot"),
            clips=int(file.kind == "clip"),
            seen=True,
            name=file.name,
        )
        return Opened(file, content, record_access(store, access))
