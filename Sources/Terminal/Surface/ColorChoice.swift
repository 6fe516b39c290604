/// `--color`: when to colour.
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never

  /// The flag decides; then `NO_COLOR` (not empty: off), `CLICOLOR_FORCE` (not empty, not 0: on); else a terminal that is
  /// not `dumb` has colour.
  func allowsColor(isTerminal: Bool, environment: [String: String]) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if environment["NO_COLOR"]?.isEmpty == false { return false }
    if let force = environment["CLICOLOR_FORCE"], !force.isEmpty, force != "0" { return true }
    return isTerminal && environment["TERM"] != "dumb"
  }
}
