alter table hatchet.event_match disable trigger append_only;
delete from hatchet.event_match where run_id is not null and error is not null;
alter table hatchet.event_match enable trigger append_only;
alter table hatchet.event_match drop constraint refused_or_of_a_run;

do $$
declare
  leaf regclass;
begin
  for leaf in select relid from pg_partition_tree('hatchet.event_match') where level > 0 loop
    execute format('alter table %s drop constraint if exists refused_or_of_a_run', leaf);
  end loop;
end $$;

alter table hatchet.event_match add constraint refused_or_of_a_run check ((run_id is null) = (error is not null));
comment on table hatchet.event_match is 'what an event did: it started a run (no task), woke a task, or could not be judged (error, no run)';
