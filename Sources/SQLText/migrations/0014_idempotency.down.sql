drop function hatchet.enqueue, hatchet.enqueue_or_ask, hatchet.try_claim_key, hatchet.claim_key;
drop table hatchet.held_run, hatchet.idempotency;

create function hatchet.enqueue(
  workflow text, input json default '{}', metadata json default null, priority integer default null,
  run_at timestamptz default null
) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  target record;
  violation text;
  run_id bigint;
  created timestamptz;
begin
  select v.id, v.priority, v.input_schema into target
  from hatchet.workflow w join hatchet.workflow_version v on v.id = w.version where w.name = enqueue.workflow;
  if not found then
    raise exception 'workflow "%" does not exist', workflow using errcode = 'HT404', hint = 'apply its file first';
  elsif priority not between 1 and 3 then
    raise exception 'priority must be 1 (low), 2 (normal) or 3 (high), not %', priority using errcode = 'HT400';
  elsif json_typeof(metadata) <> 'object' then
    raise exception 'metadata must be a JSON object' using errcode = 'HT400';
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
  insert into hatchet.run (created_at, version, priority, run_at, input, metadata)
  values (created, target.id, coalesce(enqueue.priority, target.priority), enqueue.run_at, coalesce(enqueue.input, '{}'), enqueue.metadata)
  returning id into run_id;
  return hatchet.public_id(run_id, created);
end $$;

revoke all on function hatchet.enqueue from public;
