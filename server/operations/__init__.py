"""Operations: limits, deadlines, metrics and logs around every request."""
