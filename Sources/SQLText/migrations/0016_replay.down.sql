-- `input` replaces the run's from now on; HT422 if it breaks the schema of the run's version.
create or replace function hatchet.replay(run uuid, from_task text default null, everything boolean default false, input json default null)
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

drop function hatchet.has_failed_task, hatchet.task_names;
