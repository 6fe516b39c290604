// DependencyTests
