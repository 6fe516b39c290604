package import Arguments

/// How one thing is written that is no listing: for people, or as one JSON object.
package struct DocumentOptions: OptionGroup {
  package enum Format: String, CaseIterable, ArgumentValue {
    case table, json
  }

  package var format = Format.table
  package var json = false

  package init() {}

  package static let options = OptionList<Self>("output options")
    .option("output", "o", \.format, "FORMAT", "How to write the result")
    .flag("json", \.json, "The same as --output json")
    .exclusive("output", "json")

  package var isJSON: Bool { json || format == .json }
}
