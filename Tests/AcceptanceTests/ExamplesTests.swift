import ChildProcess
import FoundationEssentials
import TestSupport
import Testing

/// The workflows of share/examples: what their comments promise.
@Suite struct ExamplesTests {
  /// A database, and the program on it; `edit` makes long waits short.
  private func play(
    _ file: String, _ script: String, edit: (String) -> String = { $0 }
  ) async throws -> BuiltProgram.Answer {
    let database = try await TestDatabase.migrated()
    return try await BuiltProgram.withScratch { directory in
      let text = try String(contentsOfFile: "\(BuiltProgram.root)/share/examples/\(file)", encoding: .utf8)
      try edit(text).write(toFile: "\(directory)/\(file)", atomically: false, encoding: .utf8)
      let answer = try await BuiltProgram.shell(
        "hatchet apply \(file) >/dev/null\n" + script, in: directory,
        environment: ["HATCHET_DATABASE_URL": database.url, "HOME": directory])
      #expect(answer.status.isSuccess, "\(answer.status): \(answer.log)")
      return answer
    }
  }

  @Test func aSmallOrderNeedsNoApproval() async throws {
    let answer = try await play(
      "approval.yaml",
      """
      hatchet worker --quiet & worker=$!
      hatchet enqueue approval --input '{"order": "A-1", "amount": 10}' --wait >/dev/null
      hatchet inspect last --result --task ship
      hatchet inspect last >&2
      kill $worker; wait $worker || true
      """)
    #expect(answer.output == "shipped\n")
    #expect(answer.log.contains("» approved"))
  }

  @Test func anApprovalLetsItGoOn() async throws {
    let answer = try await play(
      "approval.yaml",
      """
      hatchet worker --quiet & worker=$!
      hatchet enqueue approval --input '{"order": "A-17", "amount": 1200}' >/dev/null
      until hatchet why last | grep -q "order:A-17"; do :; done
      hatchet event push order:B-1 --data '{"approve": true}' >/dev/null
      hatchet event push order:A-17 --data '{"approve": true, "by": "ops"}' >/dev/null
      hatchet inspect last --watch >/dev/null
      hatchet inspect last --result --task approved
      hatchet inspect last --result --task ship
      kill $worker; wait $worker || true
      """)
    #expect(answer.output == "{\"by\": \"a person\"}\nshipped\n")
  }

  @Test func whatNobodyDecidesIsEscalated() async throws {
    let answer = try await play(
      "approval.yaml",
      """
      hatchet worker --quiet & worker=$!
      hatchet enqueue approval --input '{"order": "A-18", "amount": 1200}' --wait >/dev/null
      hatchet inspect last --result --task escalate
      kill $worker; wait $worker || true
      """, edit: { $0.replacing("sleep: 30m", with: "sleep: 10ms") })
    #expect(answer.output == "escalated\n")
  }

  @Test func aDeclinedCardUndoesTheTrip() async throws {
    let answer = try await play(
      "saga.yaml",
      """
      hatchet worker --quiet & worker=$!
      hatchet enqueue saga --input '{"card": "declined"}' --wait >/dev/null 2>&1 || echo "status $?"
      hatchet logs last --output jsonl | sed -n 's/.*"text": *"\\([^"]*\\)".*/\\1/p'
      kill $worker; wait $worker || true
      """)
    #expect(
      answer.output == """
        status 1
        the card was declined
        hotel Bellevue cancelled
        flight cancelled
        over

        """)
  }

  @Test func aPaidTripStays() async throws {
    let answer = try await play(
      "saga.yaml",
      """
      hatchet worker --quiet & worker=$!
      hatchet enqueue saga --wait >/dev/null
      hatchet inspect last --result --task pay
      kill $worker; wait $worker || true
      """)
    #expect(answer.output == "{\"paid\": true}\n")
  }

  @Test func aFanInDoesNotMindASkippedBranch() async throws {
    let answer = try await play(
      "branches.yaml",
      """
      hatchet worker --quiet & worker=$!
      hatchet enqueue branches --input '{"size": 5}' --wait >/dev/null
      hatchet inspect last --result --task join
      kill $worker; wait $worker || true
      """)
    #expect(answer.output.contains("\"small\":\"small\\n\""))
    #expect(answer.output.contains("\"large\":{\"skipped\":true}"))
  }

  /// A night that was missed is made up for, once; and so is a second request for its day.
  @Test func theNightlyReportIsMadeUpFor() async throws {
    let answer = try await play(
      "nightly.yaml",
      """
      psql -q "$HATCHET_DATABASE_URL" -c "update hatchet.cron set next_at = now() - interval '1 day'"
      hatchet worker --quiet & worker=$!
      until hatchet runs list --status completed --output id | grep -q .; do :; done
      hatchet inspect last --result --task publish
      first=$(hatchet enqueue nightly --input '{"day": "2026-01-01"}' --wait)
      second=$(hatchet enqueue nightly --input '{"day": "2026-01-01"}' 2>/dev/null)
      [ "$first" = "$second" ] && echo once
      kill $worker; wait $worker || true
      """)
    #expect(answer.output == "total 5050\nonce\n")
  }
}
