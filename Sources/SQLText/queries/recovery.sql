-- What a new leader reads before it decides anything.

-- name: load_live
-- In pages by id.
select id, run_created_at, version, worker, queued_at, started_at, wake_at, state::text, epoch, attempt, priority, failures,
  losses, cancelling
from hatchet.live_task where id > $1 order by id limit $2;

-- name: load_finished_of_live_runs
-- The last attempt of every task of those unfinished runs that have several tasks ($1: their versions).
select distinct on (a.run_id, a.task) a.run_id, a.task, a.attempt, a.outcome::text, a.final
from (select distinct id >> 12 as run_id, run_created_at from hatchet.live_task where version = any($1)) r
  join hatchet.attempt a on a.run_id = r.run_id and a.run_created_at = r.run_created_at
order by a.run_id, a.task, a.attempt desc;

-- name: load_facts
-- Version and last attempts of the runs that a command names; a run without attempts has one row with nulls.
select distinct on (r.id, a.task) r.id as run_id, r.created_at, r.version, r.priority, a.task, a.attempt, a.outcome::text, a.final
from unnest($1::bigint[], $2::timestamptz[]) t (id, created_at)
  join hatchet.run r on r.id = t.id and r.created_at = t.created_at
  left join hatchet.attempt a on a.run_id = r.id and a.run_created_at = r.created_at
order by r.id, a.task, a.attempt desc;

-- name: load_versions
select id, workflow, definition, directory from hatchet.workflow_version where id = any($1);

-- name: oldest_live
-- Ids come in the order of creation, but for the moments that a statement takes: the first stands for the oldest.
select run_created_at from hatchet.live_task order by id limit 1;
