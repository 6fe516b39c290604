-- Transaction ids belong to a cluster. When a dump was restored into another, every `xid` is meaningless there.
-- What the old leader had read (seen by its cursor, and not younger than the cursor's last move: rows written since the
-- restore have new ids that may look old) gets the id of the first transaction of all, which every snapshot sees; the
-- rest gets the id of this transaction, and the cursor forgets all from the oldest transaction that is in progress now.
-- Disabling the triggers waits for whoever has written and not committed yet, and holds up who would.
-- Returns whether that was necessary.
create function hatchet.rebase_logs() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

revoke all on function hatchet.rebase_logs() from public;
