-- A role for those who ask for work and nothing else: an application, a cron job, a trigger of another schema.
--
--   psql -f share/roles.sql
--   psql -c 'grant hatchet_enqueuer to app'
--
-- It may enqueue, cancel, replay and reschedule runs, and push events, by calling functions that do it on its behalf; it can read and write no table.
-- May be run again at any time: after a `hatchet migrate`, too. For another namespace, replace the schema's name.

do $$ begin
  create role hatchet_enqueuer nologin;
exception when duplicate_object or unique_violation then
  null;
end $$;

grant usage on schema hatchet to hatchet_enqueuer;
grant execute on function hatchet.enqueue, hatchet.enqueue_or_ask, hatchet.push_event, hatchet.cancel, hatchet.replay, hatchet.reschedule to hatchet_enqueuer;
