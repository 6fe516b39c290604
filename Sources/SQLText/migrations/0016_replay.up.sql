-- A replay that makes no sense is refused where it is asked for, and not only by the leader, whom nobody hears.

-- The names of all that the engine makes of a definition: the tasks of the file, and what runs beside them.
create function hatchet.task_names(definition json) returns text[]
language sql immutable strict parallel safe as $$
  select array_agg(t.key) || coalesce(array_agg('compensate:' || t.key) filter (where t.value -> 'compensate' is not null), '{}')
    || case when definition -> 'on_failure' is null then '{}' else '{on_failure}'::text[] end
    || case when definition -> 'finally' is null then '{}' else '{finally}'::text[] end
  from json_each(definition -> 'tasks') t
$$;

-- Whether one of the `tasks` that a run has failed, or was cancelled, is being cancelled, or is about to be, for somebody has
-- asked for that and no leader has read it yet. One without a trace in a run that was taken in counts as cancelled.
create function hatchet.has_failed_task(run_id bigint, created_at timestamptz, tasks integer) returns boolean
language sql stable as $$
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

revoke all on function hatchet.has_failed_task from public;

-- `input` replaces the run's from now on. HT400: from a task and everything; HT404: no such run or task; HT409: nothing to
-- replay, or what is meant runs; HT422: the input breaks the schema of the run's version.
create or replace function hatchet.replay(run uuid, from_task text default null, everything boolean default false, input json default null)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
