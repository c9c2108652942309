# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The container image of a release, as skopeo and buildah read it."""

import json
import pathlib
import shutil
import subprocess
import tarfile

import pytest

from dist import ADDRESS, REPOSITORY, contents, of_system, version

ARCHITECTURES = [platform.removeprefix("linux_") for platform in of_system("linux")]
PLUGINS = pathlib.Path("usr/local/share/terraform/plugins")


def run(*command, **options) -> str:
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def image(dist) -> str:
    if "amd64" not in ARCHITECTURES:
        pytest.skip("CTS_PLATFORMS does not name linux_amd64")
    return f"oci:{dist.root / 'image'}:{version()}"


def package(dist, architecture: str) -> dict[str, bytes]:
    """The files of a zip, where an image has them."""
    folder = PLUGINS / ADDRESS / version() / f"linux_{architecture}"
    return {str(folder / name): content for name, content in contents(dist.file(f"linux_{architecture}.zip")).items()}


def unpack(image: str, work: pathlib.Path, architecture: str = "amd64") -> dict[str, bytes]:
    """The files of all layers. skopeo checks each digest on the way."""
    target = work / "unpacked"
    run("skopeo", "--override-os=linux", f"--override-arch={architecture}", "copy", image, f"dir:{target}")
    found = {}
    for layer in json.loads((target / "manifest.json").read_text())["layers"]:
        with tarfile.open(target / layer["digest"].removeprefix("sha256:")) as archive:
            for entry in archive:
                assert (entry.uid, entry.gid) == (0, 0), entry.name
                if entry.isfile():
                    found[entry.name] = archive.extractfile(entry).read()
                    executable = entry.name.rpartition("/")[2].startswith("terraform")
                    assert entry.mode & 0o777 == (0o755 if executable else 0o644), entry.name
    return found


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_image_holds_the_package_alone(dist, image, architecture, tmp_path):
    assert unpack(image, tmp_path, architecture) == package(dist, architecture)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_image_says_what_it_is(image, architecture):
    said = json.loads(run("skopeo", "--override-os=linux", f"--override-arch={architecture}", "inspect", image))
    assert (said["Os"], said["Architecture"]) == ("linux", architecture)
    assert said["Labels"]["org.opencontainers.image.version"] == version()


def test_index_has_each_architecture(image, tmp_path):
    run("skopeo", "copy", "--all", image, f"oci:{tmp_path}/copy:all")
    index = json.loads(run("skopeo", "inspect", "--raw", f"oci:{tmp_path}/copy:all"))
    assert [m["platform"]["architecture"] for m in index["manifests"]] == ARCHITECTURES


def test_damaged_image_is_refused(dist, image, tmp_path):
    damaged = tmp_path / "image"
    shutil.copytree(dist.root / "image", damaged)
    largest = max((damaged / "blobs/sha256").iterdir(), key=lambda blob: blob.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1] + b"?")
    command = ["skopeo", "copy", "--all", f"oci:{damaged}:{version()}", f"oci:{tmp_path}/copy:all"]
    assert subprocess.run(command, capture_output=True).returncode != 0


def build(work: pathlib.Path, folder: pathlib.Path, *flags: str) -> str:
    """Builds an image as buildah does: no engine, and no privilege that a container would lack.

    `work` is the current folder. buildah makes a name of an image's path, and refuses one with capital letters;
    so paths are relative.
    """
    storage = ["--root", work / "storage", "--runroot", work / "run", "--storage-driver", "vfs"]
    image = f"oci:{folder.name}:latest"
    run("buildah", *storage, "build", "--isolation", "chroot", "--tag", image, *flags, folder)
    return image


def test_containerfile_adds_the_provider_to_an_image(dist, image, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pathlib.Path("image").symlink_to(dist.root / "image")
    base = tmp_path / "base"  # in place of Terraform's image, which only a registry has
    base.mkdir()
    (base / "Containerfile").write_text("FROM scratch\nCOPY terraform /bin/terraform\n")
    (base / "terraform").write_text("in place of Terraform\n")
    (base / "terraform").chmod(0o755)
    flags = [f"--build-arg=PROVIDER=oci:image:{version()}", f"--build-arg=TERRAFORM={build(tmp_path, base)}"]
    built = build(tmp_path, REPOSITORY / "examples/containers", *flags)
    assert unpack(built, tmp_path) == package(dist, "amd64") | {"bin/terraform": b"in place of Terraform\n"}


def test_release_without_linux_has_no_image(tmp_path):
    said = run(REPOSITORY / "tools/image.py", "example.com/cts/cts", tmp_path, tmp_path / "image")
    assert said.startswith("No container image") and not (tmp_path / "image").exists()
