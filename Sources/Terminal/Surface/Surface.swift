import Glibc

/// What is known of one stream that people may look at. Judged per stream: stdout may be a pipe while stderr is a terminal.
package struct Surface: Hashable, Sendable {
  package var isTerminal: Bool
  /// In cells, at least 20. Outside of a terminal it is what drawings may use; tables are not cut there.
  package var width: Int
  /// In lines; 24 if unknown.
  package var height: Int
  package var look: Look

  package init(isTerminal: Bool, width: Int = 80, height: Int = 24, look: Look = Look()) {
    self.isTerminal = isTerminal
    self.width = max(20, width)
    self.height = max(2, height)
    self.look = look
  }

  /// Asks the system: is `descriptor` a terminal, how large (the terminal itself, else `COLUMNS` and `LINES`, else 80 by 24),
  /// may it have colour, does the locale have UTF-8.
  ///
  /// `HATCHET_FORCE_TTY` makes any stream count as a terminal, for tests; a number in it is the width.
  package static func of(
    descriptor: Int32, environment: [String: String], color: ColorChoice = .auto
  ) -> Surface {
    let forced = environment["HATCHET_FORCE_TTY"].flatMap { $0.isEmpty ? nil : $0 }
    let isTerminal = forced != nil || isatty(descriptor) == 1
    let size = windowSize(descriptor)
    return Surface(
      isTerminal: isTerminal,
      width: forced.flatMap(number) ?? size?.width ?? environment["COLUMNS"].flatMap(number) ?? 80,
      height: size?.height ?? environment["LINES"].flatMap(number) ?? 24,
      look: Look(
        hasColor: color.allowsColor(isTerminal: isTerminal, environment: environment),
        isUnicode: isUTF8(environment)))
  }

  /// Nil if it is no terminal, or one that does not know.
  private static func windowSize(_ descriptor: Int32) -> (width: Int, height: Int)? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  private static func number(_ text: String) -> Int? {
    guard let value = Int(text), (2...10_000).contains(value) else { return nil }
    return value
  }

  /// The locale that decides about characters: the first of these three that is set.
  private static func isUTF8(_ environment: [String: String]) -> Bool {
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
      guard let locale = environment[name]?.lowercased(), !locale.isEmpty else { continue }
      return locale.hasSuffix("utf-8") || locale.hasSuffix("utf8") || locale.contains("utf-8@")
        || locale.contains("utf8@")
    }
    return false
  }
}
