"""One small adapter for each contender."""
