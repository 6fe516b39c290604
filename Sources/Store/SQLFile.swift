import SQLText

/// A file of `SQLText`, compiled into the binary.
package struct SQLFile: Sendable {
  /// `queries/tail.sql`
  package let path: String
  package let text: String

  /// All of them, in the order of their paths.
  package static let all: [SQLFile] = {
    var files: [SQLFile] = []
    for index in 0..<sql_file_count {
      let file = sql_file_at(index).pointee
      let bytes = UnsafeRawBufferPointer(start: file.text, count: file.length)
      files.append(SQLFile(path: String(cString: file.path), text: String(decoding: bytes, as: UTF8.self)))
    }
    return files
  }()

  /// The file's name without folder and ending.
  package var name: String {
    let last = path.split(separator: "/").last ?? ""
    return String(last.split(separator: ".").first ?? "")
  }
}
