/// The variables of a child, as `execve` takes them: made once for many children, a copy is one of some kilobytes.
package struct ChildEnvironment: Sendable {
  /// `NAME=value` with a NUL behind it, one after the other; what was set anew stays where it was, unused.
  private var bytes: [UInt8] = []
  /// Where each variable begins, and how long its name is.
  private var variables: [(start: Int, nameLength: Int)] = []
  /// What makes it unusable, to be said to whoever wants to start a child with it.
  private(set) var flaw: String?

  static let hasNUL = "an argument or a variable holds a NUL byte"

  package init() {}

  package init(_ variables: [String: String]) {
    for (name, value) in variables { set(name, value) }
  }

  package mutating func set(_ name: String, _ value: String) {
    let start = bytes.count
    bytes += name.utf8
    bytes.append(UInt8(ascii: "="))
    bytes += value.utf8
    check(bytes[start...], name)
    bytes.append(0)
    let length = name.utf8.count
    if let index = index(of: bytes[start..<(start + length)]) {
      variables[index].start = start
    } else {
      variables.append((start, length))
    }
  }

  package subscript(name: String) -> String? {
    guard let index = index(of: Array(name.utf8)[...]) else { return nil }
    let value = bytes[(variables[index].start + variables[index].nameLength + 1)...].prefix { $0 != 0 }
    return String(decoding: value, as: UTF8.self)
  }

  /// A null-terminated array of pointers to its variables, for as long as `body` runs.
  func withPointers<Result>(_ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result) -> Result {
    bytes.withUnsafeBytes { bytes in
      withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<CChar>?.self, capacity: variables.count + 1) { pointers in
        let base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        for (index, variable) in variables.enumerated() {
          pointers.initializeElement(
            at: index, to: base?.advanced(by: variable.start).assumingMemoryBound(to: CChar.self))
        }
        pointers.initializeElement(at: variables.count, to: nil)
        guard let first = pointers.baseAddress else { preconditionFailure("the last one is always there") }
        return body(UnsafePointer(first))
      }
    }
  }

  /// There are some twenty of them: looking through all takes less time than a hash.
  private func index(of name: ArraySlice<UInt8>) -> Int? {
    variables.firstIndex { variable in
      variable.nameLength == name.count
        && bytes[variable.start..<(variable.start + variable.nameLength)].elementsEqual(name)
    }
  }

  private mutating func check(_ variable: ArraySlice<UInt8>, _ name: String) {
    if variable.contains(0) {
      flaw = flaw ?? Self.hasNUL
    } else if name.isEmpty || name.utf8.contains(UInt8(ascii: "=")) {
      flaw = flaw ?? "'\(name)' is no name of a variable"
    }
  }
}
