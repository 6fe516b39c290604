// Leader
