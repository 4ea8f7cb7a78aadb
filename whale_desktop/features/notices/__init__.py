"""Who is told what: messages to members in the window, by mail and by webhook, and messages to clients."""
