CREATE TRIGGER users_touch AFTER UPDATE ON users
BEGIN
  UPDATE users SET updated_at = datetime('now') WHERE id = NEW.id;
  INSERT INTO log VALUES ('END;'); -- ; END;
END;
CREATE TEMP TRIGGER IF NOT EXISTS b DELETE ON users BEGIN SELECT 1; END
;
create temporary trigger c insert on users when new.a > 0 begin select 1;end;
SELECT 2;
