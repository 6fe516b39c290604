-- Idempotency keys, as the leader takes and frees them.

-- name: load_keyed
-- What the keys of these runs are worked out of, and whether each holds one already. One by one (`offset 0` keeps the
-- planner from making it a join): a join that was planned when the partition was empty reads all of it for each.
select r.id, r.created_at, r.input, r.metadata,
  exists (select from hatchet.idempotency i where i.run_id = r.id) as is_holder
from unnest($1::bigint[], $2::timestamptz[]) t (id, created_at)
  cross join lateral (
    select r.id, r.created_at, r.input, r.metadata from hatchet.run r
    where r.id = t.id and r.created_at = t.created_at offset 0) r;

-- name: claim_keys
-- In the order of the arrays: whose each key is then; no holder if that cannot be said yet.
select c.run_id, k.holder, k.holder_created_at
from unnest($1::text[], $2::text[], $3::bigint[], $4::boolean[], $5::bigint[], $6::timestamptz[]) with ordinality
  c (workflow, key, ttl, until_finished, run_id, run_created_at, place)
  cross join lateral hatchet.try_claim_key(c.workflow, c.key, c.ttl * interval '1 microsecond', c.until_finished, c.run_id,
    c.run_created_at) k
order by c.place;

-- name: free_keys
-- These runs have ended. A row that somebody has locked is one whose time is over, and goes to another run.
delete from hatchet.idempotency where (workflow, key) in (
  select workflow, key from hatchet.idempotency where run_id = any($1) and until_finished for update skip locked);

-- name: sweep_keys
-- Keys whose time was over an hour ago: a run that was created before that may be read late.
delete from hatchet.idempotency where (workflow, key) in (
  select workflow, key from hatchet.idempotency where expires_at < clock_timestamp() - interval '1 hour'
  order by expires_at limit 10000 for update skip locked);

-- name: hold_runs
insert into hatchet.held_run (run_id, run_created_at) select * from unnest($1::bigint[], $2::timestamptz[])
on conflict do nothing;

-- name: let_go_runs
delete from hatchet.held_run where run_id = any($1);

-- name: load_held
-- In the order of their ids.
select r.id, r.created_at, r.version, r.priority, r.run_at
from hatchet.held_run h join hatchet.run r on r.id = h.run_id and r.created_at = h.run_created_at
order by r.id;
