-- What the leader keeps in memory of what is declared: workflows with their triggers, crons, pauses. A number grows with
-- each change, so that the leader need not look at all of it to know that there was none.

create table hatchet.registry (
  only_row boolean primary key default true check (only_row),
  revision bigint not null default 0
) with (fillfactor = 50);

insert into hatchet.registry default values;
comment on table hatchet.registry is 'counts the changes of workflow and cron';

create function hatchet.note_registry_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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

revoke all on function hatchet.note_registry_change from public;

-- While a workflow is paused nothing of it is started; its runs are taken in, and wait. Of its crons, ticks are queued
-- with them, or dropped.
alter table hatchet.workflow add column paused_at timestamptz, add column resumed_at timestamptz;
alter table hatchet.workflow add column paused_crons text not null default 'queue' check (paused_crons in ('queue', 'drop'));
comment on column hatchet.workflow.paused_at is 'since when it is paused; null if it is not';
comment on column hatchet.workflow.resumed_at is 'when its last pause ended: time-outs in the queue count from then';
create trigger note_registry_change after insert or update or delete on hatchet.workflow
  execute function hatchet.note_registry_change();

create table hatchet.cron (
  id bigint generated always as identity primary key,
  workflow text not null references hatchet.workflow,
  name text not null check (name <> ''),
  source text not null check (source in ('file', 'user')),
  expression text not null,
  timezone text not null default 'UTC',
  catch_up text not null default 'last' check (catch_up in ('none', 'last', 'all')),
  catch_up_window interval not null default '1 day' check (catch_up_window > '0'),
  input json not null default '{}',
  metadata json check (json_typeof(metadata) = 'object'),
  priority smallint check (priority between 1 and 3),
  paused boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  last_at timestamptz,
  next_at timestamptz,
  unique (workflow, name)
) with (fillfactor = 50);

comment on table hatchet.cron is 'what enqueues runs by the clock; one of a file goes when its file no longer has it';
comment on column hatchet.cron.next_at is 'the tick that has not fired; moved in the transaction that enqueues its run; null: to be worked out from now on';
comment on column hatchet.cron.last_at is 'the last tick that fired';
create trigger note_registry_change after insert or update or delete on hatchet.cron
  execute function hatchet.note_registry_change();

-- Pauses a workflow, or lets it go on. HT404: no such workflow.
create function hatchet.pause_workflow(workflow text, paused boolean default true, crons text default 'queue') returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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

revoke all on function hatchet.pause_workflow from public;
