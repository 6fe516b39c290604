import Testing

@testable import ChildProcess

@Suite struct ChildEnvironmentTests {
  private func contents(_ environment: ChildEnvironment) -> [String] {
    environment.withPointers { pointers in
      var found: [String] = []
      while let variable = pointers[found.count] { found.append(String(cString: variable)) }
      return found
    }
  }

  @Test func isLaidOutAsExecveWantsIt() {
    #expect(contents(ChildEnvironment()) == [])
    let environment = ChildEnvironment(["A": "1", "EMPTY": "", "EQUALS": "a=b", "ü": "€"])
    #expect(contents(environment).sorted() == ["A=1", "EMPTY=", "EQUALS=a=b", "ü=€"])
  }

  @Test func whatIsSetLastCounts() {
    let base = ChildEnvironment(["PATH": "/bin", "PATHS": "other"])
    var changed = base
    changed.set("PATH", "/usr/bin")
    changed.set("PAT", "short")
    changed.set("PATH", "/opt")
    #expect(contents(changed).sorted() == ["PAT=short", "PATH=/opt", "PATHS=other"])
    #expect(changed["PATH"] == "/opt")
    #expect(base["PATH"] == "/bin")
    #expect(base["PAT"] == nil)
  }

  @Test(arguments: [("A", "\0"), ("A\0", ""), ("", "a"), ("A=B", "c")])
  func knowsWhatIsNoVariable(_ name: String, _ value: String) {
    var environment = ChildEnvironment(["A": "1"])
    #expect(environment.flaw == nil)
    environment.set(name, value)
    #expect(environment.flaw != nil)
  }
}
