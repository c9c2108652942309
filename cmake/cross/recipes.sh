# shellcheck shell=bash disable=SC2034,SC2154 # sources.sh and build.sh use and set the variables
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# How each library is built for Windows and macOS. To be sourced by build.sh.
#
# recipe_NAME describes a library: Debian's source package with its exact version and files, what it
# needs, and how long it takes on two cores. build_NAME builds it in the current folder, $work, where
# `src` is its patched source, and installs it into $prefix. To take a newer version, change it and its hashes,
# which the .dsc lists.

# In the order in which they are built.
libraries=(headers zlib c-ares re2 openssl curl abseil protobuf grpc googletest)

# cmake_build TARGET OPTION...: builds TARGET with CMake, and does not install it.
cmake_build() {
  local built=$1
  shift
  cmake -S src -B build -G Ninja -DCMAKE_TOOLCHAIN_FILE="$cross/toolchain.cmake" \
    -DCTS_TARGET="$target" -DCTS_CROSS_PREFIXES="$prefixes" \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS_RELEASE="-O2 -DNDEBUG" \
    -DCMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG" -DCMAKE_CXX_STANDARD=17 \
    -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib \
    -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF "$@"
  cmake --build build --target "$built"
}

# Debian's headers of libraries that have nothing else, from the packages installed here: they are the
# same on every system. Beside them, as build-sysroot.sh does, which file is of which package.
recipe_headers() {
  title="The header-only libraries" minutes=0 needs=()
  package='' files=''
  version=$(dpkg-query --show --showformat '${Package}=${Version} ' \
    libcli11-dev libexpected-dev libfmt-dev nlohmann-json3-dev)
}
build_headers() {
  local of
  mkdir -p "$prefix/.packages" "$prefix/lib/cmake/fmt"
  for of in libcli11-dev libexpected-dev libfmt-dev nlohmann-json3-dev; do
    dpkg-query --show --showformat '${Package}\t${Version}\t${source:Package}\t${Architecture}\n' "$of" \
      >"$prefix/.packages/$of.package"
    dpkg-query --listfiles "$of" | sed -n 's,^/usr\(/include/.*\),\1,p' | while read -r file; do
      if [[ -f /usr$file ]]; then echo "$file"; fi
    done >"$prefix/.packages/$of.list"
    while read -r file; do install -Dm 644 "/usr$file" "$prefix$file"; done <"$prefix/.packages/$of.list"
  done
  # Debian's own file for CMake also names libraries.
  cat >"$prefix/lib/cmake/fmt/fmt-config.cmake" <<'END'
add_library(fmt::fmt-header-only INTERFACE IMPORTED)
set_target_properties(fmt::fmt-header-only PROPERTIES
  INTERFACE_COMPILE_DEFINITIONS FMT_HEADER_ONLY=1
  INTERFACE_INCLUDE_DIRECTORIES "${CMAKE_CURRENT_LIST_DIR}/../../../include")
END
}

recipe_zlib() {
  title=zlib minutes=1 needs=()
  package=zlib version=1:1.2.13.dfsg-1 license=LICENSE
  files="
3fa1e6b2fc525062aa88207dda52fed8e045373c809d362fe8a2bfbf7cf515a8  zlib_1.2.13.dfsg-1.dsc
71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1  zlib_1.2.13.dfsg.orig.tar.bz2
f66cf3d4f2d7defcd4d1fd1fb0a11ee39f1e01b42ec7d059c9dc5c1695133c44  zlib_1.2.13.dfsg-1.debian.tar.xz"
}
build_zlib() {
  cmake_build zlibstatic
  # Its name is libzlibstatic.a on Windows.
  install -Dm 644 build/libz*.a "$prefix/lib/libz.a"
  install -Dm 644 -t "$prefix/include" src/zlib.h build/zconf.h
}

recipe_c-ares() {
  title=c-ares minutes=1 needs=()
  package=c-ares version=1.18.1-3 license=LICENSE.md
  files="
91d95bb080e4cd1d0d507f4693496e323a593f6611161361fd76735292bda6b6  c-ares_1.18.1-3.dsc
1a7d52a8a84a9fbffb1be9133c0f6e17217d91ea5a6fa61f6b4729cda78ebbcf  c-ares_1.18.1.orig.tar.gz
e5a8a7bb13f77833b3cbce1865d2521e07e7b8011eda414fc8934f4b816e5523  c-ares_1.18.1.orig.tar.gz.asc
15d38a23182dc143c655b0225d21baa291a2be17435c8a7f427189e3e314fac9  c-ares_1.18.1-3.debian.tar.xz"
}
build_c-ares() {
  cmake_build install -DCARES_STATIC=ON -DCARES_SHARED=OFF -DCARES_BUILD_TOOLS=OFF
}

recipe_re2() {
  title=RE2 minutes=1 needs=()
  package=re2 version=20220601+dfsg-1 license=LICENSE
  data=unicode-data=15.0.0-1
  files="
e0d2eab89a0312e9a0ba4e9a6fb18b081764d6776a28496d389aa3831d970940  re2_20220601+dfsg-1.dsc
3bc61251da3b0b97be40a8a127818c517c62516e4eda11fc901d29496663df54  re2_20220601+dfsg.orig.tar.xz
6e93860fc6d5a7bc94f0cb235f107545a332e6cd37c3a4060982b9caa47a2570  re2_20220601+dfsg-1.debian.tar.xz
5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc  unicode-data_15.0.0-1_all.deb"
}
build_re2() {
  # Debian's tarball is without the generated tables; its package is built like this too.
  dpkg-deb --extract "$sources/unicode-data_15.0.0-1_all.deb" unicode
  (
    cd src/re2 || exit
    export UNICODE_DATA=$work/unicode/usr/share/unicode
    perl make_perl_groups.pl >perl_groups.cc
    python3 make_unicode_casefold.py >unicode_casefold.cc
    python3 make_unicode_groups.py >unicode_groups.cc
  )
  cmake_build install -DRE2_BUILD_TESTING=OFF
}

recipe_openssl() {
  title=OpenSSL minutes=4 needs=()
  # 3.5 gets fixes until 2030. Debian 12 has 3.0, which ends before.
  suite=trixie
  package=openssl version=3.5.7-1~deb13u2 license=LICENSE.txt
  files="
25904642004d30c5c3da4642a72a7d09f8d9eb6e5ce62dab53c0371114faf8f2  openssl_3.5.7-1~deb13u2.dsc
a8c0d28a529ca480f9f36cf5792e2cd21984552a3c8e4aa11a24aa31aeac98e8  openssl_3.5.7.orig.tar.gz
d3d082bee3f658c31db53af625eceecf29d777c7010394bed5787ebcc98abdf2  openssl_3.5.7.orig.tar.gz.asc
593a47654ead460a3b609503733f80bef552ff0802799d3b47784faacc50809f  openssl_3.5.7-1~deb13u2.debian.tar.xz"
}
build_openssl() {
  local platform options folders
  # Without what is new since 3.0 and not used. async needs fibers on Windows, capieng is an engine for
  # Windows's own keys.
  options=(no-apps no-docs no-ml-kem no-ml-dsa no-slh-dsa no-quic no-async no-capieng)
  # No configuration file is read unless the program asks for it. If it does, and for the default folder
  # of trusted certificates, the path must be one that only an administrator can write.
  options+=(no-autoload-config)
  folders=()
  case $target in
    windows_amd64)
      platform=mingw64
      # /etc/ssl would be on the current drive, where any user can create it. This folder cannot exist:
      # no file name has a question mark. Nor can users write the folder above, if C: is the system's.
      folders=({OPENSSLDIR,ENGINESDIR,MODULESDIR}'=C:/Windows/System32/?')
      ;;
    # On macOS, /etc belongs to root.
    darwin_arm64) platform=darwin64-arm64-cc ;;
    darwin_amd64) platform=darwin64-x86_64-cc ;;
  esac
  # libcrypto contains the date and the compiler's command, so neither may differ between builds. It is
  # built in its own tree, so that the file names in it are relative.
  unset CFLAGS CXXFLAGS
  SOURCE_DATE_EPOCH=$(stat --format=%Y src/VERSION.dat)
  export SOURCE_DATE_EPOCH PATH="$tools:$PATH"
  cd src || exit
  CC=cc AR=ar RANLIB=ranlib ./Configure "$platform" --prefix=/usr --libdir=lib --openssldir=/etc/ssl \
    "${openssl_options[@]}" "${options[@]}" -O2 -g0 -w -ffunction-sections -fdata-sections
  make -s -j"$(nproc)" "${folders[@]}" build_libs
  make -s "${folders[@]}" install_dev DESTDIR="$PWD/installed"
  mkdir -p "$prefix/lib"
  cp -r installed/usr/include "$prefix/"
  cp installed/usr/lib/lib{ssl,crypto}.a "$prefix/lib/"
}

recipe_curl() {
  title=curl minutes=2 needs=(openssl)
  package=curl version=7.88.1-10+deb12u15 license=COPYING
  files="
2744f12e3aef161c0361743fa1b318296b122e566e47f381e4a63320fbcc23f4  curl_7.88.1-10+deb12u15.dsc
cdb38b72e36bc5d33d5b8810f8018ece1baa29a8f215b4495e495ded82bbf3c7  curl_7.88.1.orig.tar.gz
7a5a55d7123149a1b357f298cf895bd0a601e3a2807005ef6c95f3752803485f  curl_7.88.1.orig.tar.gz.asc
961b78bc48492c5693e4decb352ddd176f343260a8956f48b2887874048ef23b  curl_7.88.1-10+deb12u15.debian.tar.xz"
}
build_curl() {
  # The system's getaddrinfo knows about VPNs and split DNS, which c-ares does not. On Windows curl can
  # also use the system's trusted certificates (CURLSSLOPT_NATIVE_CA).
  cmake_build install "${curl_options[@]}" -DENABLE_ARES=OFF -DENABLE_THREADED_RESOLVER=ON
  if [[ $target == windows_* ]]; then grep -q '^#define USE_WIN32_CRYPTO 1' build/lib/curl_config.h; fi
}

recipe_abseil() {
  title=Abseil minutes=2 needs=()
  package=abseil version=20220623.1-1+deb12u2 license=LICENSE
  files="
ba731eaced569332fa4ce802a7ff2615ae57ac25beaf2d02f634ef908f2e62c2  abseil_20220623.1-1+deb12u2.dsc
abfe2897f3a30edaa74bc34365afe3c2a3cd012091a97dc7e008f7016adcd5fe  abseil_20220623.1.orig.tar.gz
e08490fc7b6f3beca1925953b0c4fb92df2de5e2a01295e4641e2a3d4e528eeb  abseil_20220623.1-1+deb12u2.debian.tar.xz"
}
build_abseil() {
  cmake_build install -DABSL_PROPAGATE_CXX_STD=ON
}

recipe_protobuf() {
  title=Protobuf minutes=2 needs=()
  package=protobuf version=3.21.12-3+deb12u1 license=LICENSE
  files="
22e31f6dfc06d85a9054bf19603a412698c0d2f760a754650cd2385ea303cee0  protobuf_3.21.12-3+deb12u1.dsc
930c2c3b5ecc6c9c12615cf5ad93f1cd6e12d0aba862b572e076259970ac3a53  protobuf_3.21.12.orig.tar.gz
49cdad49801545cb797355af19fbd6b3627084c6549f629512faaa4e25dd5647  protobuf_3.21.12-3+deb12u1.debian.tar.xz"
}
build_protobuf() {
  # protoc is the host's, so its version must be the same.
  cmake_build install -Dprotobuf_BUILD_PROTOC_BINARIES=OFF -Dprotobuf_WITH_ZLIB=OFF \
    -Dprotobuf_BUILD_TESTS=OFF
}

recipe_grpc() {
  title=gRPC minutes=10 needs=(zlib c-ares re2 openssl abseil protobuf)
  package=grpc version=1.51.1-3 license=LICENSE
  files="
b402e403c08b74110390391bd384704c8018db88e8ae5277dc8c864e060720a0  grpc_1.51.1-3.dsc
b55696fb249669744de3e71acc54a9382bea0dce7cd5ba379b356b12b82d4229  grpc_1.51.1.orig.tar.gz
767b69da166bae708a54c4740056d9e847d57d89885173016bfc57ebbf154b2d  grpc_1.51.1-3.debian.tar.xz"
}
build_grpc() {
  local protobuf=${prefixes##*protobuf=}
  # CMake refuses to generate without a libprotoc, which only what is not built here would link.
  cmake_build grpc++ -DgRPC_BUILD_CODEGEN=OFF -DgRPC_BUILD_TESTS=OFF -DgRPC_BUILD_CSHARP_EXT=OFF \
    -DgRPC_{ABSL,CARES,PROTOBUF,RE2,SSL,ZLIB}_PROVIDER=package \
    -DProtobuf_PROTOC_LIBRARY="${protobuf%%;*}/lib/libprotobuf.a"
  # Installing with CMake would need everything else to be built.
  install -Dm 644 -t "$prefix/lib" build/lib{grpc++,grpc,gpr,address_sorting,upb}.a
  cp -r src/include "$prefix/"
}

recipe_googletest() {
  title=GoogleTest minutes=1 needs=()
  package=googletest version=1.12.1-0.2 license=LICENSE
  files="
cc90251040c145be18d5090787d9ec79e48217c6cef3ae78eb20f0e31551404c  googletest_1.12.1-0.2.dsc
81964fe578e9bd7c94dfdb09c8e4d6e6759e19967e397dbea48d1c10e45d0df2  googletest_1.12.1.orig.tar.gz
03dca2d4c5d2add5afcca67a09c5664b04998ef2063b6bec0cb84563e6eef422  googletest_1.12.1-0.2.debian.tar.xz"
}
build_googletest() {
  cmake_build install
}
