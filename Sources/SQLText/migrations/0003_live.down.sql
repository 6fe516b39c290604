drop trigger wake_leader on hatchet.run;
drop trigger wake_leader on hatchet.command;
drop trigger wake_leader on hatchet.attempt;
drop table hatchet.worker, hatchet.live_task, hatchet.assignment, hatchet.cursor, hatchet.leader;
drop function hatchet.wake_leader;
drop type hatchet.task_state;
