/* outer /* inner; */ still; /* /* deeper */ */ out */
SELECT 1 /* a /* b */ ; */ + 2;
SELECT 3 --/* not a block comment
; SELECT 4 -- '
;
SELECT 5 */* times; */6;
