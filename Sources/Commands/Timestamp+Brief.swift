package import Time

extension Timestamp {
  /// To the second, in UTC: `2026-11-23T21:36:29Z`. Can be typed back, as `--since` for one.
  package var brief: String { String(rfc3339.prefix(19)) + "Z" }
}
