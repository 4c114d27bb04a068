# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs of this tree."""
import glob
import os
import shutil

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
