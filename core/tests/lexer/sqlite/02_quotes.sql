SELECT "a;""b", 'it''s;', `c;``d`, [e;'"f], x'ABCD';
INSERT INTO [odd ; table] VALUES ('back\'); SELECT '\';
SELECT 'E' || E'x;';
