"""The window: the only place that knows Qt. It speaks to the services through `gateway.port` and knows no feature."""
