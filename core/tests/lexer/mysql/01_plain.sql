-- comment;
# another; one
CREATE TABLE `users` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT, -- key;
  `odd;``name` varchar(10) DEFAULT 'a;b' COMMENT 'it\'s; fine', # x;
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO users VALUES ("dq;\"", 'sq;''', 'c:\\'); SELECT 1--1, 2-- comment;
;
SELECT 5--
;
