SELECT ?1, :name, @other, $third, a ->> '$.b;', c->'d' FROM t WHERE x == 1 AND y<>-1;
SELECT /*+ kept; */ 1;
SELECT 1-- ; comment
;
