import Testing

@testable import Bench

@Suite struct SpawnLoopTests {
  @Test(arguments: [(1, 1), (7, 3), (2, 8)]) func itStartsWhatItIsTo(count: Int, concurrency: Int) async throws {
    let rate = try #require(await SpawnLoop.perSecond(count, concurrency: concurrency))
    #expect(rate > 0)
  }

  @Test func itEndsWhenItIsCancelled() async {
    let loop = Task { await SpawnLoop.perSecond(1_000_000_000, concurrency: 2) }
    loop.cancel()
    _ = await loop.value
  }
}
