// LeaderTests
