-- name: enqueue
select hatchet.enqueue($1, $2::json, $3::json, $4::integer, $5::timestamptz) as id;

-- name: cancel
select hatchet.cancel($1);

-- name: replay
select hatchet.replay($1, $2, $3);

-- name: bulk_target
-- What a bulk intake of a workflow's runs needs to know; it makes today's and tomorrow's partitions on the way.
select v.id as version, v.priority, v.input_schema is not null as checked,
  hatchet.make_partitions(hatchet.day_of(now())), hatchet.make_partitions(hatchet.day_of(now()) + 1)
from hatchet.workflow w join hatchet.workflow_version v on v.id = w.version where w.name = $1;

-- name: make_staging
-- A bulk of inputs that must be checked against a schema is staged first, so that it is taken whole or not at all.
create temporary table staging (line bigint, input json) on commit drop;

-- name: copy_runs
copy hatchet.run (version, priority, run_at, input, metadata) from stdin;

-- name: copy_staging
copy pg_temp.staging (line, input) from stdin;

-- name: first_violation
select s.line, hatchet.schema_violation(v.input_schema, s.input::jsonb) as violation
from pg_temp.staging s, hatchet.workflow_version v
where v.id = $1 and hatchet.schema_violation(v.input_schema, s.input::jsonb) is not null
order by s.line limit 1;

-- name: insert_staged
insert into hatchet.run (version, priority, run_at, input, metadata)
select $1, $2, $3, input, $4 from pg_temp.staging order by line;
