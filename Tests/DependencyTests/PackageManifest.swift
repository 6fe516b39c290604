/// What Package.swift says of our targets, read from its text.
struct PackageManifest {
  struct Target {
    let name: String
    let uses: [String]
  }

  let targets: [Target]

  /// Understands the manifest's own helpers `module` and `tests`, and targets spelled out with name and dependencies.
  init() throws {
    let text = try SourceTree.read("Package.swift").text
    let helpers = text.matches(of: #/\b(?:module|tests)\(\s*"(\w+)"(?:,\s*uses: \[([^\]]*)\])?/#)
      .map { Target(name: String($0.1), uses: Self.names($0.2)) }
    let targets = text.matches(of: #/(?:[Tt]arget|systemLibrary)\(\s*name: "(\w+)"(?:,\s*dependencies: \[([^\]]*)\])?/#)
      .map { Target(name: String($0.1), uses: Self.names($0.2)) }
    self.targets = helpers + targets
  }

  private static func names(_ list: Substring?) -> [String] {
    (list ?? "").matches(of: #/"(\w+)"/#).map { String($0.1) }
  }
}
