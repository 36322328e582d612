CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    EXECUTE $$ SELECT ';'; $$;
    EXECUTE $q$ SELECT $$;$$; $q$;
    RETURN NEW;
END;
$fn$;
DO $$ BEGIN PERFORM 1; END $$;
SELECT $1 + $2, a$b$c, $Ünïcode$ ; $unïcode$ ; $Ünïcode$;
SELECT $tag$ $tag ; $tagg$ $ $tag$ || '';
