-- What the leader remembers of a task that waits for more than its parents, what a run was started by, and commands with
-- more to say.

alter table hatchet.live_task add column waits_since timestamptz, add column starts_at timestamptz,
  add column deadline timestamptz, add column passed boolean not null default false;
alter table hatchet.live_task add constraint only_waiting_listens check (waits_since is null or state = 'waiting');
comment on column hatchet.live_task.waits_since is 'when its timers and listeners of events started, while it waits for them';
comment on column hatchet.live_task.passed is 'its conditions have let it through, or its turn as a hook has come';
comment on column hatchet.live_task.starts_at is 'when the run was to start, if that is not when it was created';
comment on column hatchet.live_task.deadline is 'when the run''s time is over';

alter table hatchet.run add column triggers json compression lz4 check (json_typeof(triggers) = 'object');
comment on column hatchet.run.triggers is 'what started it, for its tasks to see: an event and the payload of a filter; null if it was asked for';

alter table hatchet.assignment drop constraint assignment_kind_check;
alter table hatchet.assignment add constraint assignment_kind_check check (kind in ('start', 'cancel', 'timeout'));

-- Commands grow in kinds; a check is easier to change than a type.
drop function hatchet.cancel, hatchet.replay, hatchet.command;
alter table hatchet.command alter column kind type text;
alter table hatchet.command add constraint command_kind_check check (kind in ('cancel', 'replay', 'reschedule'));
drop type hatchet.command_kind;

-- The input that a replay has given a run, instead of its own.
create table hatchet.replay_input (
  run_id bigint primary key,
  run_created_at timestamptz not null,
  input json compression lz4 not null,
  created_at timestamptz not null default clock_timestamp()
);

comment on table hatchet.replay_input is 'what tasks of a run read since it was replayed with another input; nearly always empty';

-- Appends a command; HT404 if there is no such run.
create function hatchet.command(kind text, run uuid, arguments json default '{}') returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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

create function hatchet.cancel(run uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$ select hatchet.command('cancel', run) $$;

-- `input` replaces the run's from now on; HT422 if it breaks the schema of the run's version.
create function hatchet.replay(run uuid, from_task text default null, everything boolean default false, input json default null)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  target record;
  violation text;
begin
  perform hatchet.command('replay', run, json_build_object('from', from_task, 'all', everything));
  if input is not null then
    select r.id, r.created_at, v.workflow, v.input_schema into target from hatchet.run_key(replay.run) k
      join hatchet.run r on r.id = k.number and r.created_at = k.created_at
      join hatchet.workflow_version v on v.id = r.version;
    violation := hatchet.schema_violation(target.input_schema, replay.input::jsonb);
    if violation is not null then
      raise exception '%', violation using errcode = 'HT422', hint = format('the input_schema of workflow "%s" says so', target.workflow);
    end if;
    insert into hatchet.replay_input as i (run_id, run_created_at, input) values (target.id, target.created_at, replay.input)
    on conflict (run_id) do update set input = excluded.input, created_at = clock_timestamp();
  end if;
end $$;

-- A run that has not started starts at another time.
create function hatchet.reschedule(run uuid, run_at timestamptz) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select hatchet.command('reschedule', run, json_build_object('at', run_at))
$$;

revoke all on function hatchet.command, hatchet.cancel, hatchet.replay, hatchet.reschedule from public;

-- How many tasks the engine makes of a definition: those of the file, and what runs beside them.
create function hatchet.task_count(definition json) returns bigint
language sql immutable strict parallel safe as $$
  select count(*) + count(t.value -> 'compensate')
    + case when definition -> 'on_failure' is null then 0 else 1 end + case when definition -> 'finally' is null then 0 else 1 end
  from json_each(definition -> 'tasks') t
$$;
