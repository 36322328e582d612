CREATE USER 'a;'@'localhost' IDENTIFIED BY 'p;w';
GRANT ALL ON *.* TO 'a'@'%';
SET @x := 1, @`y;` = 2, @@session.sql_mode = 'ANSI';
SELECT @x:=@x+1, t.1st, 1e3, .5 FROM t;
PREPARE s FROM 'SELECT ?; '; EXECUTE s USING @x;
CREATE DEFINER=CURRENT_USER() SQL SECURITY INVOKER VIEW v AS SELECT CASE WHEN 1 THEN 2 END;
CREATE TABLE csv (
  delimiter varchar(5),
  DELIMITER varchar(6)
);
