/// The hosts that a target names, to leave out those that do not answer.
struct HostList {
  private var hosts: [Substring]
  private var addresses: [Substring]
  private var ports: [Substring]

  init(_ target: ConnectionTarget) {
    func list(_ text: String?) -> [Substring] {
      text.map { $0.split(separator: ",", omittingEmptySubsequences: false) } ?? []
    }
    hosts = list(target.settings["host"] ?? (target.settings["hostaddr"] == nil ? target.host : nil))
    addresses = list(target.settings["hostaddr"])
    ports = list(target.port)
    if ports.count == 1 { ports = Array(repeating: ports[0], count: max(hosts.count, addresses.count, 1)) }
  }

  private var count: Int { max(hosts.count, addresses.count, 1) }
  var isEmpty: Bool { ports.isEmpty }

  mutating func remove(at index: Int) {
    if hosts.indices.contains(index) { hosts.remove(at: index) }
    if addresses.indices.contains(index) { addresses.remove(at: index) }
    if ports.indices.contains(index) { ports.remove(at: index) } else { ports = [] }
    if hosts.isEmpty, addresses.isEmpty { ports = [] }
  }

  func applied(to target: ConnectionTarget) -> ConnectionTarget {
    guard count > 1 || target.host?.contains(",") == true else { return target }
    var target = target
    if !hosts.isEmpty { target = target.setting("host", hosts.joined(separator: ",")) }
    if !addresses.isEmpty { target = target.setting("hostaddr", addresses.joined(separator: ",")) }
    return target.setting("port", ports.joined(separator: ","))
  }

  /// Which of them libpq tries now; the first if it cannot be told.
  func index(host: UnsafePointer<CChar>?, port: UnsafePointer<CChar>?) -> Int {
    let host = host.map { String(cString: $0) } ?? ""
    let port = port.map { String(cString: $0) } ?? ""
    let names = hosts.isEmpty ? addresses : hosts
    return names.indices.first { names[$0] == host && ports.indices.contains($0) && ports[$0] == port }
      ?? names.firstIndex { $0 == host } ?? 0
  }

  /// How long a host may take: `connect_timeout`, but no more than its share of what is left.
  func limit(_ target: ConnectionTarget, until deadline: ContinuousClock.Instant) -> ContinuousClock.Instant {
    let now = ContinuousClock.now
    let share = (deadline - now) / count
    guard let text = target.settings["connect_timeout"], let seconds = Int(text), seconds > 0 else {
      return now + share
    }
    return now + min(share, .seconds(seconds))
  }
}
