-- What is in flight. Only the leader writes `live_task`; no index on a column that changes, so that updates stay HOT.

create table hatchet.worker (
  id bigint generated always as identity primary key,
  name text not null,
  host text not null,
  pid integer not null,
  slots integer not null check (slots >= 0),
  labels jsonb not null default '{}' check (jsonb_typeof(labels) = 'object'),
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  draining boolean not null default false,
  received bigint not null default 0,
  stopped_at timestamptz
) with (fillfactor = 50);

comment on table hatchet.worker is 'one start of one worker; while it lives it holds the advisory lock (hash of the namespace, id)';
comment on column hatchet.worker.received is 'the last assignment that it has taken over';

create type hatchet.task_state as enum ('queued', 'waiting', 'running');

create table hatchet.live_task (
  id bigint primary key,
  run_created_at timestamptz not null,
  version bigint not null,
  worker bigint,
  queued_at timestamptz,
  started_at timestamptz,
  wake_at timestamptz,
  state hatchet.task_state not null,
  epoch integer not null,
  attempt integer not null check (attempt >= 0),
  priority smallint not null check (priority between 1 and 3),
  failures smallint not null default 0 check (failures >= 0),
  losses smallint not null default 0 check (losses >= 0),
  cancelling boolean not null default false,
  constraint running_has_a_worker check ((state = 'running') = (worker is not null)),
  constraint running_was_started check ((state = 'running') = (started_at is not null)),
  constraint running_is_an_attempt check (state <> 'running' or attempt >= 1),
  constraint waiting_is_not_queued check ((state = 'waiting') = (queued_at is null)),
  constraint only_waiting_wakes check (wake_at is null or state = 'waiting')
) with (
  fillfactor = 60,
  autovacuum_vacuum_cost_delay = 0,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 20000,
  autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 100000
);

comment on table hatchet.live_task is 'a row per task that is not finished; id = run id * 4096 + the task''s place in its workflow';
comment on column hatchet.live_task.epoch is 'of the leader that wrote the row: the next attempt is attempt + 1 + (epoch now - epoch), for a task may have been started unrecorded';

create table hatchet.assignment (
  worker bigint not null,
  id bigint generated always as identity,
  created_at timestamptz not null default clock_timestamp(),
  kind text not null check (kind in ('start', 'cancel')),
  tasks bigint[] not null,
  attempts integer[] not null check (cardinality(attempts) = cardinality(tasks)),
  primary key (worker, id)
);

comment on table hatchet.assignment is 'what the leader tells a worker in another process: a row per batch and worker, deleted once received';

create table hatchet.cursor (
  log text primary key check (log in ('run', 'command', 'attempt')),
  snapshot pg_snapshot not null,
  floor timestamptz not null,
  target pg_snapshot,
  target_floor timestamptz,
  position_xid xid8,
  position_id bigint,
  moved_at timestamptz not null default clock_timestamp(),
  constraint position_towards_target check (num_nulls(target, target_floor, position_xid, position_id) in (0, 4))
) with (fillfactor = 50);

comment on table hatchet.cursor is 'how far the leader has read each log: all that `snapshot` sees; on its way to `target`, up to the position';
comment on column hatchet.cursor.floor is 'no row that is still unread is older';
comment on column hatchet.cursor.moved_at is 'no row that was read is younger';

create table hatchet.leader (
  only_row boolean primary key default true check (only_row),
  epoch integer not null default 0,
  clean boolean not null default true,
  holder text,
  backend integer,
  since timestamptz,
  beat_at timestamptz,
  asleep boolean not null default false,
  system_identifier bigint
) with (fillfactor = 50);

comment on column hatchet.leader.clean is 'the last leader left in order: nothing was started that is not recorded';
comment on column hatchet.leader.asleep is 'the leader asks writers to notify it';

insert into hatchet.leader default values;
insert into hatchet.cursor (log, snapshot, floor)
  select log, '3:3:', now() from unnest(array['run', 'command', 'attempt']) log;

create function hatchet.wake_leader() returns trigger language plpgsql as $$
begin
  -- A commit that notifies takes a lock of the whole database, so nobody notifies a leader that is awake.
  if current_setting('hatchet.quiet', true) is distinct from 'on' and (select asleep from hatchet.leader) then
    perform pg_notify('hatchet.leader', tg_table_name);
  end if;
  return null;
end $$;

create trigger wake_leader after insert on hatchet.run execute function hatchet.wake_leader();
create trigger wake_leader after insert on hatchet.command execute function hatchet.wake_leader();
create trigger wake_leader after insert on hatchet.attempt execute function hatchet.wake_leader();
create trigger wake_leader after insert or update of slots, labels, draining, stopped_at on hatchet.worker
  execute function hatchet.wake_leader();
