import Testing

@testable import Cluster

@Suite struct ServerBinariesTests {
  private let fifteen = ServerBinaries(directory: "/usr/lib/postgresql/15/bin", major: 15)
  private let seventeen = ServerBinaries(directory: "/usr/lib/postgresql/17/bin", major: 17)
  private let nine = ServerBinaries(directory: "/usr/local/pgsql/bin", major: 9)

  private func choose(_ found: [ServerBinaries], _ wanted: Int?) -> Result<ServerBinaries, ClusterError> {
    Result { () throws(ClusterError) in try ServerBinaries.choose(from: found, wantedMajor: wanted) }
  }

  private func failure(_ result: Result<ServerBinaries, ClusterError>) -> ClusterError? {
    if case .failure(let error) = result { error } else { nil }
  }

  @Test func newestForANewDatabaseTheSameForAnOldOne() throws {
    #expect(try choose([fifteen, seventeen, nine], nil).get() == seventeen)
    #expect(try choose([fifteen, seventeen], 15).get() == fifteen)
  }

  @Test func nothingInstalledNamesThePackage() throws {
    let error = try #require(failure(choose([], nil)))
    #expect(error.code == .binariesMissing)
    #expect(error.hint?.contains("install") == true && error.hint?.contains("postgresql") == true)
    #expect(error.hint?.contains("HATCHET_DATABASE_URL") == true)
  }

  @Test func tooOldIsAsGoodAsMissing() throws {
    let error = try #require(failure(choose([nine], nil)))
    #expect(error.code == .binariesMissing)
    #expect(error.message.contains("too old"))
  }

  @Test func anotherMajorVersionIsToldApart() throws {
    let error = try #require(failure(choose([seventeen], 15)))
    #expect(error.code == .versionMismatch)
    #expect(error.message.contains("15") && error.message.contains("17"))
    #expect(failure(choose([], 15))?.code == .binariesMissing)
  }

  @Test func aWrongSettingIsNotPassedOver() async throws {
    var settings = ClusterSettings()
    settings.binaries = "/nowhere"
    do throws(ClusterError) {
      _ = try await ServerBinaries.find(settings, path: "/usr/bin", wantedMajor: nil)
      Issue.record("found a server in /nowhere")
    } catch {
      #expect(error.code == .binariesMissing)
      #expect(error.message == "there is no PostgreSQL server in '/nowhere'")
    }
  }
}
