-- A log as receptionist wrote it (schema_2), with made-up callers: sqlite3's dump.
PRAGMA application_id = 1380141913;
PRAGMA user_version = 0;
BEGIN TRANSACTION;
CREATE TABLE keys (subject TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO "keys" VALUES('call:c-86kwy4wpkbz4',X'D4C5081991DD069AB0DE9BA6DE3F3622E37A02A6E0D46EA3AD1A1F71DF62009E');
COMMIT;
