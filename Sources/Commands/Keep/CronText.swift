import Arguments
import Hatchet
import Terminal
import Time
import Workflows

/// A cron expression as it was typed, that cannot be meant: with a caret under what is wrong.
struct InvalidCron: MessageError {
  var message: Message

  init(_ error: CronError, of text: String) {
    message = Message(
      error.message, hint: error.hint,
      source: SourceExcerpt(
        file: "EXPRESSION", line: 1, column: error.place.lowerBound + 1, length: error.place.count, text: text))
  }

  var messages: [Message] { [message] }
  var exitStatus: Int32 { HatchetError.Code.usage.rawValue }
}

/// What is typed of schedules.
enum CronText {
  static func expression(_ text: String) throws -> CronExpression {
    do throws(CronError) { return try CronExpression(text) } catch { throw InvalidCron(error, of: text) }
  }

  static func zone(_ name: String) throws -> TimeZoneRules {
    do throws(TimeError) {
      return try TimeZoneRules.named(name)
    } catch {
      let meant = Suggestion.didYouMean(name, among: TimeZoneRules.names)
      throw HatchetError(.usage, error.message, hint: meant ?? error.hint)
    }
  }
}

extension CatchUp: ArgumentValue {}
