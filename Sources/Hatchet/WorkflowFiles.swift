import Glibc
package import Workflows
package import YAML

/// Workflows as they lie in files and folders.
package struct WorkflowFiles: Sendable {
  /// A workflow, and the file that declares it, as it was named.
  package struct Entry: Sendable {
    package var workflow: Workflow
    package var file: String
    /// What the file says.
    package var source: SourceText
  }

  /// One thing that is wrong with one of the files.
  package enum Problem: Sendable {
    /// In the text, at a place.
    case text(WorkflowError)
    /// With the file as such.
    case file(HatchetError)
  }

  /// All that is wrong with them: at least one problem, in the order of the files.
  package struct Problems: Error {
    package var all: [Problem]
  }

  /// The largest file.
  static let limit = YAMLLimits().bytes
  /// Of a file in a folder that is read.
  static let extensions = [".yaml", ".yml", ".json"]

  /// Absolute: relative names start here.
  private let directory: String
  private let standardInput: @Sendable () async throws(HatchetError) -> [UInt8]

  /// `standardInput` gives all that stands behind `-`.
  package init(directory: String, standardInput: @escaping @Sendable () async throws(HatchetError) -> [UInt8]) {
    self.directory = directory
    self.standardInput = standardInput
  }

  /// Reads all workflows of these files; of a folder, those of the files right in it that end in `.yaml`, `.yml` or
  /// `.json`, in order of their names; `-` is standard input.
  package func load(_ names: [String]) async throws(Problems) -> [Entry] {
    var entries: [Entry] = []
    var problems: [Problem] = []
    var seen: Set<String> = []
    for name in names {
      do throws(HatchetError) {
        for file in try files(name) where seen.insert(Self.normal(path(file))).inserted {
          try await read(file, into: &entries, &problems)
        }
      } catch {
        problems.append(.file(error))
      }
    }
    problems += Self.duplicates(entries).map { .file($0) }
    guard problems.isEmpty else { throw Problems(all: problems) }
    return entries
  }

  private func read(_ file: String, into entries: inout [Entry], _ problems: inout [Problem])
    async
    throws(HatchetError)
  {
    let isInput = file == "-"
    let bytes =
      isInput ? try await standardInput() : try await FileContents.read(path(file), as: file, limit: Self.limit)
    let folder = isInput ? directory : Self.folder(of: path(file))
    let source = SourceText(bytes, file: isInput ? "<stdin>" : file)
    do throws(WorkflowErrors) {
      let workflows = try Workflow.parse(source, directory: folder)
      entries += workflows.map { Entry(workflow: $0, file: file, source: source) }
    } catch {
      problems += error.errors.map { .text($0) }
    }
  }

  /// The files that a name means.
  private func files(_ name: String) throws(HatchetError) -> [String] {
    var facts = stat()
    guard name != "-", stat(path(name), &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else { return [name] }
    guard let stream = opendir(path(name)) else { throw .unreadable(name, errno) }
    defer { closedir(stream) }
    var found: [String] = []
    while let entry = readdir(stream) {
      let file = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      let isMeant = !file.hasPrefix(".") && Self.extensions.contains { file.hasSuffix($0) }
      if isMeant { found.append(name.hasSuffix("/") ? name + file : "\(name)/\(file)") }
    }
    guard !found.isEmpty else {
      throw HatchetError(
        .usage, "there is no workflow file in '\(name)'", hint: "its files *.yaml, *.yml and *.json are read")
    }
    return found.sorted()
  }

  private static func duplicates(_ entries: [Entry]) -> [HatchetError] {
    var files: [String: String] = [:]
    return entries.compactMap { entry in
      let name = entry.workflow.name
      guard let first = files[name], first != entry.file else {
        files[name] = entry.file
        return nil
      }
      return HatchetError(.usage, "workflow '\(name)' is declared both in '\(first)' and in '\(entry.file)'")
    }
  }

  private func path(_ file: String) -> String { file.hasPrefix("/") || file == "-" ? file : "\(directory)/\(file)" }

  private static func folder(of path: String) -> String {
    let normal = normal(path)
    return normal.lastIndex(of: "/").map { $0 == normal.startIndex ? "/" : String(normal[..<$0]) } ?? "/"
  }

  /// Without what means nothing. `..` and links stay: where they lead may change, and that may be meant.
  private static func normal(_ path: String) -> String {
    guard path != "-" else { return path }
    return "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }
}

extension HatchetError {
  /// The first of the problems, with all of them as details.
  init(_ problems: WorkflowFiles.Problems) {
    let texts = problems.all.map { problem in
      switch problem {
      case .text(let error): error.rendered
      case .file(let error): error.message
      }
    }
    if case .file(let error)? = problems.all.first {
      self = error
    } else {
      self.init(.usage, texts.first.map { String($0.prefix { $0 != "\n" }) } ?? "the files hold no workflow")
    }
    details = texts.joined(separator: "\n\n")
  }
}
