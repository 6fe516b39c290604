import Engine
import Workflows

/// The environment of a task's process: a small documented base, what says which attempt it is, and the file's `env`.
enum TaskEnvironment {
  /// What is inherited from the worker; nothing else is.
  static let inherited = [
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
    "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CACHE_HOME",
  ]
  /// Prefixes of what is inherited besides: the locale, and where a `hatchet` in the task finds its database.
  static let inheritedPrefixes = ["LC_", "PG", "HATCHET_"]
  private static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  static func base(_ worker: [String: String]) -> [String: String] {
    var base = worker.filter { name, _ in
      inherited.contains(name) || inheritedPrefixes.contains { name.hasPrefix($0) }
    }
    if base["PATH", default: ""].isEmpty { base["PATH"] = defaultPath }
    return base
  }

  /// `inputFile`: holds the run's input.
  static func variables(
    base: [String: String], task: TaskDefinition, run: RunID, attempt: Int32, maxAttempts: Int32, inputFile: String
  ) -> [String: String] {
    var variables = base
    variables["HATCHET_RUN_ID"] = run.text
    variables["HATCHET_TASK"] = task.name
    variables["HATCHET_ATTEMPT"] = String(attempt)
    variables["HATCHET_MAX_ATTEMPTS"] = String(maxAttempts)
    variables["HATCHET_IDEMPOTENCY_KEY"] = "\(run.text)/\(task.name)"
    variables["HATCHET_INPUT"] = inputFile
    variables.merge(task.environment) { _, own in own }
    return variables
  }
}
