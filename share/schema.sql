-- The schema that all migrations make, as PostgreSQL 15's pg_dump writes it, without the daily partitions.
-- A test compares it; HATCHET_UPDATE_GOLDEN=1 swift test --filter SchemaDumpTests writes it anew.

CREATE SCHEMA hatchet;

CREATE TYPE hatchet.outcome AS ENUM (
    'completed',
    'failed',
    'timed_out',
    'lost',
    'cancelled',
    'skipped',
    'deferred',
    'released'
);

CREATE TYPE hatchet.task_state AS ENUM (
    'queued',
    'waiting',
    'running'
);

CREATE FUNCTION hatchet.cancel(run uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ select hatchet.command('cancel', run) $$;

CREATE FUNCTION hatchet.claim_key(workflow text, key text, ttl interval, until_finished boolean, run_id bigint, run_created_at timestamp with time zone, OUT holder bigint, OUT holder_created_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

CREATE FUNCTION hatchet.command(kind text, run uuid, arguments json DEFAULT '{}'::json) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  target record;
  created timestamptz;
begin
  select r.id, r.created_at into target from hatchet.run_key(command.run) k
    join hatchet.run r on r.id = k.number and r.created_at = k.created_at;
  if not found then
    raise exception 'run "%" does not exist', run using errcode = 'HT404';
  end if;
  perform pg_current_xact_id();
  created := clock_timestamp();
  perform hatchet.make_partitions(hatchet.day_of(created));
  insert into hatchet.command (created_at, kind, run_id, run_created_at, arguments)
  values (created, command.kind, target.id, target.created_at, command.arguments);
end $$;

CREATE FUNCTION hatchet.day_of(moment timestamp with time zone) RETURNS date
    LANGUAGE sql IMMUTABLE STRICT
    AS $$ select (moment at time zone 'UTC')::date $$;

CREATE FUNCTION hatchet.day_start(day date) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE STRICT
    AS $$ select day::timestamp at time zone 'UTC' $$;

CREATE FUNCTION hatchet.enqueue(workflow text, input json DEFAULT '{}'::json, metadata json DEFAULT NULL::json, priority integer DEFAULT NULL::integer, run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, idempotency_key text DEFAULT NULL::text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (hatchet.enqueue_or_ask(workflow, input, metadata, priority, run_at, idempotency_key, false)).id;
end $$;

CREATE FUNCTION hatchet.enqueue_or_ask(workflow text, input json, metadata json, priority integer, run_at timestamp with time zone, idempotency_key text, asks boolean, OUT id uuid, OUT created boolean, OUT idempotency json, OUT paused_since timestamp with time zone) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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

CREATE FUNCTION hatchet.has_failed_task(run_id bigint, created_at timestamp with time zone, tasks integer) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  with live as materialized (
    select (l.id & 4095)::smallint as task, l.cancelling from hatchet.live_task l
    where l.id between has_failed_task.run_id << 12 and has_failed_task.run_id << 12 | 4095
  ), tried as materialized (
    select distinct on (a.task) a.task, a.outcome from hatchet.attempt a
    where a.run_id = has_failed_task.run_id and a.run_created_at = has_failed_task.created_at
    order by a.task, a.attempt desc
  )
  select exists (select from live where cancelling)
    or exists (
      select from tried where outcome not in ('completed', 'skipped') and task not in (select task from live))
    or (select count(*) between 1 and has_failed_task.tasks - 1 from (select task from live union select task from tried) known)
    or exists (
      select from hatchet.command c
      where c.run_id = has_failed_task.run_id and c.created_at >= has_failed_task.created_at and c.kind = 'cancel'
        and not pg_visible_in_snapshot(c.xid, (select snapshot from hatchet.cursor where log = 'command')))
$$;

CREATE FUNCTION hatchet.input_violation(schema jsonb, payload json) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return hatchet.schema_violation(schema, payload::jsonb);
exception when others then
  return format('input: %s', sqlerrm);
end $$;

CREATE FUNCTION hatchet.make_partitions(day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  log text;
  leaf text;
begin
  -- Made last, and dropped last (log lines) or written for as long as a run may be replayed (attempts, matches).
  if to_regclass('hatchet.' || hatchet.partition_name('log_line', day)) is not null
    and to_regclass('hatchet.' || hatchet.partition_name('attempt', day)) is not null
    and to_regclass('hatchet.' || hatchet.partition_name('event_match', day)) is not null
    and to_regclass('hatchet.' || hatchet.partition_name('event', day)) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('hatchet'), -1);
  foreach log in array array['run', 'command', 'event', 'event_match', 'attempt', 'log_line'] loop
    leaf := hatchet.partition_name(log, day);
    continue when to_regclass('hatchet.' || leaf) is not null;
    execute format('create table hatchet.%I (like hatchet.%I including defaults including constraints '
      'including indexes including storage including compression)', leaf, log);
    execute format('alter table hatchet.%I set (fillfactor = 100, autovacuum_vacuum_insert_scale_factor = 0.2, '
      'autovacuum_analyze_scale_factor = 0.1, autovacuum_vacuum_cost_delay = 2)', leaf);
    execute format('create trigger append_only before update or delete on hatchet.%I '
      'execute function hatchet.refuse_change()', leaf);
    execute format('alter table hatchet.%I attach partition hatchet.%I for values from (%L) to (%L)',
      log, leaf, hatchet.day_start(day), hatchet.day_start(day + 1));
  end loop;
end $$;

CREATE FUNCTION hatchet.note_registry_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- The leader moves its crons itself.
  if current_setting('hatchet.quiet', true) is distinct from 'on' then
    update hatchet.registry set revision = revision + 1;
    if (select asleep from hatchet.leader) then
      perform pg_notify('hatchet.leader', tg_table_name);
    end if;
  end if;
  return null;
end $$;

CREATE FUNCTION hatchet.order_worker(worker bigint, what text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  target hatchet.worker;
begin
  if what is null or what not in ('pause', 'resume', 'drain') then
    raise exception 'a worker can be told to pause, to resume or to drain, not "%"', what using errcode = 'HT400';
  end if;
  select * into target from hatchet.worker w where w.id = order_worker.worker and w.stopped_at is null for update;
  if not found then
    raise exception 'worker "%" does not exist', worker using errcode = 'HT404';
  elsif target.draining and what <> 'drain' then
    raise exception 'worker "%" is draining', worker using errcode = 'HT409', hint = 'it leaves when what it runs has ended';
  end if;
  update hatchet.worker w
  set draining = w.draining or what = 'drain', paused = case what when 'drain' then w.paused else what = 'pause' end
  where w.id = target.id;
  perform pg_notify('hatchet.leader', 'worker'), pg_notify('hatchet.worker.' || target.id, what);
end $$;

CREATE FUNCTION hatchet.partition_name(log text, day date) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT
    AS $$ select log || '_' || to_char(day, 'YYYYMMDD') $$;

CREATE FUNCTION hatchet.pause_workflow(workflow text, paused boolean DEFAULT true, crons text DEFAULT 'queue'::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if crons is null or crons not in ('queue', 'drop') then
    raise exception 'what crons do meanwhile is to queue or to drop, not "%"', crons using errcode = 'HT400';
  end if;
  update hatchet.workflow w
  set paused_at = case when pause_workflow.paused then coalesce(w.paused_at, clock_timestamp()) end,
    resumed_at = case when not pause_workflow.paused and w.paused_at is not null then clock_timestamp() else w.resumed_at end,
    paused_crons = case when pause_workflow.paused then pause_workflow.crons else 'queue' end
  where w.name = pause_workflow.workflow;
  if not found then
    raise exception 'workflow "%" does not exist', workflow using errcode = 'HT404';
  end if;
end $$;

CREATE FUNCTION hatchet.public_id(number bigint, created_at timestamp with time zone, kind integer DEFAULT 0) RETURNS uuid
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
  select (lpad(to_hex(us / 1000), 12, '0') || '8' || lpad(to_hex((us % 1000) << 2 | kind), 3, '0')
    || to_hex(-9223372036854775808 | number))::uuid
  from (select (extract(epoch from created_at) * 1000000)::bigint) t (us)
$$;

CREATE FUNCTION hatchet.push_event(key text, payload json DEFAULT '{}'::json, scope text DEFAULT NULL::text, metadata json DEFAULT NULL::json) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  event_id bigint;
  created timestamptz;
begin
  if key is null or key = '' or octet_length(key) > 1000 then
    raise exception 'the key of an event has 1 to 1000 bytes' using errcode = 'HT400';
  elsif scope = '' or octet_length(scope) > 1000 then
    raise exception 'the scope of an event has 1 to 1000 bytes' using errcode = 'HT400';
  elsif json_typeof(metadata) <> 'object' then
    raise exception 'metadata must be a JSON object' using errcode = 'HT400';
  end if;
  -- The transaction id comes first, so that the row is never older than it.
  perform pg_current_xact_id();
  created := clock_timestamp();
  perform hatchet.make_partitions(hatchet.day_of(created));
  insert into hatchet.event (created_at, key, scope, payload, metadata)
  values (created, push_event.key, push_event.scope, coalesce(push_event.payload, '{}'), push_event.metadata)
  returning id into event_id;
  return hatchet.public_id(event_id, created, 2);
end $$;

CREATE FUNCTION hatchet.rebase_logs() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  present bigint := (select system_identifier from pg_control_system());
  past bigint := (select system_identifier from hatchet.leader for update);
  place hatchet.cursor;
begin
  update hatchet.leader set system_identifier = present;
  if past is null or past = present then
    return false;
  end if;
  for place in select * from hatchet.cursor loop
    execute format('alter table hatchet.%I disable trigger append_only', place.log);
    execute format('update hatchet.%1$I set xid = case when %2$I <= $2 and (pg_visible_in_snapshot(xid, $1)'
      ' or coalesce((xid, %3$I) <= ($3, $4) and pg_visible_in_snapshot(xid, $5), false))'
      ' then ''3''::xid8 else pg_current_xact_id() end', place.log,
      case place.log when 'attempt' then 'finished_at' else 'created_at' end,
      case place.log when 'attempt' then 'run_id' else 'id' end)
      using place.snapshot, place.moved_at, place.position_xid, place.position_id, place.target;
    execute format('alter table hatchet.%I enable trigger append_only', place.log);
    update hatchet.cursor
    set snapshot = format('%1$s:%1$s:', pg_snapshot_xmin(pg_current_snapshot()))::pg_snapshot,
      target = null, target_floor = null, position_xid = null, position_id = null, moved_at = clock_timestamp()
    where log = place.log;
  end loop;
  return true;
end $_$;

CREATE FUNCTION hatchet.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception '% of "%" refused: logs are append-only', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end $$;

CREATE FUNCTION hatchet.replay(run uuid, from_task text DEFAULT NULL::text, everything boolean DEFAULT false, input json DEFAULT NULL::json) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  target record;
  names text[];
  violation text;
begin
  if from_task is not null and everything then
    raise exception 'a replay is from a task on or of everything, not both' using errcode = 'HT400';
  end if;
  select r.id, r.created_at, v.workflow, v.input_schema, v.definition into target from hatchet.run_key(replay.run) k
    join hatchet.run r on r.id = k.number and r.created_at = k.created_at
    join hatchet.workflow_version v on v.id = r.version;
  -- Of a run without its version, `command` says whether there is one.
  if found then
    names := hatchet.task_names(target.definition);
    if from_task is not null and from_task <> all (names) then
      raise exception 'run "%" has no task "%"', run, from_task using errcode = 'HT404',
        hint = format('workflow "%s" has %s', target.workflow, array_to_string(names, ', '));
    end if;
    if everything then
      if exists (
        select from hatchet.live_task l
        where l.id between target.id << 12 and target.id << 12 | 4095 and l.state = 'running' and not l.cancelling)
      then
        raise exception 'tasks of run "%" are running', run using errcode = 'HT409',
          hint = 'wait for their end, or cancel the run first';
      end if;
    elsif from_task is null and not hatchet.has_failed_task(target.id, target.created_at, cardinality(names)) then
      raise exception 'run "%" has no failed task', run using errcode = 'HT409',
        hint = 'from a task on, or with everything, it replays what did not fail';
    end if;
    if input is not null then
      violation := hatchet.schema_violation(target.input_schema, replay.input::jsonb);
      if violation is not null then
        raise exception '%', violation using errcode = 'HT422', hint = format('the input_schema of workflow "%s" says so', target.workflow);
      end if;
    end if;
  end if;
  perform hatchet.command('replay', run, json_build_object('from', from_task, 'all', everything));
  if input is not null then
    insert into hatchet.replay_input as i (run_id, run_created_at, input) values (target.id, target.created_at, replay.input)
    on conflict (run_id) do update set input = excluded.input, created_at = clock_timestamp();
  end if;
end $$;

CREATE FUNCTION hatchet.reschedule(run uuid, run_at timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select hatchet.command('reschedule', run, json_build_object('at', run_at))
$$;

CREATE FUNCTION hatchet.run_key(id uuid, OUT number bigint, OUT created_at timestamp with time zone) RETURNS SETOF record
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
  select high.bits & 4611686018427387903,
    timestamptz 'epoch' + ms.bits / 1000 * interval '1 s' + (ms.bits % 1000 * 1000 + (low.bits >> 2)) * interval '1 us'
  from (select replace(id::text, '-', '')) t (hex),
    lateral (select ('x' || lpad(left(hex, 12), 16, '0'))::bit(64)::bigint) ms (bits),
    lateral (select ('x' || substr(hex, 14, 3))::bit(12)::integer) low (bits),
    lateral (select ('x' || right(hex, 16))::bit(64)::bigint) high (bits)
  where substr(hex, 13, 1) = '8' and substr(hex, 17, 1) in ('8', '9', 'a', 'b') and low.bits & 3 = 0 and low.bits >> 2 < 1000
$$;

CREATE FUNCTION hatchet.schema_violation(schema jsonb, value jsonb, path text DEFAULT 'input'::text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  kind text := jsonb_typeof(value);
  number numeric := case kind when 'number' then value::numeric end;
  plain text := case kind when 'string' then value #>> '{}' end;
  allowed text[];
  violation text;
begin
  if schema = 'true' then
    return null;
  elsif schema = 'false' then
    return format('%s: is not allowed', path);
  end if;

  if schema ? 'type' then
    allowed := case jsonb_typeof(schema -> 'type') when 'array'
      then array(select jsonb_array_elements_text(schema -> 'type')) else array[schema ->> 'type'] end;
    if not (kind = any(allowed) or (kind = 'number' and 'integer' = any(allowed) and number = trunc(number))) then
      return format('%s: must be of type %s, not %s', path, array_to_string(allowed, ' or '), kind);
    end if;
  end if;
  if schema ? 'enum' and not exists (select from jsonb_array_elements(schema -> 'enum') e (choice) where choice = value) then
    return format('%s: must be one of %s', path, schema -> 'enum');
  elsif schema ? 'const' and schema -> 'const' <> value then
    return format('%s: must be %s', path, schema -> 'const');
  end if;

  if kind = 'number' then
    return case
      when number < (schema ->> 'minimum')::numeric then format('%s: must be at least %s', path, schema ->> 'minimum')
      when number > (schema ->> 'maximum')::numeric then format('%s: must be at most %s', path, schema ->> 'maximum')
      when number <= (schema ->> 'exclusiveMinimum')::numeric then format('%s: must be greater than %s', path, schema ->> 'exclusiveMinimum')
      when number >= (schema ->> 'exclusiveMaximum')::numeric then format('%s: must be less than %s', path, schema ->> 'exclusiveMaximum')
      when number % (schema ->> 'multipleOf')::numeric <> 0 then format('%s: must be a multiple of %s', path, schema ->> 'multipleOf')
    end;
  elsif kind = 'string' then
    return case
      when length(plain) < (schema ->> 'minLength')::numeric then format('%s: must have at least %s characters', path, schema ->> 'minLength')
      when length(plain) > (schema ->> 'maxLength')::numeric then format('%s: must have at most %s characters', path, schema ->> 'maxLength')
      when plain !~ (schema ->> 'pattern') then format('%s: must match %s', path, schema ->> 'pattern')
    end;
  elsif kind = 'array' then
    if jsonb_array_length(value) < (schema ->> 'minItems')::numeric then
      return format('%s: must have at least %s items', path, schema ->> 'minItems');
    elsif jsonb_array_length(value) > (schema ->> 'maxItems')::numeric then
      return format('%s: must have at most %s items', path, schema ->> 'maxItems');
    elsif schema -> 'uniqueItems' = 'true' and jsonb_array_length(value)
        > (select count(distinct element) from jsonb_array_elements(value) element) then
      return format('%s: must not repeat an item', path);
    end if;
    if schema ? 'items' then
      select broken into violation
      from jsonb_array_elements(value) with ordinality e (element, place),
        lateral (select hatchet.schema_violation(schema -> 'items', element, format('%s[%s]', path, place - 1))) v (broken)
      where broken is not null order by place limit 1;
    end if;
    return violation;
  elsif kind = 'object' then
    select format('%s.%s: is required', path, required) into violation
    from jsonb_array_elements_text(schema -> 'required') with ordinality r (required, place)
    where not value ? required order by place limit 1;
    if violation is null then
      select broken into violation
      from jsonb_each(value) member,
        lateral (select hatchet.schema_violation(
          coalesce(schema -> 'properties' -> member.key, schema -> 'additionalProperties', 'true'),
          member.value, path || '.' || member.key)) v (broken)
      where broken is not null order by member.key limit 1;
    end if;
    return violation;
  end if;
  return null;
end $$;

CREATE FUNCTION hatchet.start_time(run_id bigint, created_at timestamp with time zone, run_at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
  select case when run_at is not null then coalesce((
    select (c.arguments ->> 'at')::timestamptz
    from hatchet.command c
    where c.run_id = start_time.run_id and c.run_created_at = start_time.created_at
      and c.created_at >= start_time.created_at and c.kind = 'reschedule'
      and c.created_at < coalesce((
        select min(a.started_at) from hatchet.attempt a
        where a.run_id = start_time.run_id and a.run_created_at = start_time.created_at), (
        select min(l.started_at) from hatchet.live_task l
        where l.id between start_time.run_id << 12 and start_time.run_id << 12 | 4095), 'infinity')
    order by c.created_at desc, c.id desc limit 1), run_at) end
$$;

CREATE FUNCTION hatchet.task_count(definition json) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
  select count(*) + count(t.value -> 'compensate')
    + case when definition -> 'on_failure' is null then 0 else 1 end + case when definition -> 'finally' is null then 0 else 1 end
  from json_each(definition -> 'tasks') t
$$;

CREATE FUNCTION hatchet.task_names(definition json) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
  select array_agg(t.key) || coalesce(array_agg('compensate:' || t.key) filter (where t.value -> 'compensate' is not null), '{}')
    || case when definition -> 'on_failure' is null then '{}' else '{on_failure}'::text[] end
    || case when definition -> 'finally' is null then '{}' else '{finally}'::text[] end
  from json_each(definition -> 'tasks') t
$$;

CREATE FUNCTION hatchet.try_claim_key(workflow text, key text, ttl interval, until_finished boolean, run_id bigint, run_created_at timestamp with time zone, OUT holder bigint, OUT holder_created_at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '1ms'
    AS $$
begin
  select * into holder, holder_created_at
  from hatchet.claim_key(workflow, key, ttl, until_finished, run_id, run_created_at);
exception when lock_not_available then
  holder := null;
end $$;

CREATE FUNCTION hatchet.wake_leader() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  -- A commit that notifies takes a lock of the whole database, so nobody notifies a leader that is awake.
  if current_setting('hatchet.quiet', true) is distinct from 'on' and (select asleep from hatchet.leader) then
    perform pg_notify('hatchet.leader', tg_table_name);
  end if;
  return null;
end $$;

CREATE TABLE hatchet.assignment (
    worker bigint NOT NULL,
    id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    kind text NOT NULL,
    tasks bigint[] NOT NULL,
    attempts integer[] NOT NULL,
    CONSTRAINT assignment_check CHECK ((cardinality(attempts) = cardinality(tasks))),
    CONSTRAINT assignment_kind_check CHECK ((kind = ANY (ARRAY['start'::text, 'cancel'::text, 'timeout'::text])))
);

COMMENT ON TABLE hatchet.assignment IS 'what the leader tells a worker in another process: a row per batch and worker, deleted once received';

ALTER TABLE hatchet.assignment ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hatchet.assignment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hatchet.attempt (
    run_id bigint NOT NULL,
    task smallint NOT NULL,
    attempt integer NOT NULL,
    outcome hatchet.outcome NOT NULL,
    final boolean NOT NULL,
    by_leader boolean DEFAULT false NOT NULL,
    exit_code smallint,
    signal smallint,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    run_created_at timestamp with time zone NOT NULL,
    worker bigint,
    queued_at timestamp with time zone,
    assigned_at timestamp with time zone,
    started_at timestamp with time zone,
    finished_at timestamp with time zone NOT NULL,
    output json,
    error text,
    CONSTRAINT attempt_attempt_check CHECK ((attempt >= 1)),
    CONSTRAINT attempt_exit_code_check CHECK (((exit_code >= 0) AND (exit_code <= 255))),
    CONSTRAINT attempt_signal_check CHECK ((signal > 0)),
    CONSTRAINT attempt_task_check CHECK (((task >= 0) AND (task <= 4095))),
    CONSTRAINT completed_has_no_error CHECK (((error IS NULL) OR (outcome <> 'completed'::hatchet.outcome))),
    CONSTRAINT completed_is_final CHECK ((final OR (outcome <> ALL (ARRAY['completed'::hatchet.outcome, 'skipped'::hatchet.outcome, 'cancelled'::hatchet.outcome])))),
    CONSTRAINT completed_ran CHECK (((outcome <> ALL (ARRAY['completed'::hatchet.outcome, 'failed'::hatchet.outcome, 'timed_out'::hatchet.outcome])) OR (worker IS NOT NULL) OR (error IS NOT NULL))),
    CONSTRAINT finished_after_start CHECK ((finished_at >= started_at)),
    CONSTRAINT given_back_is_not_final CHECK (((NOT final) OR (outcome <> ALL (ARRAY['deferred'::hatchet.outcome, 'released'::hatchet.outcome])))),
    CONSTRAINT only_completed_has_output CHECK (((output IS NULL) OR (outcome = 'completed'::hatchet.outcome))),
    CONSTRAINT verdict_has_no_start CHECK (((started_at IS NULL) OR (worker IS NOT NULL)))
)
PARTITION BY RANGE (run_created_at);
ALTER TABLE ONLY hatchet.attempt ALTER COLUMN output SET COMPRESSION lz4;
ALTER TABLE ONLY hatchet.attempt ALTER COLUMN error SET COMPRESSION lz4;

COMMENT ON TABLE hatchet.attempt IS 'one finished attempt of one task, or a verdict without one (skipped, cancelled before its start); the first record wins';

COMMENT ON COLUMN hatchet.attempt.by_leader IS 'applied in the transaction that wrote it, so the leader need not read it again';

CREATE TABLE hatchet.backlog (
    id bigint NOT NULL,
    version bigint NOT NULL,
    priority smallint NOT NULL,
    count integer NOT NULL,
    highest bigint NOT NULL,
    runs bigint[] NOT NULL,
    created timestamp with time zone[] NOT NULL,
    CONSTRAINT backlog_check CHECK ((count = cardinality(runs))),
    CONSTRAINT backlog_check1 CHECK ((cardinality(created) = cardinality(runs))),
    CONSTRAINT backlog_priority_check CHECK (((priority >= 1) AND (priority <= 3))),
    CONSTRAINT backlog_runs_check CHECK ((cardinality(runs) > 0))
);
ALTER TABLE ONLY hatchet.backlog ALTER COLUMN runs SET COMPRESSION lz4;
ALTER TABLE ONLY hatchet.backlog ALTER COLUMN created SET COMPRESSION lz4;

COMMENT ON TABLE hatchet.backlog IS 'blocks of runs that wait outside the leader''s memory; id = the least number in the block';

COMMENT ON COLUMN hatchet.backlog.created IS 'when each of the runs was created';

CREATE TABLE hatchet.command (
    id bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    kind text NOT NULL,
    run_id bigint NOT NULL,
    run_created_at timestamp with time zone NOT NULL,
    arguments json DEFAULT '{}'::json NOT NULL,
    CONSTRAINT command_kind_check CHECK ((kind = ANY (ARRAY['cancel'::text, 'replay'::text, 'reschedule'::text])))
)
PARTITION BY RANGE (created_at);

COMMENT ON TABLE hatchet.command IS 'what somebody asked of a run that exists: cancel, replay';

ALTER TABLE hatchet.command ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME hatchet.command_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hatchet.cron (
    id bigint NOT NULL,
    workflow text NOT NULL,
    name text NOT NULL,
    source text NOT NULL,
    expression text NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    catch_up text DEFAULT 'last'::text NOT NULL,
    catch_up_window interval DEFAULT '1 day'::interval NOT NULL,
    input json DEFAULT '{}'::json NOT NULL,
    metadata json,
    priority smallint,
    paused boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    last_at timestamp with time zone,
    next_at timestamp with time zone,
    CONSTRAINT cron_catch_up_check CHECK ((catch_up = ANY (ARRAY['none'::text, 'last'::text, 'all'::text]))),
    CONSTRAINT cron_catch_up_window_check CHECK ((catch_up_window > '00:00:00'::interval)),
    CONSTRAINT cron_metadata_check CHECK ((json_typeof(metadata) = 'object'::text)),
    CONSTRAINT cron_name_check CHECK ((name <> ''::text)),
    CONSTRAINT cron_priority_check CHECK (((priority >= 1) AND (priority <= 3))),
    CONSTRAINT cron_source_check CHECK ((source = ANY (ARRAY['file'::text, 'user'::text])))
)
WITH (fillfactor='50');

COMMENT ON TABLE hatchet.cron IS 'what enqueues runs by the clock; one of a file goes when its file no longer has it';

COMMENT ON COLUMN hatchet.cron.last_at IS 'the last tick that fired';

COMMENT ON COLUMN hatchet.cron.next_at IS 'the tick that has not fired; moved in the transaction that enqueues its run; null: to be worked out from now on';

ALTER TABLE hatchet.cron ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hatchet.cron_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hatchet.cursor (
    log text NOT NULL,
    snapshot pg_snapshot NOT NULL,
    floor timestamp with time zone NOT NULL,
    target pg_snapshot,
    target_floor timestamp with time zone,
    position_xid xid8,
    position_id bigint,
    moved_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT cursor_log_check CHECK ((log = ANY (ARRAY['run'::text, 'command'::text, 'attempt'::text, 'event'::text]))),
    CONSTRAINT position_towards_target CHECK ((num_nulls(target, target_floor, position_xid, position_id) = ANY (ARRAY[0, 4])))
)
WITH (fillfactor='50');

COMMENT ON TABLE hatchet.cursor IS 'how far the leader has read each log: all that `snapshot` sees; on its way to `target`, up to the position';

COMMENT ON COLUMN hatchet.cursor.floor IS 'no row that is still unread is older';

COMMENT ON COLUMN hatchet.cursor.moved_at IS 'no row that was read is younger';

CREATE TABLE hatchet.event (
    id bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    scope text,
    payload json DEFAULT '{}'::json NOT NULL,
    metadata json,
    CONSTRAINT event_key_check CHECK (((key <> ''::text) AND (octet_length(key) <= 1000))),
    CONSTRAINT event_metadata_check CHECK ((json_typeof(metadata) = 'object'::text)),
    CONSTRAINT event_scope_check CHECK (((scope <> ''::text) AND (octet_length(scope) <= 1000)))
)
PARTITION BY RANGE (created_at);
ALTER TABLE ONLY hatchet.event ALTER COLUMN payload SET COMPRESSION lz4;
ALTER TABLE ONLY hatchet.event ALTER COLUMN metadata SET COMPRESSION lz4;

COMMENT ON TABLE hatchet.event IS 'something that happened, told by whoever wants others to know';

ALTER TABLE hatchet.event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME hatchet.event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hatchet.event_match (
    event_id bigint NOT NULL,
    event_created_at timestamp with time zone NOT NULL,
    run_id bigint,
    run_created_at timestamp with time zone NOT NULL,
    task smallint,
    leaf smallint,
    workflow text NOT NULL,
    matched_at timestamp with time zone NOT NULL,
    key text NOT NULL,
    payload json,
    error text,
    CONSTRAINT event_match_leaf_check CHECK ((leaf >= 0)),
    CONSTRAINT event_match_task_check CHECK (((task >= 0) AND (task <= 4095))),
    CONSTRAINT leaf_of_a_task CHECK (((task IS NULL) = (leaf IS NULL))),
    CONSTRAINT refused_or_of_a_run CHECK (((run_id IS NOT NULL) OR (error IS NOT NULL))),
    CONSTRAINT task_of_a_run CHECK (((task IS NULL) OR (run_id IS NOT NULL)))
)
PARTITION BY RANGE (run_created_at);
ALTER TABLE ONLY hatchet.event_match ALTER COLUMN payload SET COMPRESSION lz4;

COMMENT ON TABLE hatchet.event_match IS 'what an event did: it started a run (no task), woke a task, failed one (error), or could not be judged (error, no run)';

COMMENT ON COLUMN hatchet.event_match.run_created_at IS 'of the run; without one, of the event';

CREATE TABLE hatchet.held_run (
    run_id bigint NOT NULL,
    run_created_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE hatchet.held_run IS 'runs that were read and not taken in, for an open transaction has their key in hand; nearly always empty';

CREATE TABLE hatchet.idempotency (
    workflow text NOT NULL,
    key text NOT NULL,
    run_id bigint NOT NULL,
    run_created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    until_finished boolean NOT NULL,
    CONSTRAINT idempotency_key_check CHECK ((octet_length(key) <= 1000))
);

COMMENT ON TABLE hatchet.idempotency IS 'keys that are taken: until they expire, or (until_finished) their run ends';

CREATE TABLE hatchet.leader (
    only_row boolean DEFAULT true NOT NULL,
    epoch integer DEFAULT 0 NOT NULL,
    clean boolean DEFAULT true NOT NULL,
    holder text,
    backend integer,
    since timestamp with time zone,
    beat_at timestamp with time zone,
    asleep boolean DEFAULT false NOT NULL,
    system_identifier bigint,
    CONSTRAINT leader_only_row_check CHECK (only_row)
)
WITH (fillfactor='50');

COMMENT ON COLUMN hatchet.leader.clean IS 'the last leader left in order: nothing was started that is not recorded';

COMMENT ON COLUMN hatchet.leader.asleep IS 'the leader asks writers to notify it';

CREATE TABLE hatchet.live_task (
    id bigint NOT NULL,
    run_created_at timestamp with time zone NOT NULL,
    version bigint NOT NULL,
    worker bigint,
    queued_at timestamp with time zone,
    started_at timestamp with time zone,
    wake_at timestamp with time zone,
    state hatchet.task_state NOT NULL,
    epoch integer NOT NULL,
    attempt integer NOT NULL,
    priority smallint NOT NULL,
    failures smallint DEFAULT 0 NOT NULL,
    losses smallint DEFAULT 0 NOT NULL,
    cancelling boolean DEFAULT false NOT NULL,
    waits_since timestamp with time zone,
    starts_at timestamp with time zone,
    deadline timestamp with time zone,
    passed boolean DEFAULT false NOT NULL,
    CONSTRAINT live_task_attempt_check CHECK ((attempt >= 0)),
    CONSTRAINT live_task_failures_check CHECK ((failures >= 0)),
    CONSTRAINT live_task_losses_check CHECK ((losses >= 0)),
    CONSTRAINT live_task_priority_check CHECK (((priority >= 1) AND (priority <= 3))),
    CONSTRAINT only_waiting_listens CHECK (((waits_since IS NULL) OR (state = 'waiting'::hatchet.task_state))),
    CONSTRAINT only_waiting_wakes CHECK (((wake_at IS NULL) OR (state = 'waiting'::hatchet.task_state))),
    CONSTRAINT running_has_a_worker CHECK (((state = 'running'::hatchet.task_state) = (worker IS NOT NULL))),
    CONSTRAINT running_is_an_attempt CHECK (((state <> 'running'::hatchet.task_state) OR (attempt >= 1))),
    CONSTRAINT running_was_started CHECK (((state = 'running'::hatchet.task_state) = (started_at IS NOT NULL))),
    CONSTRAINT waiting_is_not_queued CHECK (((state = 'waiting'::hatchet.task_state) = (queued_at IS NULL)))
)
WITH (fillfactor='60', autovacuum_vacuum_cost_delay='0', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='20000', autovacuum_analyze_scale_factor='0', autovacuum_analyze_threshold='100000');

COMMENT ON TABLE hatchet.live_task IS 'a row per task that is not finished; id = run id * 4096 + the task''s place in its workflow';

COMMENT ON COLUMN hatchet.live_task.epoch IS 'of the leader that wrote the row: the next attempt is attempt + 1 + (epoch now - epoch), for a task may have been started unrecorded';

COMMENT ON COLUMN hatchet.live_task.waits_since IS 'when its timers and listeners of events started, while it waits for them';

COMMENT ON COLUMN hatchet.live_task.starts_at IS 'when the run was to start, if that is not when it was created';

COMMENT ON COLUMN hatchet.live_task.deadline IS 'when the run''s time is over';

COMMENT ON COLUMN hatchet.live_task.passed IS 'its conditions have let it through, or its turn as a hook has come';

CREATE TABLE hatchet.log_line (
    run_id bigint NOT NULL,
    task smallint NOT NULL,
    attempt integer NOT NULL,
    line integer NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    priority smallint DEFAULT 6 NOT NULL,
    text text NOT NULL,
    CONSTRAINT log_line_line_check CHECK ((line >= 1)),
    CONSTRAINT log_line_priority_check CHECK (((priority >= 0) AND (priority <= 7)))
)
PARTITION BY RANGE (created_at);
ALTER TABLE ONLY hatchet.log_line ALTER COLUMN text SET COMPRESSION lz4;

COMMENT ON TABLE hatchet.log_line IS 'what a task wrote on stderr, a row a line; priority as in syslog';

CREATE VIEW hatchet.partition_day AS
 SELECT (log.relname)::text AS log,
    (leaf.oid)::regclass AS partition,
    to_date("right"((leaf.relname)::text, 8), 'YYYYMMDD'::text) AS day,
    (leaf.reltuples)::bigint AS estimated_rows
   FROM ((pg_inherits i
     JOIN pg_class log ON ((log.oid = i.inhparent)))
     JOIN pg_class leaf ON ((leaf.oid = i.inhrelid)))
  WHERE ((log.relnamespace = ('hatchet'::regnamespace)::oid) AND (log.relkind = 'p'::"char") AND (leaf.relkind = 'r'::"char"));

CREATE TABLE hatchet.registry (
    only_row boolean DEFAULT true NOT NULL,
    revision bigint DEFAULT 0 NOT NULL,
    CONSTRAINT registry_only_row_check CHECK (only_row)
)
WITH (fillfactor='50');

COMMENT ON TABLE hatchet.registry IS 'counts the changes of workflow and cron';

CREATE TABLE hatchet.replay_input (
    run_id bigint NOT NULL,
    run_created_at timestamp with time zone NOT NULL,
    input json NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
ALTER TABLE ONLY hatchet.replay_input ALTER COLUMN input SET COMPRESSION lz4;

COMMENT ON TABLE hatchet.replay_input IS 'what tasks of a run read since it was replayed with another input; nearly always empty';

CREATE TABLE hatchet.run (
    id bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    version bigint NOT NULL,
    priority smallint NOT NULL,
    run_at timestamp with time zone,
    input json DEFAULT '{}'::json NOT NULL,
    metadata json,
    triggers json,
    CONSTRAINT run_metadata_check CHECK ((json_typeof(metadata) = 'object'::text)),
    CONSTRAINT run_priority_check CHECK (((priority >= 1) AND (priority <= 3))),
    CONSTRAINT run_triggers_check CHECK ((json_typeof(triggers) = 'object'::text))
)
PARTITION BY RANGE (created_at);
ALTER TABLE ONLY hatchet.run ALTER COLUMN input SET COMPRESSION lz4;
ALTER TABLE ONLY hatchet.run ALTER COLUMN metadata SET COMPRESSION lz4;
ALTER TABLE ONLY hatchet.run ALTER COLUMN triggers SET COMPRESSION lz4;

COMMENT ON TABLE hatchet.run IS 'a request to run a workflow, and the permanent record of the run';

COMMENT ON COLUMN hatchet.run.triggers IS 'what started it, for its tasks to see: an event and the payload of a filter; null if it was asked for';

ALTER TABLE hatchet.run ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME hatchet.run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hatchet.worker (
    id bigint NOT NULL,
    name text NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    slots integer NOT NULL,
    labels jsonb DEFAULT '{}'::jsonb NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    draining boolean DEFAULT false NOT NULL,
    received bigint DEFAULT 0 NOT NULL,
    stopped_at timestamp with time zone,
    paused boolean DEFAULT false NOT NULL,
    CONSTRAINT worker_labels_check CHECK ((jsonb_typeof(labels) = 'object'::text)),
    CONSTRAINT worker_slots_check CHECK ((slots >= 0))
)
WITH (fillfactor='50');

COMMENT ON TABLE hatchet.worker IS 'one start of one worker; while it lives it holds the advisory lock (hash of the namespace, id)';

COMMENT ON COLUMN hatchet.worker.received IS 'the last assignment that it has taken over';

COMMENT ON COLUMN hatchet.worker.paused IS 'it takes nothing new until it is told to go on';

ALTER TABLE hatchet.worker ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hatchet.worker_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE hatchet.workflow (
    name text NOT NULL,
    version bigint NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    paused_at timestamp with time zone,
    resumed_at timestamp with time zone,
    paused_crons text DEFAULT 'queue'::text NOT NULL,
    CONSTRAINT workflow_paused_crons_check CHECK ((paused_crons = ANY (ARRAY['queue'::text, 'drop'::text])))
);

COMMENT ON TABLE hatchet.workflow IS 'the version that a new run of each workflow gets';

COMMENT ON COLUMN hatchet.workflow.paused_at IS 'since when it is paused; null if it is not';

COMMENT ON COLUMN hatchet.workflow.resumed_at IS 'when its last pause ended: time-outs in the queue count from then';

CREATE TABLE hatchet.workflow_version (
    id bigint NOT NULL,
    workflow text NOT NULL,
    checksum text NOT NULL,
    definition json NOT NULL,
    priority smallint NOT NULL,
    input_schema jsonb,
    directory text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT workflow_version_checksum_check CHECK ((checksum ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT workflow_version_priority_check CHECK (((priority >= 1) AND (priority <= 3))),
    CONSTRAINT workflow_version_workflow_check CHECK ((workflow ~ '^[a-zA-Z0-9._-]+$'::text))
);

COMMENT ON TABLE hatchet.workflow_version IS 'every definition that was ever applied; runs in flight keep the version that they started with';

COMMENT ON COLUMN hatchet.workflow_version.definition IS 'canonical JSON, what the checksum is of';

COMMENT ON COLUMN hatchet.workflow_version.directory IS 'where the file lay when it was last applied; tasks start there if it exists';

ALTER TABLE hatchet.workflow_version ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME hatchet.workflow_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY hatchet.assignment
    ADD CONSTRAINT assignment_pkey PRIMARY KEY (worker, id);

ALTER TABLE ONLY hatchet.attempt
    ADD CONSTRAINT attempt_pkey PRIMARY KEY (run_id, task, attempt, run_created_at);

ALTER TABLE ONLY hatchet.backlog
    ADD CONSTRAINT backlog_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hatchet.command
    ADD CONSTRAINT command_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hatchet.cron
    ADD CONSTRAINT cron_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hatchet.cron
    ADD CONSTRAINT cron_workflow_name_key UNIQUE (workflow, name);

ALTER TABLE ONLY hatchet.cursor
    ADD CONSTRAINT cursor_pkey PRIMARY KEY (log);

ALTER TABLE ONLY hatchet.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hatchet.held_run
    ADD CONSTRAINT held_run_pkey PRIMARY KEY (run_id);

ALTER TABLE ONLY hatchet.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (workflow, key);

ALTER TABLE ONLY hatchet.leader
    ADD CONSTRAINT leader_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY hatchet.live_task
    ADD CONSTRAINT live_task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hatchet.log_line
    ADD CONSTRAINT log_line_pkey PRIMARY KEY (run_id, task, attempt, line, created_at);

ALTER TABLE ONLY hatchet.registry
    ADD CONSTRAINT registry_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY hatchet.replay_input
    ADD CONSTRAINT replay_input_pkey PRIMARY KEY (run_id);

ALTER TABLE ONLY hatchet.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id, created_at);

ALTER TABLE ONLY hatchet.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hatchet.workflow
    ADD CONSTRAINT workflow_pkey PRIMARY KEY (name);

ALTER TABLE ONLY hatchet.workflow_version
    ADD CONSTRAINT workflow_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY hatchet.workflow_version
    ADD CONSTRAINT workflow_version_workflow_checksum_key UNIQUE (workflow, checksum);

CREATE INDEX attempt_tail ON ONLY hatchet.attempt USING btree (xid, run_id);

CREATE INDEX command_run ON ONLY hatchet.command USING btree (run_id);

CREATE INDEX command_tail ON ONLY hatchet.command USING btree (xid, id);

CREATE INDEX event_key ON ONLY hatchet.event USING btree (key, id);

CREATE INDEX event_match_event ON ONLY hatchet.event_match USING btree (event_id);

CREATE INDEX event_match_run ON ONLY hatchet.event_match USING btree (run_id, task, leaf);

CREATE INDEX event_tail ON ONLY hatchet.event USING btree (xid, id);

CREATE INDEX idempotency_expiry ON hatchet.idempotency USING btree (expires_at);

CREATE INDEX idempotency_run ON hatchet.idempotency USING btree (run_id);

CREATE INDEX run_tail ON ONLY hatchet.run USING btree (xid, id);

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON hatchet.attempt FOR EACH STATEMENT EXECUTE FUNCTION hatchet.refuse_change();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON hatchet.command FOR EACH STATEMENT EXECUTE FUNCTION hatchet.refuse_change();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON hatchet.event FOR EACH STATEMENT EXECUTE FUNCTION hatchet.refuse_change();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON hatchet.event_match FOR EACH STATEMENT EXECUTE FUNCTION hatchet.refuse_change();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON hatchet.log_line FOR EACH STATEMENT EXECUTE FUNCTION hatchet.refuse_change();

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON hatchet.run FOR EACH STATEMENT EXECUTE FUNCTION hatchet.refuse_change();

CREATE TRIGGER note_registry_change AFTER INSERT OR DELETE OR UPDATE ON hatchet.cron FOR EACH STATEMENT EXECUTE FUNCTION hatchet.note_registry_change();

CREATE TRIGGER note_registry_change AFTER INSERT OR DELETE OR UPDATE ON hatchet.workflow FOR EACH STATEMENT EXECUTE FUNCTION hatchet.note_registry_change();

CREATE TRIGGER wake_leader AFTER INSERT ON hatchet.attempt FOR EACH STATEMENT EXECUTE FUNCTION hatchet.wake_leader();

CREATE TRIGGER wake_leader AFTER INSERT ON hatchet.command FOR EACH STATEMENT EXECUTE FUNCTION hatchet.wake_leader();

CREATE TRIGGER wake_leader AFTER INSERT ON hatchet.event FOR EACH STATEMENT EXECUTE FUNCTION hatchet.wake_leader();

CREATE TRIGGER wake_leader AFTER INSERT ON hatchet.run FOR EACH STATEMENT EXECUTE FUNCTION hatchet.wake_leader();

CREATE TRIGGER wake_leader AFTER INSERT OR UPDATE OF slots, labels, draining, paused, stopped_at ON hatchet.worker FOR EACH STATEMENT EXECUTE FUNCTION hatchet.wake_leader();

ALTER TABLE ONLY hatchet.cron
    ADD CONSTRAINT cron_workflow_fkey FOREIGN KEY (workflow) REFERENCES hatchet.workflow(name);

ALTER TABLE ONLY hatchet.workflow
    ADD CONSTRAINT workflow_version_fkey FOREIGN KEY (version) REFERENCES hatchet.workflow_version(id);

REVOKE ALL ON FUNCTION hatchet.cancel(run uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.claim_key(workflow text, key text, ttl interval, until_finished boolean, run_id bigint, run_created_at timestamp with time zone, OUT holder bigint, OUT holder_created_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.command(kind text, run uuid, arguments json) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.enqueue(workflow text, input json, metadata json, priority integer, run_at timestamp with time zone, idempotency_key text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.enqueue_or_ask(workflow text, input json, metadata json, priority integer, run_at timestamp with time zone, idempotency_key text, asks boolean, OUT id uuid, OUT created boolean, OUT idempotency json, OUT paused_since timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.has_failed_task(run_id bigint, created_at timestamp with time zone, tasks integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.make_partitions(day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.note_registry_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.order_worker(worker bigint, what text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.pause_workflow(workflow text, paused boolean, crons text) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.push_event(key text, payload json, scope text, metadata json) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.rebase_logs() FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.replay(run uuid, from_task text, everything boolean, input json) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.reschedule(run uuid, run_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION hatchet.try_claim_key(workflow text, key text, ttl interval, until_finished boolean, run_id bigint, run_created_at timestamp with time zone, OUT holder bigint, OUT holder_created_at timestamp with time zone) FROM PUBLIC;
