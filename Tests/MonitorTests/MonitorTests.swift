// MonitorTests
