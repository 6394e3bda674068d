"""The C++ programs against the Java peer over TCP; see run_java.py."""
