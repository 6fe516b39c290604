import Arguments

/// What is the same for all commands: exit status, environment, files.
enum HelpTopics {
  static let references = References(
    exitStatus: [
      (0, "done"),
      (1, "failed; a run that was waited for failed, too"),
      (2, "the command line, a file or an input is wrong"),
      (3, "what was named does not exist"),
      (4, "the database does not answer"),
      (5, "the schema of the database is too old or too new"),
      (6, "refused, as things are"),
      (7, "it took longer than allowed"),
      (130, "interrupted (SIGINT)"),
      (143, "terminated (SIGTERM)"),
    ],
    environment: [
      (
        "HATCHET_DATABASE_URL",
        "the PostgreSQL to use; without it, and without PGHOST, PGSERVICE or PGDATABASE, a private one"
      ),
      ("HATCHET_NAMESPACE", "the schema that holds the tables; hatchet by default"),
      ("NO_COLOR", "no colour if it is set and not empty"),
      ("HATCHET_POSTGRES_BIN", "the folder of the PostgreSQL programs, for the private one"),
      ("HATCHET_DATABASE_IDLE", "after how long unused the private PostgreSQL stops: 10m by default, or never"),
      ("HATCHET_PAGER, PAGER", "shows long output on a terminal"),
      ("XDG_DATA_HOME", "holds the private PostgreSQL; ~/.local/share by default"),
    ],
    files: [
      ("$XDG_DATA_HOME/hatchet/postgres", "the private PostgreSQL"),
      ("$XDG_STATE_HOME/hatchet/history", "what was typed in the REPL"),
    ])

  static let all: [HelpTopic] = []
}
