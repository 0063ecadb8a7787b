"""The motion of the synthetic runner, whose events are known exactly."""
