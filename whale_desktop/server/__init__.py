"""The services over HTTP: messages, changes, files, health, and a description of it all. Knows no feature and no window.

Its routes never grow with the business: whatever is registered as a message has a path.
"""
