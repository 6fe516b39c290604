package import Arguments
package import Terminal

/// The options that every command takes.
package struct GlobalOptions: OptionGroup {
  package var database: String?
  package var namespace: String?
  package var monitorDatabase: String?
  package var quiet = false
  package var verbose = false
  package var color = ColorChoice.auto
  package var noColor = false

  package init() {}

  package static let options = OptionList<Self>("global options")
    .option(
      "database", \.database, "URL",
      "The PostgreSQL to use, as a URL or keywords; without one, a private one that starts by itself",
      .environment("HATCHET_DATABASE_URL")
    )
    .option("namespace", \.namespace, "NAME", "The schema that holds the tables", .environment("HATCHET_NAMESPACE"))
    .option(
      "monitor-database", \.monitorDatabase, "URL", "The PostgreSQL of the monitor, if it is another one",
      .environment("HATCHET_MONITOR_URL")
    )
    .flag("quiet", "q", \.quiet, "Say nothing on stderr but errors")
    .flag("verbose", "v", \.verbose, "Show all that is known of an error, data included")
    .option("color", \.color, "WHEN", "Colour the output")
    .flag("no-color", \.noColor, "The same as --color never")
    .exclusive("color", "no-color")
    .exclusive("quiet", "verbose")

  var colorChoice: ColorChoice { noColor ? .never : color }
}

extension ColorChoice: ArgumentValue {}
