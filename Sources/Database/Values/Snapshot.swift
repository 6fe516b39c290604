/// A `pg_snapshot`: which transactions had ended at a moment.
package struct Snapshot: Hashable, Sendable {
  /// Every transaction before this one had ended.
  package var xmin: TransactionID
  /// No transaction from this one on had begun.
  package var xmax: TransactionID
  /// Those in between that had not ended, in ascending order.
  package var xip: [TransactionID]

  /// - Precondition of PostgreSQL's: `xmin <= xip… < xmax`, ascending. The server refuses other ones.
  package init(xmin: TransactionID, xmax: TransactionID, xip: [TransactionID] = []) {
    self.xmin = xmin
    self.xmax = xmax
    self.xip = xip
  }

  /// Whether `xid` had ended when the snapshot was taken: what `pg_visible_in_snapshot` says. In O(log n).
  package func contains(_ xid: TransactionID) -> Bool {
    if xid < xmin { return true }
    if xid >= xmax { return false }
    var low = 0
    var high = xip.count
    while low < high {
      let middle = (low + high) / 2
      if xip[middle] < xid { low = middle + 1 } else { high = middle }
    }
    return low == xip.count || xip[low] != xid
  }
}

extension Snapshot: CustomStringConvertible {
  /// `xmin:xmax:xip,xip…`, as PostgreSQL writes it.
  package var description: String {
    "\(xmin):\(xmax):\(xip.map(\.description).joined(separator: ","))"
  }

  /// Nil unless `text` is what `description` gives.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let xmin = UInt64(parts[0]), let xmax = UInt64(parts[1]), xmin <= xmax else { return nil }
    let xip = parts[2].split(separator: ",", omittingEmptySubsequences: false).map { UInt64($0) }
    guard parts[2].isEmpty || !xip.contains(nil) else { return nil }
    self.init(
      xmin: TransactionID(xmin), xmax: TransactionID(xmax), xip: xip.compactMap { $0.map(TransactionID.init) })
  }
}

extension Snapshot: PostgresScalar {
  package static var type: PostgresType { .snapshot }
  package static var arrayType: PostgresType { .snapshotArray }

  package func encode(into writer: inout BinaryWriter) {
    writer.write(Int32(xip.count))
    writer.write(xmin.number)
    writer.write(xmax.number)
    for xid in xip { writer.write(xid.number) }
  }

  package static func decode(_ bytes: UnsafeRawBufferPointer, oid: UInt32) -> Snapshot? {
    guard bytes.count >= 20, Int(bytes.integer(Int32.self)) * 8 == bytes.count - 20 else { return nil }
    let xip = stride(from: 20, to: bytes.count, by: 8).map { TransactionID(bytes.integer(at: $0)) }
    return Snapshot(xmin: TransactionID(bytes.integer(at: 4)), xmax: TransactionID(bytes.integer(at: 12)), xip: xip)
  }
}
