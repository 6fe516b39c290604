drop table hatchet.log_line, hatchet.attempt, hatchet.command, hatchet.run;
drop function hatchet.refuse_change;
drop type hatchet.outcome, hatchet.command_kind;
