SELECT E'it\'s; one \\', 'c:\'; SELECT 'plain\';
INSERT INTO t VALUES (e'\'', E'''', E'\\');
SELECT E'first'
  'second \' ; still the same string', 2;
SELECT NAME'x;', U&'d\0061t\+000061;' UESCAPE '!', U&"d!0061;""t" , B'101', x'1F', n'n;';
