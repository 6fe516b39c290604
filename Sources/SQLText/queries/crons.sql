-- Schedules: what the leader reads and moves, what a file declares, and what commands do.

-- name: load_crons
-- All that may fire, for the leader.
select id, workflow, name, expression, timezone, catch_up, catch_up_window, paused, next_at, last_at from hatchet.cron;

-- name: move_crons
-- Schedules ($1) as they were ($2 to $4) go on to their next tick ($5), the last one that fired being $6; for each tick
-- ($8) of a schedule ($7) there is a run. One that somebody has changed meanwhile stays as it is, and enqueues nothing.
-- The metadata is put together as text: no document that was taken once can break a batch.
with moved as (
  update hatchet.cron c set next_at = t.next, last_at = coalesce(t.last, c.last_at)
  from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
    t (id, expression, timezone, former, next, last)
  where c.id = any($1) and c.id = t.id and not c.paused and c.expression = t.expression and c.timezone = t.timezone
    and c.next_at is not distinct from t.former
  returning c.id, c.workflow, c.name, c.expression, c.priority, c.input, btrim(c.metadata::text, e' \t\r\n') as metadata
)
insert into hatchet.run (version, priority, input, metadata)
select w.version, coalesce(m.priority, v.priority), m.input, (
  case when m.metadata is null or m.metadata ~ '^\{\s*\}$' then '{' else left(m.metadata, -1) || ', ' end
    || '"hatchet__cron_name": ' || to_json(m.name) || ', "hatchet__cron_expression": ' || to_json(m.expression)
    || ', "hatchet__cron_scheduled_at": "'
    || to_char(k.tick at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '"}')::json
from unnest($7::bigint[], $8::timestamptz[]) with ordinality k (cron, tick, place)
  join moved m on m.id = k.cron
  join hatchet.workflow w on w.name = m.workflow
  join hatchet.workflow_version v on v.id = w.version
order by k.place;

-- name: cron_violation
-- What of the inputs ($3) of schedules ($2) breaks the schema of a workflow ($1).
select t.name, hatchet.schema_violation(v.input_schema, t.input::jsonb) as violation
from hatchet.workflow w join hatchet.workflow_version v on v.id = w.version,
  unnest($2::text[], $3::json[]) t (name, input)
where w.name = $1 and v.input_schema is not null and hatchet.schema_violation(v.input_schema, t.input::jsonb) is not null
limit 1;

-- name: input_violations
-- Which of the inputs $2 break the schema $1, and how.
select place, violation
from (
  select place, hatchet.schema_violation($1, input::jsonb) as violation
  from unnest($2::json[]) with ordinality t (input, place)) checked
where violation is not null order by place;

-- name: drop_file_crons
-- What the file of a workflow no longer has.
delete from hatchet.cron where workflow = $1 and source = 'file' and name <> all($2::text[]);

-- name: put_file_crons
-- What the file has. One that means the same times as before goes on where it was. Returns the names of those that could
-- be written: not what somebody has made by hand.
insert into hatchet.cron as c (workflow, name, source, expression, timezone, catch_up, catch_up_window, input)
select $1, t.name, 'file', t.expression, t.timezone, t.catch_up, t.catch_up_window, t.input
from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::interval[], $7::json[])
  t (name, expression, timezone, catch_up, catch_up_window, input)
on conflict (workflow, name) do update set expression = excluded.expression, timezone = excluded.timezone,
  catch_up = excluded.catch_up, catch_up_window = excluded.catch_up_window, input = excluded.input,
  next_at = case when c.expression = excluded.expression and c.timezone = excluded.timezone then c.next_at end
where c.source = 'file'
returning name;

-- name: create_cron
insert into hatchet.cron (workflow, name, source, expression, timezone, catch_up, catch_up_window, input, metadata,
  priority, paused)
select w.name, $2, 'user', $3, $4, $5, $6, $7, $8, $9, $10 from hatchet.workflow w where w.name = $1
on conflict (workflow, name) do nothing
returning id;

-- name: list_crons
select id, workflow, name, source, expression, timezone, catch_up, catch_up_window, input, metadata, priority, paused,
  created_at, last_at, next_at
from hatchet.cron order by workflow, name;

-- name: pause_cron
-- Paused, or not: what would have fired meanwhile was not missed.
update hatchet.cron set paused = $2, next_at = null where id = $1 and paused <> $2 returning id;

-- name: delete_cron
delete from hatchet.cron where id = $1 and source = 'user' returning id;

-- name: reschedule
select hatchet.reschedule($1, $2);

-- name: list_scheduled
-- Runs that wait for the time that they were asked for: none of their tasks has been tried, and one waits for a time.
select r.id, r.created_at, v.workflow, s.wake_at as run_at, r.priority, r.metadata
from (
    select id >> 12 as run, run_created_at, min(wake_at) as wake_at from hatchet.live_task
    where state = 'waiting' and wake_at is not null and waits_since is null and attempt = 0 group by 1, 2) s
  cross join lateral (
    select id, created_at, version, priority, metadata from hatchet.run
    where id = s.run and created_at = s.run_created_at offset 0) r
  join hatchet.workflow_version v on v.id = r.version
order by s.wake_at, r.id;

-- name: list_scheduled_untaken
-- The same of runs that no leader has read yet, as `untaken_runs` finds them; at most $8.
select r.id, r.created_at, v.workflow, hatchet.start_time(r.id, r.created_at, r.run_at) as run_at, r.priority, r.metadata
from (
  (select * from hatchet.run
    where xid = any($2) and created_at >= $3 and created_at < $4 and run_at > clock_timestamp()
      and ((xid, id) > ($5, $6) or not coalesce(pg_visible_in_snapshot(xid, $7::pg_snapshot), false))
    limit $8)
  union all
  (select * from hatchet.run
    where xid >= $1 and created_at >= $3 and created_at < $4 and run_at > clock_timestamp()
      and ((xid, id) > ($5, $6) or not coalesce(pg_visible_in_snapshot(xid, $7::pg_snapshot), false))
    limit $8)) r
  join hatchet.workflow_version v on v.id = r.version
order by run_at, r.id;
