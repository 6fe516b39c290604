-- Daily partitions of the logs, made two weeks ahead by the leader and, should it have been away for longer, by whoever writes.

create function hatchet.day_start(day date) returns timestamptz
language sql immutable strict as $$ select day::timestamp at time zone 'UTC' $$;

create function hatchet.day_of(moment timestamptz) returns date
language sql immutable strict as $$ select (moment at time zone 'UTC')::date $$;

create function hatchet.partition_name(log text, day date) returns text
language sql immutable strict as $$ select log || '_' || to_char(day, 'YYYYMMDD') $$;

-- Makes what is missing of one day. Created beside the parent and attached, because `partition of` would lock out
-- everybody who writes. The lock makes two callers take turns; whoever comes second finds nothing to do.
create function hatchet.make_partitions(day date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  log text;
  leaf text;
begin
  -- Made last, and dropped last (log lines) or written for as long as a run may be replayed (attempts).
  if to_regclass('hatchet.' || hatchet.partition_name('log_line', day)) is not null
    and to_regclass('hatchet.' || hatchet.partition_name('attempt', day)) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('hatchet'), -1);
  foreach log in array array['run', 'command', 'attempt', 'log_line'] loop
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

-- A `security definer` function must not run what others put into the search path.
revoke all on function hatchet.make_partitions(date) from public;

-- The days for which every log has its partition.
create view hatchet.partition_day as
  select log.relname::text as log, leaf.oid::regclass as partition, to_date(right(leaf.relname, 8), 'YYYYMMDD') as day,
    leaf.reltuples::bigint as estimated_rows
  from pg_inherits i join pg_class log on log.oid = i.inhparent join pg_class leaf on leaf.oid = i.inhrelid
  where log.relnamespace = 'hatchet'::regnamespace and log.relkind = 'p' and leaf.relkind = 'r';

do $$ begin
  perform hatchet.make_partitions(hatchet.day_of(now()) + ahead) from generate_series(-1, 14) ahead;
end $$;
