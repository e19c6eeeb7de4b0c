"""The tables that a watch needs to be left alone: chain, outbox, checkpoints, series, holds."""

SERVICE_TABLES = """
    CREATE TABLE chain (
        number INTEGER PRIMARY KEY,
        thing TEXT NOT NULL,
        revision INTEGER NOT NULL,
        body TEXT,
        body_sha256 TEXT NOT NULL,
        digest TEXT NOT NULL,
        UNIQUE (thing, revision),
        UNIQUE (thing, body_sha256)
    );
    CREATE TRIGGER chain_is_kept BEFORE DELETE ON chain BEGIN
        SELECT RAISE (ABORT, 'nothing is deleted from the chain');
    END;
    CREATE TRIGGER chain_stays BEFORE UPDATE ON chain
    WHEN new.body IS NOT NULL OR new.number IS NOT old.number OR new.thing IS NOT old.thing
        OR new.revision IS NOT old.revision OR new.digest IS NOT old.digest
        OR new.body_sha256 IS NOT old.body_sha256
    BEGIN
        SELECT RAISE (ABORT, 'a record of the chain is erased or left as it is');
    END;
    CREATE TABLE outbox (
        number INTEGER PRIMARY KEY,
        record INTEGER NOT NULL REFERENCES chain (number),
        thing TEXT NOT NULL,
        receiver TEXT NOT NULL,
        round INTEGER NOT NULL,
        may_lapse INTEGER NOT NULL,
        due_s REAL NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'void')),
        attempts INTEGER NOT NULL DEFAULT 0,
        trouble TEXT NOT NULL DEFAULT '',
        done_s REAL,
        UNIQUE (record, receiver, round)
    );
    CREATE INDEX outbox_waiting ON outbox (receiver, due_s) WHERE state = 'waiting';
    CREATE INDEX outbox_by_thing ON outbox (thing, receiver, number);
    CREATE TABLE checkpoints (
        zone_id TEXT PRIMARY KEY REFERENCES zones (id),
        second INTEGER NOT NULL,
        summed INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO checkpoints
        SELECT zone_id, max(second), min(second) FROM occupancy GROUP BY zone_id;
    CREATE TABLE occupancy_minutes (
        zone_id TEXT NOT NULL REFERENCES zones (id),
        start INTEGER NOT NULL,
        seconds INTEGER NOT NULL,
        known INTEGER NOT NULL,
        samples INTEGER NOT NULL,
        saturated INTEGER NOT NULL,
        people_max INTEGER,
        people_mean REAL,
        PRIMARY KEY (zone_id, start)
    ) WITHOUT ROWID;
    CREATE TABLE occupancy_quarters (
        zone_id TEXT NOT NULL REFERENCES zones (id),
        start INTEGER NOT NULL,
        seconds INTEGER NOT NULL,
        known INTEGER NOT NULL,
        samples INTEGER NOT NULL,
        saturated INTEGER NOT NULL,
        people_max INTEGER,
        people_mean REAL,
        PRIMARY KEY (zone_id, start)
    ) WITHOUT ROWID;
    CREATE TABLE holds (
        number INTEGER PRIMARY KEY,
        from_s REAL NOT NULL,
        to_s REAL NOT NULL CHECK (to_s >= from_s),
        who TEXT NOT NULL CHECK (who != ''),
        why TEXT NOT NULL CHECK (why != ''),
        at_s REAL NOT NULL,
        released_s REAL,
        released_by TEXT,
        released_why TEXT
    );
    CREATE TABLE evidence (
        number INTEGER PRIMARY KEY,
        thing TEXT NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        taken_s REAL NOT NULL,
        erased_s REAL
    );
    CREATE INDEX evidence_by_time ON evidence (taken_s) WHERE erased_s IS NULL
"""
"""The script that brings a store of the counts alone up to date; one that was shipped stays."""
