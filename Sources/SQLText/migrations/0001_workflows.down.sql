drop table hatchet.workflow, hatchet.workflow_version;
