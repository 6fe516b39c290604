-- What `hatchet bench` asks and does beside the path that it measures.

-- name: hold_namespace
-- Held by a session for as long as it needs the namespace: one whose lock is free was left behind by a kill.
select pg_try_advisory_lock(hashtext('hatchet'), -4) as held;

-- name: namespaces_starting_with
select nspname::text from pg_namespace where starts_with(nspname::text, $1) order by 1;

-- name: drop_namespace
drop schema if exists hatchet, hatchet_monitor cascade;

-- name: end_sessions
-- Those of the same application, but for the one that asks.
select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid();

-- name: count_sessions
-- What a session did is counted for sure when it is gone.
select count(*) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid();

-- name: read_counters
-- Commits are those of the whole database, WAL that of the whole cluster, rows those of the namespace.
select d.xact_commit as commits, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint as wal,
  (select coalesce(sum(t.n_tup_ins), 0)::bigint from pg_stat_user_tables t where t.schemaname = 'hatchet') as inserted,
  (select coalesce(sum(t.n_tup_upd), 0)::bigint from pg_stat_user_tables t where t.schemaname = 'hatchet') as updated,
  (select coalesce(sum(t.n_tup_del), 0)::bigint from pg_stat_user_tables t where t.schemaname = 'hatchet') as deleted
from pg_stat_database d where d.datname = current_database();

-- name: count_checkpoints
select checkpoints_timed + checkpoints_req from pg_stat_bgwriter;

-- name: count_checkpoints_since_17
select num_timed + num_requested from pg_stat_checkpointer;

-- name: sample_waits
-- What the sessions of an application do right now: a wait event, or nothing if they compute.
select coalesce(wait_event_type || ':' || wait_event, '') as wait, count(*)
from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid() and state = 'active' group by 1;

-- name: read_server
select current_setting('server_version') as version, current_setting('fsync') as fsync,
  current_setting('synchronous_commit') as synchronous_commit, current_setting('full_page_writes') as full_page_writes,
  current_setting('shared_buffers') as shared_buffers, current_setting('max_wal_size') as max_wal_size;

-- name: count_completed
-- Attempts on record that completed a task.
select count(*) from hatchet.attempt where final and outcome = 'completed';

-- History: days that are over, with nothing unfinished. What is written here is older than what any tail looks at.

-- name: make_history_partitions
select hatchet.make_partitions(hatchet.day_of(now()) - $1::integer), hatchet.day_start(hatchet.day_of(now()) - $1::integer) as day;

-- name: fill_history_runs
-- $2 runs of version $4, spread over the day that starts at $3, with ids from $1 on.
insert into hatchet.run (id, created_at, version, priority, input)
select $1::bigint + i, $3::timestamptz + (i * 86400.0 / $2::bigint) * interval '1 s', $4::bigint, 2, ('{"n":' || $1::bigint + i || '}')::json
from generate_series(0::bigint, $2::bigint - 1) i;

-- name: fill_history_attempts
-- One for each of those runs; one in a hundred failed.
insert into hatchet.attempt (run_id, task, attempt, outcome, final, by_leader, exit_code, run_created_at, worker, queued_at,
  assigned_at, started_at, finished_at, error)
select id, 0, 1, case when id % 100 = 7 then 'failed' else 'completed' end::hatchet.outcome, true, true,
  (id % 100 = 7)::integer, created_at, 1, created_at, created_at + interval '1 ms', created_at + interval '2 ms',
  created_at + 20 * random() * interval '1 s' + interval '2 ms', case when id % 100 = 7 then 'exit code 1' end
from generate_series(0::bigint, $2::bigint - 1) i
  cross join lateral (
    select $1::bigint + i as id, $3::timestamptz + (i * 86400.0 / $2::bigint) * interval '1 s' as created_at) r;

-- name: skip_history_ids
select setval(pg_get_serial_sequence('hatchet.run', 'id'), $1::bigint);

-- name: vacuum_history
vacuum (analyze) hatchet.run, hatchet.attempt;
