import Time
import Workflows

extension Engine {
  /// Begins to watch the conditions of a task, if it has any that have not let it through.
  mutating func watchConditions(_ slot: Int, _ configure: (inout ConditionState, TaskConditions) -> Void = { _, _ in })
  {
    guard let conditions = planned(slot).conditions, !tasks[slot].flags.contains(.passed) else { return }
    var state = ConditionState(conditions)
    state.generation = turn
    configure(&state, conditions)
    forgetConditions(tasks[slot].id)
    self.conditions[tasks[slot].id] = state
  }

  /// Forgets what was known of a task's conditions: they have let it through, or it is final.
  mutating func forgetConditions(_ id: TaskID) {
    guard !conditions.isEmpty, let state = conditions.removeValue(forKey: id) else { return }
    for (leaf, listener) in state.listening {
      if let pattern = listener.pattern { listeners.remove(.init(task: id, leaf: leaf), for: pattern) }
    }
  }

  /// Finds a task with conditions that have not let it through its place.
  mutating func weigh(_ slot: Int, _ conditions: TaskConditions) {
    let id = tasks[slot].id
    let parents = parentStates(slot)
    askParents(slot, conditions, parents)
    if parents.allSatisfy({ $0.final != nil }) { beginWaiting(slot) }
    listen(slot, conditions)
    judgeSleeps(slot, conditions)
    guard let state = self.conditions[id] else { return }
    switch conditions.verdict(state.truths, parents: parents) {
    case .open:
      let former = tasks[slot].time
      disarm(slot)
      tasks[slot].state = .waiting
      if let next = nextSleep(state, slot, conditions) { arm(slot, at: next) }
      if tasks[slot].time != former { touch(slot) }
    case .pass:
      forgetConditions(id)
      tasks[slot].flags.insert(.passed)
      touch(slot)
      enqueue(slot, since: nil)
    case .skip(let reason): conclude(slot, .skipped, message: reason)
    case .cancel(let reason): conclude(slot, .cancelled, message: reason)
    case .fail(let condition, let leaf):
      let breakage = state.breakages[leaf]
      let reason = "\(condition): \(breakage?.error ?? "it cannot be evaluated")"
      if let event = breakage?.event { noteMatch(event, slot, leaf: leaf, error: reason) }
      conclude(slot, .failed, message: reason)
    }
  }

  private func parentStates(_ slot: Int) -> [(ordinal: Int, name: String, final: Status?)] {
    let plan = plans[Int(tasks[slot].plan)].plan
    let graph = runs[tasks[slot].id.runNumber]
    return plan.tasks[tasks[slot].id.ordinal].parents.map { parent in
      (parent, plan.tasks[parent].name, graph?.nodes[parent].final)
    }
  }

  // MARK: Parents

  private mutating func askParents(
    _ slot: Int, _ conditions: TaskConditions, _ parents: [(ordinal: Int, name: String, final: Status?)]
  ) {
    let id = tasks[slot].id
    for (leaf, condition) in conditions.leaves.enumerated() {
      guard case .parent(let ordinal, let predicate) = condition, self.conditions[id]?.truths[leaf] == .open,
        let status = parents.first(where: { $0.ordinal == ordinal })?.final
      else { continue }
      if !predicate.needsData {
        note(predicate.judge(status), leaf: leaf, of: id)
      } else if self.conditions[id]?.asked.insert(leaf).inserted == true {
        ask(slot, leaf: leaf, .parent(ordinal: ordinal, status: status, predicate))
      }
    }
  }

  private mutating func note(_ judgement: Judgement, leaf: Int, of id: TaskID, by event: ArrivedEvent? = nil) {
    conditions[id]?.truths[leaf] = judgement.truth
    conditions[id]?.breakages[leaf] = judgement.error.map { ($0, event) }
  }

  private mutating func ask(_ slot: Int, leaf: Int, _ subject: Question.Subject) {
    let record = tasks[slot]
    batch.questions.append(
      Question(
        run: RunID(number: record.id.runNumber, createdAt: record.runCreatedAt), task: record.id.ordinal, leaf: leaf,
        subject: subject, generation: conditions[record.id]?.generation ?? 0))
  }

  /// What was asked for.
  mutating func accept(_ answer: Answer) {
    guard let slot = tasks.slot(of: answer.task), let condition = planned(slot).conditions,
      let state = conditions[answer.task], state.truths[answer.leaf] == .open,
      answer.generation == nil || answer.generation == state.generation
    else { return }
    switch answer.finding {
    case .judged(let judgement): note(judgement, leaf: answer.leaf, of: answer.task)
    case .key(let pattern): setKey(pattern, slot, answer.leaf, condition)
    case .events(let events, let rest):
      let hasHeard = events.contains { hear(HeardEvent($0), slot, leaf: answer.leaf, condition) }
      if !hasHeard, let rest { askForEvents(slot, leaf: answer.leaf, before: rest) }
    }
    weighIfWaiting(slot, condition)
    listenOn(answer.task, leaf: answer.leaf)
    settleChildren()
  }

  /// Not before the run's own time has come.
  private mutating func weighIfWaiting(_ slot: Int, _ condition: TaskConditions) {
    guard conditions[tasks[slot].id] != nil, !isHeldBack(slot) else { return }
    weigh(slot, condition)
  }

  // MARK: Time

  /// Timers and listeners that start once the parents are done start now.
  private mutating func beginWaiting(_ slot: Int) {
    let id = tasks[slot].id
    guard conditions[id]?.since == nil, planned(slot).conditions?.waits == true else { return }
    let isRoot = planned(slot).parents.isEmpty
    // An event that came after the parents ended counts, also if nobody led at that moment.
    let graph = runs[id.runNumber]
    let parentsEnded = planned(slot).parents.compactMap { graph?.nodes[$0].endedAt }.max() ?? now
    let start = isRoot ? startOfRun(slot) : min(now, parentsEnded)
    conditions[id]?.since = start
    touch(slot)
  }

  private func start(_ from: ConditionStart, _ state: ConditionState, _ slot: Int) -> Timestamp? {
    from == .runStart ? startOfRun(slot) : state.since
  }

  private mutating func judgeSleeps(_ slot: Int, _ conditions: TaskConditions) {
    guard let state = self.conditions[tasks[slot].id] else { return }
    for (leaf, condition) in conditions.leaves.enumerated() {
      guard case .sleep(let time, let from) = condition, state.truths[leaf] == .open,
        let start = start(from, state, slot), start + time <= now
      else { continue }
      self.conditions[tasks[slot].id]?.truths[leaf] = .holds
    }
  }

  /// The end of the first sleep that is not over.
  private func nextSleep(_ state: ConditionState, _ slot: Int, _ conditions: TaskConditions) -> Timestamp? {
    conditions.leaves.enumerated().compactMap { leaf, condition in
      guard case .sleep(let time, let from) = condition, state.truths[leaf] == .open else { return nil }
      return start(from, state, slot).map { $0 + time }
    }.min()
  }

  // MARK: Events

  /// Starts the listeners whose time has come.
  private mutating func listen(_ slot: Int, _ conditions: TaskConditions) {
    let id = tasks[slot].id
    for (leaf, condition) in conditions.leaves.enumerated() {
      guard case .event(let event) = condition, let state = self.conditions[id], state.truths[leaf] == .open,
        state.listening[leaf] == nil, let from = start(event.from, state, slot)
      else { continue }
      self.conditions[id]?.listening[leaf] = Listener(pattern: nil, from: from - event.since, began: turn)
      if let pattern = event.key.constant {
        setKey(pattern, slot, leaf, conditions)
      } else {
        ask(slot, leaf: leaf, .key(event.key))
      }
    }
  }

  /// Now it is known what a task listens for. What came before it was, or may count though it came earlier, is looked up.
  private mutating func setKey(_ pattern: KeyPattern, _ slot: Int, _ leaf: Int, _ conditions: TaskConditions) {
    let id = tasks[slot].id
    guard case .event(let event) = conditions.leaves[leaf], let listener = self.conditions[id]?.listening[leaf],
      listener.pattern == nil
    else { return }
    self.conditions[id]?.listening[leaf]?.pattern = pattern
    listeners.insert(.init(task: id, leaf: leaf), for: pattern)
    if event.since > .zero || event.key.constant == nil || self.conditions[id]?.looksBack == true {
      askForEvents(slot, leaf: leaf, before: nil)
    }
  }

  private mutating func askForEvents(_ slot: Int, leaf: Int, before: Int64?) {
    guard let listener = conditions[tasks[slot].id]?.listening[leaf], let pattern = listener.pattern else { return }
    ask(slot, leaf: leaf, .events(pattern, since: listener.from, before: before))
  }

  /// An event that could not be judged, and decided nothing, is no reason not to hear the next one.
  private mutating func listenOn(_ id: TaskID, leaf: Int) {
    guard let slot = tasks.slot(of: id), conditions[id]?.truths[leaf] == .broken,
      case .event? = planned(slot).conditions?.leaves[leaf]
    else { return }
    conditions[id]?.truths[leaf] = .open
    conditions[id]?.breakages[leaf] = nil
  }

  /// The tasks that listen for the event.
  mutating func wake(by heard: HeardEvent) {
    let event = heard.event
    for entry in listeners.listeners(for: event.key) {
      guard let slot = tasks.slot(of: entry.task), let condition = planned(slot).conditions,
        let listener = conditions[entry.task]?.listening[entry.leaf]
      else { continue }
      // What was read together with the news that it began with may be older than that.
      guard listener.began != turn || event.id.createdAt >= listener.from, listener.from <= now else { continue }
      if hear(heard, slot, leaf: entry.leaf, condition) {
        weighIfWaiting(slot, condition)
        listenOn(entry.task, leaf: entry.leaf)
      }
    }
    settleChildren()
  }

  /// Whether the event decides a leaf that is open.
  private mutating func hear(_ heard: HeardEvent, _ slot: Int, leaf: Int, _ conditions: TaskConditions) -> Bool {
    let id = tasks[slot].id
    guard case .event(let condition) = conditions.leaves[leaf], self.conditions[id]?.truths[leaf] == .open else {
      return false
    }
    let judgement = condition.judge(heard)
    guard judgement.truth != .fails else { return false }
    note(judgement, leaf: leaf, of: id, by: heard.event)
    if judgement.truth == .holds { noteMatch(heard.event, slot, leaf: leaf) }
    return true
  }

  /// - Parameter error: why the event failed the task, and did not wake it.
  private mutating func noteMatch(_ event: ArrivedEvent, _ slot: Int, leaf: Int, error: String? = nil) {
    let id = tasks[slot].id
    batch.eventMatches.append(
      EventMatch(
        event: event, workflow: plans[Int(tasks[slot].plan)].plan.workflow,
        run: RunID(number: id.runNumber, createdAt: tasks[slot].runCreatedAt), task: id.ordinal, leaf: leaf,
        // Not before the waiting began, also if the clock was set back: that is what tells a new leader that it counts.
        matchedAt: max(now, conditions[id]?.since ?? now), error: error))
  }
}
