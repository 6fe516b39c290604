import Database
import Engine
import Store
import TestRandom
import TestSupport
import Testing
import Time

/// The SQL functions and Swift's `PublicID` are two spellings of one layout.
@Suite struct PublicIDSQLTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func bothSpellTheSame(seed: UInt64) async throws {
    let database = try await TestDatabase.fresh()
    let connection = try await database.connect()
    _ = try await Migrator(.standard, connection).migrate()
    var generator = Dice(seed: seed)
    // Up to the year 10889, where 48 bits of milliseconds end.
    let latest: Int64 = (1 << 48) * 1000 - 1
    let edges: [(Int64, Int64)] = [(0, 0), (1, 999), ((1 << 62) - 1, latest), (1 << 50, 1_700_000_000_123_456)]
    var ids = edges.map { PublicID(kind: .run, createdAt: Timestamp(microseconds: $0.1), number: $0.0) }
    let kinds: [PublicID.Kind] = [.run, .task, .event]
    for index in 0..<1000 {
      let moment = Int64.random(in: 0...latest, using: &generator)
      let number = Int64.random(in: 0..<(1 << 62), using: &generator) >> Int64.random(in: 0..<62, using: &generator)
      ids.append(PublicID(kind: kinds[index % 3], createdAt: Timestamp(microseconds: moment), number: number))
    }
    var parameters = Parameters()
    parameters.append(each: ids) { id -> Int64 in id.number }
    parameters.append(each: ids) { id -> Timestamp in id.createdAt }
    parameters.append(each: ids) { id -> Int32 in Int32(id.kind.rawValue) }
    let rows = try await connection.execute(
      """
      select id, k.number, k.created_at
      from unnest($1::bigint[], $2::timestamptz[], $3::integer[]) with ordinality t (number, created_at, kind, place),
        lateral (select hatchet.public_id(number, created_at, kind)) i (id)
        left join lateral hatchet.run_key(i.id) k on true
      order by place
      """, parameters
    ).decode(UUIDBytes.self, Int64?.self, Timestamp?.self)
    #expect(rows.count == ids.count)
    for (row, id) in zip(rows, ids) {
      #expect(row.0 == id.uuid)
      #expect(row.0.description == id.text)
      // Only a run's id is the key of a run.
      #expect(row.1 == (id.kind == .run ? id.number : nil))
      #expect(row.2 == (id.kind == .run ? id.createdAt : nil))
    }
  }

  @Test func bothRefuseTheSame() async throws {
    let database = try await TestDatabase.fresh()
    let connection = try await database.connect()
    _ = try await Migrator(.standard, connection).migrate()
    var generator = Dice(seed: 7)
    // Half of them of the right version and variant, so that the other bits matter.
    var uuids: [UUIDBytes] = []
    for index in 0..<2000 {
      var high = generator.next()
      var low = generator.next()
      if index.isMultiple(of: 2) {
        high = high & ~0xF000 | 0x8000
        low = low & (UInt64.max >> 2) | 1 << 63
      }
      uuids.append(UUIDBytes(high: high, low: low))
    }
    var parameters = Parameters()
    parameters.append(each: uuids) { uuid -> UUIDBytes in uuid }
    let known = try await connection.execute(
      """
      select k.number from unnest($1::uuid[]) with ordinality t (id, place) left join lateral hatchet.run_key(id) k on true
      order by place
      """, parameters
    ).decode(Int64?.self)
    let expected = uuids.map { uuid in
      PublicID(high: uuid.high, low: uuid.low).flatMap { $0.kind == .run ? $0.number : nil }
    }
    #expect(known == expected)
    #expect(known.contains { $0 != nil } && known.contains { $0 == nil })
  }
}
