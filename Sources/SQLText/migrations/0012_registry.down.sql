drop function hatchet.pause_workflow;
drop table hatchet.cron;
drop trigger note_registry_change on hatchet.workflow;
alter table hatchet.workflow drop column paused_crons, drop column resumed_at, drop column paused_at;
drop function hatchet.note_registry_change;
drop table hatchet.registry;
