#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Builds libcurl.a from Debian's source package and prints its prefix.
# Usage: build-curl.sh CACHE_DIR [ARCHITECTURE TOOLCHAIN_FILE], the latter two to cross-build
#
# Builds with the options of library-options.sh and c-ares for names (getaddrinfo cannot be used in a
# static glibc binary). OpenSSL's configuration file is not read: a module named there would make a
# static binary dlopen. Built once (half a minute) and kept under CACHE_DIR; remove it there to get a
# newer source package. For the bill of materials, it also writes .version, .source (hashes of what it
# was built from) and .license.
set -euo pipefail
# shellcheck source=cmake/debian-source.sh
source "$(dirname "${BASH_SOURCE[0]}")/debian-source.sh"
# shellcheck source=cmake/library-options.sh
source "$(dirname "${BASH_SOURCE[0]}")/library-options.sh"

cache=${1:?usage: build-curl.sh CACHE_DIR [ARCHITECTURE TOOLCHAIN_FILE]}
architecture=${2:-}
toolchain=${3:-}
here=$(dirname "$0")
recipe=$(cat "$0" "$here/debian-source.sh" "$here/library-options.sh" ${toolchain:+"$toolchain"} |
  sha256sum | cut -c1-12)

stamp="$cache/curl${architecture:+-$architecture}-$recipe"
if [ -e "$stamp/.complete" ]; then
  echo "$stamp"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "Building curl${architecture:+ for $architecture} from Debian's source package (half a minute, once) ..." >&2
if ! unpack_newest_source "$work" curl; then
  echo "Error: apt found no source package of curl in the lists of ${debian_suite:-this machine}." >&2
  exit 1
fi
rm -rf "$stamp"
# On by default in curl 8; curl 7 ignores them.
curl_options+=(-DCURL_DISABLE_WEBSOCKETS=ON -DENABLE_CURL_MANUAL=OFF -DBUILD_LIBCURL_DOCS=OFF
  -DBUILD_MISC_DOCS=OFF -DBUILD_EXAMPLES=OFF)
cross=()
if [[ -n $toolchain ]]; then
  # Results of curl's checks that would need to run a program: poll works, strerror_r is glibc's.
  cross=(-DCMAKE_TOOLCHAIN_FILE="$toolchain" -DHAVE_POLL_FINE_EXITCODE=0
    -DHAVE_GLIBC_STRERROR_R=1 -DHAVE_GLIBC_STRERROR_R__TRYRUN_OUTPUT=
    -DHAVE_POSIX_STRERROR_R=0 -DHAVE_POSIX_STRERROR_R__TRYRUN_OUTPUT=)
fi
# Releases are reproducible, so the output must not depend on the folder in which it is built.
cmake -S "$work/src" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release "${cross[@]}" \
  -DCMAKE_C_FLAGS="-ffunction-sections -fdata-sections -fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffile-prefix-map=$work=." \
  -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DCMAKE_INSTALL_PREFIX="$stamp" -DCMAKE_INSTALL_LIBDIR=lib \
  -DENABLE_ARES=ON "${curl_options[@]}" >&2
cmake --build "$work/build" --target install >&2
cp "$work/version" "$stamp/.version"
cp "$work/source" "$stamp/.source"
cp "$work/src/COPYING" "$stamp/.license"
touch "$stamp/.complete"
echo "$stamp"
