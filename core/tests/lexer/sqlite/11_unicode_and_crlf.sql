CREATE TABLE größe (
  "ключ;" TEXT DEFAULT '🦀;' -- 漢字;
);
CREATE TRIGGER t AFTER INSERT ON größe BEGIN
  SELECT 1;
END;
SELECT '漢
字';
