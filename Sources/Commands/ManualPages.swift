import Arguments
import Glibc
import Hatchet

/// The manual pages of section 1, written from the declarations.
struct ManualPages {
  /// Of the pages, not of the day on which they are written: the same source gives the same pages.
  static let date = "November 23, 2026"

  private let pages: [ManualPage]

  init(_ tree: TreeDescription) { pages = tree.manualPages(date: Self.date) }

  /// Writes one file a page into a folder that exists.
  func write(to directory: String) throws(HatchetError) {
    for page in pages {
      let path = directory + "/" + page.file
      guard let file = fopen(path, "w") else {
        throw HatchetError(.failed, "unable to write '\(path)': \(String(cString: strerror(errno)))")
      }
      let isWritten = fputs(page.text, file) >= 0
      guard fclose(file) == 0, isWritten else {
        throw HatchetError(.failed, "unable to write '\(path)': \(String(cString: strerror(errno)))")
      }
    }
  }
}
