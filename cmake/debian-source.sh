# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Fetches Debian's packages for the build-*.sh scripts in this folder. To be sourced, not run.

# The release of this machine, such as bookworm.
debian_suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
apt_folder=/etc/apt

# apt_lists FOLDER TYPE: fills FOLDER with the machine's own lists of its release, its updates and its
# security fixes, as TYPE (deb or deb-src).
apt_lists() {
  local folder=$1 type=$2 file suites="[[:space:]]$debian_suite(-[a-z-]+)?([[:space:]]|\$)"
  mkdir -p "$folder"
  for file in "$apt_folder"/sources.list "$apt_folder"/sources.list.d/*; do
    if ! [[ -s $file ]]; then continue; fi
    case $file in
      *.sources)
        if grep -qE "^Suites:(.*$suites)" "$file"; then
          sed "s/^Types:.*/Types: $type/; /^Architectures:/d" "$file" >"$folder/${file##*/}"
        fi
        ;;
      *.list)
        if grep -qE "^deb .*$suites" "$file"; then
          sed -nE "/$suites/s/^deb (.*main.*)/$type \1/p" "$file" >"$folder/${file##*/}"
        fi
        ;;
    esac
  done
}

# debian_source WORK APT_ARGUMENT...: runs apt-get with its own source lists, made from the
# machine's binary lists. Does not change the user's files.
debian_source() {
  local work=$1
  shift
  if [[ ! -d $work/sources.d ]]; then
    mkdir -p "$work/lists/partial"
    apt_lists "$work/sources.d" deb-src
    debian_source "$work" update
  fi
  apt-get -q -o APT::Sandbox::User=root -o Dir::Etc::sourcelist=/dev/null \
    -o Dir::Etc::sourceparts="$work/sources.d" -o Dir::State::lists="$work/lists" "$@" >&2
}

# unpack_newest_source WORK PACKAGE: unpacks the newest source package into WORK/src, and writes
# WORK/version and WORK/source (hashes of its files). Without Debian's packaging, which a mirror may lack,
# it unpacks upstream's release alone; its version then has no hyphen, from which
# tests/supply/pending_fixes.py knows which fixes are missing. Returns 1 if there is neither.
unpack_newest_source() {
  local work=$1 package=$2 dsc tarball version
  mkdir -p "$work/files"
  # One file that cannot be fetched does not keep apt from fetching the others.
  (cd "$work/files" && debian_source "$work" source --download-only "$package") || true
  dsc=$(cd "$work/files" && find . -name '*.dsc' -size +0 -printf '%P\n')
  tarball=$(cd "$work/files" && find . -name '*.orig.tar.*' ! -name '*.asc' -size +0 -printf '%P\n')
  if [[ -n $dsc ]] && (cd "$work/files" && dpkg-source --no-check --extract "$dsc" ../src >&2); then
    version=$(sed -n 's/^Version: //p' "$work/files/$dsc" | head -1)
    (cd "$work/files" && sha256sum "$dsc" "$tarball" "${dsc%.dsc}".debian.tar.*) >"$work/source"
  elif [[ -n $tarball ]]; then
    version=${tarball#"${package}_"}
    version=${version%.orig.tar.*}
    echo "Debian's packaging of $package is not available; using upstream's $version without its patches." >&2
    rm -rf "$work/src"
    mkdir "$work/src"
    tar -xf "$work/files/$tarball" -C "$work/src" --strip-components=1 || return
    (cd "$work/files" && sha256sum "$tarball") >"$work/source"
  else
    return 1
  fi
  echo "$version" >"$work/version"
}

# debian_binaries WORK ARCHITECTURE PACKAGE...: downloads packages of another architecture into the
# current folder. Does not change what dpkg knows about this machine.
debian_binaries() {
  local work=$1 architecture=$2
  shift 2
  mkdir -p "$work/binary-lists/partial" "$work/cache/archives/partial"
  apt_lists "$work/binary-sources.d" deb
  : >"$work/status"
  cat >"$work/apt.conf" <<END
APT::Architecture "$architecture";
#clear APT::Architectures;
APT::Architectures { "$architecture"; };
APT::Sandbox::User "root";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$work/binary-sources.d";
Dir::State::lists "$work/binary-lists";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
END
  APT_CONFIG="$work/apt.conf" apt-get -q update >&2
  APT_CONFIG="$work/apt.conf" apt-get -q download "$@" >&2
}
