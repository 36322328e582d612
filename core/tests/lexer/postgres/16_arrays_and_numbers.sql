SELECT a[1], '[;', ARRAY[[1,2],[3,4]];
SELECT "a""b;", 'a''''b;', '', "x";
SELECT .5, 1., 1.5e-3, 1e10, 0x1F, 1_000, '1';
SELECT 1 WHERE a = ANY ('{"x;y"}');
