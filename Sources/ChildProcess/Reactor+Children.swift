import CProcess
import Glibc

/// What the thread does for one child: performs the effects of its lifecycle.
extension Reactor {
  func obey(_ command: Command) {
    switch command {
    case .adopt(let child):
      take(child)
    case .guardian(let processID, let descriptor):
      watch(guardian: processID, descriptor)
    case .noGuardian:
      timers.set(.guardian, due: .now + .seconds(1))
    case .stop(let id, let teardown):
      if let child = children[id] { apply(.stop(teardown), to: child) }
    case .signal(let id, let signal):
      if let child = children[id] { send(signal, to: child) }
    case .deadline(let id, let deadline):
      guard let child = children[id], child.exit == nil, child.lifecycle.reason == nil else { return }
      attend(child)
      if let deadline { timers.set(.deadline(id), due: deadline) } else { timers.remove(.deadline(id)) }
    case .write(let id, let bytes, let writer):
      guard let child = children[id], let input = child.input else { return writer.resume(returning: false) }
      attend(child)
      input.append(bytes, writer)
      flushInput(of: child)
    case .closeInput(let id):
      guard let child = children[id] else { return }
      attend(child)
      child.input?.closeWhenDry()
      flushInput(of: child)
    case .watch(let watcher):
      add(watcher)
    case .resume(let id, let stream):
      guard let child = children[id] else { return }
      read(stream == .output ? child.output : child.error, stream, of: child)
    }
  }

  private func take(_ child: ChildRecord) {
    children[child.id] = child
    guard child.isUndemanding else { return attend(child) }
    let due = child.started + Reactor.youth
    if young.isEmpty { timers.set(.youth, due: due) }
    young.append((child.id, due))
  }

  func attendGrown() {
    let now = ContinuousClock.now
    let grown = young.prefix { $0.due <= now }
    young.removeFirst(grown.count)
    for (id, _) in grown {
      if let child = children[id] { attend(child) }
    }
    if let next = young.first { timers.set(.youth, due: next.due) }
  }

  /// From now on its pipes and its deadline are watched.
  private func attend(_ child: ChildRecord) {
    guard !child.isAttended, child.ended == nil else { return }
    child.isAttended = true
    if let limit = child.request.timeLimit, child.lifecycle.reason == nil {
      timers.set(.deadline(child.id), due: child.started + limit)
    }
    flushInput(of: child)
    for (pipe, stream) in [(child.output, Stream.output), (child.error, .error)] {
      pipe?.descriptor.register(with: poll, key: key(child.id, stream), for: EPOLLIN)
    }
  }

  func apply(_ event: ChildLifecycle.Event, to child: ChildRecord) {
    for effect in child.lifecycle.apply(event) {
      switch effect {
      case .signalGroup(let signal): send(signal, to: child)
      case .startTimer(let duration): timers.set(.step(child.id), due: .now + duration)
      case .dropDeadline: timers.remove(.deadline(child.id))
      case .buryGroup: bury(child)
      case .finish(let abandoned): finish(child, abandonedPipes: abandoned)
      }
    }
    if case .exited = event { drain(child) }
  }

  /// Only while the child is not reaped, or its id might be somebody else's.
  private func send(_ signal: Signal, to child: ChildRecord) {
    guard child.descriptor.isOpen else { return }
    kill(-child.processID, signal.rawValue)
    // A stopped process would act on it only when somebody continues it.
    if signal != .kill && child.lifecycle.reason != nil { kill(-child.processID, SIGCONT) }
  }

  private func bury(_ child: ChildRecord) {
    child.ended = .now
    child.input?.close()
    if child.isAttached { kill(-child.processID, SIGKILL) }
    hatchet_table_release(child.slot)
    slots.give(child.slot)
    var exit = hatchet_exit()
    if hatchet_reap(child.descriptor.number, &exit) == 0 { child.exit = exit }
    child.descriptor.close()
    if child.isAttached { sweepOrphans(after: child.processID) }
  }

  /// What is in the pipes when the child is dead, which is no more than they hold, is read at once, whoever is behind.
  private func drain(_ child: ChildRecord) {
    for (pipe, stream) in [(child.output, Stream.output), (child.error, .error)] {
      guard let pipe, pipe.isOpen else { continue }
      read(pipe, stream, of: child, draining: true)
    }
  }

  private func finish(_ child: ChildRecord, abandonedPipes: Bool) {
    timers.remove(.step(child.id))
    child.output?.close(since: child.started)
    child.error?.close(since: child.started)
    children[child.id] = nil
    child.outcome.end(child.processID, child.result(abandonedPipes: abandonedPipes))
    // Behind the result: who reads the lines to their end and then waits for the result is woken once.
    child.output?.end()
    child.error?.end()
  }

  // MARK: pipes

  func flushInput(of child: ChildRecord) {
    guard let input = child.input, input.isOpen else { return }
    input.flush()
    // Only while something waits to be written: that the other end is closed would be reported without end.
    if input.hasPending {
      input.descriptor.register(with: poll, key: key(child.id, .input), for: EPOLLOUT)
    } else {
      input.descriptor.unregister()
    }
  }

  func read(_ pipe: OutputPipe?, _ stream: Stream, of child: ChildRecord, draining: Bool = false) {
    guard let pipe, pipe.isOpen else { return }
    // A quarter of a megabyte a turn, then the others'. A pipe holds a megabyte at most.
    let budget = draining ? 2 << 20 : 256 << 10
    switch pipe.read(into: buffer, budget: budget, evenIfFull: draining, since: child.started) {
    case .dry, .more:
      pipe.descriptor.register(with: poll, key: key(child.id, stream), for: EPOLLIN)
    case .full:
      pipe.descriptor.unregister()
    case .tooLarge:
      apply(.outputTooLarge, to: child)  // before the pipe's end, which may be the child's
      close(pipe, of: child)
    case .closed:
      close(pipe, of: child)
    }
  }

  private func close(_ pipe: OutputPipe, of child: ChildRecord) {
    pipe.close(since: child.started)
    if child.ended == nil { pipe.end() }
    if child.output?.isOpen != true && child.error?.isOpen != true { apply(.pipesClosed, to: child) }
  }

  func key(_ child: UInt64, _ stream: Stream) -> UInt64 {
    child << 2 | stream.rawValue
  }
}
