CREATE OR REPLACE FUNCTION tally(a int, b int) RETURNS int
LANGUAGE SQL
BEGIN ATOMIC
    INSERT INTO log VALUES (a);
    SELECT CASE WHEN a > b THEN CASE a WHEN 1 THEN 1 END ELSE b END;
    SELECT 1 AS end, t.case FROM t;
END;
CREATE PROCEDURE empty() BEGIN ATOMIC END;
create procedure public.p(begin int) begin atomic
    select 1; end;
CREATE FUNCTION plain(a int) RETURNS int RETURN a + 1;
SELECT 'after';
