# shellcheck shell=bash disable=SC2154 # recipes.sh sets package, version, suite, title and files
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Fetches a library's source and applies Debian's patches and ours. To be sourced by build.sh.
#
# A recipe lists each file with its SHA-256. Files are kept in the cache, where they may also be put by
# hand. A recipe without a .dsc is built from upstream's tarball, without Debian's patches; its version
# then has no hyphen, from which tests/supply/pending_fixes.py knows. There is no silent fallback from
# one to the other, so that the same recipe always builds the same source.

sources="$CTS_CACHE/sources"

# missing_files: prints those that the cache does not have with the right content.
missing_files() {
  local digest file
  while read -r digest file; do
    if ! sha256sum --check --status <<<"$digest  $sources/$file" 2>/dev/null; then echo "$file"; fi
  done <<<"$files"
}

# ask_apt FOLDER ARGUMENT...: runs apt-get with source lists of the recipe's suite, made from the
# machine's own lists, so that no server is named here.
ask_apt() {
  local folder=$1
  shift
  if [[ ! -d $folder/sources.d ]]; then
    mkdir -p "$folder/lists/partial"
    apt_lists "$folder/sources.d" deb-src
    sed -i "s/\b$debian_suite\b/$suite/g" "$folder"/sources.d/*
    debian_source "$folder" update
  fi
  debian_source "$folder" "$@"
}

fetch_sources() {
  local work missing file
  if [[ -z $(missing_files) ]]; then return; fi
  work=$(mktemp -d)
  mkdir -p "$sources" "$work/files"
  echo "Fetching the source of $title $version ..." >&2
  # One file that cannot be fetched does not keep apt from fetching the others.
  (
    cd "$work/files"
    ask_apt "$work/apt" source --download-only "$package=$version" || true
    if [[ -n ${data:-} ]]; then debian_binaries "$work" amd64 "$data"; fi
  ) >"$work/log" 2>&1 || true
  while read -r file; do
    if [[ -s $work/files/$file ]]; then mv "$work/files/$file" "$sources/"; fi
  done < <(missing_files)
  mapfile -t missing < <(missing_files)
  if ((${#missing[@]} > 0)); then
    tail -n 20 "$work/log" >&2
    rm -rf "$work"
    die "could not fetch ${missing[*]} with the expected content. If Debian has a newer version of $package,
put it into cmake/cross/recipes.sh. Otherwise put the files into $sources."
  fi
  rm -rf "$work"
}

# unpack_source FOLDER: with Debian's patches and ours.
unpack_source() {
  local folder=$1 dsc tarball copies
  dsc=$(awk '$2 ~ /\.dsc$/ { print $2 }' <<<"$files")
  tarball=$(awk '$2 ~ /\.orig\.tar\.[a-z0-9]+$/ { print $2 }' <<<"$files")
  if [[ -n $dsc ]]; then
    # dpkg-source copies the tarball into the current folder.
    copies=$(mktemp -d)
    (cd "$copies" && dpkg-source --no-check --extract "$sources/$dsc" "$folder")
    rm -rf "$copies"
  else
    mkdir "$folder"
    tar -xf "$sources/$tarball" -C "$folder" --strip-components=1
  fi
  if [[ -e $cross/edits/$name.py ]]; then python3 -B "$cross/edits/$name.py" "$folder"; fi
}
