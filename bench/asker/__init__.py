"""Who asks: clients in a process of their own, so that what is measured is the service.

The suite writes a plan to such a process, a line of JSON, and reads what came of it.
"""
