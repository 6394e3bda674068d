"""Runs each command of docs/identity.md with the programs of the folder in HANDCLASP_EXAMPLES.

The page's ```sh blocks run in order, in one folder. One that starts a server runs beside those after it, and so does a
```sh client block, to which ```typed blocks are typed. A ```text block is what the last one printed, on both outputs; a
```text server block, what the running server did so far, and a ```text client block likewise. `...` stands for anything
within a line, and alone for any lines. A block fails exactly where its text ends with an error of handclasp's. Only the
port is another one.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "python"))
from handclasp_interop.command import PASSWORD, Case, Running  # noqa: E402

PAGE = Path(__file__).resolve().parents[2] / "docs/identity.md"
BLOCK = re.compile(r"^```(sh|text|typed)(?: (server|client))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STARTS_A_SERVER = re.compile(r"handclasp serve|echo_server --listen")


def matches(shown: str, said: str) -> bool:
    """Whether what a program said is what a page shows."""
    pattern = ""
    for line in shown.splitlines():
        if line.strip() == "...":
            pattern += r"(?:.*\n)*"
        else:
            pattern += ".*".join(re.escape(part) for part in line.split("...")) + "\n"
    return re.fullmatch(pattern, said) is not None


class TutorialTest(Case):
    def test_every_command_of_the_page(self) -> None:
        blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
        self.assertGreater(len(blocks), 30)
        self.environment["HANDCLASP_OTHER_PASSWORD"] = PASSWORD  # a block of the page exports it for itself
        done = client = None
        for number, (kind, whose, text) in enumerate(blocks):
            text = text.replace(":4000", f":{self.port}")
            with self.subTest(block=text):
                if kind == "text" and whose:
                    running = self.server_ if whose == "server" else client
                    running.wait_until(lambda said: matches(text, said), text)
                elif kind == "typed":
                    client.type(text)
                elif kind == "sh" and whose:
                    client = Running(text, self.folder, self.environment, subprocess.PIPE)
                    self.addCleanup(client.stop)
                elif kind == "text":
                    self.assertTrue(matches(text, done.stdout), f"shown is\n{text}\nand said\n{done.stdout}")
                elif "keytool" in text and shutil.which("keytool") is None:
                    self.skipTest("there is no keytool")
                elif STARTS_A_SERVER.search(text):
                    self.serve(text)
                else:
                    after = next((shown for kind, whose, shown in blocks[number + 1 : number + 2]
                                  if kind == "text" and not whose), "")
                    fails = after.splitlines()[-1:] and after.splitlines()[-1].startswith("handclasp: ")
                    done = self.shell(text)
                    self.assertEqual(done.returncode, 1 if fails else 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
