#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Unpacks Debian's packages of another architecture into a folder for cross-building, and prints it.
# Usage: build-sysroot.sh CACHE_DIR ARCHITECTURE
#
# Does not add an architecture to dpkg or change anything else on the machine; see
# docs/design/adr/0008-cross-building-with-unpacked-packages.md. The packages are the newest in
# Debian. The folder is kept under CACHE_DIR until one of them gets another version on this machine.
# It also has .packages/NAME.package (name, version, source, architecture) and .packages/NAME.list,
# for --version and the bill of materials.
set -euo pipefail
# shellcheck source=cmake/debian-source.sh
source "$(dirname "${BASH_SOURCE[0]}")/debian-source.sh"

cache=${1:?usage: build-sysroot.sh CACHE_DIR ARCHITECTURE}
architecture=${2:?usage: build-sysroot.sh CACHE_DIR ARCHITECTURE}

# CMake's packages require the shared libraries to exist; none is linked.
packages=(
  libc6 libc6-dev linux-libc-dev libgrpc++-dev libgrpc-dev libprotobuf-dev libabsl-dev libre2-dev
  libc-ares-dev libc-ares2 libssl-dev libssl3 zlib1g-dev zlib1g nlohmann-json3-dev libfmt-dev libfmt9
  libexpected-dev libcli11-dev
)
here=$(dirname "${BASH_SOURCE[0]}")
# A package that is not installed here has no version. That also makes a distinct recipe.
installed=$(dpkg-query --show --showformat '${Package} ${Version}\n' "${packages[@]}" 2>/dev/null || true)
recipe=$( (cat "$0" "$here/debian-source.sh" && sort -u <<<"$installed") | sha256sum | cut -c1-12)
sysroot="$cache/sysroot-$architecture-$recipe"
if [[ -e $sysroot/.complete ]]; then
  echo "$sysroot"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "Fetching ${#packages[@]} packages of Debian for $architecture (a minute, once) ..." >&2
mkdir "$work/debs"
(cd "$work/debs" && debian_binaries "$work" "$architecture" "${packages[@]}")
rm -rf "$sysroot"
mkdir -p "$sysroot/usr/lib" "$sysroot/.packages"
ln -s usr/lib "$sysroot/lib"
for deb in "$work"/debs/*.deb; do
  name=$(dpkg-deb --field "$deb" Package)
  dpkg-deb --fsys-tarfile "$deb" >"$work/files.tar"
  tar -xf "$work/files.tar" -C "$sysroot" --keep-directory-symlink --no-same-owner
  dpkg-deb --show --showformat '${Package}\t${Version}\t${source:Package}\t${Architecture}\n' \
    "$deb" >"$sysroot/.packages/$name.package"
  tar -tf "$work/files.tar" | sed -n 's,^\./lib/,./usr/lib/,; s,^\./\(.*[^/]\)$,/\1,p' \
    >"$sysroot/.packages/$name.list"
done
# Makes absolute links relative, because they would lead out of the folder.
find "$sysroot" -type l -lname '/*' -printf '%p\t%l\n' | while IFS=$'\t' read -r link target; do
  ln -sfr "$sysroot$target" "$link"
done
touch "$sysroot/.complete"
echo "$sysroot"
