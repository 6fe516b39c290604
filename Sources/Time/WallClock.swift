import Glibc

/// This machine's clock: for what is shown to people only. Whatever is stored has the database's time, so that clocks of
/// machines do not matter.
package enum WallClock {
  package static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }
}
