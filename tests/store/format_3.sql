BEGIN TRANSACTION;
CREATE TABLE cameras (
        id TEXT PRIMARY KEY,
        name_zh TEXT NOT NULL,
        name_en TEXT NOT NULL
    ) WITHOUT ROWID;
INSERT INTO "cameras" VALUES('cam-1','一号','one');
CREATE TABLE crowding_events (
        id TEXT PRIMARY KEY,
        zone_id TEXT NOT NULL REFERENCES zones (id),
        start_s REAL NOT NULL,
        end_s REAL,
        status TEXT NOT NULL CHECK (status IN ('open', 'cleared', 'interrupted')),
        peak_tier TEXT NOT NULL,
        document TEXT NOT NULL
    ) WITHOUT ROWID;
INSERT INTO "crowding_events" VALUES('gate-0000100.000','gate',100.0,190.0,'cleared','yellow','{"changes": [{"t_s": 120.0, "tier": "blue"}, {"t_s": 140.0, "tier": "yellow"}], "end_s": 190.0, "id": "gate-0000100.000", "kind": "crowding", "peak_count": 9, "peak_s": 104.0, "peak_tier": "yellow", "saturated": false, "start_s": 100.0, "status": "cleared", "zone_id": "gate"}');
INSERT INTO "crowding_events" VALUES('gate-0000300.000','gate',300.0,NULL,'open','blue','{"changes": [{"t_s": 320.0, "tier": "blue"}], "end_s": null, "id": "gate-0000300.000", "kind": "crowding", "peak_count": 7, "peak_s": 304.0, "peak_tier": "blue", "saturated": true, "start_s": 300.0, "status": "open", "zone_id": "gate"}');
CREATE TABLE health_faults (
        camera_id TEXT NOT NULL REFERENCES cameras (id),
        kind TEXT NOT NULL,
        start_s REAL NOT NULL,
        end_s REAL,
        detail TEXT NOT NULL, detail_zh TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (camera_id, start_s, kind)
    ) WITHOUT ROWID
    ;
INSERT INTO "health_faults" VALUES('cam-1','offline',130.0,150.0,'no route','无法到达主机');
CREATE TABLE "occupancy" (
        zone_id TEXT NOT NULL REFERENCES zones (id),
        second INTEGER NOT NULL,
        samples INTEGER NOT NULL,
        people_max INTEGER,
        people_mean REAL,
        quality TEXT NOT NULL CHECK (quality IN ('ok', 'saturated', 'fault')),
        PRIMARY KEY (zone_id, second),
        CHECK ((people_max IS NULL) = (quality = 'fault'))
    ) WITHOUT ROWID;
INSERT INTO "occupancy" VALUES('gate',100,2,5,3.5,'ok');
INSERT INTO "occupancy" VALUES('gate',101,1,4,4.0,'saturated');
INSERT INTO "occupancy" VALUES('gate',102,0,NULL,NULL,'fault');
CREATE TABLE site (
        id TEXT PRIMARY KEY
    ) WITHOUT ROWID;
INSERT INTO "site" VALUES('school');
CREATE TABLE zones (
        id TEXT PRIMARY KEY,
        camera_id TEXT NOT NULL REFERENCES cameras (id),
        name_zh TEXT NOT NULL,
        name_en TEXT NOT NULL
    ) WITHOUT ROWID;
INSERT INTO "zones" VALUES('gate','cam-1','校门','gate');
CREATE INDEX crowding_events_by_start ON crowding_events (start_s);
COMMIT;
