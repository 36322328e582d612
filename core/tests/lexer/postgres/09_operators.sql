SELECT a --comment; here
  - b, 1+-2, x @>-- and; here
  y, '{}'::jsonb #>> '{a,b}' ?| array['x'];
CREATE OPERATOR <-> (LEFTARG = a, RIGHTARG = b, FUNCTION = f);
SELECT 1*/* ; */2, !=-3, a->>'b', c[1:2], f(x => 1), $1::int;
