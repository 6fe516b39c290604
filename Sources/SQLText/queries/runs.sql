-- name: enqueue
select hatchet.enqueue($1, $2::json, $3::json, $4::integer, $5::timestamptz) as id;

-- name: enqueue_or_ask
-- With a key, or for one: see the function.
select id, created, idempotency, paused_since
from hatchet.enqueue_or_ask($1, $2::json, $3::json, $4::integer, $5::timestamptz, $6, true);

-- name: cancel
select hatchet.cancel($1);

-- name: replay
-- The input, if one replaces theirs, is sent once for all.
select hatchet.replay(run::uuid, $2, $3, $4::json) from unnest($1::text[]) run;

-- name: current_transaction
select pg_current_xact_id();

-- name: is_taken
-- Whether the leader has done what was asked for in that transaction, which is over.
select pg_visible_in_snapshot($1, snapshot) from hatchet.cursor where log = 'command';

-- name: bulk_target
-- What a bulk intake of a workflow's runs needs to know; it makes today's and tomorrow's partitions on the way.
select v.id as version, v.priority, v.input_schema is not null as checked,
  hatchet.make_partitions(hatchet.day_of(now())), hatchet.make_partitions(hatchet.day_of(now()) + 1)
from hatchet.workflow w join hatchet.workflow_version v on v.id = w.version where w.name = $1;

-- name: make_staging
-- A bulk of inputs that must be checked against a schema is staged first, so that it is taken whole or not at all.
create temporary table staging (line bigint generated always as identity, input json) on commit drop;

-- name: copy_runs
copy hatchet.run (version, priority, run_at, input, metadata) from stdin;

-- name: copy_staging
copy pg_temp.staging (input) from stdin;

-- name: first_violation
select s.line, hatchet.schema_violation(v.input_schema, s.input::jsonb) as violation
from pg_temp.staging s, hatchet.workflow_version v
where v.id = $1 and hatchet.schema_violation(v.input_schema, s.input::jsonb) is not null
order by s.line limit 1;

-- name: insert_staged
insert into hatchet.run (version, priority, run_at, input, metadata)
select $1, $2, $3, input, $4 from pg_temp.staging order by line;

-- name: has_live_work
-- Whether there is anything to do but what waits for the time that it was scheduled for, for an event or for a time that
-- its conditions name, and what waits for that. A task with neither counts as work: its row may lag behind what the leader does. What belongs to a paused
-- workflow and does not run is not to be done.
with paused as materialized (
  select array(
    select v.id from hatchet.workflow w join hatchet.workflow_version v on v.workflow = w.name
    where w.paused_at is not null) as versions
)
select exists (
  select from hatchet.live_task t, paused
  where (state = 'running' or version <> all(paused.versions))
    and (state <> 'waiting' or wake_at <= clock_timestamp()
      or (wake_at is not null and attempt > 0 and waits_since is null)
      or (wake_at is null and waits_since is null and not exists (
        select from hatchet.live_task s
        where s.id between t.id >> 12 << 12 and t.id | 4095
          and (s.waits_since is not null or s.wake_at > clock_timestamp() and s.attempt = 0)))))
  or exists (select from hatchet.backlog, paused where version <> all(paused.versions))
  or exists (select from hatchet.held_run) as busy;

-- name: has_unread_requests
-- Whether runs, commands or events were written that no leader has read yet.
with place as (select log, snapshot, floor - interval '1 hour' as floor from hatchet.cursor)
select exists (
    select from hatchet.run
    where created_at >= (select floor from place where log = 'run') and created_at < now() + interval '1 hour'
      and xid >= (select pg_snapshot_xmin(snapshot) from place where log = 'run')
      and not pg_visible_in_snapshot(xid, (select snapshot from place where log = 'run')))
  or exists (
    select from hatchet.command
    where created_at >= (select floor from place where log = 'command') and created_at < now() + interval '1 hour'
      and xid >= (select pg_snapshot_xmin(snapshot) from place where log = 'command')
      and not pg_visible_in_snapshot(xid, (select snapshot from place where log = 'command')))
  or exists (
    select from hatchet.event
    where created_at >= (select floor from place where log = 'event') and created_at < now() + interval '1 hour'
      and xid >= (select pg_snapshot_xmin(snapshot) from place where log = 'event')
      and not pg_visible_in_snapshot(xid, (select snapshot from place where log = 'event'))) as unread;
