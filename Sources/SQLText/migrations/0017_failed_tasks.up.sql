-- An event may also fail a task: the expression of a condition that it was to meet cannot be evaluated for it. Then a match
-- has both a run and an error.

alter table hatchet.event_match drop constraint refused_or_of_a_run;

do $$
declare
  leaf regclass;
begin
  -- A partition was made by itself, with constraints of its own.
  for leaf in select relid from pg_partition_tree('hatchet.event_match') where level > 0 loop
    execute format('alter table %s drop constraint if exists refused_or_of_a_run', leaf);
  end loop;
end $$;

alter table hatchet.event_match add constraint refused_or_of_a_run check (run_id is not null or error is not null);
comment on table hatchet.event_match is 'what an event did: it started a run (no task), woke a task, failed one (error), or could not be judged (error, no run)';
