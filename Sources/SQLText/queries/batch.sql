-- What the leader writes, a batch at a time. Updates and deletes are driven by `id = any($1)`: a join against the
-- arrays alone, planned while the table was empty, was 160 times slower.

-- name: configure_writer
-- Plans must not depend on what the statistics said when they were made.
select set_config('enable_nestloop', 'off', false), set_config('enable_mergejoin', 'off', false),
  set_config('enable_seqscan', 'off', false), set_config('plan_cache_mode', 'force_generic_plan', false),
  set_config('max_parallel_workers_per_gather', '0', false), set_config('jit', 'off', false),
  set_config('hatchet.quiet', 'on', false),
  set_config('idle_in_transaction_session_timeout', '30s', false);

-- name: insert_live
insert into hatchet.live_task (id, run_created_at, version, priority, state, attempt, failures, losses, epoch, worker,
  queued_at, started_at, wake_at, cancelling)
select id, run_created_at, version, priority, state::hatchet.task_state, attempt, failures, losses, epoch, worker,
  queued_at, started_at, wake_at, cancelling
from unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::smallint[], $5::text[], $6::integer[], $7::smallint[],
  $8::smallint[], $9::integer[], $10::bigint[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::boolean[])
  t (id, run_created_at, version, priority, state, attempt, failures, losses, epoch, worker, queued_at, started_at,
    wake_at, cancelling);

-- name: update_live
update hatchet.live_task l
set state = t.state::hatchet.task_state, attempt = t.attempt, failures = t.failures, losses = t.losses, epoch = t.epoch,
  worker = t.worker, queued_at = t.queued_at, started_at = t.started_at, wake_at = t.wake_at, cancelling = t.cancelling,
  waits_since = case t.state when 'waiting' then l.waits_since end
from unnest($1::bigint[], $2::text[], $3::integer[], $4::smallint[], $5::smallint[], $6::integer[], $7::bigint[],
  $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::boolean[])
  t (id, state, attempt, failures, losses, epoch, worker, queued_at, started_at, wake_at, cancelling)
where l.id = any($1) and l.id = t.id;

-- name: update_waits
-- What few tasks have: conditions, or a run with times of its own.
update hatchet.live_task l
set waits_since = t.waits_since, passed = t.passed, starts_at = t.starts_at, deadline = t.deadline
from unnest($1::bigint[], $2::timestamptz[], $3::boolean[], $4::timestamptz[], $5::timestamptz[])
  t (id, waits_since, passed, starts_at, deadline)
where l.id = any($1) and l.id = t.id;

-- name: delete_live
delete from hatchet.live_task where id = any($1);

-- name: insert_attempts
-- The first record of an attempt wins.
insert into hatchet.attempt (run_id, run_created_at, task, attempt, outcome, final, by_leader, exit_code, signal, worker,
  queued_at, assigned_at, started_at, finished_at, output, error)
select run_id, run_created_at, task, attempt, outcome::hatchet.outcome, final, $16, exit_code, signal, worker,
  queued_at, assigned_at, started_at, finished_at, output, error
from unnest($1::bigint[], $2::timestamptz[], $3::smallint[], $4::integer[], $5::text[], $6::boolean[], $7::smallint[],
  $8::smallint[], $9::bigint[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[],
  $14::json[], $15::text[])
  t (run_id, run_created_at, task, attempt, outcome, final, exit_code, signal, worker, queued_at, assigned_at, started_at,
    finished_at, output, error)
on conflict do nothing;

-- name: insert_matches
-- The payload of each event ($10) comes once, whoever it wakes: $12 are places in that list.
insert into hatchet.event_match (event_id, event_created_at, run_id, run_created_at, task, leaf, workflow, matched_at, key,
  payload, error)
select m.event_id, m.event_created_at, m.run_id, m.run_created_at, m.task, m.leaf, m.workflow, m.matched_at, m.key,
  case when m.error is null then ($10::json[])[m.payload] end, m.error
from unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::timestamptz[], $5::smallint[], $6::smallint[], $7::text[],
  $8::timestamptz[], $9::text[], $11::text[], $12::integer[])
  m (event_id, event_created_at, run_id, run_created_at, task, leaf, workflow, matched_at, key, error, payload);

-- name: insert_assignment
-- A row per batch and worker, and the notice of it.
with told as (
  insert into hatchet.assignment (worker, kind, tasks, attempts) values ($1, $2, $3, $4)
)
select pg_notify('hatchet.worker.' || $1, '');

-- name: vacuum_live
-- Autovacuum naps for a minute, which is 600,000 dead rows at 10,000 tasks/s.
vacuum (truncate off) hatchet.live_task;
