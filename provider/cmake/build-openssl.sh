#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Builds OpenSSL's archives from Debian's source package and prints their prefix.
# Usage: build-openssl.sh CACHE_DIR
#
# Why not Debian's own archive: most of a provider's start-up is OpenSSL looking for decoders among
# algorithms that nobody here uses (2 ms of 9, three times a plan). What TLS 1.2 and 1.3 need stays.
# ec_nistp_64_gcc_128 makes the check of the host's P-521 signature five times faster.
# Prints nothing, and exits 0, where the source cannot be had: the caller links Debian's archive then.
# The version is never older than the libssl that is installed here; it is newer where the machine has
# not taken Debian's last update yet, because a mirror keeps the newest source only.
set -euo pipefail
# shellcheck source=provider/cmake/debian-source.sh
source "$(dirname "${BASH_SOURCE[0]}")/debian-source.sh"

cache=${1:?usage: build-openssl.sh CACHE_DIR}
oldest=$(dpkg-query --show --showformat '${Version}' libssl-dev | sed 's/-.*//')
recipe=$(cat "$0" "$(dirname "$0")/debian-source.sh" | sha256sum | cut -c1-12)
prefix="$cache/openssl-from-$oldest-$recipe"
if [[ -e $prefix/.complete ]]; then
  echo "$prefix"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The upstream tarball is all that is needed; it comes even where the packaging files are missing.
(cd "$work" && debian_source "$work" source --download-only openssl) || true
tarball=$(find "$work" -maxdepth 1 -name 'openssl_*.orig.tar.gz' -size +0)
version=${tarball##*/openssl_}
version=${version%.orig.tar.gz}
if [[ -z $version ]] || dpkg --compare-versions "$version" lt "$oldest"; then
  echo "OpenSSL $oldest has no source package here; linking Debian's archive instead." >&2
  exit 0
fi
echo "Building OpenSSL $version from Debian's source package (a minute or two, once) ..." >&2
mkdir "$work/src"
tar -xzf "$tarball" -C "$work/src" --strip-components=1
cd "$work/src"
options=(
  enable-ec_nistp_64_gcc_128 no-shared no-module no-legacy no-tests no-comp no-dso no-afalgeng
  no-ssl3 no-tls1 no-tls1_1 no-dtls no-srp no-ts no-cms no-ct no-gost
  no-idea no-camellia no-seed no-aria no-bf no-cast no-md4 no-mdc2 no-rc2 no-rc4 no-rc5 no-rmd160
  no-sm2 no-sm3 no-sm4 no-whirlpool no-blake2 no-dsa no-ec2m no-siphash no-scrypt no-ocb
)
./Configure linux-x86_64 --prefix="$prefix" --libdir=lib --openssldir=/etc/ssl "${options[@]}" \
  -fPIC -O2 -ffunction-sections -fdata-sections -fstack-protector-strong -D_FORTIFY_SOURCE=2 >&2
make -s -j"$(nproc)" build_libs >&2
rm -rf "$prefix"
make -s install_dev >&2
touch "$prefix/.complete"
echo "$prefix"
