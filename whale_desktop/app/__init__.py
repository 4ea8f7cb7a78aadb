"""Composition roots: the only place that chooses which features, which database and which face belong together."""
