extension Console {
  /// A session at the terminal, or what is piped into standard input.
  func runStandardInput() async -> Int32 {
    guard TerminalSource.isPossible else { return await run(PipeSource()) }
    do throws(ConsoleError) {
      let terminal = try TerminalSource(
        history: options.history, complete: host.complete, interrupt: { [self] in interrupt() })
      if let banner = options.banner { talk(banner) }
      let status = await run(terminal)
      await terminal.close()
      return status
    } catch {
      return report(error)
    }
  }

  func run(_ script: Script) async -> Int32 {
    switch script {
    case .text(let text): return await run(TextSource(text))
    case .file("-"): return await run(PipeSource())
    case .file(let path):
      do throws(ConsoleError) {
        return await run(try await TextSource.file(path))
      } catch {
        return report(error)
      }
    }
  }
}
