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
