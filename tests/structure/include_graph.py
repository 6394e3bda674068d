"""Fails on a header that breaks the house's rules: an include against the direction of the layers, another
library's header outside the folder made for it, no `#pragma once`, more than 300 lines, `using namespace`, or a
macro that would reach the user.

Before it reads the project it reads small trees that break one rule each, and fails if one of them passes.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import project

# What each layer may include besides itself and the standard library. A session's states hand out its channel, so the
# handshake stands above the channel.
RECORD = {"core", "layout", "schedule"}
CHANNEL = RECORD | {"record"}
HANDSHAKE = CHANNEL | {"channel"}
SESSION = HANDSHAKE | {"handshake"}
CERTIFICATES = SESSION | {"identity", "identity/x509", "policy/encoding", "policy/openssl"}
LAYERS: dict[str, set[str]] = {
    "core": set(),
    "layout": {"core"},
    "schedule": {"core"},
    "record": RECORD,
    "channel": CHANNEL,
    "handshake": HANDSHAKE,
    "policy/encoding": {"core"},
    "policy/cryptopp": {"core", "policy/encoding"},
    "policy/openssl": {"core", "policy/encoding"},
    "policy/ipsec_mb": {"core", "policy/encoding"},
    "suite": SESSION | {"policy/cryptopp"},
    "suite/openssl.hpp": SESSION | {"suite", "policy/openssl"},
    "suite/ipsec_mb.hpp": SESSION | {"suite", "policy/cryptopp", "policy/ipsec_mb"},
    "ipsec_mb.hpp": {"handclasp.hpp", "suite/ipsec_mb.hpp"},
    "openssl.hpp": SESSION | {"policy/openssl", "suite/openssl.hpp"},
    "reference": {"core", "layout", "policy/cryptopp"},
    "identity": SESSION,
    "identity/x509": CERTIFICATES,
    "identity/x509.hpp": CERTIFICATES,
    "identity/key_store": CERTIFICATES,
    "identity/key_store.hpp": CERTIFICATES | {"identity/key_store"},
    "identity/pem_identity.hpp": CERTIFICATES | {"identity/key_store"},
    "identity.hpp": CERTIFICATES | {"identity/x509.hpp", "identity/key_store.hpp", "identity/pem_identity.hpp"},
    "net": SESSION | {"reference"},
    "testing": SESSION,
    "handclasp.hpp": SESSION | {"policy/cryptopp", "suite", "identity"},
}

# The first part of another library's header names, and the layers that may use it.
LIBRARIES = {
    "cryptopp": ["policy/cryptopp"],
    "openssl": ["policy/openssl", "identity/x509"],
    "asio": ["net"],
    "intel-ipsec-mb.h": ["policy/ipsec_mb"],
}

# System headers beyond the standard library, and the layers that may use each.
SYSTEM = {
    "arpa/inet.h": ["identity", "identity/x509"],
    "fcntl.h": ["identity"],
    "malloc.h": ["testing"],
    "poll.h": ["net"],
    "sys/file.h": ["identity"],
    "sys/random.h": ["policy/cryptopp"],
    "sys/stat.h": ["identity"],
    "sys/xattr.h": ["identity"],
    "unistd.h": ["handshake", "identity", "policy/cryptopp"],
}

LONGEST = 300
MACROS = re.compile(r"HANDCLASP_VERSION(_MAJOR|_MINOR|_PATCH)?$")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
STANDARD = re.compile(r"[a-z_0-9]+$")


def layer_of(header: str) -> str:
    """The layer of a path below include/handclasp: the longest one in the table, or its first folder."""
    parts = header.split("/")
    for length in (2, 1):
        name = "/".join(parts[:length])
        if name in LAYERS:
            return name
    return parts[0]


def include_fault(layer: str, included: str) -> str | None:
    """Why a header of this layer may not include that, or None."""
    if included.startswith("handclasp/"):
        target = layer_of(included.removeprefix("handclasp/"))
        if target == layer or target in LAYERS[layer]:
            return None
        return f"{layer} may not include {target}"
    first = included.split("/")[0].removesuffix(".hpp")
    for name, table in ((first, LIBRARIES), (included, SYSTEM)):
        if name in table:
            return None if layer in table[name] else f"{name} belongs in {' and '.join(table[name])} alone"
    return None if STANDARD.match(included) else "neither the standard library nor a library in the table"


def faults(root: Path) -> list[str]:
    """Every rule that a header below root/handclasp breaks, as `file: rule`."""
    found: list[str] = []
    for path in project.headers(root):
        name = str(path.relative_to("handclasp"))
        text = (root / path).read_text(encoding="utf-8")
        code = COMMENT.sub("", text)
        layer = layer_of(name)
        if layer not in LAYERS:
            found.append(f"{name}: its folder is no layer")
            continue
        for included in project.includes(code):
            fault = include_fault(layer, included)
            if fault:
                found.append(f"{name}: includes <{included}>: {fault}")
        if not re.search(r"^#pragma once$", code, re.MULTILINE):
            found.append(f"{name}: no #pragma once")
        if len(text.splitlines()) > LONGEST:
            found.append(f"{name}: longer than {LONGEST} lines")
        if re.search(r"^\s*using\s+namespace\b", code, re.MULTILINE):
            found.append(f"{name}: using namespace")
        undefined = set(re.findall(r"^\s*#\s*undef\s+(\w+)", code, re.MULTILINE))
        for macro in re.findall(r"^\s*#\s*define\s+(\w+)", code, re.MULTILINE):
            if not MACROS.match(macro) and macro not in undefined:
                found.append(f"{name}: leaves the macro {macro} to its user")
    return found


BAD = {
    "core/a.hpp": ("#pragma once\n#include <handclasp/record/b.hpp>\n", "core may not include record"),
    "layout/a.hpp": ("#pragma once\n#include <handclasp/schedule/b.hpp>\n", "layout may not include schedule"),
    "policy/cryptopp/a.hpp": ("#pragma once\n#include <handclasp/channel/b.hpp>\n", "may not include channel"),
    "policy/cryptopp/b.hpp": (
        "#pragma once\n#include <handclasp/policy/openssl/a.hpp>\n",
        "may not include policy/openssl",
    ),
    "policy/cryptopp/c.hpp": ("#pragma once\n#include <openssl/evp.h>\n", "openssl belongs in policy/openssl and identity/x509 alone"),
    "policy/openssl/a.hpp": ("#pragma once\n#include <cryptopp/aes.h>\n", "cryptopp belongs in policy/cryptopp alone"),
    "policy/openssl/b.hpp": (
        "#pragma once\n#include <handclasp/policy/cryptopp/a.hpp>\n",
        "may not include policy/cryptopp",
    ),
    "policy/encoding/a.hpp": ("#pragma once\n#include <openssl/evp.h>\n", "openssl belongs in policy/openssl and identity/x509 alone"),
    "policy/encoding/b.hpp": (
        "#pragma once\n#include <handclasp/policy/openssl/a.hpp>\n",
        "may not include policy/openssl",
    ),
    "policy/ipsec_mb/a.hpp": (
        "#pragma once\n#include <handclasp/policy/cryptopp/a.hpp>\n",
        "policy/ipsec_mb may not include policy/cryptopp",
    ),
    "policy/ipsec_mb/b.hpp": ("#pragma once\n#include <handclasp/record/a.hpp>\n", "may not include record"),
    "policy/cryptopp/d.hpp": (
        "#pragma once\n#include <intel-ipsec-mb.h>\n",
        "intel-ipsec-mb.h belongs in policy/ipsec_mb alone",
    ),
    "record/a.hpp": (
        "#pragma once\n#include <handclasp/policy/ipsec_mb/engine.hpp>\n",
        "record may not include policy/ipsec_mb",
    ),
    "handclasp.hpp": ("#pragma once\n#include <handclasp/suite/ipsec_mb.hpp>\n", "may not include suite/ipsec_mb.hpp"),
    "suite/c.hpp": ("#pragma once\n#include <intel-ipsec-mb.h>\n", "belongs in policy/ipsec_mb alone"),
    "policy/other/a.hpp": ("#pragma once\n", "its folder is no layer"),
    "channel/a.hpp": ("#pragma once\n#include <cryptopp/aes.h>\n", "cryptopp belongs in policy/cryptopp alone"),
    "channel/b.hpp": ('#pragma once\n#  include "asio.hpp"\n', "asio belongs in net alone"),
    "suite/a.hpp": ("#pragma once\n#include <handclasp/policy/openssl/b.hpp>\n", "may not include policy/openssl"),
    "suite/b.hpp": ("#pragma once\n#include <openssl/evp.h>\n", "openssl belongs in policy/openssl and identity/x509 alone"),
    "net/a.hpp": ("#pragma once\n#include <handclasp/suite/b.hpp>\n", "net may not include suite"),
    "core/b.hpp": ("#pragma once\n#include <boost/asio.hpp>\n", "neither the standard"),
    "core/g.hpp": ("#pragma once\n#include <poll.h>\n", "poll.h belongs in net alone"),
    "core/h.hpp": ("#pragma once\n#include <malloc.h>\n", "malloc.h belongs in testing alone"),
    "net/c.hpp": ("#pragma once\n#include <unistd.h>\n", "unistd.h belongs in handshake"),
    "net/b.hpp": ("#pragma once\n#include <handclasp/testing/conform.hpp>\n", "net may not include testing"),
    "testing/a.hpp": ("#pragma once\n#include <handclasp/policy/cryptopp/b.hpp>\n", "may not include policy/cryptopp"),
    "identity/a.hpp": (
        "#pragma once\n#include <handclasp/identity/x509/b.hpp>\n",
        "identity may not include identity/x509",
    ),
    "identity/b.hpp": ("#pragma once\n#include <openssl/x509.h>\n", "openssl belongs in"),
    "identity/key_store/a.hpp": ("#pragma once\n#include <openssl/pkcs12.h>\n", "openssl belongs in"),
    "identity/x509/a.hpp": ("#pragma once\n#include <fcntl.h>\n", "fcntl.h belongs in identity alone"),
    "core/c.hpp": ("// #pragma once\n#include <span>\n", "no #pragma once"),
    "core/d.hpp": ("#pragma once\n" * (LONGEST + 1), "longer than"),
    "core/e.hpp": ("#pragma once\nusing namespace std;\n", "using namespace"),
    "core/f.hpp": ("#pragma once\n#define HANDCLASP_INLINE inline\n", "leaves the macro HANDCLASP_INLINE"),
}
GOOD = {
    "core/a.hpp": "#pragma once\n#include <span>\n#include <cstddef>\n#define HANDCLASP_VERSION 1\n",
    "policy/cryptopp/a.hpp": "#pragma once\n#include <cryptopp/aes.h>\n#include <handclasp/core/a.hpp>\n",
    "policy/encoding/a.hpp": "#pragma once\n#include <handclasp/core/a.hpp>\n",
    "policy/openssl/a.hpp": "#pragma once\n#include <openssl/evp.h>\n#include <handclasp/policy/encoding/a.hpp>\n",
    "policy/ipsec_mb/a.hpp": "#pragma once\n#include <intel-ipsec-mb.h>\n#include <handclasp/core/a.hpp>\n",
    "suite/ipsec_mb.hpp": (
        "#pragma once\n#include <handclasp/policy/cryptopp/a.hpp>\n#include <handclasp/policy/ipsec_mb/a.hpp>\n"
    ),
    "ipsec_mb.hpp": "#pragma once\n#include <handclasp/handclasp.hpp>\n#include <handclasp/suite/ipsec_mb.hpp>\n",
    "suite/openssl.hpp": "#pragma once\n#include <handclasp/policy/openssl/a.hpp>\n",
    "identity/x509/a.hpp": "#pragma once\n#include <openssl/x509.h>\n#include <handclasp/identity/a.hpp>\n",
    "identity/a.hpp": "#pragma once\n#include <fcntl.h>\n#include <handclasp/handshake/a.hpp>\n",
    "net/asio.hpp": "#pragma once\n#include <asio.hpp>\n#include <asio/ip/tcp.hpp>\n",
    "handclasp.hpp": "#pragma once\n#include <handclasp/core/a.hpp>\n",
}


def self_test() -> None:
    """Refuses what must be refused, one file at a time, and lets a good tree pass."""
    for name, (text, reason) in BAD.items():
        with project.temporary() as folder:
            write(Path(folder), name, text)
            found = faults(Path(folder))
            if not any(reason in fault for fault in found):
                project.fail(f"self-test: {name} should be refused with '{reason}', and got {found}")
    with project.temporary() as folder:
        for name, text in GOOD.items():
            write(Path(folder), name, text)
        if found := faults(Path(folder)):
            project.fail("self-test: a good tree was refused", *found)


def write(root: Path, name: str, text: str) -> None:
    path = root / "handclasp" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main() -> None:
    self_test()
    found = faults(project.INCLUDE)
    if found:
        project.fail(*found)
    print(f"{len(project.headers())} headers keep to the layers")


if __name__ == "__main__":
    sys.exit(main())
