"""Certificates: who is who, and until when; and a small authority that issues them.

A pilot and the tests need no other tool. In production bring your own authority: what its
certificates must hold is in `profiles`, and everything else here reads them alike.
"""
