-- What people look at, read from the core's tables. Nothing of it is prepared, so it works over a transaction pooler.
-- Every statement says by a time which partitions it needs; none counts over history.

-- name: begin_snapshot
begin isolation level repeatable read read only;

-- name: run_number_at
-- Where in the numbers the time $1 lies, of the day from $2 to $3: ids from there on are of later runs, but for what
-- two sessions differ. Numbers grow with time: a bisection stands in for an index that every enqueue would pay for.
with recursive bisect (low, high) as (
  select
    (select id from hatchet.run where created_at >= $2 and created_at < $3 order by id limit 1),
    (select id + 1 from hatchet.run where created_at >= $2 and created_at < $3 order by id desc limit 1)
  union all
  select case when probe.created_at < $1 then probe.id + 1 else low end,
    case when probe.created_at < $1 then high else (low + high) / 2 end
  from bisect, lateral (
    select id, created_at from hatchet.run
    where created_at >= $2 and created_at < $3 and id >= (low + high) / 2
    order by id limit 1) probe
  where low < high
)
select low as number from bisect where low >= high;

-- name: scan_runs
-- A stretch of runs, the newest first: created from $1 on and before $2, numbered from $3 on and below $4; the $5
-- numbers that end with the first one found; of the versions $6 (null: any); at most $7. `floor`: down to there. A call
-- of `start_time` costs as much as all else of a row, and nearly all rows need none.
-- No row: there is nothing. A row without a run: nothing in that stretch.
with first as (
  select id from hatchet.run where created_at >= $1 and created_at < $2 and id >= $3 and id < $4
  order by id desc limit 1
)
select greatest(first.id - $5 + 1, $3) as floor, r.id, r.created_at, r.version, v.workflow, r.priority,
  case when r.run_at is not null then hatchet.start_time(r.id, r.created_at, r.run_at) end as run_at, r.metadata
from first left join lateral (
  select id, created_at, version, priority, run_at, metadata from hatchet.run
  where created_at >= $1 and created_at < $2
    and id >= greatest(first.id - $5 + 1, $3) and id <= first.id and ($6::bigint[] is null or version = any($6))
  order by id desc limit $7) r on true
  left join hatchet.workflow_version v on v.id = r.version
order by r.id desc;

-- name: load_runs
-- The same of runs that are known, all created from $3 to $4: a constant prunes when the statement is planned.
select 0::bigint as floor, r.id, r.created_at, r.version, v.workflow, r.priority,
  case when r.run_at is not null then hatchet.start_time(r.id, r.created_at, r.run_at) end as run_at, r.metadata
from unnest($1::bigint[], $2::timestamptz[]) t (id, created_at)
  cross join lateral (
    select * from hatchet.run
    where id = t.id and created_at = t.created_at and created_at between $3 and $4 limit 1) r
  left join hatchet.workflow_version v on v.id = r.version
order by r.id desc;

-- name: versions_of
select id from hatchet.workflow_version where workflow = $1;

-- name: live_runs
-- The newest $2 unfinished runs of the versions $3 (null: of any) that are numbered below $1: a step along the primary
-- key per run, not per task.
with recursive live (id, created_at, version) as (
  (select id >> 12, run_created_at, version from hatchet.live_task where id < $1::bigint << 12 order by id desc limit 1)
  union all
  select next.id, next.created_at, next.version
  from live, lateral (
    select t.id >> 12, t.run_created_at, t.version from hatchet.live_task t where t.id < live.id << 12
    order by t.id desc limit 1) next (id, created_at, version)
)
select id, created_at from live where $3::bigint[] is null or version = any($3) limit $2;

-- name: untaken_runs
-- The newest $9 runs of the versions $10 (null: of any), numbered below $8, that no leader had read when its cursor was ($1 to $7), as `tail_runs` finds
-- them; the last transaction first. A cursor is given by its values, for a plan that knows them takes the right index.
(select id, created_at from hatchet.run
  where xid = any($2) and created_at >= $3 and created_at < $4 and id < $8
    and ((xid, id) > ($5, $6) or not coalesce(pg_visible_in_snapshot(xid, $7::pg_snapshot), false))
    and ($10::bigint[] is null or version = any($10))
  order by xid desc, id desc limit $9)
union all
(select id, created_at from hatchet.run
  where xid >= $1 and created_at >= $3 and created_at < $4 and id < $8
    and ((xid, id) > ($5, $6) or not coalesce(pg_visible_in_snapshot(xid, $7::pg_snapshot), false))
    and ($10::bigint[] is null or version = any($10))
  order by xid desc, id desc limit $9);

-- name: run_facts
-- What the status of each of these runs ($1, $2; all created from $3 to $4) derives from: how many tasks it has, its
-- live tasks, the last attempt of each.
with known as materialized (
  select r.id, r.created_at, r.version
  from unnest($1::bigint[], $2::timestamptz[]) t (id, created_at), lateral (
    select id, created_at, version from hatchet.run
    where id = t.id and created_at = t.created_at and created_at between $3 and $4 limit 1) r
), size as materialized (
  select id as version, hatchet.task_count(definition) as tasks
  from hatchet.workflow_version where id = any(array(select version from known))
)
select r.id, coalesce(size.tasks, 0) as tasks, l.tasks as live, l.states, a.tasks as tried, a.outcomes, a.errors,
  least(l.started_at, a.started_at) as started_at, a.finished_at, r.created_at
from known r left join size using (version)
  cross join lateral (
    select coalesce(array_agg((id & 4095)::smallint order by id), '{}') as tasks,
      coalesce(array_agg(state::text order by id), '{}') as states, min(started_at) as started_at
    from hatchet.live_task where id between r.id << 12 and r.id << 12 | 4095) l
  cross join lateral (
    select coalesce(array_agg(task order by task), '{}') as tasks,
      coalesce(array_agg(outcome::text order by task), '{}') as outcomes,
      coalesce(array_agg(coalesce(error, '') order by task), '{}') as errors,
      min(started_at) as started_at, max(finished_at) as finished_at
    from (
      select task, (array_agg(outcome order by attempt desc))[1] as outcome,
        left((array_agg(error order by attempt desc))[1], 300) as error,
        min(started_at) as started_at, max(finished_at) as finished_at
      from hatchet.attempt
      where run_id = r.id and run_created_at = r.created_at and run_created_at between $3 and $4
      group by task) last) a;

-- name: run_head
select r.version, r.priority,
  case when r.run_at is not null then hatchet.start_time(r.id, r.created_at, r.run_at) end as run_at,
  coalesce(i.input, r.input), r.metadata, v.workflow, v.checksum, v.definition, v.directory, clock_timestamp() as now,
  w.paused_at, i.created_at as input_replaced_at
from hatchet.run r left join hatchet.workflow_version v on v.id = r.version
  left join hatchet.workflow w on w.name = v.workflow left join hatchet.replay_input i on i.run_id = r.id
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
  l.wake_at, l.cancelling, l.waits_since, l.passed, l.deadline
from hatchet.live_task l left join hatchet.worker w on w.id = l.worker
where l.id between $1::bigint << 12 and $1::bigint << 12 | 4095
order by l.id;

-- name: run_matches
-- The leaves of conditions that events have made true, since their tasks began to wait.
select m.task, m.leaf
from hatchet.event_match m join hatchet.live_task l on l.id = $1::bigint << 12 | m.task
where m.run_id = $1 and m.run_created_at = $2 and m.error is null and l.waits_since is not null;

-- name: running_if_queued
-- How many tasks run, among the oldest 100,000; asked for only if one of the run's tasks is queued.
select count(*) as running
from (select state from hatchet.live_task order by id limit 100000) oldest
where state = 'running'
  and exists (
    select from hatchet.live_task where id between $1::bigint << 12 and $1::bigint << 12 | 4095 and state = 'queued');

-- name: run_outputs
-- What each task that has ended (and does not run again) gave; all, or task $3.
select distinct on (a.task) a.task, a.outcome::text, a.output
from hatchet.attempt a
where a.run_id = $1 and a.run_created_at = $2 and ($3::smallint is null or a.task = $3)
  and not exists (select from hatchet.live_task l where l.id = $1::bigint << 12 | a.task)
order by a.task, a.attempt desc;

-- name: runs_ending
-- The newest $5 runs created from $3 on and before $4 whose number is $1 modulo $2 (16, 256, ...): a probe of the index
-- for each such number.
select r.id, r.created_at
from (
  select generate_series(newest - (newest - $1) % $2, oldest, -$2) as id
  from
    (select id from hatchet.run where created_at >= $3 and created_at < $4 order by id desc limit 1) a (newest),
    (select id from hatchet.run where created_at >= $3 and created_at < $4 order by id limit 1) b (oldest)
  limit 100000) n,
  lateral (select id, created_at from hatchet.run where id = n.id and created_at >= $3 and created_at < $4 limit 1) r
limit $5;

-- name: log_starts
-- Where to begin for the last $6 lines, of those written from $2 on and before $3: of each attempt that has lines, the
-- first line of interest, or the one to come.
select task, attempt, coalesce(min(line) filter (where place <= $6), max(line) + 1) as line
from (
  select task, attempt, line, row_number() over (order by created_at desc, task desc, attempt desc, line desc) as place
  from hatchet.log_line
  where run_id = $1 and created_at >= $2 and created_at < $3
    and task = any($4) and ($5::integer is null or attempt = $5)) l
group by task, attempt;

-- name: log_attempts
-- The highest number of an attempt of each task of a run.
select task, max(attempt) from (
  select task, attempt from hatchet.attempt where run_id = $1 and run_created_at = $2
  union all
  select (id & 4095)::smallint, attempt from hatchet.live_task where id between $1::bigint << 12 and $1::bigint << 12 | 4095
) tries
where attempt > 0 group by task;

-- name: log_lines
-- What came since, in the order of time, at most $9: of the attempts ($4, $5) from line $6 on, of the tasks $7 all
-- attempts after $8.
select task, attempt, line, created_at, priority, text from (
  select l.*
  from unnest($4::smallint[], $5::integer[], $6::integer[]) s (task, attempt, line), lateral (
    select task, attempt, line, created_at, priority, text from hatchet.log_line
    where run_id = $1 and created_at >= $2 and created_at < $3
      and task = s.task and attempt = s.attempt and line >= s.line
    order by line limit $9) l
  union all
  select l.*
  from unnest($7::smallint[], $8::integer[]) s (task, attempt), lateral (
    select task, attempt, line, created_at, priority, text from hatchet.log_line
    where run_id = $1 and created_at >= $2 and created_at < $3
      and task = s.task and attempt > s.attempt
    order by attempt, line limit $9) l
) new
order by created_at, task, attempt, line limit $9;

-- name: log_tails
-- The last $5 lines of the last attempt of each of the tasks $4 that wrote any.
select l.task, l.attempt, l.line, l.created_at, l.priority, l.text
from unnest($4::smallint[]) s (task),
  lateral (
    select attempt from hatchet.log_line
    where run_id = $1 and created_at >= $2 and created_at < $3 and task = s.task
    order by attempt desc limit 1) last,
  lateral (
    select task, attempt, line, created_at, priority, text from hatchet.log_line
    where run_id = $1 and created_at >= $2 and created_at < $3 and task = s.task and attempt = last.attempt
    order by line desc limit $5) l
order by l.task, l.line;

-- name: running_by_worker
select worker, count(*) as running from hatchet.live_task where state = 'running' group by worker;

-- name: deferred_runs
-- The newest $2 runs of the versions $3 (null: of any) that the leader has put aside, numbered below $1. Blocks overlap, but those that begin from a number
-- on, and end below $1, hold so many runs: from there on there is enough, and no other block need be opened.
with bound as materialized (
  select coalesce(max(id), 0) as least
  from (
    select id, sum(count) over (order by id desc) as total from hatchet.backlog
    where highest < $1 and ($3::bigint[] is null or version = any($3))) ends
  where total >= $2
)
select r.run, r.created_at
from bound, hatchet.backlog b cross join unnest(b.runs, b.created) r (run, created_at)
where b.id < $1 and b.highest >= bound.least and r.run < $1 and r.run >= bound.least
  and ($3::bigint[] is null or b.version = any($3))
order by r.run desc limit $2;

-- name: queue_depth
-- `live_task` holds what is unfinished and in the leader's memory; a run that was put aside counts as a queued task.
select count(*) filter (where state = 'queued') + (select coalesce(sum(count), 0) from hatchet.backlog)::bigint as queued, count(*) filter (where state = 'waiting') as waiting,
  count(*) filter (where state = 'running') as running, min(queued_at) filter (where state = 'queued') as queued_since,
  clock_timestamp() as now
from hatchet.live_task;

-- name: count_untaken
-- As `untaken_runs`: how many, up to $8.
select count(*) as untaken from (
  (select from hatchet.run
    where xid = any($2) and created_at >= $3 and created_at < $4
      and ((xid, id) > ($5, $6) or not coalesce(pg_visible_in_snapshot(xid, $7::pg_snapshot), false))
    limit $8)
  union all
  (select from hatchet.run
    where xid >= $1 and created_at >= $3 and created_at < $4
      and ((xid, id) > ($5, $6) or not coalesce(pg_visible_in_snapshot(xid, $7::pg_snapshot), false))
    limit $8)
  limit $8) untaken;
