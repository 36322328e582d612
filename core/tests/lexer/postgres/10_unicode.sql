COMMENT ON TABLE таблица IS 'комментарий; – “ü”';
INSERT INTO "ключ;🔑" (größe) VALUES ('🦀;🦀') -- 🦀;
; SELECT naïve$x$;
SELECT '漢字' /* 漢;字 */ AS 名前;
