CREATE TABLE `größe;` (名前 INT COMMENT '漢\字;') -- 🦀;
; SELECT _utf8mb4'🦀;', N'ü;', X'4D', b'01', "“;”";
DELIMITER §
SELECT 1; SELECT nameé§ SELECT 2§
DELIMITER ;
SELECT 3;
