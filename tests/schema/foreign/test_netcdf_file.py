import errno
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from midstance.schema.foreign.netcdf_file import write_netcdf

CURVES = xr.Dataset({"knee": ("time", np.arange(20_000.0))}, attrs={"unit": "deg"})

ON_A_FULL_DISK = """
import errno, resource, signal, sys
from pathlib import Path
import numpy as np, xarray as xr
from midstance.schema.foreign.netcdf_file import write_netcdf
curves = xr.Dataset({"knee": ("time", np.arange(20_000.0))})
write_netcdf(curves, Path(sys.argv[1]))  # h5netcdf is there
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    write_netcdf(curves, Path(sys.argv[1]))
except OSError as error:
    print("refused", errno.errorcode[error.errno])
"""


def test_what_is_written_is_read_again(tmp_path):
    write_netcdf(CURVES, tmp_path / "a.nc")
    with xr.open_dataset(tmp_path / "a.nc", engine="h5netcdf") as read:
        xr.testing.assert_identical(read.load(), CURVES)


def test_numbers_can_be_packed(tmp_path):
    small = {"knee": {"dtype": "float32", "zlib": True}}
    write_netcdf(CURVES, tmp_path / "a.nc")
    write_netcdf(CURVES, tmp_path / "b.nc", encoding=small)
    sizes = [(tmp_path / name).stat().st_size for name in ("a.nc", "b.nc")]
    assert sizes[1] < sizes[0] / 2


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_netcdf(CURVES, tmp_path / "no" / "a.nc")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_an_error_of_the_disk():
    with pytest.raises(OSError, match="space") as raised:
        write_netcdf(CURVES, Path("/dev/full"))
    assert raised.value.errno == errno.ENOSPC


@pytest.mark.skipif(sys.platform != "linux", reason="limits files on Linux only")
@pytest.mark.parametrize("n_bytes", [0, 100_000])
def test_a_disk_that_fills_up_does_not_end_the_interpreter(tmp_path, n_bytes):
    command = [sys.executable, "-c", ON_A_FULL_DISK, tmp_path / "a.nc", str(n_bytes)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "refused EFBIG\n"), done.stderr
