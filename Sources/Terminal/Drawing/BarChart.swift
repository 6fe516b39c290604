/// Horizontal bars for a terminal.
package enum BarChart {
  package struct Bar: Sendable {
    package var label: String
    package var value: Double
    /// What stands beside the bar: the value, with its unit.
    package var text: String

    package init(label: String, value: Double, text: String) {
      self.label = label
      self.value = value
      self.text = text
    }
  }

  /// One line per bar: the label, the bar (the longest takes what the width leaves), the text.
  package static func lines(_ bars: [Bar], width: Int, look: Look) -> [String] {
    let labels = bars.map { SafeText.line($0.label) }
    let texts = bars.map { SafeText.line($0.text) }
    let labelWidth = min(labels.map { CellWidth.of($0) }.max() ?? 0, max(8, width / 3))
    let textWidth = texts.map { CellWidth.of($0) }.max() ?? 0
    let room = max(4, width - labelWidth - textWidth - 2)
    let largest = bars.map(\.value).filter(\.isFinite).max() ?? 0
    return bars.indices.map { index in
      let label = Fitting.truncate(labels[index], to: labelWidth, ellipsis: look.ellipsis)
      let share = largest > 0 ? bars[index].value / largest : 0
      let drawn = bar(share, width: room, look: look, isPadded: false)
      let bar = drawn.isEmpty ? "" : look.styled(drawn, .active) + " "
      return "\(Fitting.pad(label, to: labelWidth)) \(bar)\(texts[index])"
    }
  }

  /// `share` of `width` cells, to an eighth of a cell; a share above nothing is never invisible.
  static func bar(_ share: Double, width: Int, look: Look, isPadded: Bool = true) -> String {
    let share = share.isFinite ? min(1, max(0, share)) : 0
    let eighths = share > 0 ? max(1, Int((share * Double(width * 8)).rounded())) : 0
    var text = ""
    if look.isUnicode {
      text = String(repeating: "█", count: eighths / 8) + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    } else {
      text = String(repeating: "#", count: (eighths + 7) / 8)
    }
    return isPadded ? Fitting.pad(text, to: width) : text
  }
}
