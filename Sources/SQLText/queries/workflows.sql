-- name: put_version
-- The same checksum is the same version; where the file lies may change.
insert into hatchet.workflow_version (workflow, checksum, definition, priority, input_schema, directory)
values ($1, $2, $3, $4, $5, $6)
on conflict (workflow, checksum) do update set directory = excluded.directory
returning id, xmax = 0 as created;

-- name: put_workflow
insert into hatchet.workflow as w (name, version) values ($1, $2)
on conflict (name) do update set version = excluded.version, applied_at = now() where w.version <> excluded.version
returning version;

-- name: list_workflows
select w.name, v.id as version, v.checksum, v.definition, v.priority, v.directory, v.created_at, w.applied_at,
  w.paused_at, w.paused_crons,
  (select count(*) from hatchet.workflow_version o where o.workflow = w.name) as versions
from hatchet.workflow w join hatchet.workflow_version v on v.id = w.version order by w.name;

-- name: find_workflow
select w.name, v.id as version, v.checksum, v.definition, v.priority, v.directory, v.created_at, w.applied_at,
  w.paused_at, w.paused_crons,
  (select count(*) from hatchet.workflow_version o where o.workflow = w.name) as versions
from hatchet.workflow w join hatchet.workflow_version v on v.id = w.version where w.name = $1;

-- name: workflow_names
select name from hatchet.workflow where name like $1 || '%' order by name limit 200;

-- name: load_registry
-- What is declared at the moment, and its revision.
select w.name, v.id, v.priority, v.definition -> 'triggers' as triggers, w.paused_at, w.paused_crons,
  r.revision, w.resumed_at
from hatchet.registry r left join (hatchet.workflow w join hatchet.workflow_version v on v.id = w.version) on true;

-- name: pause_workflow
select hatchet.pause_workflow($1, $2, $3);
