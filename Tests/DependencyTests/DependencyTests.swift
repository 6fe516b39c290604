import Testing

/// A module may use what stands above it in the order of the data's path, and nothing below.
@Suite struct DependencyTests {
  static let order = [
    "CPostgres", "CReadline", "CYAML", "CProcess", "SQLText",
    "Time", "JSON", "Arguments", "Terminal", "YAML", "Expressions", "Database", "Workflows", "Engine", "Store",
    "Leader", "ChildProcess", "Cluster", "Worker", "Monitor", "Hatchet", "Bench", "Console", "Commands", "hatchet",
  ]

  /// What these may use is settled: they know nothing of hatchet, or do no I/O.
  static let settled: [String: Set<String>] = [
    "Time": [], "JSON": [], "Arguments": ["JSON", "Time"], "Terminal": ["JSON", "Time"], "YAML": ["CYAML", "JSON"],
    "Expressions": ["JSON", "Time"],
    "Database": ["CPostgres", "Time"], "Workflows": ["Expressions", "YAML", "JSON", "Time"],
    "Engine": ["Expressions", "Workflows", "JSON", "Time"], "ChildProcess": ["CProcess"],
  ]

  /// Who alone may use a module that holds C or SQL.
  static let keepers: [String: Set<String>] = [
    "CPostgres": ["Database"], "CReadline": ["Console"], "CYAML": ["YAML"], "CProcess": ["ChildProcess", "Cluster"],
    "SQLText": ["Store", "Monitor"],
  ]

  let manifest: PackageManifest

  init() throws { manifest = try PackageManifest() }

  /// What is under Sources: all but tests and what only they use.
  private var modules: [PackageManifest.Target] {
    manifest.targets.filter {
      !$0.name.hasSuffix("Tests") && !["TestRandom", "TestSupport", "ConsoleFixture"].contains($0.name)
    }
  }

  @Test func theManifestIsUnderstood() throws {
    let uses = Dictionary(uniqueKeysWithValues: manifest.targets.map { ($0.name, $0.uses) })
    #expect(uses["SQLText"] == [])
    #expect(uses["Time"] == [])
    #expect(uses["Engine"]?.contains("Workflows") == true)
    #expect(uses["hatchet"] == ["Commands"])
    #expect(uses["TestSupport"]?.contains("Database") == true)
    #expect(uses["StoreTests"]?.contains("Store") == true)
    #expect(manifest.targets.count > 40)
  }

  @Test func everyModuleHasItsPlaceInTheOrder() {
    for module in modules {
      #expect(Self.order.contains(module.name), "\(module.name) is new: give it a place in DependencyTests.order")
    }
  }

  @Test func dependenciesPointUpTheOrder() {
    let place = Dictionary(uniqueKeysWithValues: Self.order.enumerated().map { ($1, $0) })
    for module in modules {
      for used in module.uses {
        #expect(place[used, default: .max] < place[module.name, default: -1], "\(module.name) must not use \(used)")
      }
    }
  }

  @Test func whatIsSettledStays() {
    for module in modules {
      guard let allowed = Self.settled[module.name] else { continue }
      #expect(allowed.isSuperset(of: module.uses), "\(module.name) may only use \(allowed.sorted())")
    }
  }

  @Test func onlyItsKeeperUsesC() {
    for module in modules {
      for (kept, keepers) in Self.keepers where module.uses.contains(kept) {
        #expect(keepers.contains(module.name), "\(module.name) must not use \(kept)")
      }
    }
  }

  /// A debug build finds modules that the manifest does not name: so look at the imports themselves.
  @Test func importsAreDeclared() throws {
    let uses = Dictionary(uniqueKeysWithValues: manifest.targets.map { ($0.name, Set($0.uses)) })
    let files = try ["Sources", "Tests"].flatMap { try SourceTree.files(in: $0, ending: ".swift") }
    for file in files {
      let ours = file.imports.filter { uses[$0] != nil }
      let undeclared = Set(ours).subtracting(uses[file.module, default: []])
      #expect(undeclared.isEmpty, "\(file.path) imports \(undeclared.sorted()), which \(file.module) does not declare")
    }
  }

  /// Foundation costs a start of 100 ms; its essentials are fine, but not where rules are.
  @Test func foundationStaysOut() throws {
    for file in try SourceTree.files(in: "Sources", ending: ".swift") {
      #expect(!file.imports.contains("Foundation"), "\(file.path) imports Foundation")
      if ["Time", "JSON", "Arguments", "Expressions", "Engine"].contains(file.module) {
        #expect(!file.imports.contains("FoundationEssentials"), "\(file.path) imports FoundationEssentials")
      }
    }
  }
}
