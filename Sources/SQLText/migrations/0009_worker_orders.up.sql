-- What people may tell a worker: to take nothing new for a while, to go on, to leave after what it runs.

alter table hatchet.worker add column paused boolean not null default false;
comment on column hatchet.worker.paused is 'it takes nothing new until it is told to go on';

drop trigger wake_leader on hatchet.worker;
create trigger wake_leader after insert or update of slots, labels, draining, paused, stopped_at on hatchet.worker
  execute function hatchet.wake_leader();

-- 'pause', 'resume' or 'drain'. HT404: no such worker, or it has stopped; HT409: it leaves already; HT400: no such order.
-- Both who must know it are told at once, awake or not: orders are few.
create function hatchet.order_worker(worker bigint, what text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  target hatchet.worker;
begin
  if what is null or what not in ('pause', 'resume', 'drain') then
    raise exception 'a worker can be told to pause, to resume or to drain, not "%"', what using errcode = 'HT400';
  end if;
  select * into target from hatchet.worker w where w.id = order_worker.worker and w.stopped_at is null for update;
  if not found then
    raise exception 'worker "%" does not exist', worker using errcode = 'HT404';
  elsif target.draining and what <> 'drain' then
    raise exception 'worker "%" is draining', worker using errcode = 'HT409', hint = 'it leaves when what it runs has ended';
  end if;
  update hatchet.worker w
  set draining = w.draining or what = 'drain', paused = case what when 'drain' then w.paused else what = 'pause' end
  where w.id = target.id;
  perform pg_notify('hatchet.leader', 'worker'), pg_notify('hatchet.worker.' || target.id, what);
end $$;

revoke all on function hatchet.order_worker(bigint, text) from public;
