import Arguments
import Testing

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("lsit", ["list", "last", "show"], ["list"]),
    ("comp", ["completed", "cancelled"], ["completed"]),
    ("FAILED", ["failed"], ["failed"]),
    ("x", ["y"], []),
    ("xyz", ["list", "show"], []),
    ("", ["a", "list"], []),
    ("runn", ["run", "runs", "rung", "ran"], ["run", "rung", "runs"]),
  ])
  func nearestFirst(_ word: String, _ candidates: [String], _ found: [String]) {
    #expect(Suggestion.nearest(to: word, among: candidates) == found)
  }

  @Test func aMegabyteIsNoProblem() {
    let long = String(repeating: "a", count: 1_000_000)
    #expect(Suggestion.nearest(to: long, among: [long + "b", "list"]).count <= 1)
  }

  @Test func theyReadAsASentence() {
    #expect(Suggestion.didYouMean("lst", among: ["list", "last"]) == "did you mean 'last' or 'list'?")
    #expect(Suggestion.didYouMean("zzz", among: ["list"]) == nil)
  }
}
