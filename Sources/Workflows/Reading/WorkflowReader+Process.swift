import YAML

extension WorkflowReader {
  /// Exactly one of the four ways to run something.
  func executor<Key>(of owner: String, at place: YAMLNode, _ fields: Fields<Key>) -> Executor? {
    let names = ["run", "exec", "handler", "http"]
    let given = names.filter { name in Key(rawValue: name).map { fields.isGiven($0) } ?? false }
    guard let name = given.first else {
      report(
        .missingKey, "\(owner) needs 'run' or 'exec'", at: place, hint: "say what it runs: 'run: ./script.sh'")
      return nil
    }
    guard given.count == 1 else {
      let list = given.map { "'\($0)'" }.joined(separator: " and ")
      report(.invalidValue, "\(owner) can have only one of \(list)", at: place)
      return nil
    }
    guard let node = Key(rawValue: name).flatMap({ fields[$0] }) else { return nil }
    switch name {
    case "run": return text(node, name).map { .run($0) }
    case "exec": return arguments(node).map { .exec($0) }
    case "handler": return text(node, name).map { .handler($0) }
    default: return endpoint(node)
    }
  }

  private func arguments(_ node: YAMLNode) -> [String]? {
    let hint = node.scalar.map { _ in "give the program and each argument as an item, or use 'run' for a shell script" }
    let items = list(node, "exec", hint: hint)
    if node.items?.isEmpty == true { report(.invalidValue, "'exec' is empty", at: node) }
    let arguments = items.enumerated().compactMap { index, item in
      text(item, "exec", orScalar: true, mayBeEmpty: index > 0)
    }
    return arguments.isEmpty ? nil : arguments
  }

  private func endpoint(_ node: YAMLNode) -> Executor? {
    guard let fields = Fields(node, "'http'", HTTPKey.self, self), let place = fields.required(.url, self),
      let url = text(place, "url")
    else { return nil }
    guard ["http://", "https://"].contains(where: { url.hasPrefix($0) && url.utf8.count > $0.utf8.count }) else {
      report(.invalidValue, "'url' must begin with http:// or https://", at: place)
      return nil
    }
    return .http(url: url)
  }

  /// Values may be numbers and booleans: they count as they are written.
  func environment(_ node: YAMLNode) -> [String: String] {
    guard let pairs = node.pairs else {
      report(.wrongType, "'env' must be a mapping of names to values, not \(node.kind)", at: node)
      return [:]
    }
    var environment: [String: String] = [:]
    for pair in pairs {
      guard let name = variable(pair.key) else { continue }
      let limit = WorkflowLimits.argumentBytes - name.utf8.count - 1
      if pair.value.scalar?.value == .null {
        report(.wrongType, "'\(name)' has no value", at: pair.key, hint: "write \"\" for the empty text")
      } else if let value = text(pair.value, name, orScalar: true, mayBeEmpty: true, maximum: max(0, limit)) {
        environment[name] = value
      }
    }
    return environment
  }

  private func variable(_ node: YAMLNode) -> String? {
    let name = node.scalar?.text ?? ""
    let isValid = name.utf8.enumerated().allSatisfy { index, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
      default: false
      }
    }
    guard isValid, !name.isEmpty else {
      report(
        .invalidValue, "'\(name)' cannot be the name of a variable", at: node,
        hint: "it is made of letters, digits and '_', and does not begin with a digit")
      return nil
    }
    guard !name.hasPrefix("HATCHET_") else {
      report(.invalidValue, "'\(name)' is for hatchet to set", at: node)
      return nil
    }
    return name
  }

  func hook(_ node: YAMLNode, _ key: String) -> Hook? {
    guard let fields = Fields(node, "'\(key)'", HookKey.self, self) else { return nil }
    let executor = executor(of: "'\(key)'", at: node, fields)
    var hook = Hook(executor: executor ?? .run(""))
    if let node = fields[.env] { hook.environment = environment(node) }
    if let node = fields[.timeout] {
      hook.timeout = duration(node, "timeout", in: WorkflowLimits.duration) ?? hook.timeout
    }
    if let node = fields[.grace] { hook.grace = duration(node, "grace", in: WorkflowLimits.grace) ?? hook.grace }
    hook.retry = retry(
      retries: fields[.retries], backoff: fields[.backoff], noRetryExitCodes: fields[.noRetryExitCodes])
    return hook
  }
}
