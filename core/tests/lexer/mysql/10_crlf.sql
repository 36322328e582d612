DELIMITER $$
CREATE PROCEDURE p()
BEGIN
  SELECT 1; -- x;
END$$
DELIMITER ;

--
SELECT 'a\
b;';
# c;
SELECT 2;
