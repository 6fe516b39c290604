package import Database
package import Engine
import Time

extension Statements {
  package func insertBlock(_ deferral: Deferral) -> Call {
    let block = deferral.block
    return Call(
      self["insert_block"],
      [
        block.id, block.version.rawValue, block.priority, Int32(block.count), block.highest,
        deferral.runs.map(\.number), deferral.runs.map(\.createdAt),
      ])
  }

  package func deleteBlocks(_ blocks: [Int64]) -> Call { Call(self["delete_blocks"], [blocks]) }

  /// Takes some of its runs out of a block.
  package func shrinkBlock(_ recall: Recall) -> Call {
    Call(self["shrink_block"], [recall.block, recall.runs.map(\.number)])
  }

  /// Answered by rows for `Recall(row:)`.
  package func readBlocks(_ blocks: [Int64]) -> Call { Call(self["read_blocks"], [blocks]) }
}

extension Recall {
  /// A whole block, of `read_blocks`.
  package init(row: Row) throws(DatabaseError) {
    let (numbers, times) = (try row.get([Int64].self, 3), try row.get([Timestamp].self, 4))
    self.init(
      block: try row.get(0), version: VersionID(rawValue: try row.get(1)), priority: try row.get(2),
      runs: zip(numbers, times).map { RunID(number: $0, createdAt: $1) }, isWhole: true)
  }

  /// Rows of `find_in_blocks`, by block.
  static func some(_ rows: Rows) throws(DatabaseError) -> [Recall] {
    var recalls: [Int64: Recall] = [:]
    for row in rows {
      let block = try row.get(Int64.self, 0)
      let run = RunID(number: try row.get(3), createdAt: try row.get(4))
      let (version, priority) = (VersionID(rawValue: try row.get(1)), try row.get(Int16.self, 2))
      recalls[block, default: Recall(block: block, version: version, priority: priority, runs: [], isWhole: false)]
        .runs.append(run)
    }
    return recalls.values.sorted { $0.block < $1.block }
  }
}

extension DeferredBlock {
  init(row: Row) throws(DatabaseError) {
    self.init(
      id: try row.get(0), version: VersionID(rawValue: try row.get(1)), priority: try row.get(2),
      count: Int(try row.get(Int32.self, 3)), highest: try row.get(4))
  }
}
