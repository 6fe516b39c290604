drop function hatchet.order_worker;
drop trigger wake_leader on hatchet.worker;
create trigger wake_leader after insert or update of slots, labels, draining, stopped_at on hatchet.worker
  execute function hatchet.wake_leader();
alter table hatchet.worker drop column paused;
