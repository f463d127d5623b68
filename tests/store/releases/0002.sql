BEGIN TRANSACTION;
CREATE TABLE entries (
	position INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	at TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	note TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	source TEXT NOT NULL, 
	entered_at TEXT NOT NULL, 
	supersedes TEXT NOT NULL, 
	PRIMARY KEY (position), 
	CONSTRAINT entries_id_once UNIQUE (id)
)
 STRICT

;
INSERT INTO "entries" VALUES(1,'e1','2026-01-05','','rating','pain','4','','','','cli','2026-01-05T20:00:00Z','');
INSERT INTO "entries" VALUES(2,'e2','2026-01-06','00:30:00','dose','naltrexone','1.5','mg','after midnight','Europe/Paris','','','');
INSERT INTO "entries" VALUES(3,'e3','2026-01-06','08:00:00','rating','pain','5','','','','import:native:1','','e1');
CREATE TABLE guidance_records (
	id TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	as_of TEXT NOT NULL, 
	protocol_id TEXT NOT NULL, 
	protocol_version TEXT NOT NULL, 
	protocol_sha256 TEXT NOT NULL, 
	facts_json TEXT NOT NULL, 
	guidance_json TEXT NOT NULL, 
	entries_digest TEXT NOT NULL, 
	zonewise_version TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "guidance_records" VALUES('g1','2026-01-06T20:00:00Z','2026-01-06','ldn','1','ab','{}','{}','cd','0.1.0');
CREATE TABLE imports (
	id TEXT NOT NULL, 
	at TEXT NOT NULL, 
	file_name TEXT NOT NULL, 
	file_sha256 TEXT NOT NULL, 
	format TEXT NOT NULL, 
	mapping TEXT NOT NULL, 
	counts_json TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "imports" VALUES('i1','2026-01-06T19:00:00Z','diary.csv','ef','native','','{"rows": 1}');
CREATE TABLE row_sums (
	table_name TEXT NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	PRIMARY KEY (table_name, first)
)
 STRICT

;
INSERT INTO "row_sums" VALUES('entries',1,3,'dd0817337c8c8734cbed30a67a8d0181beb65f6f451911f8da22e021a78e9740');
INSERT INTO "row_sums" VALUES('guidance_records',1,1,'fcdc2b225187d50766bb1f25bfb019616e8c57f3bedeece8fd419bbc81ae4f3e');
INSERT INTO "row_sums" VALUES('imports',1,1,'1ff574a1df5af7af028257adb95dea6fccd43a0597194139f600dd3093ab2265');
CREATE TABLE unfinished_imports (
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	PRIMARY KEY (first)
)
 STRICT

;
CREATE TABLE zonewise_revision (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT zonewise_revision_pkc PRIMARY KEY (version_num)
);
INSERT INTO "zonewise_revision" VALUES('0002');
CREATE INDEX entries_by_day ON entries (day, at, id);
CREATE INDEX entries_by_source ON entries (source) WHERE source <> '';
CREATE INDEX entries_by_supersedes ON entries (supersedes) WHERE supersedes <> '';
CREATE INDEX guidance_records_by_day ON guidance_records (as_of, recorded_at, id);
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries is append-only: write a new row instead'); END;
CREATE TRIGGER entries_no_replace BEFORE INSERT ON entries WHEN EXISTS (SELECT 1 FROM entries WHERE id = NEW.id OR rowid = NEW.rowid) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER guidance_records_no_update BEFORE UPDATE ON guidance_records BEGIN SELECT RAISE(ABORT, 'guidance_records is append-only: write a new row instead'); END;
CREATE TRIGGER guidance_records_no_delete BEFORE DELETE ON guidance_records BEGIN SELECT RAISE(ABORT, 'guidance_records is append-only: write a new row instead'); END;
CREATE TRIGGER guidance_records_no_replace BEFORE INSERT ON guidance_records WHEN EXISTS (SELECT 1 FROM guidance_records WHERE id = NEW.id OR rowid = NEW.rowid) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER imports_no_update BEFORE UPDATE ON imports BEGIN SELECT RAISE(ABORT, 'imports is append-only: write a new row instead'); END;
CREATE TRIGGER imports_no_delete BEFORE DELETE ON imports BEGIN SELECT RAISE(ABORT, 'imports is append-only: write a new row instead'); END;
CREATE TRIGGER imports_no_replace BEFORE INSERT ON imports WHEN EXISTS (SELECT 1 FROM imports WHERE id = NEW.id OR rowid = NEW.rowid) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries WHEN NOT EXISTS (SELECT 1 FROM unfinished_imports WHERE OLD.position BETWEEN first AND last) BEGIN SELECT RAISE(ABORT, 'entries is append-only: write a new row instead'); END;
COMMIT;
