# shellcheck shell=bash disable=SC2034 # the scripts that source this file use the lists
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# What curl and OpenSSL are built without, on every system. To be sourced by build-curl.sh,
# build-openssl.sh and cross/recipes.sh.

# HTTP only, OpenSSL for TLS without its configuration file, no content decoding (to prevent
# decompression bombs) and no .netrc. The caller chooses how names are looked up.
curl_options=(
  -DBUILD_SHARED_LIBS=OFF -DBUILD_CURL_EXE=OFF -DBUILD_TESTING=OFF
  -DHTTP_ONLY=ON -DCURL_USE_OPENSSL=ON -DCURL_DISABLE_OPENSSL_AUTO_LOAD_CONFIG=ON
  -DUSE_NGHTTP2=OFF -DCURL_ZLIB=OFF -DCURL_BROTLI=OFF -DCURL_ZSTD=OFF -DUSE_LIBIDN2=OFF
  -DCURL_USE_LIBPSL=OFF -DCURL_USE_LIBSSH2=OFF -DCURL_USE_LIBSSH=OFF -DCURL_USE_GSSAPI=OFF
  -DCURL_DISABLE_NETRC=ON -DCURL_DISABLE_COOKIES=ON -DCURL_DISABLE_ALTSVC=ON -DCURL_DISABLE_HSTS=ON
  -DCURL_DISABLE_NTLM=ON -DCURL_DISABLE_DOH=ON -DCURL_CA_BUNDLE=none -DCURL_CA_PATH=none
  -DUSE_WIN32_LDAP=OFF -DENABLE_MANUAL=OFF -DENABLE_UNIX_SOCKETS=OFF
)

# Everything that TLS 1.2 and 1.3 need stays. ec_nistp_64_gcc_128 makes the check of the host's P-521
# signature five times faster.
openssl_options=(
  enable-ec_nistp_64_gcc_128 no-shared no-module no-legacy no-tests no-comp no-dso no-afalgeng
  no-ssl3 no-tls1 no-tls1_1 no-dtls no-srp no-ts no-cms no-cmp no-ct no-gost
  no-idea no-camellia no-seed no-aria no-bf no-cast no-md4 no-mdc2 no-rc2 no-rc4 no-rc5 no-rmd160
  no-des no-siv no-sm2 no-sm3 no-sm4 no-whirlpool no-blake2 no-dsa no-ec2m no-siphash no-scrypt no-ocb
)
