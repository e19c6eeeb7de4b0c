"""The tables that evidence of episodes needs.

Until when a file shows and may be kept at most, whether it was lost, and which episodes have none
yet.
"""

EVIDENCE_TABLES = """
    ALTER TABLE evidence ADD COLUMN ended_s REAL;
    ALTER TABLE evidence ADD COLUMN until_s REAL;
    ALTER TABLE evidence ADD COLUMN lost_s REAL;
    CREATE INDEX evidence_by_thing ON evidence (thing);
    CREATE TABLE owed_evidence (
        thing TEXT PRIMARY KEY,
        zone_id TEXT NOT NULL
    ) WITHOUT ROWID
"""
"""The script that brings store 5 up to date; one that was shipped stays."""
