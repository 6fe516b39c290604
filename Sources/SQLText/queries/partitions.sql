-- name: make_partitions_ahead
-- Two weeks, so that an engine may be away for that long before anybody else has to.
select hatchet.make_partitions(hatchet.day_of(now()) + ahead) from generate_series(0, 14) ahead;

-- name: make_partitions_for
-- What is missing of the days of $1.
select hatchet.make_partitions(day) from (select distinct hatchet.day_of(moment) as day from unnest($1::timestamptz[]) moment) days;

-- name: list_partitions
select log, hatchet.partition_name(log, day) as name, day::text, estimated_rows, pg_total_relation_size(partition) as bytes
from hatchet.partition_day order by day, log;

-- name: unfinished_by_day
-- How many runs of each day are unfinished, or not even taken in.
select day::text, sum(runs)::bigint as runs
from (
  select hatchet.day_of(run_created_at) as day, count(distinct id >> 12) as runs from hatchet.live_task group by 1
  union all
  select hatchet.day_of(r.created_at), count(*) from hatchet.run r, hatchet.cursor c
  where c.log = 'run' and r.created_at >= c.floor - interval '1 hour' and not pg_visible_in_snapshot(r.xid, c.snapshot)
    and not exists (select from hatchet.live_task l where l.id >> 12 = r.id)
    and not coalesce((r.xid, r.id) <= (c.position_xid, c.position_id) and pg_visible_in_snapshot(r.xid, c.target), false)
  group by 1
  union all
  select hatchet.day_of(run_created_at), count(*) from hatchet.held_run group by 1
  union all
  select hatchet.day_of(created_at), count(*) from hatchet.backlog cross join unnest(created) created_at group by 1
) unfinished
group by day;

-- name: unread_days
-- Of commands and events that the leader has not read.
select c.log, hatchet.day_of(u.created_at)::text
from hatchet.cursor c cross join lateral (
  select created_at, xid, id from hatchet.command where c.log = 'command' and created_at >= c.floor - interval '1 hour'
  union all
  select created_at, xid, id from hatchet.event where c.log = 'event' and created_at >= c.floor - interval '1 hour') u
where not pg_visible_in_snapshot(u.xid, c.snapshot)
  and not coalesce((u.xid, u.id) <= (c.position_xid, c.position_id) and pg_visible_in_snapshot(u.xid, c.target), false)
group by 1, 2;

-- name: detach_partition
-- $LOG and $PARTITION are names that the catalog gave, quoted by it.
alter table hatchet.$LOG detach partition hatchet.$PARTITION concurrently;

-- name: finish_detach
alter table hatchet.$LOG detach partition hatchet.$PARTITION finalize;

-- name: drop_partition
drop table hatchet.$PARTITION;

-- name: forget_replay_inputs
-- Of runs created from $1 on and before $2, which were dropped.
delete from hatchet.replay_input where run_created_at >= $1 and run_created_at < $2;

-- name: half_detached
select parent.relname::text as log, leaf.relname::text as partition
from pg_inherits i join pg_class parent on parent.oid = i.inhparent join pg_class leaf on leaf.oid = i.inhrelid
where i.inhdetachpending and parent.relnamespace = 'hatchet'::regnamespace;

-- name: list_monitor_partitions
select c.relname::text, p.day::text from hatchet_monitor.partition_day p join pg_class c on c.oid = p.partition
where p.day < $1::text::date order by p.day;

-- name: drop_monitor_partition
-- Not detached first: who reads the monitor is soon done, and so nothing is ever left half-way.
drop table hatchet_monitor.$PARTITION;
