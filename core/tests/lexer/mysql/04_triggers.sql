CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW SET NEW.a = IF(NEW.b > 0, 1, 2);
CREATE TRIGGER two BEFORE UPDATE ON t FOR EACH ROW FOLLOWS one
  IF NEW.a < 0 THEN SET NEW.a = 0; END IF;
CREATE TRIGGER IF NOT EXISTS three AFTER DELETE ON t FOR EACH ROW
begin
  if old.end is null then
    update t set `end` = 1, x = case when old.begin then 1 end;
  end if;
end;
CREATE OR REPLACE TRIGGER four AFTER INSERT ON t FOR EACH ROW CALL p();
SELECT 5;
