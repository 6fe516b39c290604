package import Database
package import Engine

extension Statements {
  package func insertLive(_ rows: [LiveTask]) -> Call {
    var values = Parameters()
    values.append(each: rows) { $0.id.rawValue }
    values.append(each: rows) { $0.runCreatedAt }
    values.append(each: rows) { $0.version.rawValue }
    values.append(each: rows) { $0.priority }
    values.append(each: rows) { $0.state.text }
    values.append(each: rows) { $0.attempt }
    values.append(each: rows) { Int16(clamping: $0.failures) }
    values.append(each: rows) { Int16(clamping: $0.losses) }
    values.append(each: rows) { $0.epoch }
    values.append(each: rows) { $0.worker?.rawValue }
    values.append(each: rows) { $0.queuedAt }
    values.append(each: rows) { $0.startedAt }
    values.append(each: rows) { $0.wakeAt }
    values.append(each: rows) { $0.stopping != nil }
    return Call(self["insert_live"], values)
  }

  package func updateLive(_ rows: [LiveTask]) -> Call {
    var values = Parameters()
    values.append(each: rows) { $0.id.rawValue }
    values.append(each: rows) { $0.state.text }
    values.append(each: rows) { $0.attempt }
    values.append(each: rows) { Int16(clamping: $0.failures) }
    values.append(each: rows) { Int16(clamping: $0.losses) }
    values.append(each: rows) { $0.epoch }
    values.append(each: rows) { $0.worker?.rawValue }
    values.append(each: rows) { $0.queuedAt }
    values.append(each: rows) { $0.startedAt }
    values.append(each: rows) { $0.wakeAt }
    values.append(each: rows) { $0.stopping != nil }
    return Call(self["update_live"], values)
  }

  /// What `insertLive` and `updateLive` leave out, for most rows have none of it.
  package func updateWaits(_ rows: [LiveTask]) -> Call {
    var values = Parameters()
    values.append(each: rows) { $0.id.rawValue }
    values.append(each: rows) { $0.waits?.since }
    values.append(each: rows) { $0.waits?.passed ?? false }
    values.append(each: rows) { $0.waits?.startsAt }
    values.append(each: rows) { $0.waits?.deadline }
    return Call(self["update_waits"], values)
  }

  package func deleteLive(_ ids: [TaskID]) -> Call {
    var values = Parameters()
    values.append(each: ids) { $0.rawValue }
    return Call(self["delete_live"], values)
  }
}

extension LiveTask {
  init(row: Row) throws(DatabaseError) {
    self.init(
      id: TaskID(rawValue: try row.get(0)), runCreatedAt: try row.get(1), version: VersionID(rawValue: try row.get(2)),
      priority: try row.get(10), state: try TaskState(text: try row.get(7)), attempt: try row.get(9),
      failures: Int32(try row.get(Int16.self, 11)), losses: Int32(try row.get(Int16.self, 12)), epoch: try row.get(8),
      worker: try row.get(Int64?.self, 3).map(WorkerID.init(rawValue:)), startedAt: try row.get(5),
      wakeAt: try row.get(6), stopping: try row.get(Bool.self, 13) ? .cancel : nil)
    queuedAt = try row.get(4)
    let stored = Waits(
      since: try row.get(14), passed: try row.get(15), startsAt: try row.get(16), deadline: try row.get(17))
    waits = stored == Waits() ? nil : stored
  }
}
