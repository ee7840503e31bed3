"""Which file systems are network shares: by tables of mounts as systems write them."""

import pytest

from packbench.db.mounts import file_system_of, shared_kind, windows_share

MOUNTS = (
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
    "30 22 0:40 / /mnt/my\\040share rw shared:2 master:3 - nfs4 server:/export rw,vers=4.2",
    "31 22 0:41 / /srv/data rw - cifs //server/data rw",
    "32 31 8:2 / /srv/data/local rw - xfs /dev/sdb1 rw",
    "33 22 8:3 / /stacked rw - ext4 /dev/sdc1 rw",
    "34 22 0:42 / /stacked rw - ceph mon:/ rw",
    "35 22 0:43 / /tab\\011and\\134slash rw - fuse.sshfs me@there: rw",
    "36 22 0:44 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw",
    "not a line of mountinfo",
)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ana/packbench.db", "ext4"),
        ("/mnt/my share/packbench.db", "nfs4"),
        ("/mnt/my share", "nfs4"),
        ("/mnt/my shares/packbench.db", "ext4"),
        ("/srv/data/packbench.db", "cifs"),
        ("/srv/data/local/packbench.db", "xfs"),
        ("/srv/database/packbench.db", "ext4"),
        ("/stacked/packbench.db", "ceph"),
        ("/tab\tand\\slash/packbench.db", "fuse.sshfs"),
        ("/run/user/1000/gvfs/smb-share:server=s,share=x/packbench.db", "fuse.gvfsd-fuse"),
    ],
)
def test_the_longest_mount_point_decides(path: str, kind: str) -> None:
    assert file_system_of(path, MOUNTS) == kind


SHARES = [
    *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "ceph", "glusterfs", "vboxsf", "drvfs"),
    *("davfs", "virtiofs", "lustre", "afs", "CIFS"),
    *("fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse"),
    *("fuse.s3fs", "fuse.vmhgfs-fuse", "fuse.never-heard-of", "fuse"),
]


@pytest.mark.parametrize("kind", SHARES)
def test_what_is_a_share(kind: str) -> None:
    assert shared_kind(kind) == kind


DISKS = [
    *("ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "vfat", "exfat", "f2fs", "fuseblk"),
    *("fuse.ntfs-3g", "fuse.gocryptfs", "fuse.mergerfs", ""),
]


@pytest.mark.parametrize("kind", DISKS)
def test_what_is_a_disk_of_this_computer(kind: str) -> None:
    assert shared_kind(kind) is None


@pytest.mark.parametrize(
    ("path", "real", "shared"),
    [
        (r"C:\Users\Ana\packbench.db", r"C:\Users\Ana\packbench.db", False),
        (r"\\?\C:\Users\packbench.db", r"\\?\C:\Users\packbench.db", False),
        (r"\\server\share\packbench.db", r"\\server\share\packbench.db", True),
        (r"//server/share/packbench.db", r"\\server\share\packbench.db", True),
        (r"\\?\UNC\server\share\packbench.db", r"\\?\UNC\server\share\packbench.db", True),
        (r"\\wsl.localhost\Debian\home\packbench.db", r"\\wsl.localhost\Debian\home", True),
        (r"Z:\packbench.db", r"Z:\packbench.db", True),
        (r"D:\link\packbench.db", r"\\server\share\packbench.db", True),
        (r"D:\packbench.db", r"D:\packbench.db", False),
    ],
)
def test_shares_on_windows(path: str, real: str, shared: bool) -> None:
    drives = {"C:\\": 3, "D:\\": 3, "Z:\\": 4}
    assert (windows_share(path, real, drives.__getitem__) is not None) == shared
