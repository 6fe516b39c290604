-- Workers: each start is a row, each life an advisory lock of its session.

-- name: configure_worker
-- Plans must not depend on what the statistics said when they were made.
select set_config('enable_seqscan', 'off', false), set_config('plan_cache_mode', 'force_generic_plan', false),
  set_config('jit', 'off', false);

-- name: register_worker
-- The lock is held before the row can be seen: a leader that found the one without the other would give the worker up.
with registered as (
  insert into hatchet.worker (name, host, pid, slots, labels, paused) values ($1, $2, $3, $4, $5, $6) returning id
)
select id, pg_try_advisory_lock(hashtext('hatchet'), id::integer) as held from registered;

-- name: hold_worker_lock
select pg_try_advisory_lock(hashtext('hatchet'), $1::bigint::integer) as held;

-- name: beat_worker
-- $2: the last assignment that it has taken over, so that the leader may forget it; whether there are later ones.
update hatchet.worker set seen_at = clock_timestamp(), received = greatest(received, $2) where id = $1
returning draining, stopped_at is not null as given_up, paused,
  exists (select from hatchet.assignment where worker = $1 and id > $2) as has_notices;

-- name: drain_worker
update hatchet.worker set draining = true where id = $1 and stopped_at is null;

-- name: order_worker
select hatchet.order_worker($1, $2);

-- name: stop_worker
update hatchet.worker set stopped_at = clock_timestamp() where id = $1 and stopped_at is null;

-- name: end_own_session
-- The session that a worker had before its connection broke, should the server not have noticed yet.
select pg_terminate_backend(l.pid) as ended
from pg_locks l
where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.objid = $1::bigint::integer::oid
  and l.classid = (hashtext('hatchet')::bigint & 4294967295)::oid
  and l.database = (select oid from pg_database where datname = current_database());

-- name: stop_workers
-- The leader's word that these are lost.
update hatchet.worker set stopped_at = clock_timestamp() where id = any($1) and stopped_at is null;

-- name: list_live_workers
select w.id, w.name, w.host, w.pid, w.slots, w.labels, w.draining, w.started_at, w.seen_at, l.pid is not null as connected,
  extract(epoch from clock_timestamp() - w.seen_at)::float8 as silence, w.paused
from hatchet.worker w left join pg_locks l on l.locktype = 'advisory' and l.granted and l.objsubid = 2
  and l.objid = w.id::integer::oid and l.classid = (hashtext('hatchet')::bigint & 4294967295)::oid
  and l.database = (select oid from pg_database where datname = current_database())
where w.stopped_at is null;

-- name: take_assignments
select id, kind, tasks, attempts from hatchet.assignment where worker = $1 and id > $2 order by id;

-- name: forget_assignments
delete from hatchet.assignment a using hatchet.worker w
where w.id = a.worker and (a.id <= w.received or w.stopped_at is not null);

-- name: still_assigned
-- Which of these attempts are still this worker's: the others were given up.
select id, attempt from hatchet.live_task where id = any($2) and worker = $1 and state = 'running';

-- name: load_assigned
-- What a worker in another process needs to know of the tasks that it was given.
select id, run_created_at, version, worker, queued_at, started_at, wake_at, state::text, epoch, attempt, priority, failures,
  losses, cancelling, waits_since, passed, starts_at, deadline
from hatchet.live_task where id = any($1);

-- name: load_inputs
-- One by one (`offset 0` keeps the planner from making it a join): a join that was planned when the partition was empty
-- reads all of it for each. An input that a replay has replaced is looked for only if there is any: asked once.
select r.id,
  coalesce(
    case when (select exists (select from hatchet.replay_input where run_id > 0)) then
      (select i.input from hatchet.replay_input i where i.run_id = r.id) end,
    r.input) as input,
  r.metadata, r.priority, r.triggers
from unnest($1::bigint[], $2::timestamptz[]) t (id, created_at)
  cross join lateral (
    select r.id, r.input, r.metadata, r.priority, r.triggers from hatchet.run r
    where r.id = t.id and r.created_at = t.created_at offset 0) r;

-- name: load_outputs
-- The last word of each parent task; a skipped one has no output.
select a.run_id, a.task, a.outcome::text, a.output, a.error
from unnest($1::bigint[], $2::timestamptz[], $3::smallint[]) t (run_id, run_created_at, task)
  cross join lateral (
    select a.run_id, a.task, a.outcome, a.output, a.error from hatchet.attempt a
    where a.run_id = t.run_id and a.run_created_at = t.run_created_at and a.task = t.task and a.final
    order by a.attempt desc limit 1) a;

-- name: load_matches
-- The events that conditions of these tasks waited for.
select m.run_id, m.task, m.key, m.payload
from unnest($1::bigint[], $2::timestamptz[], $3::smallint[]) t (run_id, run_created_at, task)
  cross join lateral (
    select m.run_id, m.task, m.key, m.payload, m.matched_at from hatchet.event_match m
    where m.run_id = t.run_id and m.run_created_at = t.run_created_at and m.task = t.task and m.error is null
    offset 0) m
order by m.matched_at;

-- name: load_endings
-- The last word on each task of these runs.
select a.run_id, a.task, a.outcome::text, a.error
from unnest($1::bigint[], $2::timestamptz[]) t (run_id, run_created_at)
  cross join lateral (
    select distinct on (a.task) a.run_id, a.task, a.outcome, a.error from hatchet.attempt a
    where a.run_id = t.run_id and a.run_created_at = t.run_created_at and a.final order by a.task, a.attempt desc) a;

-- name: insert_log_lines
-- On conflict: a batch whose commit was in doubt is sent again.
insert into hatchet.log_line (run_id, task, attempt, line, created_at, priority, text)
select * from unnest($1::bigint[], $2::smallint[], $3::integer[], $4::integer[], $5::timestamptz[], $6::smallint[], $7::text[])
on conflict do nothing;
