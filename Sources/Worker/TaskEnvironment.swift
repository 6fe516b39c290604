import ChildProcess
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

  static func base(_ worker: [String: String]) -> ChildEnvironment {
    var base = worker.filter { name, _ in
      inherited.contains(name) || inheritedPrefixes.contains { name.hasPrefix($0) }
    }
    if base["PATH", default: ""].isEmpty { base["PATH"] = defaultPath }
    return ChildEnvironment(base)
  }

  /// `inputFile`: holds the run's input.
  static func variables(
    base: ChildEnvironment, task: TaskDefinition, run: RunID, attempt: Int32, maxAttempts: Int32, inputFile: String
  ) -> ChildEnvironment {
    let id = run.text
    var variables = base
    variables.set("HATCHET_RUN_ID", id)
    variables.set("HATCHET_TASK", task.name)
    variables.set("HATCHET_ATTEMPT", String(attempt))
    variables.set("HATCHET_MAX_ATTEMPTS", String(maxAttempts))
    variables.set("HATCHET_IDEMPOTENCY_KEY", "\(id)/\(task.name)")
    variables.set("HATCHET_INPUT", inputFile)
    for (name, value) in task.environment { variables.set(name, value) }
    return variables
  }
}
