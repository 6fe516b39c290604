-- Who leads: a session advisory lock is the fence, the row `leader` tells the others about it.

-- name: try_lead
-- Takes the lock if it is free, and tells how long ago the present leader has beaten.
select pg_try_advisory_lock(hashtext('hatchet'), 0) as locked, holder,
  extract(epoch from clock_timestamp() - beat_at)::float8 as beat_age
from hatchet.leader;

-- name: begin_leadership
-- An unclean end of the leadership before starts a new epoch: what it started and did not record runs as a new attempt.
update hatchet.leader n
set epoch = o.epoch + case when o.clean then 0 else 1 end, clean = false, holder = $1, backend = pg_backend_pid(),
  since = clock_timestamp(), beat_at = clock_timestamp(), asleep = false
from hatchet.leader o
returning n.epoch, o.clean;

-- name: beat
-- $1: the leader's own backend.
update hatchet.leader set beat_at = clock_timestamp() where backend = $1;

-- name: beat_alone
-- The same as a transaction of its own, in one statement: nobody waits for the disk because of it.
update hatchet.leader set beat_at = clock_timestamp()
where backend = $1 and set_config('synchronous_commit', 'off', true) is not null;

-- name: set_asleep
-- Says that the leader wants to be notified, or that it no longer does.
update hatchet.leader set asleep = $1, beat_at = clock_timestamp();

-- name: end_leadership
update hatchet.leader set clean = true, holder = null, backend = null, asleep = false;

-- name: announce_vacancy
-- The lock first, so that whoever hears it gets it.
select pg_advisory_unlock(hashtext('hatchet'), 0), pg_notify('hatchet.leader', 'vacant');

-- name: depose
-- Ends the session that holds the lock if for $1 seconds it has done nothing, or has waited for its process. One that
-- is busy in the database does not hang: its batch is large, or somebody else is in its way.
select pg_terminate_backend(l.pid) as ended
from pg_locks l join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.objid = 0
  and l.classid = (hashtext('hatchet')::bigint & 4294967295)::oid
  and l.database = (select oid from pg_database where datname = current_database())
  and (a.state is distinct from 'active' or a.wait_event_type = 'Client')
  and coalesce(a.state_change < clock_timestamp() - $1::float8 * interval '1 second', true);

-- name: session_works
-- Whether the server does something for that session but wait for it.
select exists (
  select from pg_stat_activity
  where pid = $1 and state = 'active' and wait_event_type is distinct from 'Client') as works;

-- name: read_leader
select epoch, holder, since, beat_at, asleep,
  coalesce(extract(epoch from clock_timestamp() - beat_at) < 6 and backend is not null, false) as alive
from hatchet.leader;

-- name: rebase_logs
-- After a dump was restored into another cluster: what was unread stays unread, what was read stays read.
select hatchet.rebase_logs() as moved;
