#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Builds OpenSSL's archives from Debian's source package and prints their prefix.
# Usage: build-openssl.sh CACHE_DIR [ARCHITECTURE], which is arm64 when cross-building
#
# Replaces Debian's own archive because most of a provider's start-up is OpenSSL looking for
# decoders among algorithms that are not used here (2 ms of 9, three times per plan); see
# library-options.sh. If the source is not available, prints nothing and exits with 0; the caller
# then links Debian's archive. The version is the newest in Debian and never older than the libssl
# installed here, whose headers are used: they fit later releases of its series. For the bill of materials, it also
# writes .version, .source (hashes of what the archives were built from) and .license.
set -euo pipefail
# shellcheck source=cmake/debian-source.sh
source "$(dirname "${BASH_SOURCE[0]}")/debian-source.sh"
# shellcheck source=cmake/library-options.sh
source "$(dirname "${BASH_SOURCE[0]}")/library-options.sh"

cache=${1:?usage: build-openssl.sh CACHE_DIR [ARCHITECTURE]}
architecture=${2:-}
case ${architecture:-$(uname -m)} in
  arm64 | aarch64) target=linux-aarch64 ;;
  *) target=linux-x86_64 ;;
esac
installed=$(dpkg-query --show --showformat '${Version}' libssl-dev | sed 's/-.*//')
here=$(dirname "$0")
recipe=$(cat "$0" "$here/debian-source.sh" "$here/library-options.sh" | sha256sum | cut -c1-12)
prefix="$cache/openssl${architecture:+-$architecture}-$installed-$recipe"
if [[ -e $prefix/.complete ]]; then
  echo "$prefix"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "Building OpenSSL${architecture:+ for $architecture} from Debian's source package (a minute or two, once) ..." >&2
if ! unpack_newest_source "$work" openssl || dpkg --compare-versions "$(<"$work/version")" lt "$installed"; then
  echo "OpenSSL $installed or newer has no source package here; linking Debian's archive instead." >&2
  exit 0
fi
cd "$work/src"
# Without what is new since 3.0 and not used.
if dpkg --compare-versions "$(<"$work/version")" ge 3.5; then
  openssl_options+=(no-ml-kem no-ml-dsa no-slh-dsa no-quic)
fi
if [[ -n $architecture ]]; then openssl_options+=(--cross-compile-prefix=aarch64-linux-gnu-); fi
# Releases are reproducible, but libcrypto contains the date and the prefix, so both are fixed. It
# is built in its own tree, so that the file names in it are relative.
SOURCE_DATE_EPOCH=$(stat --format=%Y VERSION.dat)
export SOURCE_DATE_EPOCH
./Configure "$target" --prefix=/usr --libdir=lib --openssldir=/etc/ssl "${openssl_options[@]}" \
  -fPIC -O2 -ffunction-sections -fdata-sections -fstack-protector-strong -D_FORTIFY_SOURCE=2 >&2
make -s -j"$(nproc)" build_libs >&2
rm -rf "$prefix"
mkdir -p "$prefix/lib"
cp libssl.a libcrypto.a "$prefix/lib/"
cp LICENSE.txt "$prefix/.license"
cp "$work/version" "$prefix/.version"
cp "$work/source" "$prefix/.source"
touch "$prefix/.complete"
echo "$prefix"
