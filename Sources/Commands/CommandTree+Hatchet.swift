package import Arguments

extension CommandTree where Context == Session, Globals == GlobalOptions {
  /// All commands of `hatchet`. A new one is a file beside its peers and a line here.
  package static var hatchet: CommandTree {
    CommandTree(
      "hatchet", "Orchestrate background tasks on PostgreSQL",
      discussion: """
        Cron jobs enqueue, workers run any program as a child process, and shell scripts become workflows that survive a \
        crash. There is no server to install beyond PostgreSQL; without --database, a private one is started.
        """,
      examples: [
        ("hatchet quickstart", "Make a workflow, apply it, run it"),
        ("hatchet enqueue report --input '{\"day\":\"2026-01-01\"}' --wait", "Run a workflow, and wait for its end"),
      ],
      seeAlso: ["hatchet-workflow(5)", "hatchet-concepts(7)", "hatchet-expressions(7)"], version: Version.text,
      topics: HelpTopics.all, references: HelpTopics.references,
      [
        .init(
          "set up",
          [
            .command("quickstart", QuickStart.self),
            .command(
              "migrate", Migrate.self,
              subcommands: [
                .command("status", MigrateStatus.self),
                .command("sql", MigrateSQL.self),
                .command("down", MigrateDown.self),
              ]),
            .command("apply", Apply.self),
            .command("completions", Completions.self),
          ]),
        .init(
          "run",
          [
            .command("enqueue", Enqueue.self),
            .command(
              "worker", WorkerCommand.self,
              subcommands: [
                .command("list", WorkerList.self, aliases: ["ls"]),
                .command("drain", WorkerDrain.self),
                .command("pause", WorkerPause.self),
                .command("resume", WorkerResume.self),
              ]),
            .command("engine", EngineCommand.self),
            .command("cancel", Cancel.self),
            .command("replay", ReplayCommand.self),
          ]),
        .init(
          "look",
          [
            .command("inspect", Inspect.self),
            .command("why", Why.self),
            .command("logs", Logs.self),
            .group("runs", "Find runs", [.command("list", RunsList.self, aliases: ["ls"])]),
            .command("stats", StatsCommand.self),
            .command("expression", ExpressionCommand.self),
            .command("repl", REPL.self),
          ]),
        .init(
          "keep",
          [
            .command("prune", Prune.self),
            .command("bench", BenchCommand.self),
            .group(
              "workflow", "Look at what was applied, and pause it",
              [
                .command("list", WorkflowList.self, aliases: ["ls"]),
                .command("show", WorkflowShow.self),
                .command("graph", WorkflowGraphCommand.self),
                .command("pause", WorkflowPause.self),
                .command("resume", WorkflowResume.self),
              ]),
            .group(
              "cron", "What runs by the clock",
              [
                .command("create", CronCreate.self),
                .command("list", CronList.self, aliases: ["ls"]),
                .command("next", CronNext.self),
                .command("pause", CronPause.self),
                .command("resume", CronResume.self),
                .command("delete", CronDelete.self, aliases: ["rm"]),
              ]),
            .group(
              "schedule", "Runs that wait for their time",
              [
                .command("list", ScheduleList.self, aliases: ["ls"]),
                .command("move", ScheduleMove.self),
                .command("delete", ScheduleDelete.self, aliases: ["rm"]),
              ]),
            .group(
              "event", "What has happened, and what came of it",
              [
                .command("push", EventPush.self),
                .command("list", EventList.self, aliases: ["ls"]),
                .command("show", EventShow.self),
              ]),
            .group(
              "monitor", "What is kept for people to look at",
              [
                .command("status", MonitorStatus.self),
                .command("rebuild", MonitorRebuild.self),
              ]),
            .group(
              "database", "The private PostgreSQL",
              discussion: """
                Without --database and HATCHET_DATABASE_URL, hatchet keeps its tables in a PostgreSQL of its own, which is \
                started by the first command that needs it and stopped some time after the last has gone.
                """,
              [
                .command("start", DatabaseStart.self),
                .command("stop", DatabaseStop.self),
                .command("status", DatabaseStatus.self),
                .command("url", DatabaseURL.self),
              ]),
            .command("__keep-database", DatabaseKeep.self, visibility: .hidden),
          ]),
      ])
  }
}
