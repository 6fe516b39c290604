-- What an older leader cannot act on would be lost.
do $$ begin
  if exists (select from hatchet.live_task where waits_since is not null or deadline is not null) then
    raise exception 'there are runs that wait for events or for time, or have a time of their own' using errcode = 'restrict_violation',
      hint = 'let them end, or cancel them';
  end if;
end $$;

drop function hatchet.task_count, hatchet.reschedule, hatchet.cancel, hatchet.replay, hatchet.command;
drop table hatchet.replay_input;
-- They have been read.
alter table hatchet.command disable trigger append_only;
delete from hatchet.command where kind = 'reschedule';
alter table hatchet.command enable trigger append_only;
create type hatchet.command_kind as enum ('cancel', 'replay');
alter table hatchet.command drop constraint command_kind_check;
alter table hatchet.command alter column kind type hatchet.command_kind using kind::hatchet.command_kind;
alter table hatchet.run drop column triggers;
delete from hatchet.assignment where kind = 'timeout';
alter table hatchet.assignment drop constraint assignment_kind_check;
alter table hatchet.assignment add constraint assignment_kind_check check (kind in ('start', 'cancel'));
alter table hatchet.live_task drop constraint only_waiting_listens, drop column waits_since, drop column starts_at, drop column deadline, drop column passed;

-- Appends a command; HT404 if there is no such run.
create function hatchet.command(kind hatchet.command_kind, run uuid, arguments json default '{}') returns void
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

create function hatchet.replay(run uuid, from_task text default null, everything boolean default false) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select hatchet.command('replay', run, json_build_object('from', from_task, 'all', everything))
$$;

revoke all on function hatchet.command, hatchet.cancel, hatchet.replay from public;
