-- What a schema is made of, one thing a line; what extensions bring is left out.
with own as (
    select n.oid, n.nspname from pg_namespace n
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
), owned as (
    select classid, objid from pg_depend where deptype = 'e'
), rel as (
    select c.*, o.nspname || '.' || c.relname as name from pg_class c join own o on o.oid = c.relnamespace
    where not exists (select 1 from owned e where e.classid = 'pg_class'::regclass and e.objid = c.oid)
)
select 'schema ' || nspname from own
union all
select 'relation ' || name || ' ' || relkind::text || relpersistence::text || relrowsecurity || relforcerowsecurity
    || coalesce(array_to_string(reloptions, ','), '') || coalesce(' ' || pg_get_partkeydef(oid), '')
    || coalesce(' ' || pg_get_expr(relpartbound, oid), '')
from rel where relkind in ('r', 'p', 'v', 'm', 'S', 'f')
union all
select 'column ' || r.name || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || ' ' || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
    || ' ' || a.attidentity::text || a.attgenerated::text
    || case when a.attcollation <> t.typcollation then ' ' || a.attcollation::regcollation else '' end
from rel r join pg_attribute a on a.attrelid = r.oid join pg_type t on t.oid = a.atttypid
left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
where r.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and a.attnum > 0 and not a.attisdropped
union all
select 'constraint ' || coalesce(r.name, k.contypid::regtype::text) || '.' || k.conname || ' ' || k.convalidated || ' '
    || pg_get_constraintdef(k.oid)
from pg_constraint k left join rel r on r.oid = k.conrelid
where k.contype not in ('n', 't') and k.connamespace in (select oid from own)
union all
select 'index ' || r.name || ' ' || i.indisvalid || ' ' || pg_get_indexdef(i.indexrelid)
from pg_index i join rel r on r.oid = i.indexrelid
union all
select 'view ' || name || ' ' || pg_get_viewdef(oid) from rel where relkind in ('v', 'm')
union all
select 'type ' || o.nspname || '.' || t.typname || ' ' || t.typtype::text
    || coalesce(' ' || (select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), '')
    || case when t.typtype = 'd' then ' ' || format_type(t.typbasetype, t.typtypmod) || t.typnotnull || coalesce(t.typdefault, '') else '' end
from pg_type t join own o on o.oid = t.typnamespace
where t.typtype in ('e', 'd', 'r', 'c') and (t.typrelid = 0 or exists (select 1 from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))
    and not exists (select 1 from owned e where e.classid = 'pg_type'::regclass and e.objid = t.oid)
union all
select 'routine ' || o.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ') '
    || coalesce(pg_get_function_result(p.oid), '') || ' ' || md5(regexp_replace(p.prosrc, '\s+', ' ', 'g'))
from pg_proc p join own o on o.oid = p.pronamespace
where not exists (select 1 from owned e where e.classid = 'pg_proc'::regclass and e.objid = p.oid)
union all
select 'trigger ' || r.name || ' ' || pg_get_triggerdef(t.oid) from pg_trigger t join rel r on r.oid = t.tgrelid where not t.tgisinternal
union all
select 'policy ' || r.name || '.' || p.polname || ' ' || p.polcmd::text from pg_policy p join rel r on r.oid = p.polrelid
union all
select 'sequence ' || r.name || ' ' || format_type(s.seqtypid, null) || ' '
    || coalesce((select d.refobjid::regclass || '.' || d.refobjsubid from pg_depend d
                 where d.classid = 'pg_class'::regclass and d.objid = r.oid and d.deptype in ('a', 'i') limit 1), '')
from pg_sequence s join rel r on r.oid = s.seqrelid
union all
select 'extension ' || extname from pg_extension
