--
-- PostgreSQL database dump
--
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE FUNCTION public.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
declare
    x text := 'it''s';
begin
    -- don't; split
    new.updated_at := now();
    return new;
end;
$_$;

ALTER FUNCTION public.touch() OWNER TO app;

CREATE TRIGGER touch BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.touch();
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_check CHECK (((a > 0) AND (b <> ';'::text)));
GRANT SELECT ON TABLE public.users TO reader;
