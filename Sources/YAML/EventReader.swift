import CYAML

/// libyaml's parser over one text in memory, its events as Swift values.
struct EventReader: ~Copyable {
  struct Event {
    enum Kind {
      case streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
      case alias(String)
      case scalar(String, plain: Bool)
      case sequenceStart(flow: Bool)
      case mappingStart(flow: Bool)
    }

    let kind: Kind
    let anchor: String?
    /// Nil where the text has none.
    let tag: String?
    let start: YAMLMark
    let end: YAMLMark
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let source: SourceText

  /// `bytes` must be those of `source`, and outlive the reader.
  init(_ bytes: UnsafeBufferPointer<UInt8>, source: SourceText) throws(YAMLError) {
    self.source = source
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      throw YAMLError(
        code: .tooLarge, message: "out of memory", file: source.file, place: YAMLMark(line: 1, column: 1))
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The next event; after an error or the end of the stream there is none to ask for.
  mutating func next() throws(YAMLError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { yaml_event_delete(&event) }
    switch event.type {
    case YAML_STREAM_START_EVENT: return try next()
    case YAML_DOCUMENT_START_EVENT: return Event(event, .documentStart)
    case YAML_DOCUMENT_END_EVENT: return Event(event, .documentEnd)
    case YAML_SEQUENCE_END_EVENT: return Event(event, .sequenceEnd)
    case YAML_MAPPING_END_EVENT: return Event(event, .mappingEnd)
    case YAML_ALIAS_EVENT: return Event(event, .alias(String(cText: event.data.alias.anchor) ?? ""))
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      return Event(
        event, .scalar(text, plain: scalar.style == YAML_PLAIN_SCALAR_STYLE), anchor: scalar.anchor, tag: scalar.tag)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return Event(
        event, .sequenceStart(flow: start.style == YAML_FLOW_SEQUENCE_STYLE), anchor: start.anchor, tag: start.tag)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return Event(
        event, .mappingStart(flow: start.style == YAML_FLOW_MAPPING_STYLE), anchor: start.anchor, tag: start.tag)
    default: return Event(event, .streamEnd)
    }
  }

  private func problem() -> YAMLError {
    let problem = String(cString: parser.pointee.problem ?? parser.pointee.context, fallback: "invalid YAML")
    switch parser.pointee.error {
    case YAML_READER_ERROR:
      let place = source.mark(atByte: parser.pointee.problem_offset)
      let control = parser.pointee.problem_value >= 0 && problem.hasPrefix("control")
      return YAMLError(
        code: .encoding,
        message: control
          ? "control character \(hexadecimal(parser.pointee.problem_value)) in the text" : "the text is not UTF-8",
        hint: control ? "write it as an escape in double quotes" : nil, file: source.file, place: place)
    case YAML_MEMORY_ERROR:
      return YAMLError(
        code: .tooLarge, message: "out of memory", file: source.file, place: YAMLMark(line: 1, column: 1))
    default:
      return SyntaxProblem(
        problem: problem, place: YAMLMark(parser.pointee.problem_mark),
        context: parser.pointee.context.map { String(cString: $0) }, contextPlace: YAMLMark(parser.pointee.context_mark)
      ).error(in: source)
    }
  }

  private func hexadecimal(_ value: Int32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension EventReader.Event {
  fileprivate init(
    _ event: yaml_event_t, _ kind: Kind, anchor: UnsafePointer<UInt8>? = nil, tag: UnsafePointer<UInt8>? = nil
  ) {
    self.kind = kind
    self.anchor = String(cText: anchor)
    self.tag = String(cText: tag)
    start = YAMLMark(event.start_mark)
    end = YAMLMark(event.end_mark)
  }
}

extension YAMLMark {
  fileprivate init(_ mark: yaml_mark_t) { self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1) }
}

extension String {
  fileprivate init?(cText: UnsafePointer<UInt8>?) {
    guard let cText else { return nil }
    self.init(cString: cText)
  }

  fileprivate init(cString: UnsafePointer<CChar>?, fallback: String) {
    if let cString { self.init(cString: cString) } else { self = fallback }
  }
}
