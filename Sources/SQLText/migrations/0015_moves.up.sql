-- What was asked of a run can be found by the run: to tell when one that was moved is to start.

create index command_run on hatchet.command (run_id);

-- Not before when a run is to start: as its row says, unless it was moved before it started. Who asks too late is not
-- heeded. Only a run that was asked for at a time can be moved, so that of nearly all runs there is nothing to look up.
create function hatchet.start_time(run_id bigint, created_at timestamptz, run_at timestamptz) returns timestamptz
language sql stable as $$
  select case when run_at is not null then coalesce((
    select (c.arguments ->> 'at')::timestamptz
    from hatchet.command c
    where c.run_id = start_time.run_id and c.run_created_at = start_time.created_at
      and c.created_at >= start_time.created_at and c.kind = 'reschedule'
      and c.created_at < coalesce((
        select min(a.started_at) from hatchet.attempt a
        where a.run_id = start_time.run_id and a.run_created_at = start_time.created_at), (
        select min(l.started_at) from hatchet.live_task l
        where l.id between start_time.run_id << 12 and start_time.run_id << 12 | 4095), 'infinity')
    order by c.created_at desc, c.id desc limit 1), run_at) end
$$;
