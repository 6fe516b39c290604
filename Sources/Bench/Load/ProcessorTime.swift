import Glibc

/// Processor time that this process and its database server have used, in seconds.
struct ProcessorTime: Sendable {
  /// Of this process.
  var client: Double
  /// Of its children that have ended and were reaped.
  var children: Double
  /// Of the whole server, whoever made it work; nil if it is not on this machine.
  var server: Double?
  /// Of the whole machine, whoever used it; nil if that is not known.
  var machine: Double?

  static func now(_ server: ServerProcesses?) -> ProcessorTime {
    ProcessorTime(
      client: usage(RUSAGE_SELF.value), children: usage(RUSAGE_CHILDREN.value), server: server?.processorTime,
      machine: MachineTime.now)
  }

  /// The most memory that this process ever had, in bytes.
  static var peakMemory: Int64 {
    var facts = rusage()
    guard getrusage(RUSAGE_SELF.value, &facts) == 0 else { return 0 }
    return Int64(facts.ru_maxrss) * 1024
  }

  /// Processors that this process may use.
  static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  private static func usage(_ who: __rusage_who_t) -> Double {
    var facts = rusage()
    guard getrusage(who, &facts) == 0 else { return 0 }
    return seconds(facts.ru_utime) + seconds(facts.ru_stime)
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

extension __rusage_who {
  /// As getrusage takes it.
  fileprivate var value: __rusage_who_t { __rusage_who_t(rawValue) }
}
