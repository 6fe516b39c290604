-- What a new leader reads before it decides anything.

-- name: load_live
-- In pages by id.
select id, run_created_at, version, worker, queued_at, started_at, wake_at, state::text, epoch, attempt, priority, failures,
  losses, cancelling, waits_since, passed, starts_at, deadline
from hatchet.live_task where id > $1 order by id limit $2;

-- name: load_finished_of_live_runs
-- The last attempt of every task of those unfinished runs that have several tasks ($1: their versions). Run by run, for
-- a join would read the whole log.
select a.run_id, a.task, a.attempt, a.outcome::text, a.final, a.finished_at
from (select distinct id >> 12 as run_id, run_created_at from hatchet.live_task where version = any($1)) r
  cross join lateral (
    select distinct on (a.task) a.run_id, a.task, a.attempt, a.outcome, a.final, a.finished_at from hatchet.attempt a
    where a.run_id = r.run_id and a.run_created_at = r.run_created_at order by a.task, a.attempt desc) a;

-- name: load_facts
-- Version and last attempts of the runs that a command names; a run without attempts has one row with nulls. Run by
-- run (`offset 0` keeps the planner from making it a join), for a join would read the whole log.
select r.id as run_id, r.created_at, r.version, r.priority, a.task, a.attempt, a.outcome::text, a.final, a.finished_at
from unnest($1::bigint[], $2::timestamptz[]) t (id, created_at)
  cross join lateral (
    select r.id, r.created_at, r.version, r.priority from hatchet.run r
    where r.id = t.id and r.created_at = t.created_at offset 0) r
  left join lateral (
    select distinct on (a.task) a.task, a.attempt, a.outcome, a.final, a.finished_at from hatchet.attempt a
    where a.run_id = t.id and a.run_created_at = t.created_at order by a.task, a.attempt desc) a on true;

-- name: load_woken
-- Which leaves of conditions of those tasks that wait ($1: the versions that listen for events) events have made true.
select m.run_id, m.task, m.leaf, m.matched_at
from (select id, run_created_at from hatchet.live_task where state = 'waiting' and not passed and version = any($1)) l
  cross join lateral (
    select m.run_id, m.task, m.leaf, m.matched_at from hatchet.event_match m
    where m.run_id = l.id >> 12 and m.task = (l.id & 4095)::smallint and m.run_created_at = l.run_created_at
      and m.error is null offset 0) m;

-- name: events_since
-- The newest $4 events since $3 with keys from $1 on and before $2 (null: $1 is a whole key), numbered below $5 (null: all).
select id, xid, created_at, key, scope, payload, metadata from hatchet.event
where created_at >= $3 and created_at < now() + interval '1 hour' and key >= $1 and ($2 is not null or key = $1)
  and ($2 is null or key < $2) and ($5::bigint is null or id < $5)
order by id desc limit $4;

-- name: load_versions
select id, workflow, definition, directory from hatchet.workflow_version where id = any($1);

-- name: oldest_live
-- Ids come in the order of creation, but for the moments that a statement takes: the first stands for the oldest.
select run_created_at from hatchet.live_task order by id limit 1;
