drop function hatchet.rebase_logs;
