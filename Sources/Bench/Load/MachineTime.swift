import FoundationEssentials
import Glibc

/// Processor time that a whole machine has used, from `/proc/stat`.
enum MachineTime {
  /// In seconds since it started. nil in a container that sees more of the machine than it may use.
  static var now: Double? {
    guard let data = FileManager.default.contents(atPath: "/proc/stat") else { return nil }
    return ticks(String(decoding: data, as: UTF8.self), processors: ProcessorTime.processors)
      .map { Double($0) / Double(sysconf(Int32(_SC_CLK_TCK))) }
  }

  /// All but idling and waiting for a disk; what a hypervisor gave to others counts as used.
  static func ticks(_ text: String, processors: Int) -> Int? {
    let lines = text.split(separator: "\n")
    let single = lines.filter { $0.hasPrefix("cpu") && !$0.hasPrefix("cpu ") }
    guard single.count == processors, let all = lines.first(where: { $0.hasPrefix("cpu ") }) else { return nil }
    let times = all.split(separator: " ").dropFirst().compactMap { Int($0) }
    guard times.count >= 8 else { return nil }
    // user nice system idle iowait irq softirq steal; guests are part of user.
    return times[0] + times[1] + times[2] + times[5] + times[6] + times[7]
  }
}
