# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# For the build-*.sh scripts beside it: fetches Debian source packages. Sourced, not run.

# debian_source WORK APT_ARGUMENT...: apt-get with source lists of its own, made from the machine's
# binary lists; the user's files stay untouched.
debian_source() {
  local work=$1 file
  shift
  if [[ ! -d $work/sources.d ]]; then
    mkdir -p "$work/sources.d" "$work/lists/partial"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
      if ! [[ -s $file ]] || ! grep -q bookworm "$file"; then continue; fi
      case $file in
        *.sources) sed 's/^Types:.*/Types: deb-src/' "$file" >"$work/sources.d/${file##*/}" ;;
        *.list)
          sed -n 's/^deb \(.*bookworm.*main.*\)/deb-src \1/p' "$file" >"$work/sources.d/${file##*/}"
          ;;
      esac
    done
    debian_source "$work" update
  fi
  apt-get -q -o APT::Sandbox::User=root -o Dir::Etc::sourcelist=/dev/null \
    -o Dir::Etc::sourceparts="$work/sources.d" -o Dir::State::lists="$work/lists" "$@" >&2
}
