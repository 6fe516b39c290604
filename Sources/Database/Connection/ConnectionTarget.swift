import CPostgres

/// Where the database is: a `postgresql://` URL or a keyword string, as libpq reads them. What it leaves out comes from
/// the `PG*` environment, a service file and libpq's defaults, when a connection is made.
package struct ConnectionTarget: Hashable, Sendable {
  /// libpq's keywords, only those given.
  package private(set) var settings: [String: String] = [:]

  /// - Throws: `.invalidTarget`, without quoting what may be a secret.
  package init(_ text: String) throws(DatabaseError) {
    var reason: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(text, &reason) else {
      let message = reason.map { String(cString: $0) } ?? "out of memory"
      PQfreemem(reason)
      throw DatabaseError(
        .invalidTarget, "unable to understand the database's URL: \(Self.withoutSecrets(message))",
        hint: "postgresql://user@host:5432/name, or host=/run/postgresql dbname=name")
    }
    defer { PQconninfoFree(options) }
    settings = Self.values(of: options)
  }

  /// From keywords; empty: whatever the environment says.
  package init(settings: [String: String] = [:]) { self.settings = settings }

  /// With `value` for `keyword`, whatever was there.
  package func setting(_ keyword: String, _ value: String) -> ConnectionTarget {
    var copy = self
    copy.settings[keyword] = value
    return copy
  }

  /// With each of `defaults` that neither the user's text nor the environment or a service file sets.
  package func settingDefaults(_ defaults: [String: String]) -> ConnectionTarget {
    // What a service named in the text sets, only libpq knows, at the time of connecting.
    guard settings["service"] == nil else { return self }
    let outside = Self.environment
    var copy = self
    for (keyword, value) in defaults where settings[keyword] == nil && outside[keyword] == nil {
      copy.settings[keyword] = value
    }
    return copy
  }

  /// With the server's parameters set from the start of the session, after those that the user sets in `options`.
  /// A transaction pooler refuses this.
  package func settingSession(_ parameters: [(String, String)]) -> ConnectionTarget {
    let given = settings["options"] ?? Self.environment["options"]
    let ours = parameters.map { name, value in
      "-c \(name)=" + value.map { $0 == " " || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }
    return setting("options", ([given].compactMap { $0 } + ours).joined(separator: " "))
  }

  /// What finds a dead peer within a minute instead of hours, where the user has not said otherwise.
  package var withSafeDefaults: ConnectionTarget {
    settingDefaults([
      "connect_timeout": "10", "keepalives_idle": "20", "keepalives_interval": "5", "keepalives_count": "4",
      "tcp_user_timeout": "30000",
    ])
  }
}

extension ConnectionTarget {
  /// As libpq will see it; several hosts are separated by commas; nil: the default socket directory.
  package var host: String? { value("host") ?? value("hostaddr") }
  /// The port or ports.
  package var port: String { value("port") ?? "5432" }
  package var user: String? { value("user") }
  package var dbname: String? { value("dbname") ?? user }

  /// For messages: where it is, without user or options.
  package var place: String {
    let hosts = (host ?? "the local socket").split(separator: ",")
    let ports = port.split(separator: ",")
    return hosts.enumerated().map { index, host in
      "\(host):\(ports.count > index ? ports[index] : ports.first ?? "5432")"
    }.joined(separator: ",")
  }

  /// A keyword string that can be shown, and used again: all that was given but passwords.
  package var redacted: String {
    settings.filter { !Self.secrets.contains($0.key) }.sorted { $0.key < $1.key }
      .map { "\($0.key)=\(Self.quoted($0.value))" }.joined(separator: " ")
  }

  private static let secrets: Set<String> = ["password", "sslpassword"]

  private func value(_ keyword: String) -> String? { settings[keyword] ?? Self.environment[keyword] }

  /// What `PG*`, PGSERVICE's file and libpq itself set.
  private static var environment: [String: String] {
    guard let options = PQconndefaults() else { return [:] }
    defer { PQconninfoFree(options) }
    return values(of: options)
  }

  private static func values(of options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
    var values: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    return values
  }

  private static func quoted(_ value: String) -> String {
    guard value.isEmpty || value.contains(where: { " '\\".contains($0) }) else { return value }
    return "'" + value.map { "'\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "'"
  }

  /// libpq quotes the piece that it stumbled over, which may be a password with an unescaped character. The name of an
  /// unknown option is none.
  private static func withoutSecrets(_ message: String) -> String {
    let line = message.prefix { $0 != "\n" }
    if line.hasPrefix("invalid connection option") || line.hasPrefix("invalid URI query parameter") {
      return String(line)
    }
    let pieces = line.split(separator: "\"", omittingEmptySubsequences: false)
    return pieces.enumerated().map { $0.offset.isMultiple(of: 2) ? String($0.element) : "…" }.joined(separator: "\"")
  }
}

extension ConnectionTarget: CustomStringConvertible, CustomReflectable {
  package var description: String { redacted }
  package var customMirror: Mirror { Mirror(self, children: ["target": redacted]) }
}
