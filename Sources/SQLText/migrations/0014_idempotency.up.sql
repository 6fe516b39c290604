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

-- Takes a key for a run, or says whose it is. A key belongs to the run that has it from the run's creation on, so two whose
-- times do not overlap both get it, however late they ask. Two who ask at once take turns; whoever only learns that a key
-- is taken locks nothing.
create function hatchet.claim_key(
  workflow text, key text, ttl interval, until_finished boolean, run_id bigint, run_created_at timestamptz,
  out holder bigint, out holder_created_at timestamptz
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  known record;
begin
  if key is null or octet_length(key) > 1000 then
    raise exception 'an idempotency key has at most 1000 bytes' using errcode = 'HT400';
  end if;
  holder := claim_key.run_id;
  holder_created_at := claim_key.run_created_at;
  loop
    insert into hatchet.idempotency (workflow, key, run_id, run_created_at, expires_at, until_finished)
    values (claim_key.workflow, claim_key.key, claim_key.run_id, claim_key.run_created_at, claim_key.run_created_at + ttl,
      claim_key.until_finished)
    on conflict do nothing;
    exit when found;
    select i.run_id, i.run_created_at, i.expires_at into known
    from hatchet.idempotency i where i.workflow = claim_key.workflow and i.key = claim_key.key;
    -- Freed meanwhile.
    continue when not found;
    exit when known.run_id = claim_key.run_id or known.run_created_at >= claim_key.run_created_at + ttl;
    if known.expires_at > claim_key.run_created_at then
      holder := known.run_id;
      holder_created_at := known.run_created_at;
      exit;
    end if;
    update hatchet.idempotency i
    set run_id = claim_key.run_id, run_created_at = claim_key.run_created_at, expires_at = claim_key.run_created_at + ttl,
      until_finished = claim_key.until_finished
    where i.workflow = claim_key.workflow and i.key = claim_key.key and i.run_id = known.run_id;
    exit when found;
  end loop;
end $$;

-- The same for the leader, which waits for nobody: without a holder, a transaction that is open has the key in hand.
create function hatchet.try_claim_key(
  workflow text, key text, ttl interval, until_finished boolean, run_id bigint, run_created_at timestamptz,
  out holder bigint, out holder_created_at timestamptz
) language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '1ms' as $$
begin
  select * into holder, holder_created_at
  from hatchet.claim_key(workflow, key, ttl, until_finished, run_id, run_created_at);
exception when lock_not_available then
  holder := null;
end $$;

-- What the leader has read, but cannot decide upon before somebody's transaction ends.
create table hatchet.held_run (
  run_id bigint primary key,
  run_created_at timestamptz not null
);

comment on table hatchet.held_run is 'runs that were read and not taken in, for an open transaction has their key in hand; nearly always empty';

drop function hatchet.enqueue;

-- Enqueues a run, in the caller's transaction: its id, and whether it is new. Of a workflow with `idempotency`, a second
-- run of a key that is taken is the first one. Who `asks` and gives no key gets that `idempotency` and no run, to work the
-- key out and come again; without, the leader works it out when it takes the run in. All that enqueues comes through here.
create function hatchet.enqueue_or_ask(
  workflow text, input json, metadata json, priority integer, run_at timestamptz, idempotency_key text, asks boolean,
  out id uuid, out created boolean, out idempotency json, out paused_since timestamptz
) language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  target record;
  violation text;
  run_id bigint;
  created_at timestamptz;
  holder record;
begin
  select v.id, v.priority, v.input_schema, v.definition -> 'idempotency' as idempotency, w.paused_at into target
  from hatchet.workflow w join hatchet.workflow_version v on v.id = w.version where w.name = enqueue_or_ask.workflow;
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
  paused_since := target.paused_at;
  created := true;
  if asks and idempotency_key is null and target.idempotency is not null then
    idempotency := target.idempotency;
    created := false;
    return;
  end if;
  -- The transaction id comes first, so that the row is never older than it.
  perform pg_current_xact_id();
  created_at := clock_timestamp();
  perform hatchet.make_partitions(hatchet.day_of(created_at));
  if idempotency_key is not null then
    run_id := nextval('hatchet.run_id_seq');
    select * into holder from hatchet.claim_key(workflow, idempotency_key, (target.idempotency ->> 'ttl')::interval,
      coalesce(target.idempotency ->> 'until' = 'finished', false), run_id, created_at);
    if holder.holder <> run_id then
      id := hatchet.public_id(holder.holder, holder.holder_created_at);
      created := false;
      return;
    end if;
  end if;
  insert into hatchet.run as r (id, created_at, version, priority, run_at, input, metadata)
  values (coalesce(run_id, nextval('hatchet.run_id_seq')), created_at, target.id,
    coalesce(enqueue_or_ask.priority, target.priority), enqueue_or_ask.run_at, coalesce(enqueue_or_ask.input, '{}'),
    enqueue_or_ask.metadata)
  returning r.id into run_id;
  id := hatchet.public_id(run_id, created_at);
end $$;

-- As before, and with a key: the second run of one that is taken is the first one.
create function hatchet.enqueue(
  workflow text, input json default '{}', metadata json default null, priority integer default null,
  run_at timestamptz default null, idempotency_key text default null
) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (hatchet.enqueue_or_ask(workflow, input, metadata, priority, run_at, idempotency_key, false)).id;
end $$;

revoke all on function hatchet.claim_key, hatchet.try_claim_key, hatchet.enqueue_or_ask, hatchet.enqueue from public;
