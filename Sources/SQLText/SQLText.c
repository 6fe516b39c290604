#include "SQLText.h"

// One block a file; a test compares this table with the folders.

static const char migrations_0001_workflows_down_sql[] = {
#embed "migrations/0001_workflows.down.sql"
};
static const char migrations_0001_workflows_up_sql[] = {
#embed "migrations/0001_workflows.up.sql"
};
static const char migrations_0002_logs_down_sql[] = {
#embed "migrations/0002_logs.down.sql"
};
static const char migrations_0002_logs_up_sql[] = {
#embed "migrations/0002_logs.up.sql"
};
static const char migrations_0003_live_down_sql[] = {
#embed "migrations/0003_live.down.sql"
};
static const char migrations_0003_live_up_sql[] = {
#embed "migrations/0003_live.up.sql"
};
static const char migrations_0004_partitions_down_sql[] = {
#embed "migrations/0004_partitions.down.sql"
};
static const char migrations_0004_partitions_up_sql[] = {
#embed "migrations/0004_partitions.up.sql"
};
static const char migrations_0005_public_ids_down_sql[] = {
#embed "migrations/0005_public_ids.down.sql"
};
static const char migrations_0005_public_ids_up_sql[] = {
#embed "migrations/0005_public_ids.up.sql"
};
static const char migrations_0006_input_schema_down_sql[] = {
#embed "migrations/0006_input_schema.down.sql"
};
static const char migrations_0006_input_schema_up_sql[] = {
#embed "migrations/0006_input_schema.up.sql"
};
static const char migrations_0007_enqueue_down_sql[] = {
#embed "migrations/0007_enqueue.down.sql"
};
static const char migrations_0007_enqueue_up_sql[] = {
#embed "migrations/0007_enqueue.up.sql"
};
static const char migrations_0008_rebase_down_sql[] = {
#embed "migrations/0008_rebase.down.sql"
};
static const char migrations_0008_rebase_up_sql[] = {
#embed "migrations/0008_rebase.up.sql"
};
static const char migrations_0009_worker_orders_down_sql[] = {
#embed "migrations/0009_worker_orders.down.sql"
};
static const char migrations_0009_worker_orders_up_sql[] = {
#embed "migrations/0009_worker_orders.up.sql"
};
static const char migrations_0010_backlog_down_sql[] = {
#embed "migrations/0010_backlog.down.sql"
};
static const char migrations_0010_backlog_up_sql[] = {
#embed "migrations/0010_backlog.up.sql"
};
static const char migrations_0011_events_down_sql[] = {
#embed "migrations/0011_events.down.sql"
};
static const char migrations_0011_events_up_sql[] = {
#embed "migrations/0011_events.up.sql"
};
static const char migrations_0012_registry_down_sql[] = {
#embed "migrations/0012_registry.down.sql"
};
static const char migrations_0012_registry_up_sql[] = {
#embed "migrations/0012_registry.up.sql"
};
static const char migrations_0013_conditions_down_sql[] = {
#embed "migrations/0013_conditions.down.sql"
};
static const char migrations_0013_conditions_up_sql[] = {
#embed "migrations/0013_conditions.up.sql"
};
static const char migrations_0014_idempotency_down_sql[] = {
#embed "migrations/0014_idempotency.down.sql"
};
static const char migrations_0014_idempotency_up_sql[] = {
#embed "migrations/0014_idempotency.up.sql"
};
static const char migrations_0015_moves_down_sql[] = {
#embed "migrations/0015_moves.down.sql"
};
static const char migrations_0015_moves_up_sql[] = {
#embed "migrations/0015_moves.up.sql"
};
static const char migrations_0016_replay_down_sql[] = {
#embed "migrations/0016_replay.down.sql"
};
static const char migrations_0016_replay_up_sql[] = {
#embed "migrations/0016_replay.up.sql"
};
static const char migrations_0017_failed_tasks_down_sql[] = {
#embed "migrations/0017_failed_tasks.down.sql"
};
static const char migrations_0017_failed_tasks_up_sql[] = {
#embed "migrations/0017_failed_tasks.up.sql"
};
static const char migrations_monitor_0001_tables_down_sql[] = {
#embed "migrations/monitor/0001_tables.down.sql"
};
static const char migrations_monitor_0001_tables_up_sql[] = {
#embed "migrations/monitor/0001_tables.up.sql"
};
static const char queries_backlog_sql[] = {
#embed "queries/backlog.sql"
};
static const char queries_batch_sql[] = {
#embed "queries/batch.sql"
};
static const char queries_bench_sql[] = {
#embed "queries/bench.sql"
};
static const char queries_crons_sql[] = {
#embed "queries/crons.sql"
};
static const char queries_events_sql[] = {
#embed "queries/events.sql"
};
static const char queries_keys_sql[] = {
#embed "queries/keys.sql"
};
static const char queries_lease_sql[] = {
#embed "queries/lease.sql"
};
static const char queries_monitor_sql[] = {
#embed "queries/monitor.sql"
};
static const char queries_partitions_sql[] = {
#embed "queries/partitions.sql"
};
static const char queries_recovery_sql[] = {
#embed "queries/recovery.sql"
};
static const char queries_relay_sql[] = {
#embed "queries/relay.sql"
};
static const char queries_runs_sql[] = {
#embed "queries/runs.sql"
};
static const char queries_stats_sql[] = {
#embed "queries/stats.sql"
};
static const char queries_tail_sql[] = {
#embed "queries/tail.sql"
};
static const char queries_workers_sql[] = {
#embed "queries/workers.sql"
};
static const char queries_workflows_sql[] = {
#embed "queries/workflows.sql"
};

#define FILE(path, name) {path, name, sizeof name}

static const struct sql_file sql_files[] = {
  FILE("migrations/0001_workflows.down.sql", migrations_0001_workflows_down_sql),
  FILE("migrations/0001_workflows.up.sql", migrations_0001_workflows_up_sql),
  FILE("migrations/0002_logs.down.sql", migrations_0002_logs_down_sql),
  FILE("migrations/0002_logs.up.sql", migrations_0002_logs_up_sql),
  FILE("migrations/0003_live.down.sql", migrations_0003_live_down_sql),
  FILE("migrations/0003_live.up.sql", migrations_0003_live_up_sql),
  FILE("migrations/0004_partitions.down.sql", migrations_0004_partitions_down_sql),
  FILE("migrations/0004_partitions.up.sql", migrations_0004_partitions_up_sql),
  FILE("migrations/0005_public_ids.down.sql", migrations_0005_public_ids_down_sql),
  FILE("migrations/0005_public_ids.up.sql", migrations_0005_public_ids_up_sql),
  FILE("migrations/0006_input_schema.down.sql", migrations_0006_input_schema_down_sql),
  FILE("migrations/0006_input_schema.up.sql", migrations_0006_input_schema_up_sql),
  FILE("migrations/0007_enqueue.down.sql", migrations_0007_enqueue_down_sql),
  FILE("migrations/0007_enqueue.up.sql", migrations_0007_enqueue_up_sql),
  FILE("migrations/0008_rebase.down.sql", migrations_0008_rebase_down_sql),
  FILE("migrations/0008_rebase.up.sql", migrations_0008_rebase_up_sql),
  FILE("migrations/0009_worker_orders.down.sql", migrations_0009_worker_orders_down_sql),
  FILE("migrations/0009_worker_orders.up.sql", migrations_0009_worker_orders_up_sql),
  FILE("migrations/0010_backlog.down.sql", migrations_0010_backlog_down_sql),
  FILE("migrations/0010_backlog.up.sql", migrations_0010_backlog_up_sql),
  FILE("migrations/0011_events.down.sql", migrations_0011_events_down_sql),
  FILE("migrations/0011_events.up.sql", migrations_0011_events_up_sql),
  FILE("migrations/0012_registry.down.sql", migrations_0012_registry_down_sql),
  FILE("migrations/0012_registry.up.sql", migrations_0012_registry_up_sql),
  FILE("migrations/0013_conditions.down.sql", migrations_0013_conditions_down_sql),
  FILE("migrations/0013_conditions.up.sql", migrations_0013_conditions_up_sql),
  FILE("migrations/0014_idempotency.down.sql", migrations_0014_idempotency_down_sql),
  FILE("migrations/0014_idempotency.up.sql", migrations_0014_idempotency_up_sql),
  FILE("migrations/0015_moves.down.sql", migrations_0015_moves_down_sql),
  FILE("migrations/0015_moves.up.sql", migrations_0015_moves_up_sql),
  FILE("migrations/0016_replay.down.sql", migrations_0016_replay_down_sql),
  FILE("migrations/0016_replay.up.sql", migrations_0016_replay_up_sql),
  FILE("migrations/0017_failed_tasks.down.sql", migrations_0017_failed_tasks_down_sql),
  FILE("migrations/0017_failed_tasks.up.sql", migrations_0017_failed_tasks_up_sql),
  FILE("migrations/monitor/0001_tables.down.sql", migrations_monitor_0001_tables_down_sql),
  FILE("migrations/monitor/0001_tables.up.sql", migrations_monitor_0001_tables_up_sql),
  FILE("queries/backlog.sql", queries_backlog_sql),
  FILE("queries/batch.sql", queries_batch_sql),
  FILE("queries/bench.sql", queries_bench_sql),
  FILE("queries/crons.sql", queries_crons_sql),
  FILE("queries/events.sql", queries_events_sql),
  FILE("queries/keys.sql", queries_keys_sql),
  FILE("queries/lease.sql", queries_lease_sql),
  FILE("queries/monitor.sql", queries_monitor_sql),
  FILE("queries/partitions.sql", queries_partitions_sql),
  FILE("queries/recovery.sql", queries_recovery_sql),
  FILE("queries/relay.sql", queries_relay_sql),
  FILE("queries/runs.sql", queries_runs_sql),
  FILE("queries/stats.sql", queries_stats_sql),
  FILE("queries/tail.sql", queries_tail_sql),
  FILE("queries/workers.sql", queries_workers_sql),
  FILE("queries/workflows.sql", queries_workflows_sql),
};

const size_t sql_file_count = sizeof sql_files / sizeof sql_files[0];

const struct sql_file *sql_file_at(size_t index) { return &sql_files[index]; }
