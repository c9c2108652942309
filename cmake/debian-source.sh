# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Fetches Debian's packages for the build-*.sh scripts in this folder. To be sourced, not run.

# apt_lists FOLDER TYPE: fills FOLDER with the machine's own lists of bookworm, as TYPE (deb or
# deb-src).
apt_lists() {
  local folder=$1 type=$2 file
  mkdir -p "$folder"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    if ! [[ -s $file ]] || ! grep -q bookworm "$file"; then continue; fi
    case $file in
      *.sources) sed "s/^Types:.*/Types: $type/; /^Architectures:/d" "$file" >"$folder/${file##*/}" ;;
      *.list) sed -n "s/^deb \(.*bookworm.*main.*\)/$type \1/p" "$file" >"$folder/${file##*/}" ;;
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
