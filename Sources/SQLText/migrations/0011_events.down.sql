-- Who waits for an event would wait for ever.
drop function hatchet.push_event, hatchet.input_violation;
delete from hatchet.cursor where log = 'event';
alter table hatchet.cursor drop constraint cursor_log_check;
alter table hatchet.cursor add constraint cursor_log_check check (log in ('run', 'command', 'attempt'));
drop trigger wake_leader on hatchet.event;
do $$
declare leaf regclass;
begin
  for leaf in select partition from hatchet.partition_day where log in ('event', 'event_match') loop
    execute format('drop table %s', leaf);
  end loop;
end $$;
drop table hatchet.event, hatchet.event_match;

create or replace function hatchet.make_partitions(day date) returns void
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
