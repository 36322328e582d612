/*+ SeqScan(a) */ SELECT * FROM a; /* plain */
SELECT /*+ IndexScan(b; b_idx) */ 1 /* gone */ ;
/*! counts; too */;
SELECT 2 /*+ last */ -- gone
;
