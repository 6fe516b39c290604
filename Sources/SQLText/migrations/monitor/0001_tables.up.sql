-- What people look at, apart from the core: it may lie in another database. One process at a time writes it, the relay,
-- from what it reads in the core's logs: each row once, when all of it is known, and its place in the logs with it.
-- Nothing here refers to the core's tables, and no payload is copied. Days are UTC, as in the core.

create type hatchet_monitor.status as enum ('completed', 'failed', 'cancelled');

create type hatchet_monitor.outcome as enum (
  'completed', 'failed', 'timed_out', 'lost', 'cancelled', 'skipped', 'deferred', 'released');

create table hatchet_monitor.workflow (
  id integer generated always as identity primary key,
  name text not null unique
);

comment on table hatchet_monitor.workflow is 'a number for each name, for the rows of history are many';

create table hatchet_monitor.version (
  id bigint primary key,
  workflow integer not null references hatchet_monitor.workflow,
  tasks integer not null check (tasks >= 1)
);

comment on table hatchet_monitor.version is 'the versions that the relay has met: what they are of, and how many tasks they have';

-- Found by what people ask for: workflow, status, newest first. The key serves as the index, so that a run costs one.
create table hatchet_monitor.run (
  id bigint not null,
  created_at timestamptz not null,
  version bigint not null,
  started_at timestamptz,
  finished_at timestamptz not null,
  workflow integer not null,
  status hatchet_monitor.status not null,
  tasks smallint not null check (tasks >= 1),
  priority smallint not null check (priority between 1 and 3),
  failed_task smallint check (failed_task between 0 and 4095),
  error text compression lz4 check (length(error) <= 300),
  constraint failed_by_a_task check ((status = 'failed') = (failed_task is not null)),
  primary key (workflow, status, id, created_at)
) partition by range (created_at);

create index run_ended_badly on hatchet_monitor.run (id) where status <> 'completed';
comment on table hatchet_monitor.run is 'a run that has ended; one that is replayed has the row of its last end';
comment on column hatchet_monitor.run.error is 'of the first task that failed, in the order of the plan: its first 300 characters';

create table hatchet_monitor.task_event (
  run_id bigint not null,
  run_created_at timestamptz not null,
  worker bigint,
  queued_at timestamptz,
  assigned_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz not null,
  attempt integer not null,
  outcome hatchet_monitor.outcome not null,
  task smallint not null,
  final boolean not null,
  error text compression lz4 check (length(error) <= 300)
) partition by range (run_created_at);

create index task_event_run on hatchet_monitor.task_event (run_id);
comment on table hatchet_monitor.task_event is 'an attempt that has ended, or a verdict without one; within a day by hash of the run';

-- Three resolutions: 10 s for what happens now, a minute, an hour. A moment is the start of its span.
create table hatchet_monitor.rollup (
  moment timestamptz not null,
  span integer not null check (span in (10, 60, 3600)),
  workflow integer not null,
  enqueued bigint not null default 0,
  started bigint not null default 0,
  retried bigint not null default 0,
  completed bigint not null default 0,
  failed bigint not null default 0,
  cancelled bigint not null default 0,
  queue_seconds double precision not null default 0,
  run_seconds double precision not null default 0,
  primary key (span, moment, workflow)
) partition by range (moment);

comment on table hatchet_monitor.rollup is 'what happened in a span of so many seconds: runs that were enqueued and ended, attempts that started and are tried again';
comment on column hatchet_monitor.rollup.retried is 'attempts that ended, and were not the last of their task';
comment on column hatchet_monitor.rollup.queue_seconds is 'of the attempts that started: how long they were queued, in sum';
comment on column hatchet_monitor.rollup.run_seconds is 'of the attempts that started and ended: how long they ran, in sum';

create type hatchet_monitor.phase as enum ('queue', 'run');

create table hatchet_monitor.latency (
  moment timestamptz not null,
  attempts bigint not null,
  span integer not null check (span in (60, 3600)),
  workflow integer not null,
  phase hatchet_monitor.phase not null,
  bucket smallint not null,
  primary key (span, moment, workflow, phase, bucket)
) partition by range (moment);

comment on table hatchet_monitor.latency is 'how many attempts were queued for so long before their start (by its moment), and ran for so long (by that of their end)';
comment on column hatchet_monitor.latency.bucket is 'n holds 10 us * 1.1^(n-1) to 10 us * 1.1^n: its middle is right within 5%';

-- The bucket of a time in seconds. Not strict: then it could not be inlined, which makes it four times as fast.
create function hatchet_monitor.bucket(seconds double precision) returns smallint
language sql immutable parallel safe as $$
  select least(ceil(ln(greatest(seconds, 0.00001) / 0.00001) / 0.09531017980432493), 400)::smallint
$$;

create table hatchet_monitor.relay (
  only_row boolean primary key default true check (only_row),
  moves bigint not null default 0,
  events bigint not null default 0,
  system_identifier bigint,
  moved_at timestamptz,
  rebuilding boolean not null default false
) with (fillfactor = 50);

comment on table hatchet_monitor.relay is 'what the relay says of itself';
comment on column hatchet_monitor.relay.moves is 'goes up with each batch: a relay that finds another number than its own has been overtaken';
comment on column hatchet_monitor.relay.events is 'how many attempts it has written since the last rebuild';
comment on column hatchet_monitor.relay.system_identifier is 'of the cluster of the core, whose transaction ids the cursors hold';
comment on column hatchet_monitor.relay.rebuilding is 'what is here was emptied, and is not complete again yet';

insert into hatchet_monitor.relay default values;

create table hatchet_monitor.cursor (
  log text primary key check (log in ('run', 'attempt')),
  snapshot pg_snapshot not null,
  floor timestamptz not null,
  target pg_snapshot,
  target_floor timestamptz,
  position_xid xid8,
  position_id bigint,
  constraint position_towards_target check (num_nulls(target, target_floor, position_xid, position_id) in (0, 4))
) with (fillfactor = 50);

comment on table hatchet_monitor.cursor is 'how far each of the core''s logs has been relayed, as in the core''s own table of this name';

insert into hatchet_monitor.cursor (log, snapshot, floor) values ('run', '3:3:', '-infinity'), ('attempt', '3:3:', '-infinity');

-- Makes what is missing of a day. Only the relay calls it, for the days that it is about to write. Within a day, attempts
-- lie by hash of their run, and roll-ups by their span: a month's hours must not be looked for among its minutes.
create function hatchet_monitor.make_partitions(day date) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  branch record;
  leaf text;
  part record;
begin
  for branch in
    select * from (values ('rollup', 'list (span)', array[10, 60, 3600], 50), ('latency', 'list (span)', array[60, 3600], 50),
      ('task_event', 'hash (run_id)', array[0, 1, 2, 3], 100), ('run', null, null, 100)) b (name, key, parts, fill)
  loop
    leaf := branch.name || '_' || to_char(day, 'YYYYMMDD');
    continue when to_regclass('hatchet_monitor.' || leaf) is not null;
    execute format('create table hatchet_monitor.%I (like hatchet_monitor.%I including defaults including constraints '
      'including indexes including storage including compression) %s', leaf, branch.name,
      'partition by ' || branch.key);
    for part in select number from unnest(branch.parts) number loop
      execute format('create table hatchet_monitor.%I partition of hatchet_monitor.%I for values %s with (fillfactor = %s)',
        leaf || '_' || part.number, leaf, case when branch.key like 'hash%'
          then format('with (modulus %s, remainder %s)', cardinality(branch.parts), part.number)
          else format('in (%s)', part.number) end, branch.fill);
    end loop;
    execute format('alter table hatchet_monitor.%I attach partition hatchet_monitor.%I for values from (%L) to (%L)',
      branch.name, leaf, day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
  end loop;
end $$;

create view hatchet_monitor.partition_day as
  select branch.relname::text as branch, leaf.oid::regclass as partition, to_date(right(leaf.relname, 8), 'YYYYMMDD') as day
  from pg_inherits i join pg_class branch on branch.oid = i.inhparent join pg_class leaf on leaf.oid = i.inhrelid
  where branch.relnamespace = 'hatchet_monitor'::regnamespace and branch.relkind = 'p'
    and branch.relname in ('rollup', 'latency', 'task_event', 'run');
