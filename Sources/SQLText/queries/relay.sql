-- What the relay reads in the core and writes in the monitor, a batch at a time, set by set. Parts of a batch wait in
-- temporary tables of its session: that is where the core's rows arrive, be it from the same database or by COPY.

-- name: try_relay
-- The lock that makes the relay the only writer.
select pg_try_advisory_lock(hashtext('hatchet_monitor'), 0) as locked;

-- name: depose_relay
-- Ends the session that holds the lock if it has done nothing for $1 seconds: its process leads no more, or hangs.
select pg_terminate_backend(l.pid) as ended
from pg_locks l join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.objid = 0
  and l.classid = (hashtext('hatchet_monitor')::bigint & 4294967295)::oid
  and l.database = (select oid from pg_database where datname = current_database())
  and (a.state is distinct from 'active' or a.wait_event_type = 'Client')
  and coalesce(a.state_change < clock_timestamp() - $1::float8 * interval '1 second', true);

-- name: configure_relay
-- Nothing that it writes is a promise to anybody: after a crash, the cursor is as old as the rows.
select set_config('jit', 'off', false), set_config('plan_cache_mode', 'force_generic_plan', false),
  set_config('max_parallel_workers_per_gather', '0', false), set_config('synchronous_commit', 'off', false),
  set_config('temp_buffers', '64MB', false), set_config('work_mem', '32MB', false),
  set_config('idle_in_transaction_session_timeout', '60s', false);

-- name: make_batch_table
create temporary table batch (
  run_id bigint, xid xid8, run_created_at timestamptz, worker bigint, queued_at timestamptz, assigned_at timestamptz,
  started_at timestamptz, finished_at timestamptz, version bigint, attempt integer, task smallint, priority smallint,
  final boolean, outcome text, error text
) on commit delete rows;

-- name: make_ended_table
create temporary table ended (like hatchet_monitor.run) on commit delete rows;

-- name: make_tally_table
create temporary table tally (
  moment timestamptz, workflow integer, enqueued bigint default 0, started bigint default 0, retried bigint default 0,
  completed bigint default 0, failed bigint default 0, cancelled bigint default 0, queue_seconds float8 default 0,
  run_seconds float8 default 0
) on commit delete rows;

-- name: read_relay
-- With whether a relay is there: a process that writes holds the lock.
select moves, events, system_identifier, rebuilding, moved_at, exists (
    select from pg_locks
    where locktype = 'advisory' and granted and objsubid = 2 and objid = 0
      and classid = (hashtext('hatchet_monitor')::bigint & 4294967295)::oid
      and database = (select oid from pg_database where datname = current_database())) as alive
from hatchet_monitor.relay;

-- name: read_relay_cursors
select log, snapshot, floor, target, target_floor, position_xid, position_id from hatchet_monitor.cursor;

-- name: read_moves
select moves from hatchet_monitor.relay;

-- name: wake_relay
-- Somebody waits for it to catch up.
select pg_notify('hatchet_monitor.relay', '');

-- name: has_unrelayed
-- Whether the logs hold what the cursors of the relay ($1, $2 of runs, $3, $4 of attempts) do not see; of runs, none is
-- older than $5. Asked if no relay is there.
select exists (select from hatchet.run where xid = any($2) and created_at >= $5 and created_at < now() + interval '1 hour')
  or exists (select from hatchet.run where xid >= $1 and created_at >= $5 and created_at < now() + interval '1 hour')
  or exists (select from hatchet.attempt where xid = any($4) and run_created_at < now() + interval '1 hour')
  or exists (select from hatchet.attempt where xid >= $3 and run_created_at < now() + interval '1 hour') as unrelayed;

-- name: count_unrelayed
-- How many attempts, up to $6, a cursor has not come to; its values as in `relay_attempts`.
select count(*) from (
  (select from hatchet.attempt
    where xid = any($2) and run_created_at < now() + interval '1 hour'
      and ((xid, run_id) > ($3, $4) or not coalesce(pg_visible_in_snapshot(xid, $5::pg_snapshot), false))
    limit $6)
  union all
  (select from hatchet.attempt
    where xid >= $1 and run_created_at < now() + interval '1 hour'
      and ((xid, run_id) > ($3, $4) or not coalesce(pg_visible_in_snapshot(xid, $5::pg_snapshot), false))
    limit $6)
  limit $6) unread;

-- name: estimate_attempts
-- By the statistics; what is younger than these is left out.
select coalesce(sum(greatest(estimated_rows, 0)), 0)::bigint from hatchet.partition_day where log = 'attempt';

-- name: read_cluster
-- As the last leader has found it.
select system_identifier from hatchet.leader;

-- name: use_indexes
-- For the statement that follows: a plan that was made when a log was empty must not read it as a whole for ever.
select set_config('enable_seqscan', $1, true);

-- name: relay_runs
-- What was enqueued since the cursor, counted; parameters as in tail.sql.
with page as materialized (
  (select id, xid, created_at, version from hatchet.run
    where xid = any($2) and created_at >= $3 and created_at < now() + interval '1 hour' and (xid, id) > ($4, $5)
      and ($6::pg_snapshot is null or pg_visible_in_snapshot(xid, $6))
    order by xid, id limit $7)
  union all
  (select id, xid, created_at, version from hatchet.run
    where created_at >= $3 and created_at < now() + interval '1 hour'
      and (xid, id) > (greatest($1, $4), case when $4 >= $1 then $5 else 0 end)
      and ($6::pg_snapshot is null or pg_visible_in_snapshot(xid, $6))
    order by xid, id limit $7)
  limit $7
), last as materialized (
  select xid, id from page order by xid desc, id desc limit 1
)
select date_bin('10 seconds', created_at, 'epoch') as moment, version, count(*) as runs, (select xid from last) as xid,
  (select id from last) as id
from page group by 1, 2;

-- name: relay_attempts
-- The attempts since the cursor, those of the leader, too, with what is to be known of their runs. Attempts lie in the
-- partition of their run, however old: so all are looked at, which is a step into each one's index.
select a.run_id, a.xid, a.run_created_at, a.worker, a.queued_at, a.assigned_at, a.started_at, a.finished_at, r.version,
  a.attempt, a.task, r.priority, a.final, a.outcome::text as outcome, a.error
from (
  select * from (
    (select run_id, xid, run_created_at, worker, queued_at, assigned_at, started_at, finished_at, attempt, task, final,
        outcome, left(error, 300) as error
      from hatchet.attempt
      where xid = any($2) and run_created_at < now() + interval '1 hour' and (xid, run_id) > ($3, $4)
        and ($5::pg_snapshot is null or pg_visible_in_snapshot(xid, $5))
      order by xid, run_id fetch first $6 rows with ties)
    union all
    (select run_id, xid, run_created_at, worker, queued_at, assigned_at, started_at, finished_at, attempt, task, final,
        outcome, left(error, 300) as error
      from hatchet.attempt
      where run_created_at < now() + interval '1 hour'
        and (xid, run_id) > (greatest($1, $3), case when $3 >= $1 then $4 else 0 end)
        and ($5::pg_snapshot is null or pg_visible_in_snapshot(xid, $5))
      order by xid, run_id fetch first $6 rows with ties)
  ) unread
  order by xid, run_id fetch first $6 rows with ties) a
  left join lateral (
    select version, priority from hatchet.run
    where id = a.run_id and created_at = a.run_created_at and created_at < now() + interval '1 hour' offset 0) r on true;

-- name: batch_facts
-- What the rest of the batch is to know of its rows. A run that was pruned under its attempts has no version.
select count(*) as rows, last.xid, last.run_id,
  array(select distinct version from pg_temp.batch where version is not null) as versions,
  array(select distinct date_bin('1 day', run_created_at, 'epoch') from pg_temp.batch) as days,
  least(min(started_at), min(finished_at)) as first, max(finished_at) as last, min(run_created_at) as oldest,
  max(run_created_at) as newest, coalesce(bool_or(final and attempt > 1), false) as again
from pg_temp.batch, (select xid, run_id from pg_temp.batch order by xid desc, run_id desc limit 1) last
group by last.xid, last.run_id;

-- name: load_version_facts
select id, workflow, greatest(hatchet.task_count(definition), 1)::integer as tasks
from hatchet.workflow_version where id = any($1);

-- name: put_workflow_names
insert into hatchet_monitor.workflow (name) select distinct name from unnest($1::text[]) name on conflict do nothing;

-- name: put_versions
insert into hatchet_monitor.version (id, workflow, tasks)
select v.id, w.id, v.tasks
from unnest($1::bigint[], $2::text[], $3::integer[]) v (id, name, tasks) join hatchet_monitor.workflow w on w.name = v.name
on conflict do nothing;

-- name: list_versions
select id, tasks from hatchet_monitor.version;

-- name: make_monitor_partitions
select hatchet_monitor.make_partitions((day at time zone 'UTC')::date) from unnest($1::timestamptz[]) day;

-- name: write_events
insert into hatchet_monitor.task_event (run_id, run_created_at, worker, queued_at, assigned_at, started_at, finished_at,
  attempt, outcome, task, final, error)
select run_id, run_created_at, worker, queued_at, assigned_at, started_at, finished_at, attempt,
  outcome::hatchet_monitor.outcome, task, final, error
from pg_temp.batch where version is not null;

-- name: write_simple_runs
-- A run of one task ends with its last attempt. If that is its first, nothing is there of it yet.
insert into hatchet_monitor.run (id, created_at, version, started_at, finished_at, workflow, status, tasks, priority,
  failed_task, error)
select b.run_id, b.run_created_at, b.version, b.started_at, b.finished_at, v.workflow,
  case when b.outcome in ('completed', 'skipped') then 'completed' when b.outcome = 'cancelled' then 'cancelled'
    else 'failed' end::hatchet_monitor.status,
  1, b.priority,
  case when b.outcome in ('failed', 'timed_out', 'lost') then b.task end,
  case when b.outcome in ('failed', 'timed_out', 'lost') then b.error end
from pg_temp.batch b join hatchet_monitor.version v on v.id = b.version
where b.final and b.attempt = 1 and v.tasks = 1;

-- name: find_ended
-- The other runs of which a task has ended: have all their tasks? Created from $1 to $2, for a constant prunes. The
-- last attempt of a task counts, as in the core.
insert into pg_temp.ended (id, created_at, version, started_at, finished_at, workflow, status, tasks, priority, failed_task,
  error)
select c.run_id, c.run_created_at, c.version, l.started_at, l.finished_at, v.workflow,
  case when l.failed_task is not null then 'failed' when l.cancelled then 'cancelled' else 'completed'
    end::hatchet_monitor.status,
  l.tasks, c.priority, l.failed_task, l.error
from (
    select distinct b.run_id, b.run_created_at, b.version, b.priority
    from pg_temp.batch b where b.final and b.version is not null) c
  join hatchet_monitor.version v on v.id = c.version
  cross join lateral (
    select count(*) as tasks, count(*) filter (where final) as done, min(started_at) as started_at,
      max(finished_at) as finished_at, min(task) filter (where outcome in ('failed', 'timed_out', 'lost')) as failed_task,
      coalesce(bool_or(outcome = 'cancelled'), false) as cancelled, max(attempts) as attempts,
      (array_agg(error order by task) filter (where outcome in ('failed', 'timed_out', 'lost')))[1] as error
    from (
      select task, count(*) as attempts, min(started_at) as started_at, max(finished_at) as finished_at,
        (array_agg(final order by attempt desc))[1] as final, (array_agg(outcome order by attempt desc))[1] as outcome,
        (array_agg(error order by attempt desc))[1] as error
      from hatchet_monitor.task_event e
      where e.run_id = c.run_id and e.run_created_at = c.run_created_at and e.run_created_at between $1 and $2
      group by task) last) l
where l.done >= v.tasks and (v.tasks > 1 or l.attempts > 1);

-- name: take_back
-- What was known of their ends before is true no more, and counts no more.
with gone as (
  delete from hatchet_monitor.run r using pg_temp.ended e
  where r.workflow = e.workflow and r.status = any(enum_range(null::hatchet_monitor.status)) and r.id = e.id
    and r.created_at = e.created_at and r.created_at between $1 and $2
  returning r.finished_at, r.workflow, r.status
)
insert into pg_temp.tally (moment, workflow, completed, failed, cancelled)
select date_bin('10 seconds', finished_at, 'epoch'), workflow, -count(*) filter (where status = 'completed'),
  -count(*) filter (where status = 'failed'), -count(*) filter (where status = 'cancelled')
from gone group by 1, 2;

-- name: write_ended
with written as (
  insert into hatchet_monitor.run select * from pg_temp.ended returning finished_at, workflow, status
)
insert into pg_temp.tally (moment, workflow, completed, failed, cancelled)
select date_bin('10 seconds', finished_at, 'epoch'), workflow, count(*) filter (where status = 'completed'),
  count(*) filter (where status = 'failed'), count(*) filter (where status = 'cancelled')
from written group by 1, 2;

-- name: tally_enqueued
insert into pg_temp.tally (moment, workflow, enqueued)
select t.moment, v.workflow, t.runs
from unnest($1::timestamptz[], $2::bigint[], $3::bigint[]) t (moment, version, runs)
  join hatchet_monitor.version v on v.id = t.version;

-- name: tally_starts
insert into pg_temp.tally (moment, workflow, started, queue_seconds)
select date_bin('10 seconds', b.started_at, 'epoch'), v.workflow, count(*),
  coalesce(sum(greatest(date_part('epoch', b.started_at - b.queued_at), 0)), 0)
from pg_temp.batch b join hatchet_monitor.version v on v.id = b.version
where b.started_at is not null group by 1, 2;

-- name: tally_ends
-- With the ends of the runs that `write_simple_runs` has written.
insert into pg_temp.tally (moment, workflow, retried, completed, failed, cancelled, run_seconds)
select moment, workflow, count(*) filter (where not final),
  count(*) filter (where simple and outcome in ('completed', 'skipped')),
  count(*) filter (where simple and outcome in ('failed', 'timed_out', 'lost')),
  count(*) filter (where simple and outcome = 'cancelled'), coalesce(sum(seconds), 0)
from (
  select date_bin('10 seconds', b.finished_at, 'epoch') as moment, v.workflow, b.final, b.outcome,
    b.final and b.attempt = 1 and v.tasks = 1 as simple, date_part('epoch', b.finished_at - b.started_at) as seconds
  from pg_temp.batch b join hatchet_monitor.version v on v.id = b.version) ends
group by 1, 2;

-- name: write_rollups
insert into hatchet_monitor.rollup as r (moment, span, workflow, enqueued, started, retried, completed, failed, cancelled,
  queue_seconds, run_seconds)
select date_bin(span * interval '1 second', moment, 'epoch') as start, span, workflow, sum(enqueued), sum(started),
  sum(retried), sum(completed), sum(failed), sum(cancelled), sum(queue_seconds), sum(run_seconds)
from pg_temp.tally, unnest(array[10, 60, 3600]) span
group by start, span, workflow
on conflict (span, moment, workflow) do update set enqueued = r.enqueued + excluded.enqueued,
  started = r.started + excluded.started, retried = r.retried + excluded.retried,
  completed = r.completed + excluded.completed, failed = r.failed + excluded.failed,
  cancelled = r.cancelled + excluded.cancelled, queue_seconds = r.queue_seconds + excluded.queue_seconds,
  run_seconds = r.run_seconds + excluded.run_seconds;

-- name: write_latencies
insert into hatchet_monitor.latency as l (moment, span, workflow, phase, bucket, attempts)
select date_bin(span * interval '1 second', minute, 'epoch') as start, span, workflow, phase, bucket, sum(attempts)
from (
    select date_bin('1 minute', b.started_at, 'epoch') as minute, v.workflow, 'queue'::hatchet_monitor.phase as phase,
      hatchet_monitor.bucket(date_part('epoch', b.started_at - b.queued_at)) as bucket, count(*) as attempts
    from pg_temp.batch b join hatchet_monitor.version v on v.id = b.version
    where b.started_at is not null and b.queued_at is not null group by 1, 2, 4
    union all
    select date_bin('1 minute', b.finished_at, 'epoch'), v.workflow, 'run',
      hatchet_monitor.bucket(date_part('epoch', b.finished_at - b.started_at)), count(*)
    from pg_temp.batch b join hatchet_monitor.version v on v.id = b.version
    where b.started_at is not null group by 1, 2, 4) counts, unnest(array[60, 3600]) span
group by start, span, workflow, phase, bucket
on conflict (span, moment, workflow, phase, bucket) do update set attempts = l.attempts + excluded.attempts;

-- name: move_relay
-- No row: somebody else has moved it, or emptied the monitor.
update hatchet_monitor.relay
set moves = moves + 1, events = events + $2, system_identifier = $3, moved_at = clock_timestamp(),
  rebuilding = rebuilding and $4
where moves = $1
returning moves;

-- name: move_relay_cursor
update hatchet_monitor.cursor
set snapshot = $2, floor = $3, target = $4, target_floor = $5, position_xid = $6, position_id = $7
where log = $1;

-- name: empty_monitor
truncate hatchet_monitor.run, hatchet_monitor.task_event, hatchet_monitor.rollup, hatchet_monitor.latency,
  hatchet_monitor.version, hatchet_monitor.workflow restart identity;

-- name: reset_relay_cursors
update hatchet_monitor.cursor
set snapshot = '3:3:', floor = '-infinity', target = null, target_floor = null, position_xid = null, position_id = null;

-- name: reset_relay
update hatchet_monitor.relay
set moves = moves + 1, events = 0, rebuilding = true, system_identifier = null, moved_at = clock_timestamp()
returning moves;
