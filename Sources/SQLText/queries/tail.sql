-- Reads of the logs in one snapshot. A row is new if its transaction was not visible to the cursor's snapshot:
-- $1 its xmax, $2 its transactions in progress, $3 no unread row is older, ($4, $5) read up to there,
-- $6 stop at what this snapshot sees (null: no bound), $7 at most so many. Both bounds of time prune partitions.
-- One lower bound and not two (xid >= $1, and beyond the position): the index begins at either of them, and from the
-- lower one it would read all of the day.

-- name: read_snapshot
-- `taken_at` is when the transaction began: not later than its snapshot.
select pg_current_snapshot() as snapshot, now() as taken_at, clock_timestamp() as now,
  (select revision from hatchet.registry) as revision;

-- name: tail_runs
(select id, xid, created_at, version, priority, run_at from hatchet.run
  where xid = any($2) and created_at >= $3 and created_at < now() + interval '1 hour' and (xid, id) > ($4, $5)
    and ($6::pg_snapshot is null or pg_visible_in_snapshot(xid, $6))
  order by xid, id limit $7)
union all
(select id, xid, created_at, version, priority, run_at from hatchet.run
  where created_at >= $3 and created_at < now() + interval '1 hour'
    and (xid, id) > (greatest($1, $4), case when $4 >= $1 then $5 else 0 end)
    and ($6::pg_snapshot is null or pg_visible_in_snapshot(xid, $6))
  order by xid, id limit $7)
limit $7;

-- name: tail_commands
(select id, xid, kind::text, run_id, run_created_at, arguments from hatchet.command
  where xid = any($2) and created_at >= $3 and created_at < now() + interval '1 hour' and (xid, id) > ($4, $5)
    and ($6::pg_snapshot is null or pg_visible_in_snapshot(xid, $6))
  order by xid, id limit $7)
union all
(select id, xid, kind::text, run_id, run_created_at, arguments from hatchet.command
  where created_at >= $3 and created_at < now() + interval '1 hour'
    and (xid, id) > (greatest($1, $4), case when $4 >= $1 then $5 else 0 end)
    and ($6::pg_snapshot is null or pg_visible_in_snapshot(xid, $6))
  order by xid, id limit $7)
limit $7;

-- name: tail_attempts
-- $3 is the day of the oldest unfinished run, for attempts lie in the partition of their run. The position is a run in
-- a transaction, which may hold many of its attempts: they come together, be it more than $7.
select * from (
(select run_id, xid, task, attempt, outcome::text, final, exit_code, worker, run_created_at, finished_at from hatchet.attempt
  where xid = any($2) and run_created_at >= $3 and run_created_at < now() + interval '1 hour' and (xid, run_id) > ($4, $5)
    and not by_leader and ($6::pg_snapshot is null or pg_visible_in_snapshot(xid, $6))
  order by xid, run_id fetch first $7 rows with ties)
union all
(select run_id, xid, task, attempt, outcome::text, final, exit_code, worker, run_created_at, finished_at from hatchet.attempt
  where run_created_at >= $3 and run_created_at < now() + interval '1 hour'
    and (xid, run_id) > (greatest($1, $4), case when $4 >= $1 then $5 else 0 end)
    and not by_leader and ($6::pg_snapshot is null or pg_visible_in_snapshot(xid, $6))
  order by xid, run_id fetch first $7 rows with ties)
) unread
order by xid, run_id fetch first $7 rows with ties;

-- name: tail_events
(select id, xid, created_at, key, scope, payload, metadata from hatchet.event
  where xid = any($2) and created_at >= $3 and created_at < now() + interval '1 hour' and (xid, id) > ($4, $5)
    and ($6::pg_snapshot is null or pg_visible_in_snapshot(xid, $6))
  order by xid, id limit $7)
union all
(select id, xid, created_at, key, scope, payload, metadata from hatchet.event
  where created_at >= $3 and created_at < now() + interval '1 hour'
    and (xid, id) > (greatest($1, $4), case when $4 >= $1 then $5 else 0 end)
    and ($6::pg_snapshot is null or pg_visible_in_snapshot(xid, $6))
  order by xid, id limit $7)
limit $7;

-- name: read_cursors
select log, snapshot, floor, target, target_floor, position_xid, position_id from hatchet.cursor;

-- name: move_cursor
update hatchet.cursor
set snapshot = $2, floor = $3, target = $4, target_floor = $5, position_xid = $6, position_id = $7,
  moved_at = clock_timestamp()
where log = $1;
