drop view hatchet_monitor.partition_day;
drop function hatchet_monitor.make_partitions;
drop table hatchet_monitor.cursor, hatchet_monitor.relay, hatchet_monitor.latency, hatchet_monitor.rollup,
  hatchet_monitor.task_event, hatchet_monitor.run, hatchet_monitor.version, hatchet_monitor.workflow;
drop function hatchet_monitor.bucket;
drop type hatchet_monitor.phase, hatchet_monitor.outcome, hatchet_monitor.status;
