import Glibc
import Terminal
import Testing

struct SurfaceTests {
  /// Neither a terminal nor anything else.
  let closed: Int32 = -1

  private func surface(_ environment: [String: String], _ color: ColorChoice = .auto) -> Surface {
    Surface.of(descriptor: closed, environment: environment, color: color)
  }

  @Test func knowsWhatIsNoTerminal() {
    let surface = surface([:])
    #expect(!surface.isTerminal)
    #expect(surface.width == 80)
    #expect(surface.height == 24)
    #expect(!surface.look.hasColor)
    #expect(!surface.look.isUnicode)
  }

  @Test func asksARealTerminal() throws {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(master >= 0)
    defer { close(master) }
    var (unlocked, number) = (Int32(0), UInt32(0))
    // TIOCSPTLCK and TIOCGPTN: unlock the other end, tell its number.
    try #require(ioctl(master, 0x4004_5431, &unlocked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    try #require(slave >= 0)
    defer { close(slave) }
    var size = winsize(ws_row: 40, ws_col: 132, ws_xpixel: 0, ws_ypixel: 0)
    try #require(ioctl(slave, UInt(TIOCSWINSZ), &size) == 0)
    let surface = Surface.of(descriptor: slave, environment: ["COLUMNS": "50", "TERM": "xterm"])
    #expect(surface.isTerminal)
    #expect((surface.width, surface.height) == (132, 40))
    #expect(surface.look.hasColor)
    #expect(!Surface.of(descriptor: slave, environment: ["TERM": "dumb"]).look.hasColor)
    #expect(!Surface.of(descriptor: slave, environment: ["NO_COLOR": "1"]).look.hasColor)
    #expect(Surface.of(descriptor: slave, environment: ["NO_COLOR": ""]).look.hasColor)
  }

  @Test func takesItsWidthFromTheEnvironment() {
    #expect(surface(["COLUMNS": "50"]).width == 50)
    #expect(surface(["COLUMNS": "many"]).width == 80)
    #expect(surface(["COLUMNS": "3"]).width == 20)
    #expect(surface(["COLUMNS": "99999999999999999999"]).width == 80)
    #expect(surface(["COLUMNS": "50", "HATCHET_FORCE_TTY": "120"]).width == 120)
    #expect(surface(["HATCHET_FORCE_TTY": "yes"]).isTerminal)
    #expect(!surface(["HATCHET_FORCE_TTY": ""]).isTerminal)
  }

  @Test(
    arguments: [
      ([:], ColorChoice.auto, false), ([:], .always, true), (["HATCHET_FORCE_TTY": "1"], .auto, true),
      (["HATCHET_FORCE_TTY": "1"], .never, false), (["CLICOLOR_FORCE": "1"], .auto, true),
      (["CLICOLOR_FORCE": "0"], .auto, false),
      (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], .auto, false), (["NO_COLOR": "1"], .always, true),
      (["CLICOLOR_FORCE": "1", "TERM": "dumb"], .auto, true),
    ] as [([String: String], ColorChoice, Bool)])
  func decidesOnColor(environment: [String: String], choice: ColorChoice, expected: Bool) {
    #expect(surface(environment, choice).look.hasColor == expected)
  }

  @Test(
    arguments: [
      (["LANG": "en_US.UTF-8"], true), (["LANG": "C.utf8"], true), (["LANG": "de_CH.UTF-8@euro"], true),
      (["LANG": "C"], false),
      (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false), (["LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"], true),
      ([:], false),
    ] as [([String: String], Bool)])
  func decidesOnCharacters(environment: [String: String], expected: Bool) {
    #expect(surface(environment).look.isUnicode == expected)
  }

  @Test func stylesOnlyWithColor() {
    #expect(Look(hasColor: true).styled("x", .failure) == "\u{1b}[31mx\u{1b}[0m")
    #expect(Look(hasColor: true).styled("x", .plain) == "x")
    #expect(Look(hasColor: true).styled("", .failure) == "")
    #expect(Look(hasColor: false).styled("x", .failure) == "x")
  }

  /// The word is always there, glyphs differ from each other, and each takes one cell.
  @Test func marksStatusesApart() {
    let words = ["queued", "waiting", "running", "completed", "skipped", "failed", "cancelled"]
    for look in [Look(isUnicode: true), Look(isUnicode: false)] {
      let glyphs = words.map { StatusMark($0).glyph(look) }
      #expect(Set(glyphs).count == words.count)
      #expect(glyphs.allSatisfy { CellWidth.of($0) == 1 })
      #expect(look.isUnicode || glyphs.allSatisfy { $0.utf8.allSatisfy { $0 < 0x7F } })
      #expect(words.allSatisfy { StatusMark($0).text(look).hasSuffix($0) })
    }
  }
}
