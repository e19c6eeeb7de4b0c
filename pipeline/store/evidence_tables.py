"""The tables that evidence of episodes needs: until when a file shows, and who has none yet."""

EVIDENCE_TABLES = """
    ALTER TABLE evidence ADD COLUMN ended_s REAL;
    ALTER TABLE evidence ADD COLUMN lost_s REAL;
    CREATE INDEX evidence_by_thing ON evidence (thing);
    CREATE TABLE owed_evidence (
        thing TEXT PRIMARY KEY,
        zone_id TEXT NOT NULL
    ) WITHOUT ROWID
"""
"""The script that brings store 5 up to date; one that was shipped stays."""
