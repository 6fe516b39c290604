package import Database
package import Engine
import Time
import Workflows

extension Statements {
  /// Schedules go on, and enqueue runs. In as many statements as one of them moves.
  package func moveCrons(_ moves: [CronMove]) -> [Call] {
    var rounds: [[CronMove]] = []
    var counts: [Int64: Int] = [:]
    for move in moves {
      let round = counts[move.cron.id, default: 0]
      counts[move.cron.id] = round + 1
      if round == rounds.count { rounds.append([]) }
      rounds[round].append(move)
    }
    return rounds.map(moveEachOnce)
  }

  private func moveEachOnce(_ moves: [CronMove]) -> Call {
    var values = Parameters()
    values.append(each: moves) { $0.cron.id }
    values.append(each: moves) { $0.cron.expression.text }
    values.append(each: moves) { $0.cron.timezone }
    values.append(each: moves) { $0.cron.nextAt }
    values.append(each: moves) { $0.next }
    values.append(each: moves) { $0.ticks.last }
    let ticks = moves.flatMap { move in move.ticks.map { (cron: move.cron.id, tick: $0) } }
    values.append(each: ticks) { $0.cron }
    values.append(each: ticks) { $0.tick }
    return Call(self["move_crons"], values)
  }
}

extension RegisteredCron {
  /// A row of `load_crons`.
  ///
  /// Throws `invalid` if this binary cannot read the expression, or this machine does not know the zone.
  init(row: Row) throws(StoreError) {
    let name: String
    do throws(DatabaseError) { name = try row.get(2) } catch { throw StoreError(error) }
    do {
      let timezone = try row.get(String.self, 4)
      self.init(
        id: try row.get(0), workflow: try row.get(1), expression: try CronExpression(row.get(String.self, 3)),
        zone: try TimeZoneRules.named(timezone), timezone: timezone,
        catchUp: CatchUp(rawValue: try row.get(5)) ?? .last, catchUpWindow: try row.get(6), isPaused: try row.get(7),
        nextAt: try row.get(8), lastAt: try row.get(9))
    } catch {
      throw StoreError(
        code: .invalid, message: "cron '\(name)' does not fire: \(error)", cause: error as? DatabaseError)
    }
  }
}
