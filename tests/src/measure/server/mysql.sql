select convert(concat('table ', table_name, ' ', table_type, ' ', coalesce(engine, ''), ' ', coalesce(table_collation, '')) using utf8mb4) collate utf8mb4_bin
from information_schema.tables where table_schema = database()
union all
select convert(concat('column ', table_name, '.', column_name, ' ', column_type, ' ', is_nullable, ' ', coalesce(column_default, 'none'),
    ' ', extra, ' ', coalesce(collation_name, ''), ' ', coalesce(generation_expression, '')) using utf8mb4) collate utf8mb4_bin
from information_schema.columns where table_schema = database()
union all
select convert(concat('index ', table_name, '.', index_name, ' ', non_unique, ' ', index_type, ' ',
    group_concat(concat(coalesce(column_name, ''), '/', coalesce(sub_part, ''), '/', coalesce(collation, '')) order by seq_in_index)) using utf8mb4) collate utf8mb4_bin
from information_schema.statistics where table_schema = database() group by table_name, index_name, non_unique, index_type
union all
select convert(concat('constraint ', table_name, '.', constraint_name, ' ', constraint_type) using utf8mb4) collate utf8mb4_bin
from information_schema.table_constraints where table_schema = database()
union all
select convert(concat('key ', k.table_name, '.', k.constraint_name, ' ', r.update_rule, ' ', r.delete_rule, ' ', k.referenced_table_name, ' ',
    group_concat(concat(k.column_name, '>', k.referenced_column_name) order by k.ordinal_position)) using utf8mb4) collate utf8mb4_bin
from information_schema.key_column_usage k join information_schema.referential_constraints r
    on r.constraint_schema = database() and r.table_name = k.table_name and r.constraint_name = k.constraint_name
where k.table_schema = database() and k.referenced_table_name is not null
group by k.table_name, k.constraint_name, r.update_rule, r.delete_rule, k.referenced_table_name
union all
select convert(concat('trigger ', event_object_table, '.', trigger_name, ' ', action_timing, event_manipulation, ' ', action_statement) using utf8mb4) collate utf8mb4_bin
from information_schema.triggers where trigger_schema = database()
union all
select convert(concat('routine ', routine_name, ' ', routine_type, ' ', coalesce(routine_definition, '')) using utf8mb4) collate utf8mb4_bin
from information_schema.routines where routine_schema = database()
union all
select convert(concat('view ', table_name, ' ', replace(view_definition, database(), 'measured')) using utf8mb4) collate utf8mb4_bin
from information_schema.views where table_schema = database()
order by 1
