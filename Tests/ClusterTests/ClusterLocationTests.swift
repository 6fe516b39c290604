import Glibc
import Testing

@testable import Cluster

@Suite struct ClusterLocationTests {
  @Test func followsTheXDGSpecification() throws {
    let home = { (environment: [String: String]) in try ClusterLocation(environment: environment, isRoot: false).home }
    #expect(try home(["HOME": "/home/ann"]) == "/home/ann/.local/share/hatchet")
    #expect(try home(["HOME": "/home/ann/"]) == "/home/ann/.local/share/hatchet")
    #expect(try home(["HOME": "/home/ann", "XDG_DATA_HOME": "/data"]) == "/data/hatchet")
    #expect(try home(["HOME": "/home/ann", "XDG_DATA_HOME": "relative"]) == "/home/ann/.local/share/hatchet")
    #expect(try home(["HOME": "/home/ann", "XDG_DATA_HOME": ""]) == "/home/ann/.local/share/hatchet")
    let known = String(cString: try #require(getpwuid(geteuid())).pointee.pw_dir)
    #expect(try home([:]) == known + "/.local/share/hatchet")
    #expect(try home(["HOME": ""]) == known + "/.local/share/hatchet")
  }

  @Test func rootsIsWhereTheServersUserCanGo() throws {
    let one = try ClusterLocation(environment: ["HOME": "/root"], isRoot: true)
    let other = try ClusterLocation(environment: ["HOME": "/home/ann"], isRoot: true)
    #expect(one.home.hasPrefix("/var/lib/hatchet/") && one.home.count == "/var/lib/hatchet/".count + 16)
    #expect(one != other)
  }

  @Test func socketsPathIsNeverTooLong() {
    let short = ClusterLocation(home: "/home/ann/.local/share/hatchet")
    #expect(short.socketDirectory(runtimeDirectory: "/run/user/1000") == short.directory)
    let deep = ClusterLocation(home: "/" + String(repeating: "d", count: 100))
    #expect(deep.socketDirectory(runtimeDirectory: "/run/user/1000").hasPrefix("/run/user/1000/hatchet-"))
    let temporary = deep.socketDirectory(runtimeDirectory: nil)
    #expect(temporary.hasPrefix("/tmp/hatchet-\(geteuid())-"))
    #expect(deep.socketDirectory(runtimeDirectory: "/" + String(repeating: "r", count: 90)) == temporary)
    #expect(ClusterLocation.fitsSocket("/" + String(repeating: "x", count: 92)))
    #expect(!ClusterLocation.fitsSocket("/" + String(repeating: "x", count: 93)))
  }

  @Test func settingsComeFromTheEnvironment() throws {
    #expect(try ClusterSettings(environment: [:]).idle == .seconds(600))
    #expect(try ClusterSettings(environment: ["HATCHET_DATABASE_IDLE": "90s"]).idle == .seconds(90))
    #expect(try ClusterSettings(environment: ["HATCHET_DATABASE_IDLE": "never"]).idle == nil)
    #expect(throws: ClusterError.self) { try ClusterSettings(environment: ["HATCHET_DATABASE_IDLE": "soon"]) }
    #expect(try ClusterSettings(environment: ["HATCHET_POSTGRES_BIN": ""]).binaries == nil)
    #expect(try ClusterSettings(environment: ["HATCHET_POSTGRES_BIN": "/opt/pg"]).binaries == "/opt/pg")
  }

  @Test func urlIsEncoded() {
    #expect(Cluster.percentEncoded("/home/ann b/ü%?&") == "/home/ann%20b/%C3%BC%25%3F%26")
  }
}
