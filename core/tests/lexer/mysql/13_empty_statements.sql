;
;; # nothing
/* nothing; */;
SELECT 1;;
DELIMITER //
//
SELECT 2 // //
DELIMITER ;
