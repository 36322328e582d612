-- Windows; text
CREATE TABLE a (
    id int -- key;
);

SELECT 'two
lines;';
SELECT $$
;
$$
;
