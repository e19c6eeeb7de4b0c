"""The one door to SQLite: every store is opened, checked and brought up to date here."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from pipeline.errors import DiskFullError, StorageError
from pipeline.store.evidence_tables import EVIDENCE_TABLES
from pipeline.store.service_tables import SERVICE_TABLES

Store: TypeAlias = sqlite3.Connection
"""An open store."""

APPLICATION_ID = 0x534C4754
""""SLGT" in the header of the file says that a database is ours."""

BUSY_TIMEOUT_S = 10.0
"""How long a transaction waits for another process's to end."""

BUSY_STEP_S = 0.02
"""After so long a busy store is asked again, where SQLite itself would not wait."""

WHOLE_CHECK_BYTES = 2**28
"""Up to this size every page is checked on opening, which takes about a second; damage in a
larger store is met when the page is read, and refused then."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE site (
        id TEXT PRIMARY KEY
    ) WITHOUT ROWID;
    CREATE TABLE cameras (
        id TEXT PRIMARY KEY,
        name_zh TEXT NOT NULL,
        name_en TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE zones (
        id TEXT PRIMARY KEY,
        camera_id TEXT NOT NULL REFERENCES cameras (id),
        name_zh TEXT NOT NULL,
        name_en TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE occupancy (
        zone_id TEXT NOT NULL REFERENCES zones (id),
        second INTEGER NOT NULL,
        samples INTEGER NOT NULL,
        people_max INTEGER,
        people_mean REAL,
        quality TEXT NOT NULL CHECK (quality IN ('ok', 'fault')),
        PRIMARY KEY (zone_id, second),
        CHECK ((people_max IS NULL) = (quality = 'fault'))
    ) WITHOUT ROWID;
    CREATE TABLE crowding_events (
        id TEXT PRIMARY KEY,
        zone_id TEXT NOT NULL REFERENCES zones (id),
        start_s REAL NOT NULL,
        end_s REAL,
        status TEXT NOT NULL CHECK (status IN ('open', 'cleared', 'interrupted')),
        peak_tier TEXT NOT NULL,
        document TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX crowding_events_by_start ON crowding_events (start_s);
    CREATE TABLE health_faults (
        camera_id TEXT NOT NULL REFERENCES cameras (id),
        kind TEXT NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL,
        detail TEXT NOT NULL,
        PRIMARY KEY (camera_id, start_s, kind)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE occupancy_2 (
        zone_id TEXT NOT NULL REFERENCES zones (id),
        second INTEGER NOT NULL,
        samples INTEGER NOT NULL,
        people_max INTEGER,
        people_mean REAL,
        quality TEXT NOT NULL CHECK (quality IN ('ok', 'saturated', 'fault')),
        PRIMARY KEY (zone_id, second),
        CHECK ((people_max IS NULL) = (quality = 'fault'))
    ) WITHOUT ROWID;
    INSERT INTO occupancy_2 SELECT * FROM occupancy;
    DROP TABLE occupancy;
    ALTER TABLE occupancy_2 RENAME TO occupancy
    """,
    "ALTER TABLE health_faults ADD COLUMN detail_zh TEXT NOT NULL DEFAULT ''",
    """
    CREATE TABLE crowding_events_4 (
        id TEXT PRIMARY KEY,
        zone_id TEXT NOT NULL REFERENCES zones (id),
        start_s REAL NOT NULL,
        end_s REAL,
        status TEXT NOT NULL CHECK (status IN ('open', 'cleared', 'interrupted', 'expected')),
        peak_tier TEXT NOT NULL,
        document TEXT NOT NULL,
        kind TEXT NOT NULL DEFAULT 'crowding' CHECK (kind IN ('crowding', 'unexpected'))
    ) WITHOUT ROWID;
    INSERT INTO crowding_events_4 SELECT *, 'crowding' FROM crowding_events;
    DROP TABLE crowding_events;
    ALTER TABLE crowding_events_4 RENAME TO crowding_events;
    CREATE INDEX crowding_events_by_start ON crowding_events (start_s);
    ALTER TABLE occupancy ADD COLUMN density_p_m2 REAL;
    ALTER TABLE occupancy ADD COLUMN peak_p_m2 REAL;
    ALTER TABLE occupancy ADD COLUMN tier TEXT;
    ALTER TABLE occupancy ADD COLUMN people_in INTEGER;
    ALTER TABLE occupancy ADD COLUMN people_out INTEGER;
    CREATE TABLE grounds (
        zone_id TEXT PRIMARY KEY REFERENCES zones (id),
        visible_m2 REAL NOT NULL,
        max_measurable_p_m2 REAL NOT NULL
    ) WITHOUT ROWID
    """,
    SERVICE_TABLES,
    EVIDENCE_TABLES,
)
"""One script for each version of the schema; a script that was shipped never changes."""


@dataclass(frozen=True)
class Schema:
    """A kind of database: what it is called, its mark in the file, and how it came about."""

    name: str
    application_id: int
    migrations: tuple[str, ...]

    @property
    def door(self) -> str:
        """By which command such a database is opened to be written."""
        return "ledger list" if self.name == "ledger" else f"{self.name} status"


def open_store(
    path: Path, schema: Schema | None = None, *, checked: bool = True
) -> sqlite3.Connection:
    """Return a connection to the store at `path`, which is made if there is none.

    Without a `schema` it is the store of a watch. What a transaction has committed outlives a power
    cut (write-ahead log, every commit synced). Raises StorageError for a file that is no database,
    is another program's or of another kind, is damaged, or was written by a newer Sightline; such
    a file is left as it is. What is not `checked` for damage is met with it where it is read.
    """
    schema = schema or Schema("store", APPLICATION_ID, MIGRATIONS)
    if path.is_dir():
        raise StorageError(f"{path}: is a folder; a {schema.name} is a file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _told(path):
            return _opened(path, schema, checked)
    except StorageError:
        raise
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from error


def open_to_read(path: Path, schema: Schema | None = None) -> sqlite3.Connection:
    """Return a connection that reads a store while others write to it, and can change nothing.

    Pages are not checked beforehand: damage is met where it is read, so that opening costs a
    millisecond. Raises StorageError where there is no store, and for one that is not of this
    version: who only reads brings nothing up to date.
    """
    schema = schema or Schema("store", APPLICATION_ID, MIGRATIONS)
    if path.is_dir():
        raise StorageError(f"{path}: is a folder; a {schema.name} is a file")
    if not path.is_file():
        raise StorageError(f"{path}: there is no {schema.name}")
    if path.stat().st_size == 0:
        raise StorageError(f"{path}: is empty, and no {schema.name}")
    with _told(path):
        address = f"{path.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(
            address, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None
        )
        try:
            version = _check_owner(connection, path, schema)
            if version < len(schema.migrations):
                raise StorageError(
                    f"{path}: written by an older Sightline (schema {version}, this one knows"
                    f" {len(schema.migrations)}); `sightline {schema.door}` brings it up to date"
                )
        except BaseException:
            connection.close()
            raise
        return connection


def table_file(tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Any]]]]) -> bytes:
    """Return a database of tables, each a name, its columns and its rows, as the bytes of a file.

    It is no store: whoever reads it needs nothing of ours, and the same tables are the same bytes.
    Names of tables and columns are ours, never a user's.

    >>> table_file([("schools", ("id", "cameras"), [("a", 3)])])[:15]
    b'SQLite format 3'
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for name, columns, rows in tables:
            connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            places = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {name} VALUES ({places})", rows)
        connection.execute("COMMIT")
        return connection.serialize()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Commit all that the block writes, or nothing of it.

    The write lock is taken at once: a transaction that reads first and then asks for it is
    refused without waiting when another process was faster.
    """
    with _told(store_path(connection)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def rows(
    connection: sqlite3.Connection, query: str, values: tuple[object, ...] = ()
) -> list[tuple[Any, ...]]:
    """Return what a query finds; damage that is met on the way is a StorageError."""
    with _told(store_path(connection)):
        return connection.execute(query, values).fetchall()


def store_path(connection: sqlite3.Connection) -> Path:
    """Return where the store of a connection lies."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


@contextmanager
def sole_writer(path: Path) -> Iterator[None]:
    """Keep every other watch from the store at `path` until the block ends, or this process.

    Raises StorageError when another process has it. The lock is SQLite's own, on an empty file
    beside the store, so it works wherever the store does and outlives nobody.
    """
    beside = path.with_name(f"{path.name}.lock")
    with _told(beside):
        lock = sqlite3.connect(beside, timeout=0, isolation_level=None)
    with closing(lock):
        # Only the taking: what fails while the lock is held is no trouble of the lock file.
        with _told(beside):
            _take(lock, path)
        yield


def _take(lock: sqlite3.Connection, path: Path) -> None:
    try:
        lock.execute("PRAGMA journal_mode = MEMORY")  # Nothing is written, so no file is due.
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if not _is_busy(error):
            raise
        raise StorageError(
            f"{path}: another sightline watch writes to this store;"
            " stop it, or give this one another --store"
        ) from error


def _opened(path: Path, schema: Schema, checked: bool) -> sqlite3.Connection:
    connection = _connected(path)
    try:
        _check_owner(connection, path, schema)
        if checked:
            _check_pages(connection, path)
        _migrate(connection, path, schema)
    except BaseException:
        connection.close()
        raise
    return connection


def _connected(path: Path) -> sqlite3.Connection:
    # isolation_level None: transactions begin where we say so, not where Python guesses.
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _check_pages(connection: sqlite3.Connection, path: Path) -> None:
    if path.stat().st_size <= WHOLE_CHECK_BYTES:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(found)


def _check_owner(connection: sqlite3.Connection, path: Path, schema: Schema) -> int:
    """Refuse what is no store of ours, before a byte of it is changed; return its version."""
    # In one transaction, or a store that is just being made could be met half-way.
    connection.execute("BEGIN")
    owner, version = _number(connection, "application_id"), _number(connection, "user_version")
    is_empty = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    connection.execute("COMMIT")
    if owner != schema.application_id and (owner or version or not is_empty):
        raise StorageError(
            f"{path}: a database of another program, or no {schema.name}; give another path"
        )
    if version > len(schema.migrations):
        raise StorageError(
            f"{path}: written by a newer Sightline (schema {version}, this one knows"
            f" {len(schema.migrations)}); update Sightline, or give another path"
        )
    return version


def _migrate(connection: sqlite3.Connection, path: Path, schema: Schema) -> None:
    mode = _mode_when_logged_ahead(connection)
    if mode != "wal":
        raise StorageError(f"{path}: its file system allows no write-ahead log, only {mode!r}")
    connection.execute("PRAGMA synchronous = FULL")
    if _number(connection, "user_version") == len(schema.migrations):
        return
    with transaction(connection):
        # Read again: another process may have been faster while we waited for the lock.
        for number in range(_number(connection, "user_version"), len(schema.migrations)):
            for statement in _statements(schema.migrations[number]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute(f"PRAGMA application_id = {schema.application_id}")


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script, cut where SQLite says that one ends, triggers whole."""
    statement = ""
    for piece in script.split(";"):
        statement += f"{piece};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _mode_when_logged_ahead(connection: sqlite3.Connection) -> str:
    """Ask for a write-ahead log, and return the mode of the journal after that.

    SQLite says at once that a store is busy when another process is just changing its mode,
    whatever the busy timeout, so that is waited out here.
    """
    until = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() >= until:
                raise
        time.sleep(BUSY_STEP_S)


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    (value,) = connection.execute(f"PRAGMA {pragma}").fetchone()
    return int(value)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the file at `path` into one sentence."""
    try:
        yield
    except sqlite3.Error as error:
        kind = DiskFullError if _is_full(error) else StorageError
        raise kind(f"{path}: {_sentence(error)}") from error


def _is_full(error: sqlite3.Error) -> bool:
    """Tell whether there was no room for a write: none on the disk, or none that is allowed."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & 0xFF == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_WRITE


def _is_busy(error: sqlite3.Error) -> bool:
    """Tell whether another process is in the way; extended codes keep the reason above 8 bits."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _sentence(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_NOTADB:
        return "not a Sightline store (no SQLite database); give another path"
    if isinstance(error, sqlite3.OperationalError | sqlite3.IntegrityError):
        return f"the store could not be written or read: {error}"
    what = " ".join(str(error).split())
    return f"the store is damaged ({what}); it was left as it is: restore a copy of it"
