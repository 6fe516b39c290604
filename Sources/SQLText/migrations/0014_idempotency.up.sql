-- Which run has a key, for as long as nobody else may have it: the second request gets the first one's run.

create table hatchet.idempotency (
  workflow text not null,
  key text not null check (octet_length(key) <= 1000),
  run_id bigint not null,
  run_created_at timestamptz not null,
  expires_at timestamptz not null,
  until_finished boolean not null,
  primary key (workflow, key)
);

create index idempotency_run on hatchet.idempotency (run_id);
create index idempotency_expiry on hatchet.idempotency (expires_at);
comment on table hatchet.idempotency is 'keys that are taken: until they expire, or (until_finished) their run ends';

-- Takes a key for a run, or says whose it is. Two who ask at once take turns.
create function hatchet.claim_key(
  workflow text, key text, ttl interval, until_finished boolean, run_id bigint, run_created_at timestamptz,
  out holder bigint, out holder_created_at timestamptz
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if key is null or octet_length(key) > 1000 then
    raise exception 'an idempotency key has at most 1000 bytes' using errcode = 'HT400';
  end if;
  insert into hatchet.idempotency as i (workflow, key, run_id, run_created_at, expires_at, until_finished)
  values (claim_key.workflow, claim_key.key, claim_key.run_id, claim_key.run_created_at, clock_timestamp() + ttl, claim_key.until_finished)
  on conflict on constraint idempotency_pkey do update
    set run_id = excluded.run_id, run_created_at = excluded.run_created_at, expires_at = excluded.expires_at,
      until_finished = excluded.until_finished
    where i.expires_at <= clock_timestamp();
  select i.run_id, i.run_created_at into holder, holder_created_at
  from hatchet.idempotency i where i.workflow = claim_key.workflow and i.key = claim_key.key;
end $$;

drop function hatchet.enqueue;

-- As before. With a key, and a workflow that has `idempotency`, a second run of the same key is the first one; the
-- expression of the key is in the caller's hands then. Without a key the engine works it out when it takes the run in.
create function hatchet.enqueue(
  workflow text, input json default '{}', metadata json default null, priority integer default null,
  run_at timestamptz default null, idempotency_key text default null
) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  target record;
  violation text;
  run_id bigint;
  created timestamptz;
  holder record;
begin
  select v.id, v.priority, v.input_schema, v.definition -> 'idempotency' as idempotency into target
  from hatchet.workflow w join hatchet.workflow_version v on v.id = w.version where w.name = enqueue.workflow;
  if not found then
    raise exception 'workflow "%" does not exist', workflow using errcode = 'HT404', hint = 'apply its file first';
  elsif priority not between 1 and 3 then
    raise exception 'priority must be 1 (low), 2 (normal) or 3 (high), not %', priority using errcode = 'HT400';
  elsif json_typeof(metadata) <> 'object' then
    raise exception 'metadata must be a JSON object' using errcode = 'HT400';
  elsif idempotency_key is not null and target.idempotency is null then
    raise exception 'workflow "%" has no idempotency', workflow using errcode = 'HT400',
      hint = 'say in its file how long a key is taken';
  end if;
  if target.input_schema is not null then
    violation := hatchet.schema_violation(target.input_schema, coalesce(input, '{}')::jsonb);
    if violation is not null then
      raise exception '%', violation using errcode = 'HT422', hint = format('the input_schema of workflow "%s" says so', workflow);
    end if;
  end if;
  -- The transaction id comes first, so that the row is never older than it.
  perform pg_current_xact_id();
  created := clock_timestamp();
  perform hatchet.make_partitions(hatchet.day_of(created));
  if idempotency_key is not null then
    run_id := nextval('hatchet.run_id_seq');
    select * into holder from hatchet.claim_key(workflow, idempotency_key, (target.idempotency ->> 'ttl')::interval,
      coalesce(target.idempotency ->> 'until' = 'finished', false), run_id, created);
    if holder.holder <> run_id then
      return hatchet.public_id(holder.holder, holder.holder_created_at);
    end if;
  end if;
  insert into hatchet.run (id, created_at, version, priority, run_at, input, metadata)
  values (coalesce(run_id, nextval('hatchet.run_id_seq')), created, target.id, coalesce(enqueue.priority, target.priority),
    enqueue.run_at, coalesce(enqueue.input, '{}'), enqueue.metadata)
  returning id into run_id;
  return hatchet.public_id(run_id, created);
end $$;

revoke all on function hatchet.claim_key, hatchet.enqueue from public;
