"""A second implementation of handclasp, written from docs/protocol.md alone.

It shares no code with the C++ library: its purpose is to disagree with the library where one of the two
misreads the protocol. It is for tests only: nothing here runs in constant time or wipes a secret.
"""
