-- Events: told by anybody, acted on by the leader, looked at by people.

-- name: push_event
select hatchet.push_event($1, $2::json, $3, $4::json) as id;

-- name: prepare_bulk_events
-- A COPY cannot make the partition that it lacks.
select hatchet.make_partitions(hatchet.day_of(now())), hatchet.make_partitions(hatchet.day_of(now()) + 1);

-- name: copy_events
copy hatchet.event (key, scope, payload, metadata) from stdin;

-- name: start_by_events
-- A run of each workflow that an event triggers ($1 to $8; all events of the time from $9 to $10), and the word of what
-- started it. An input that breaks the workflow's schema starts none: the word says why. Payloads are copied here, not
-- sent by the leader. The transaction's id comes first, so that a row is never older than it.
with asked as materialized (
  select pg_current_xact_id() as xid, clock_timestamp() as created_at, nextval('hatchet.run_id_seq') as run_id, t.*
  from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::bigint[], $5::smallint[], $6::timestamptz[], $7::json[],
    $8::json[]) t (event_id, event_created_at, workflow, version, priority, matched_at, metadata, triggers)
), judged as materialized (
  select a.*, e.key, e.payload,
    case when v.input_schema is not null then hatchet.input_violation(v.input_schema, e.payload) end as violation
  from asked a
    join hatchet.event e on e.id = a.event_id and e.created_at = a.event_created_at
    join hatchet.workflow_version v on v.id = a.version
  where e.id = any($1) and e.created_at between $9 and $10 and v.id = any($4)
), started as (
  insert into hatchet.run (id, xid, created_at, version, priority, input, metadata, triggers)
  select run_id, xid, created_at, version, priority, payload, metadata, triggers from judged where violation is null
)
insert into hatchet.event_match (event_id, event_created_at, run_id, run_created_at, workflow, matched_at, key, error)
select event_id, event_created_at, case when violation is null then run_id end,
  case when violation is null then created_at else event_created_at end, workflow, matched_at, key, violation
from judged;

-- name: list_events
-- The newest $6 events pushed from $1 on and before $2, numbered below $3; of the scope $5 (null: any); with a key like
-- $4 (null: any).
select id, created_at, key, scope, metadata from hatchet.event
where created_at >= $1 and created_at < $2 and id < $3 and ($4::text is null or key like $4)
  and ($5::text is null or scope = $5)
order by id desc limit $6;

-- name: find_event
select key, scope, payload, metadata from hatchet.event where id = $1 and created_at = $2;

-- name: events_ending
-- The event with the number $1, and the newest $5 pushed from $3 on and before $4 whose number is $1 modulo $2 (16, 256,
-- ...): a probe of the index for each such number.
(select id, created_at from hatchet.event where id = $1 and created_at >= $3 and created_at < $4 limit 1)
union
(select e.id, e.created_at
from (
  select generate_series(newest - (newest - $1) % $2, oldest, -$2) as id
  from
    (select id from hatchet.event where created_at >= $3 and created_at < $4 order by id desc limit 1) a (newest),
    (select id from hatchet.event where created_at >= $3 and created_at < $4 order by id limit 1) b (oldest)
  limit 100000) n,
  lateral (select id, created_at from hatchet.event where id = n.id and created_at >= $3 and created_at < $4 limit 1) e
limit $5)
order by id desc;

-- name: event_matches
-- What each of these events did. A task that it woke may be of a run of any day that is kept.
select m.event_id, m.event_created_at, m.run_id, m.run_created_at, m.task, m.workflow, m.matched_at, m.error
from hatchet.event_match m
where m.event_id = any($1) and (m.event_id, m.event_created_at) in (select * from unnest($1::bigint[], $2::timestamptz[]))
order by m.event_id, m.matched_at, m.workflow, m.run_id, m.task;

-- name: definitions_of_runs
-- The definitions of these runs, all created from $2 to $3.
select r.id, v.workflow, v.definition, v.directory
from hatchet.run r join hatchet.workflow_version v on v.id = r.version
where r.id = any($1) and r.created_at between $2 and $3;
