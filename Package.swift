// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: the strictest that the language offers.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

func module(_ name: String, uses: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: uses, swiftSettings: strict)
}

func tests(_ name: String, uses: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: uses, exclude: exclude, swiftSettings: strict)
}

// In the order of the data's path: a module may use those above it, never those below
// (checked by DependencyTests).
let package = Package(
  name: "hatchet",
  products: [
    .library(name: "Hatchet", targets: ["Hatchet"]),
    .executable(name: "hatchet", targets: ["hatchet"]),
  ],
  targets: [
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CProcess"),
    .target(name: "SQLText", exclude: ["migrations", "queries"]),

    module("Time"),
    module("JSON"),
    module("Arguments", uses: ["JSON", "Time"]),
    module("Terminal", uses: ["JSON", "Time"]),
    module("YAML", uses: ["CYAML", "JSON"]),
    module("Expressions", uses: ["JSON", "Time"]),
    module("Database", uses: ["CPostgres", "Time"]),
    module("Workflows", uses: ["Expressions", "YAML", "JSON", "Time"]),
    module("Engine", uses: ["Workflows", "Expressions", "JSON", "Time"]),
    module("Store", uses: ["Database", "SQLText", "Engine", "Workflows", "JSON", "Time"]),
    module("Leader", uses: ["Engine", "Store", "Database", "Workflows", "Expressions", "JSON", "Time"]),
    module("ChildProcess", uses: ["CProcess"]),
    module("Cluster", uses: ["ChildProcess", "CProcess", "Database", "Time"]),
    module("Worker", uses: ["Leader", "ChildProcess", "Engine", "Store", "Database", "Workflows", "JSON", "Time"]),
    module(
      "Monitor",
      uses: ["Leader", "Store", "Database", "SQLText", "Engine", "Workflows", "Expressions", "JSON", "Time"]),
    module(
      "Hatchet",
      uses: [
        "Monitor", "Worker", "Cluster", "ChildProcess", "Leader", "Engine", "Store", "Database", "Workflows", "YAML",
        "JSON", "Time",
      ]),
    module(
      "Bench",
      uses: [
        "Hatchet", "Monitor", "Worker", "Leader", "ChildProcess", "Engine", "Store", "Database", "Workflows", "JSON",
        "Time",
      ]),
    module("Console", uses: ["CReadline", "Arguments", "Terminal"]),
    module(
      "Commands",
      uses: [
        "Bench", "Hatchet", "Console", "Arguments", "Terminal", "Monitor", "Worker", "Leader", "Engine", "Store",
        "Cluster", "ChildProcess", "Workflows", "Expressions", "YAML", "Database", "JSON", "Time",
      ]),
    .executableTarget(name: "hatchet", dependencies: ["Commands"], swiftSettings: strict),

    .target(name: "TestRandom", path: "Tests/TestRandom", swiftSettings: strict),
    .target(
      name: "TestSupport",
      dependencies: ["Cluster", "ChildProcess", "Store", "Engine", "Database", "Time"],
      path: "Tests/TestSupport", swiftSettings: strict),
    tests("TimeTests", uses: ["TestRandom", "Time"]),
    tests("JSONTests", uses: ["TestRandom", "JSON"]),
    tests("ArgumentsTests", uses: ["TestRandom", "Arguments", "JSON"]),
    tests("TerminalTests", uses: ["TestRandom", "Terminal", "JSON", "Time"], exclude: ["Golden"]),
    tests("YAMLTests", uses: ["TestRandom", "YAML", "JSON"]),
    tests("ExpressionsTests", uses: ["TestRandom", "Expressions", "JSON", "Time"], exclude: ["Cases"]),
    tests("DatabaseTests", uses: ["Database", "TestSupport", "Time"]),
    tests("WorkflowsTests", uses: ["TestRandom", "Workflows", "YAML", "JSON", "Time"]),
    tests("EngineTests", uses: ["TestRandom", "Engine", "Workflows", "Expressions", "JSON", "Time"]),
    tests("SimulationTests", uses: ["TestRandom", "Engine", "Workflows", "Expressions", "JSON", "Time"]),
    tests(
      "StoreTests",
      uses: ["TestRandom", "Store", "ChildProcess", "Database", "Engine", "Workflows", "JSON", "Time", "TestSupport"]),
    tests("LeaderTests", uses: ["Leader", "Store", "Engine", "Database", "Workflows", "JSON", "Time", "TestSupport"]),
    tests("ChildProcessTests", uses: ["TestRandom", "ChildProcess", "CProcess", "TestSupport"]),
    tests("ClusterTests", uses: ["Cluster", "ChildProcess", "Database", "TestSupport"]),
    tests(
      "WorkerTests",
      uses: [
        "TestRandom", "Worker", "Leader", "ChildProcess", "Engine", "Store", "Database", "Workflows", "JSON", "Time",
        "TestSupport",
      ]),
    tests(
      "MonitorTests",
      uses: [
        "TestRandom", "Monitor", "Leader", "Store", "Database", "Engine", "Workflows", "JSON", "Time", "TestSupport",
      ]),
    .executableTarget(
      name: "ConsoleFixture", dependencies: ["Console", "Arguments"], path: "Tests/ConsoleFixture",
      swiftSettings: strict),
    tests("HatchetTests", uses: ["Hatchet", "Worker", "Store", "TestSupport"]),
    tests("BenchTests", uses: ["Bench", "Hatchet", "Store", "Database", "Workflows", "JSON", "TestSupport"]),
    tests("ConsoleTests", uses: ["TestRandom", "Console", "ConsoleFixture", "Arguments", "Terminal"]),
    tests(
      "CommandsTests",
      uses: [
        "Commands", "Bench", "Hatchet", "Arguments", "Terminal", "Monitor", "Worker", "ChildProcess", "Engine", "Store",
        "Workflows", "Database",
        "JSON", "Time", "TestSupport",
      ], exclude: ["Look/Golden"]),
    tests("AcceptanceTests", uses: ["TestRandom", "TestSupport", "ChildProcess", "Database", "JSON"]),
    tests("DependencyTests", uses: []),
  ],
  cLanguageStandard: .gnu2x
)
