CREATE RULE log_update AS ON UPDATE TO users DO ALSO (
    INSERT INTO log VALUES (OLD.id, 'a)');
    UPDATE counters SET n = n + 1; -- )
);
CREATE OR REPLACE RULE nothing AS ON DELETE TO users DO INSTEAD NOTHING;
SELECT ')' ; SELECT 1);
SELECT 2;
