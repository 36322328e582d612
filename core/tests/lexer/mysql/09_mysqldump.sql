-- MySQL dump 10.13
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
/*!40000 ALTER TABLE `t` DISABLE KEYS */;
INSERT INTO `t` VALUES (1,'O\'Brien; \"x\"','{\"a\": \"b;\"}'),(2,NULL,'\\');
/*!50003 SET sql_mode = 'STRICT' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50003 TRIGGER `tr` BEFORE INSERT ON `t` FOR EACH ROW BEGIN
  SET NEW.a = 1; SET NEW.b = ';;';
END */;;
CREATE DEFINER=`root`@`%` PROCEDURE `p`()
BEGIN
  SELECT 1;
END ;;
DELIMITER ;
/*!40000 ALTER TABLE `t` ENABLE KEYS */;
