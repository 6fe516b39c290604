drop function hatchet.start_time;
drop index hatchet.command_run;
