extension Engine {
  /// A run of each workflow that the event triggers, one however many of its patterns and filters match; and what filters
  /// could not judge.
  mutating func startRuns(by heard: HeardEvent) {
    let event = heard.event
    for workflow in eventTriggers.workflows(for: event.key) {
      let verdict = workflow.judge(heard)
      for error in verdict.errors {
        batch.eventMatches.append(EventMatch(event: event, workflow: workflow.name, error: error, matchedAt: now))
      }
      guard verdict.starts else { continue }
      batch.eventRuns.append(
        EventRun(
          event: event, workflow: workflow.name, version: workflow.version, priority: workflow.priority,
          filterPayload: verdict.filterPayload, matchedAt: now))
    }
  }
}
