"""How the user interface reaches the services: one protocol, a local and (later) a remote implementation."""
