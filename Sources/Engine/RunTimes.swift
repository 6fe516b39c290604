import Time

/// Of a run that has times of its own: most have none.
struct RunTimes {
  /// When it was to start, if that is not when it was created.
  var startsAt: Timestamp?
  /// When its time is over.
  var deadline: Timestamp?
  /// Its time was over: what is stopped because of that has timed out.
  var isOver = false
}
