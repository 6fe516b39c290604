-- What people look at, read from the core's tables. Nothing of it is prepared, so it works over a transaction pooler.
-- Every statement says by a time which partitions it needs; none counts over history.

-- name: begin_snapshot
begin isolation level repeatable read read only;

-- name: run_number_at
-- Where in the numbers a time lies: $1, or a day ago; all ids of its day from the answer on are of later runs, to within
-- what two sessions differ. Numbers grow with time, so a bisection replaces an index that every enqueue would pay for.
with recursive sought as (
  select m.moment, hatchet.day_start(hatchet.day_of(m.moment)) as first, hatchet.day_start(hatchet.day_of(m.moment) + 1) as last
  from (select coalesce($1::timestamptz, now() - interval '24 hours') as moment) m
), bisect (low, high) as (
  select
    (select id from hatchet.run where created_at >= (select first from sought) and created_at < (select last from sought)
      order by id limit 1),
    (select id + 1 from hatchet.run where created_at >= (select first from sought) and created_at < (select last from sought)
      order by id desc limit 1)
  union all
  select case when probe.created_at < (select moment from sought) then probe.id + 1 else low end,
    case when probe.created_at < (select moment from sought) then high else (low + high) / 2 end
  from bisect, lateral (
    select id, created_at from hatchet.run
    where created_at >= (select first from sought) and created_at < (select last from sought) and id >= (low + high) / 2
    order by id limit 1) probe
  where low < high
)
select moment, (select low from bisect where low >= high) as number from sought;

-- name: scan_runs
-- A stretch of runs, the newest first: created from $1 on and before $2, numbered from $3 on and below $4; the $5 numbers
-- that end with the first one found; of the versions $6 (null: any); at most $7. `floor`: it was read down to there.
-- No row: there is nothing. A row without a run: nothing in that stretch.
with first as (
  select id from hatchet.run
  where created_at >= $1 and created_at < least($2, now() + interval '1 hour') and id >= $3 and id < $4
  order by id desc limit 1
)
select greatest(first.id - $5 + 1, $3) as floor, r.id, r.created_at, r.version, v.workflow, r.priority, r.run_at, r.metadata
from first left join lateral (
  select id, created_at, version, priority, run_at, metadata from hatchet.run
  where created_at >= $1 and created_at < least($2, now() + interval '1 hour')
    and id >= greatest(first.id - $5 + 1, $3) and id <= first.id and ($6::bigint[] is null or version = any($6))
  order by id desc limit $7) r on true
  left join hatchet.workflow_version v on v.id = r.version
order by r.id desc;

-- name: load_runs
-- The same of runs that are known.
select 0::bigint as floor, r.id, r.created_at, r.version, v.workflow, r.priority, r.run_at, r.metadata
from unnest($1::bigint[], $2::timestamptz[]) t (id, created_at)
  join hatchet.run r on r.id = t.id and r.created_at = t.created_at
  left join hatchet.workflow_version v on v.id = r.version
order by r.id desc;

-- name: versions_of
select id from hatchet.workflow_version where workflow = $1;

-- name: live_runs
-- The newest $2 unfinished runs that are numbered below $1: a step along the primary key per run, not per task.
with recursive live (id, created_at) as (
  (select id >> 12, run_created_at from hatchet.live_task where id < $1::bigint << 12 order by id desc limit 1)
  union all
  select next.id, next.created_at
  from live, lateral (
    select t.id >> 12, t.run_created_at from hatchet.live_task t where t.id < live.id << 12 order by t.id desc limit 1
  ) next (id, created_at)
)
select id, created_at from live limit $2;

-- name: untaken_runs
-- The newest $2 runs, numbered below $1, that no leader has read yet.
with place as (
  select pg_snapshot_xmax(snapshot) as xmax, array(select pg_snapshot_xip(snapshot)) as xip,
    floor - interval '1 hour' as floor, target, coalesce(position_xid, '0'::xid8) as position_xid, coalesce(position_id, 0) as position_id
  from hatchet.cursor where log = 'run'
)
(select id, created_at from hatchet.run
  where xid = any((select xip from place)::xid8[])
    and created_at >= (select floor from place) and created_at < now() + interval '1 hour' and id < $1
    and ((xid, id) > (select position_xid, position_id from place)
      or not coalesce(pg_visible_in_snapshot(xid, (select target from place)), false))
  order by xid desc, id desc limit $2)
union all
(select id, created_at from hatchet.run
  where xid >= (select xmax from place)
    and created_at >= (select floor from place) and created_at < now() + interval '1 hour' and id < $1
    and ((xid, id) > (select position_xid, position_id from place)
      or not coalesce(pg_visible_in_snapshot(xid, (select target from place)), false))
  order by xid desc, id desc limit $2);

-- name: run_facts
-- What the status of each of these runs derives from: how many tasks it has, its live tasks, the last attempt of each.
select r.id, (select count(*) from json_object_keys(v.definition -> 'tasks')) as tasks, l.tasks as live, l.states,
  a.tasks as tried, a.outcomes, a.errors, least(l.started_at, a.started_at) as started_at, a.finished_at
from unnest($1::bigint[], $2::timestamptz[]) t (id, created_at)
  join hatchet.run r on r.id = t.id and r.created_at = t.created_at
  left join hatchet.workflow_version v on v.id = r.version
  cross join lateral (
    select coalesce(array_agg((id & 4095)::smallint order by id), '{}') as tasks,
      coalesce(array_agg(state::text order by id), '{}') as states, min(started_at) as started_at
    from hatchet.live_task where id between t.id << 12 and t.id << 12 | 4095) l
  cross join lateral (
    select coalesce(array_agg(task order by task), '{}') as tasks,
      coalesce(array_agg(outcome::text order by task), '{}') as outcomes,
      coalesce(array_agg(coalesce(error, '') order by task), '{}') as errors,
      min(started_at) as started_at, max(finished_at) as finished_at
    from (
      select task, (array_agg(outcome order by attempt desc))[1] as outcome,
        left((array_agg(error order by attempt desc))[1], 300) as error,
        min(started_at) as started_at, max(finished_at) as finished_at
      from hatchet.attempt where run_id = t.id and run_created_at = t.created_at group by task) last) a;

-- name: run_head
select r.version, r.priority, r.run_at, r.input, r.metadata, v.workflow, v.checksum, v.definition, v.directory,
  clock_timestamp() as now
from hatchet.run r left join hatchet.workflow_version v on v.id = r.version
where r.id = $1 and r.created_at = $2;

-- name: run_attempts
-- The last $3 attempts of each task.
select a.task, a.attempt, a.outcome::text, a.final, a.exit_code, a.signal, a.worker, w.name, w.host, a.queued_at,
  a.assigned_at, a.started_at, a.finished_at, a.error, octet_length(a.output::text)
from (
  select *, row_number() over (partition by task order by attempt desc) as place
  from hatchet.attempt where run_id = $1 and run_created_at = $2) a
  left join hatchet.worker w on w.id = a.worker
where a.place <= $3
order by a.task, a.attempt;

-- name: run_live
select (l.id & 4095)::smallint as task, l.state::text, l.attempt, l.worker, w.name, w.host, l.queued_at, l.started_at,
  l.wake_at, l.cancelling
from hatchet.live_task l left join hatchet.worker w on w.id = l.worker
where l.id between $1::bigint << 12 and $1::bigint << 12 | 4095
order by l.id;

-- name: running_if_queued
-- How many tasks run, among the oldest 100,000; asked for only if one of the run's tasks is queued.
select count(*) as running
from (select state from hatchet.live_task order by id limit 100000) oldest
where state = 'running'
  and exists (select from hatchet.live_task where id between $1::bigint << 12 and $1::bigint << 12 | 4095 and state = 'queued');

-- name: run_outputs
-- What each task that has ended (and does not run again) gave; all, or task $3.
select distinct on (a.task) a.task, a.outcome::text, a.output
from hatchet.attempt a
where a.run_id = $1 and a.run_created_at = $2 and ($3::smallint is null or a.task = $3)
  and not exists (select from hatchet.live_task l where l.id = $1::bigint << 12 | a.task)
order by a.task, a.attempt desc;

-- name: runs_ending
-- The newest runs since $3 whose number is $1 modulo $2 (16, 256, ...): a probe of the index for each such number.
select r.id, r.created_at
from (
  select generate_series(newest - (newest - $1) % $2, oldest, -$2) as id
  from
    (select id from hatchet.run where created_at >= $3 and created_at < now() + interval '1 hour' order by id desc limit 1) a (newest),
    (select id from hatchet.run where created_at >= $3 and created_at < now() + interval '1 hour' order by id limit 1) b (oldest)
  limit 100000) n,
  lateral (
    select id, created_at from hatchet.run
    where id = n.id and created_at >= $3 and created_at < now() + interval '1 hour' limit 1) r
limit $4;

-- name: log_starts
-- Where to begin for the last $5 lines: of each attempt that has lines, the first line of interest, or the one to come.
select task, attempt, coalesce(min(line) filter (where place <= $5), max(line) + 1) as line
from (
  select task, attempt, line, row_number() over (order by created_at desc, task desc, attempt desc, line desc) as place
  from hatchet.log_line
  where run_id = $1 and created_at >= $2 and created_at < now() + interval '1 hour' and task = any($3)
    and ($4::integer is null or attempt = $4)) l
group by task, attempt;

-- name: log_lines
-- What came since, in the order of time, at most $8: of the attempts ($3, $4) from line $5 on, of the tasks $6 all
-- attempts after $7.
select task, attempt, line, created_at, priority, text from (
  select l.*
  from unnest($3::smallint[], $4::integer[], $5::integer[]) s (task, attempt, line), lateral (
    select task, attempt, line, created_at, priority, text from hatchet.log_line
    where run_id = $1 and created_at >= $2 and created_at < now() + interval '1 hour'
      and task = s.task and attempt = s.attempt and line >= s.line
    order by line limit $8) l
  union all
  select l.*
  from unnest($6::smallint[], $7::integer[]) s (task, attempt), lateral (
    select task, attempt, line, created_at, priority, text from hatchet.log_line
    where run_id = $1 and created_at >= $2 and created_at < now() + interval '1 hour'
      and task = s.task and attempt > s.attempt
    order by attempt, line limit $8) l
) new
order by created_at, task, attempt, line limit $8;

-- name: log_tails
-- The last $4 lines of the last attempt of each of the tasks $3 that wrote any.
select l.task, l.attempt, l.line, l.created_at, l.priority, l.text
from unnest($3::smallint[]) s (task),
  lateral (
    select max(attempt) as attempt from hatchet.log_line
    where run_id = $1 and created_at >= $2 and created_at < now() + interval '1 hour' and task = s.task) last,
  lateral (
    select task, attempt, line, created_at, priority, text from hatchet.log_line
    where run_id = $1 and created_at >= $2 and created_at < now() + interval '1 hour'
      and task = s.task and attempt = last.attempt
    order by line desc limit $4) l
order by l.task, l.line;

-- name: running_by_worker
select worker, count(*) as running from hatchet.live_task where state = 'running' group by worker;

-- name: queue_depth
-- `live_task` holds what is unfinished only. Runs that no leader has read yet are counted up to $1.
with place as (
  select pg_snapshot_xmax(snapshot) as xmax, array(select pg_snapshot_xip(snapshot)) as xip,
    floor - interval '1 hour' as floor, target, coalesce(position_xid, '0'::xid8) as position_xid, coalesce(position_id, 0) as position_id
  from hatchet.cursor where log = 'run'
)
select count(*) filter (where state = 'queued') as queued, count(*) filter (where state = 'waiting') as waiting,
  count(*) filter (where state = 'running') as running, min(queued_at) filter (where state = 'queued') as queued_since,
  (select count(*) from (
    (select from hatchet.run
      where xid = any((select xip from place)::xid8[])
        and created_at >= (select floor from place) and created_at < now() + interval '1 hour'
        and ((xid, id) > (select position_xid, position_id from place)
          or not coalesce(pg_visible_in_snapshot(xid, (select target from place)), false))
      limit $1)
    union all
    (select from hatchet.run
      where xid >= (select xmax from place)
        and created_at >= (select floor from place) and created_at < now() + interval '1 hour'
        and ((xid, id) > (select position_xid, position_id from place)
          or not coalesce(pg_visible_in_snapshot(xid, (select target from place)), false))
      limit $1)
    limit $1) untaken) as untaken,
  clock_timestamp() as now
from hatchet.live_task;
