CREATE VIRTUAL TABLE docs USING fts5(title, body, tokenize = "unicode61; x");
CREATE TRIGGER docs_ai AFTER INSERT ON notes BEGIN
  INSERT INTO docs(rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER docs_ad AFTER DELETE ON notes BEGIN
  INSERT INTO docs(docs, rowid, title, body) VALUES('delete', old.id, old.title, old.body);
END;
CREATE VIEW v AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c LIMIT 5) SELECT * FROM c;
