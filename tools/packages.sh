# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# What to install where tools/setup cannot: the names of Debian's packages on other systems. It runs under
# the bash 3.2 of macOS too.

os_release=/etc/os-release

# A dash: the system has no such package, or needs none. One name may stand for several of Debian's.
#  Debian                  Fedora                 Arch                  Alpine                  Homebrew
package_names='
build-essential            make                   base-devel            build-base              -
g++                        gcc-c++                gcc                   g++                     gcc
cmake                      cmake                  cmake                 cmake                   cmake
ninja-build                ninja-build            ninja                 samurai                 ninja
ccache                     ccache                 ccache                ccache                  ccache
pkg-config                 pkgconf-pkg-config     pkgconf               pkgconf                 pkgconf
dpkg-dev                   dpkg-dev               dpkg                  dpkg-dev                dpkg
ca-certificates            ca-certificates        ca-certificates       ca-certificates         ca-certificates
patch                      patch                  patch                 patch                   gpatch
xz-utils                   xz                     xz                    xz                      xz
libgrpc++-dev              grpc-devel             grpc                  grpc-dev                grpc
libprotobuf-dev            protobuf-devel         protobuf              protobuf-dev            protobuf
protobuf-compiler          protobuf-compiler      protobuf              protoc                  protobuf
protobuf-compiler-grpc     grpc-plugins           grpc                  grpc-plugins            grpc
libabsl-dev                abseil-cpp-devel       abseil-cpp            abseil-cpp-dev          abseil
libre2-dev                 re2-devel              re2                   re2-dev                 re2
libc-ares-dev              c-ares-devel           c-ares                c-ares-dev              c-ares
libssl-dev                 openssl-devel          openssl               openssl-dev             openssl@3
zlib1g-dev                 zlib-devel             zlib                  zlib-dev                zlib
libzstd-dev                libzstd-devel          zstd                  zstd-dev                zstd
nlohmann-json3-dev         json-devel             nlohmann-json         nlohmann-json           nlohmann-json
libfmt-dev                 fmt-devel              fmt                   fmt-dev                 fmt
libexpected-dev            expected-devel         tl-expected           -                       -
libcli11-dev               cli11-devel            cli11                 cli11                   cli11
libcpp-httplib-dev         cpp-httplib-devel      cpp-httplib           cpp-httplib-dev         cpp-httplib
libgtest-dev               gtest-devel            gtest                 gtest-dev               googletest
libgmock-dev               gmock-devel            gtest                 gtest-dev               googletest
python3-venv               python3                python                python3                 python
jq                         jq                     jq                    jq                      jq
gnupg                      gnupg2                 gnupg                 gnupg                   gnupg
openssl                    openssl                openssl               openssl                 openssl@3
g++-aarch64-linux-gnu      gcc-c++-aarch64-linux-gnu aarch64-linux-gnu-gcc -                    -
qemu-user-static           qemu-user-static       qemu-user-static      qemu-aarch64            -
busybox-static             busybox                busybox               busybox-static          -
curl                       curl                   curl                  curl                    curl
debootstrap                debootstrap            debootstrap           debootstrap             -
libarchive-tools           bsdtar                 libarchive            libarchive-tools        libarchive
unzip                      unzip                  unzip                 unzip                   unzip
wget                       wget                   wget                  wget                    wget
clang-14                   clang                  clang                 clang                   llvm
libclang-rt-14-dev         compiler-rt            compiler-rt           compiler-rt             llvm
cppcheck                   cppcheck               cppcheck              cppcheck                cppcheck
valgrind                   valgrind               valgrind              valgrind                -
libc6-dbg                  glibc-debuginfo        -                     musl-dbg                -
wine                       wine                   wine                  wine                    wine-stable
wine64                     wine                   wine                  wine                    wine-stable
skopeo                     skopeo                 skopeo                skopeo                  skopeo
buildah                    buildah                buildah               buildah                 -
'

# The title of this system, its column in the table and its command.
system_family() {
  local id='' like='' title=''
  if [[ -r $os_release ]]; then
    id=$(sed -n 's/^ID=//p' "$os_release" | tr -d '"')
    like=$(sed -n 's/^ID_LIKE=//p' "$os_release" | tr -d '"')
    title=$(sed -n 's/^PRETTY_NAME=//p' "$os_release" | tr -d '"')
  elif [[ $(uname -s) == Darwin ]]; then
    id=macos title=macOS
  fi
  case " $id $like " in
    *' fedora '* | *' rhel '*) echo "2|dnf install|$title" ;;
    *' arch '*) echo "3|pacman -S --needed|$title" ;;
    *' alpine '*) echo "4|apk add|$title" ;;
    *' macos '*) echo "5|brew install|$title" ;;
    *) echo "1|apt-get install|${title:-another one}" ;;
  esac
}

# True for Debian and for what is made of it, such as Ubuntu.
has_debian_packages() {
  [[ $(system_family) == 1* ]] && command -v dpkg-query >/dev/null && command -v apt-get >/dev/null
}

# packages_here PACKAGE...: what to do where Debian's packages cannot be installed.
packages_here() {
  local column command title name names=''
  IFS='|' read -r column command title <<<"$(system_family)"
  for name in "$@"; do
    name=$(awk -v name="$name" -v column="$column" '$1 == name { print $column }' <<<"$package_names")
    if [[ -n $name && $name != - && " $names " != *" $name "* ]]; then names+=" $name"; fi
  done
  echo "tools/setup installs packages with Debian's apt, and this system is $title."
  if ((column == 1)); then
    echo "Install its equivalents of:$names"
  else
    printf 'Here the packages are:\n  %s%s\n' "$command" "$names"
  fi
  if [[ " $* " == *' libgrpc++-dev '* ]]; then
    echo "The build also needs apt, for the source of curl. It works in a container:"
    echo "  docker run --rm -it -v \"\$PWD:/src\" -w /src debian:12 bash"
  fi
}
