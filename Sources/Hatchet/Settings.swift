/// Where hatchet keeps its tables.
public struct Settings: Sendable {
  /// A PostgreSQL URL or keyword string; nil: the private PostgreSQL of this user, which is started if need be. libpq's
  /// own variables (`PGHOST` …) count where the URL is silent.
  public var database: String?
  /// The PostgreSQL schema: a lower-case letter, then letters, digits and `_`.
  public var namespace: String
  /// Where what people look at is kept, if not in the same database: a URL or keywords, too.
  public var monitor: String?
  /// Of this process: the private PostgreSQL and workers read it.
  public var environment: [String: String]

  /// Settings by hand.
  public init(
    database: String? = nil, namespace: String = "hatchet", monitor: String? = nil, environment: [String: String] = [:]
  ) {
    self.database = database
    self.namespace = namespace
    self.monitor = monitor
    self.environment = environment
  }

  /// What `HATCHET_DATABASE_URL`, `HATCHET_NAMESPACE` and `HATCHET_MONITOR_URL` say. With a `PGHOST`, `PGSERVICE` or `PGDATABASE`, but no URL,
  /// libpq's variables say it.
  public init(environment: [String: String]) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let hasLibpq = ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"].contains { value($0) != nil }
    self.init(
      database: value("HATCHET_DATABASE_URL") ?? (hasLibpq ? "" : nil),
      namespace: value("HATCHET_NAMESPACE") ?? "hatchet", monitor: value("HATCHET_MONITOR_URL"),
      environment: environment)
  }
}
