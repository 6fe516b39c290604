import CProcess
import Glibc
import Testing

/// What the kernel says of a process.
enum ProcessProbe {
  /// Waits until a process has ended, by its pidfd: an orphan is nobody's to wait for.
  static func waitForEnd(of processID: Int32) throws {
    var descriptor: Int32 = -1
    let error = hatchet_pidfd_open(processID, &descriptor)
    if error == ESRCH { return }
    try #require(error == 0)
    defer { close(descriptor) }
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    try #require(Glibc.poll(&poll, 1, 20_000) == 1, "process \(processID) still runs after 20 s")
  }

  static func exists(_ processID: Int32) -> Bool {
    kill(processID, 0) == 0 || errno != ESRCH
  }

  static func openDescriptors() -> Int {
    entries("/proc/self/fd").count
  }

  /// The living and the dead.
  static func children() -> [Int32] {
    entries("/proc/self/task").flatMap { thread in
      text("/proc/self/task/\(thread)/children").split(separator: " ").compactMap { Int32($0) }
    }
  }

  /// Of this process. Looks again, for the kernel leaves children out of its list while others end.
  static func guardian() throws -> Int32 {
    for _ in 0..<1000 {
      if let found = children().first(where: { text("/proc/\($0)/comm") == "hatchet-guard\n" }) { return found }
      sched_yield()
    }
    throw Missing()
  }

  struct Missing: Error {}

  static func text(_ path: String) -> String {
    guard let file = fopen(path, "re") else { return "" }
    defer { fclose(file) }
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return text
  }

  private static func entries(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}
