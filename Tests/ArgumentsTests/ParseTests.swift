import Arguments
import Testing

@Suite struct ParseTests {
  @Test func defaultsStayWhereNothingIsSaid() throws {
    let list = try #require(command(RunsList.self, "runs list"))
    #expect(list.limit == 50 && list.status.isEmpty && list.pager && list.output == OutputOptions())
  }

  @Test(arguments: [
    "runs list --status failed --status queued", "runs list -s failed -s queued", "runs list -sfailed -squeued",
    "runs list --status=failed -s=queued", "runs ls -fs failed -fsqueued",
  ])
  func optionsTakeTheirValueInEveryForm(_ line: String) {
    #expect(command(RunsList.self, line)?.status == [.failed, .queued])
  }
}
