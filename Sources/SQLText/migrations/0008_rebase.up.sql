-- Transaction ids belong to a cluster. When a dump was restored into another, every `xid` is meaningless there.
-- What the old leader had read (seen by its cursor, and not younger than its last beat: rows written since the restore
-- have new ids that may look old) gets the id of the first transaction of all, which every snapshot sees; the rest gets
-- the id of this transaction, and the cursor forgets all from the oldest transaction that is in progress now.
-- Returns whether that was necessary.
create function hatchet.rebase_logs() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  present bigint := (select system_identifier from pg_control_system());
  past record;
  place hatchet.cursor;
  seen text;
begin
  select system_identifier, coalesce(beat_at, '-infinity') as beat_at into past from hatchet.leader for update;
  update hatchet.leader set system_identifier = present;
  if past.system_identifier is null or past.system_identifier = present then
    return false;
  end if;
  for place in select * from hatchet.cursor loop
    seen := case place.log
      when 'attempt' then 'finished_at <= $2 and pg_visible_in_snapshot(xid, $1)'
      else 'created_at <= $2 and (pg_visible_in_snapshot(xid, $1)'
        ' or coalesce((xid, id) <= ($3, $4) and pg_visible_in_snapshot(xid, $5), false))' end;
    execute format('alter table hatchet.%I disable trigger append_only', place.log);
    execute format('update hatchet.%I set xid = case when %s then ''3''::xid8 else pg_current_xact_id() end', place.log, seen)
      using place.snapshot, past.beat_at, place.position_xid, place.position_id, place.target;
    execute format('alter table hatchet.%I enable trigger append_only', place.log);
    update hatchet.cursor
    set snapshot = format('%1$s:%1$s:', pg_snapshot_xmin(pg_current_snapshot()))::pg_snapshot, floor = least(floor, past.beat_at),
      target = null, target_floor = null, position_xid = null, position_id = null
    where log = place.log;
  end loop;
  return true;
end $$;

revoke all on function hatchet.rebase_logs() from public;
