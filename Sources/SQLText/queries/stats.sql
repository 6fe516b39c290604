-- What the monitor tells of the whole: read from roll-ups, never by counting history. Nothing of it is prepared.

-- name: stats_counts
-- What happened from $2 on and before $3, by workflow, in spans of $1 seconds.
select w.name, sum(r.enqueued)::bigint, sum(r.started)::bigint, sum(r.retried)::bigint, sum(r.completed)::bigint,
  sum(r.failed)::bigint, sum(r.cancelled)::bigint
from hatchet_monitor.rollup r join hatchet_monitor.workflow w on w.id = r.workflow
where r.span = $1 and r.moment >= $2 and r.moment < $3
group by w.name;

-- name: stats_latencies
-- How many attempts were queued, and ran, for how long, likewise.
select w.name, l.phase::text, l.bucket, sum(l.attempts)::bigint
from hatchet_monitor.latency l join hatchet_monitor.workflow w on w.id = l.workflow
where l.span = $1 and l.moment >= $2 and l.moment < $3
group by w.name, l.phase, l.bucket;

-- name: depth_by_workflow
-- What is unfinished in the core, by workflow; a run that was put aside counts as a queued task.
select v.workflow, sum(d.queued)::bigint, sum(d.waiting)::bigint, sum(d.running)::bigint
from (
  select version, count(*) filter (where state = 'queued') as queued, count(*) filter (where state = 'waiting') as waiting,
    count(*) filter (where state = 'running') as running
  from hatchet.live_task group by version
  union all
  select version, sum(count), 0, 0 from hatchet.backlog group by version) d
  join hatchet.workflow_version v on v.id = d.version
group by v.workflow;

-- name: ended_runs
-- The newest $7 runs of workflow $1 (null: of any) that ended with a status of $2, created from $3 on and before $4,
-- numbered from $5 on and below $6: a step into the index for each workflow, status and day.
select r.id, r.created_at
from hatchet_monitor.workflow w, unnest($2::text[]) s (status), lateral (
  select id, created_at from hatchet_monitor.run
  where workflow = w.id and status = s.status::hatchet_monitor.status and created_at >= $3 and created_at < $4
    and id >= $5 and id < $6
  order by id desc limit $7) r
where $1::text is null or w.name = $1
order by r.id desc limit $7;

-- name: ended_badly
-- The same of all workflows, of those that did not complete: an index holds these alone.
select id, created_at from hatchet_monitor.run
where status = any($1::text[]::hatchet_monitor.status[]) and status <> 'completed' and created_at >= $2
  and created_at < $3 and id >= $4 and id < $5
order by id desc limit $6;
