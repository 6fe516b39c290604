import Glibc

extension InputFiles {
  /// A folder younger than this may not be locked yet.
  private static let youth: time_t = 60

  /// Removes the folders of workers that were killed: nobody holds their locks.
  static func removeAbandoned(in parent: String) {
    guard let directory = opendir(parent) else { return }
    defer { closedir(directory) }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    while let entry = readdir(directory) {
      // In place: a copy of the whole array would read past the entry, which is only as long as its name.
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasPrefix(prefix) else { continue }
      removeIfAbandoned("\(parent)/\(name)", now: now.tv_sec)
    }
  }

  private static func removeIfAbandoned(_ path: String, now: time_t) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_uid == geteuid(), now - facts.st_mtim.tv_sec > youth,
      flock(descriptor, LOCK_EX | LOCK_NB) == 0
    else { return }
    var number = 1
    while unlink(file(number, in: path)) == 0 { number += 1 }
    rmdir(path)
  }
}
