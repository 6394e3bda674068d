"""The C++ programs against the Python peer over TCP; see run_interop.py."""
