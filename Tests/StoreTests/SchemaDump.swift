import ChildProcess
import Store
import TestSupport
import Testing

/// What pg_dump says of a namespace, without what differs from day to day and from server to server.
struct SchemaDump {
  let text: String

  /// The table of migrations and the daily partitions are left out.
  static func of(_ database: TestDatabase, _ namespace: Namespace = .standard) async throws -> SchemaDump {
    try await of(database, schema: namespace.name)
  }

  /// The same of any schema of ours.
  static func of(_ database: TestDatabase, schema: String) async throws -> SchemaDump {
    let request = SpawnRequest(
      [
        "pg_dump", "--schema-only", "--no-owner", "--schema=\(schema)", "--exclude-table=\(schema).migration",
        "--exclude-table=\(schema).*_[0-9]{8}", "--dbname=\(database.url)",
      ], environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"])
    let result = try await Child.run(request)
    try #require(result.exit.isSuccess, "pg_dump: \(result.exit)")
    return SchemaDump(dump: String(decoding: result.output, as: UTF8.self))
  }

  /// Drops what pg_dump says of itself and of its session, and its headings; what is left are statements, a blank line
  /// between any two.
  init(dump: String) {
    let lines = dump.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let noise = ["SET ", "SELECT pg_catalog.set_config", "\\restrict", "\\unrestrict", "-- Dumped"]
    var kept: [String] = []
    for (index, line) in lines.enumerated() {
      let isHeading =
        line == "--"
        || line.hasPrefix("-- ") && index > 0 && index + 1 < lines.count && lines[index - 1] == "--"
          && lines[index + 1] == "--"
      if isHeading || noise.contains(where: line.hasPrefix) || line.isEmpty && kept.last?.isEmpty ?? true { continue }
      kept.append(line)
    }
    while kept.last?.isEmpty == true { kept.removeLast() }
    text = kept.map { $0 + "\n" }.joined()
  }
}
