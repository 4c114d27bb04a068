# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs of this tree."""
import glob
import os
import re
import shutil
import subprocess

PLACES = {"spanrec": "spanrec", "callgen": "bench/callgen",
          "checkaudio": "bench/checkaudio", "floor": "bench/floor",
          "pace": "bench/pace", "load_rows": "tests/storage/load_rows"}


class Tools:
    """Where they are; a folder in which all was built has them."""

    def __init__(self, top, build, spanrec):
        folder = build or self._look(top)
        for name, place in PLACES.items():
            setattr(self, name, os.path.abspath(os.path.join(folder, place)))
        if spanrec:
            self.spanrec = shutil.which(spanrec) or spanrec
        for name in PLACES:
            if not os.access(getattr(self, name), os.X_OK):
                raise OSError(f"{getattr(self, name)} is not there: run make, "
                              "or say --build FOLDER")

    @staticmethod
    def _look(top):
        for folder in [os.getcwd(), top, os.path.join(top, "build"),
                       *sorted(glob.glob(os.path.join(top, "build", "*")))]:
            if os.access(os.path.join(folder, PLACES["callgen"]), os.X_OK):
                return folder
        return top

    def hash_switch(self):
        """The option by which files get no SHA-256, where there is one."""
        done = subprocess.run([self.spanrec, "--help"], capture_output=True,
                              text=True, check=False)
        found = re.search(r"--(?:no-)?(?:sha-?256|hash|file-hash)\b(=?)",
                          done.stdout)
        if found is None:
            return []
        option = found[0].rstrip("=")
        return [option] if option.startswith("--no-") else [f"{option}=no"]
