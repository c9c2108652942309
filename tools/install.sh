#!/bin/sh
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Installs the provider from the files of a release; --help says how. It is one of these files.
#
# For any POSIX shell, with what a minimal machine has. Everything is copied or downloaded into a folder of
# its own and verified there; only then the folder of the plugins is touched.
set -eu
umask 022

# tools/release replaces both values by those of the release.
address=terraform.local/cts/cts
script_version=@VERSION@
case $script_version in @*) script_version='' ;; esac

name="terraform-provider-${address##*/}"
work=''
stage=''

usage() {
  cat <<END
Installs $address, so that terraform init and tofu init find it.

Usage: sh install.sh [RELEASE] [OPTION]...
       sh install.sh --uninstall [OPTION]...

  RELEASE              a folder with the files of a release, or its https:// address.
                       Default: the folder of this script
  --version VERSION    the version to install, or to remove
  --key FILE           check the signature of the release with this public key; needs gpg
  --platform OS_ARCH   install for another platform, such as darwin_arm64
  --system             install for every user of this machine; needs root
  --to FOLDER          install into this folder, for example terraform.d/plugins
  --uninstall          remove all installed versions, or the one of --version
  -h, --help           print this text

Without --system and --to it installs for you alone, and needs no root.
END
}

say() { printf '%s\n' "$@"; }

die() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

clean_up() {
  if [ -d "$work/gnupg" ] && has gpgconf; then
    gpgconf --homedir "$work/gnupg" --kill all >/dev/null 2>&1 || :
  fi
  [ -z "$work" ] || rm -rf "$work"
  [ -z "$stage" ] || rm -rf "$stage"
}

sha256() { # FILE
  if has sha256sum; then
    sha256sum <"$1"
  elif has shasum; then
    shasum -a 256 <"$1"
  else
    openssl dgst -sha256 -r <"$1"
  fi | cut -d ' ' -f 1
}

require_sha256() {
  has sha256sum || has shasum || has openssl ||
    die "this machine has no sha256sum, shasum or openssl to verify the release with. Install one of them."
}

# Sets `platform` from the machine's kernel.
detect_platform() {
  case $(uname -s) in
    Linux) platform=linux ;;
    Darwin) platform=darwin ;;
    MINGW* | MSYS* | CYGWIN*) die "this script is for Linux and macOS. On Windows run install.ps1 in PowerShell." ;;
    *) die "there is no package for $(uname -s). Name a platform with --platform." ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) platform=${platform}_amd64 ;;
    aarch64 | arm64) platform=${platform}_arm64 ;;
    *) die "there is no package for $platform on $(uname -m). Name a platform with --platform." ;;
  esac
}

# Sets `folder`, where both programs search without any configuration.
choose_folder() {
  [ -n "$to$system${HOME:-}" ] || die "HOME is not set. Use --system or --to."
  if [ -n "$to" ]; then
    folder=$to
  elif [ "$(uname -s)" = Darwin ]; then
    folder="/Library/Application Support/io.terraform/plugins"
    [ -n "$system" ] || folder=$HOME$folder
  elif [ -n "$system" ]; then
    folder=/usr/local/share/terraform/plugins
  else
    # They ignore a relative XDG_DATA_HOME.
    case ${XDG_DATA_HOME:-} in
      /*) folder=$XDG_DATA_HOME/terraform/plugins ;;
      *) folder=$HOME/.local/share/terraform/plugins ;;
    esac
  fi
}

is_url() { case $release in https://*) ;; *) return 1 ;; esac }

# Sets `release` to an address without a slash at its end, or to a folder.
choose_release() {
  case $release in
    '')
      case $0 in
        *.sh) release=$(CDPATH='' cd "$(dirname "$0")" && pwd) ;;
        *) die "name the folder or the https:// address of the release" ;; # read from a pipe
      esac
      ;;
    http://*) die "$release is not encrypted. Use an https:// address." ;;
    https://*) release=${release%/} ;;
    *://*) die "$release is neither a folder nor an https:// address" ;;
    *) [ -d "$release" ] || die "there is no folder $release" ;;
  esac
}

choose_version() {
  if [ -n "$version" ]; then return; fi
  if is_url; then
    version=$script_version
    [ -n "$version" ] || die "name the version with --version"
    return
  fi
  for file in "$release/${name}_"*_SHA256SUMS; do
    [ -f "$file" ] ||
      die "$release has no files of a release: ${name}_VERSION_SHA256SUMS is missing." \
        "Name the folder or the https:// address of the release: sh install.sh RELEASE"
    file=${file##*/"${name}_"}
    version="$version${version:+ }${file%_SHA256SUMS}"
  done
  case $version in *' '*) die "$release has several versions ($version). Name one with --version." ;; esac
}

# STATUS is curl's: 22 for a response with an error, 60 for a certificate that it does not trust.
cannot_download() { # URL STATUS
  case "$2 $1" in
    "22 "*_SHA256SUMS) die "cannot download $1. Is $release the folder of a release, and does it have version $version?" ;;
    "60 "*) die "cannot download $1. If your own authority signed the certificate, set CURL_CA_BUNDLE to the authority's file." ;;
    *) die "cannot download $1" ;;
  esac
}

# Returns 22 as curl does.
download_by_wget() { # URL FILE
  if wget --help 2>&1 | grep -qi busybox; then
    # It does not verify the server's certificate: only a signature shows whose files these are.
    [ -n "$key" ] || die "BusyBox's wget does not verify certificates. Install curl, or use --key."
    wget -q -O "$2" "$1" 2>"$work/wget.log" && return
    failure=1
  elif wget --server-response --output-document="$2" "$1" 2>"$work/wget.log"; then
    if grep -Eqi '^ *location: *http:' "$work/wget.log"; then die "$1 leads to an address without encryption"; fi
    return
  else
    failure=$?
    [ "$failure" -ne 8 ] || failure=22
  fi
  tail -n 3 "$work/wget.log" >&2
  return "$failure"
}

# Copies a file of the release into the work folder.
get() { # NAME
  if ! is_url; then
    [ -f "$release/$1" ] || die "there is no $1 in $release"
    cp "$release/$1" "$work/$1"
  elif has curl; then
    curl --fail --silent --show-error --location --proto =https --connect-timeout 30 --retry 2 \
      --output "$work/$1" "$release/$1" || cannot_download "$release/$1" $?
  elif has wget; then
    download_by_wget "$release/$1" "$work/$1" || cannot_download "$release/$1" $?
  else
    die "this machine has neither curl nor wget. Install curl, or download the release and name its folder."
  fi
}

check_signature() {
  has gpg || die "--key needs gpg. Install it, for example from the package gnupg."
  get "$sums.sig"
  mkdir -m 700 "$work/gnupg"
  set -- gpg --homedir "$work/gnupg" --batch --no-tty --quiet --status-fd 1
  # Not by its exit status: an import wants to start an agent, which fails on some machines and is not needed.
  case $("$@" --import "$key" 2>/dev/null || :) in
    *"[GNUPG:] IMPORT_OK "*) ;;
    *) die "gpg finds no public key in $key" ;;
  esac
  status=$("$@" --verify "$work/$sums.sig" "$work/$sums" 2>/dev/null) || :
  case $status in
    *"[GNUPG:] GOODSIG "*) ;;
    *"[GNUPG:] BADSIG "*) die "the signature is not that of $sums: the file was changed" ;;
    *"[GNUPG:] NO_PUBKEY "*) die "$sums is signed with another key than the one in $key" ;;
    *"[GNUPG:] EXPKEYSIG "* | *"[GNUPG:] REVKEYSIG "*) die "the key in $key has expired or was revoked" ;;
    *) die "$sums.sig is not a valid signature" ;;
  esac
  say "The signature is valid: $(say "$status" | sed -n 's/^\[GNUPG:\] VALIDSIG \([0-9A-F]*\).*/\1/p')"
}

# Brings the package into the work folder and compares it with its checksum.
get_verified_package() {
  sums="${name}_${version}_SHA256SUMS"
  get "$sums"
  if [ -n "$key" ]; then
    check_signature
  else
    say "The signature was not checked: use --key to name a public key."
  fi
  expected=''
  available=''
  while read -r sum file; do
    file=${file#\*}
    case $file in
      "$zip") expected="$expected$sum" ;;
      *.zip) available="$available ${file#"${name}_${version}_"}" ;;
    esac
  done <"$work/$sums"
  [ -n "$expected" ] || die "version $version has no package for $platform. There are:$(say "$available" | sed 's/\.zip//g')"
  get "$zip"
  [ "$(sha256 "$work/$zip")" = "$expected" ] ||
    die "$zip does not have the checksum in $sums. It was changed or is incomplete; nothing was installed."
}

# Sets `unpacker` to a command that unpacks a zip, if there is one.
choose_unpacker() {
  unpacker=''
  if has unzip; then
    unpacker=unzip
  elif has bsdtar; then
    unpacker=bsdtar
  elif tar --version 2>/dev/null | grep -q bsdtar; then
    unpacker=tar
  elif has python3; then
    unpacker=python3
  fi
}

unpack() { # ZIP FOLDER
  mkdir "$2"
  case $unpacker in
    unzip) unzip -q "$1" -d "$2" ;;
    python3) python3 -m zipfile -e "$1" "$2" ;;
    *) "$unpacker" -xf "$1" -C "$2" ;;
  esac
}

# Names and checksums of a folder's files.
content() ( # FOLDER
  cd "$1"
  for file in *; do say "$(sha256 "$file")  $file"; done
)

# Puts the unpacked package into place, in one step.
install_unpacked() {
  target=$folder/$address/$version/$platform
  binary=${name}_v$version
  case $platform in windows_*) binary=$binary.exe ;; esac
  unpack "$work/$zip" "$stage/package" || die "cannot unpack $zip into $stage"
  [ -f "$stage/package/$binary" ] || die "$zip has no file $binary"
  chmod 755 "$stage/package/$binary"
  if [ -x "$target/$binary" ] && [ "$(content "$target")" = "$(content "$stage/package")" ]; then
    outcome="is already installed"
    return
  fi
  mkdir -p "${target%/*}"
  if [ -e "$target" ]; then
    mv "$target" "$stage/old"
    outcome="replaces another build of the same version"
  fi
  if ! mv "$stage/package" "$target"; then
    [ ! -e "$stage/old" ] || mv "$stage/old" "$target"
    die "cannot put the package into $target"
  fi
  rm -f "$folder/$address/$zip"
}

# Without a program that unpacks, `init` does: it takes zips as well.
install_packed() {
  target=$folder/$address/$zip
  if [ -f "$target" ] && [ "$(sha256 "$target")" = "$expected" ]; then
    outcome="is already installed"
    return
  fi
  cp "$work/$zip" "$stage/$zip"
  mv "$stage/$zip" "$target"
  rm -rf "${folder:?}/$address/$version/$platform"
}

install_package() {
  outcome="is installed"
  if ! mkdir -p "$folder/$address" 2>/dev/null || ! stage=$(mktemp -d "$folder/$address/.install.XXXXXX" 2>/dev/null); then
    stage=''
    die "cannot write to $folder. Use --to to name another folder, or run this as a user who may write there."
  fi
  choose_unpacker
  if [ -n "$unpacker" ]; then install_unpacked; else install_packed; fi
}

# Prints the version and the name of each folder or zip, one a line.
list_installed() { # [VERSION]
  for entry in "$folder/$address"/*; do
    entry=${entry##*/}
    case $entry in
      "${name}_"*.zip) found=${entry#"${name}_"} ;;
      [0-9]*.[0-9]*.[0-9]*) found=$entry ;;
      *) continue ;;
    esac
    found=${found%%_*}
    if [ -z "${1:-}" ] || [ "$1" = "$found" ]; then say "$found $entry"; fi
  done
}

uninstall() {
  found=$(list_installed "$version")
  if [ -z "$found" ]; then
    say "There is no ${version:+version $version of }$address in $folder."
    others=$(list_installed | cut -d ' ' -f 1 | sort -u | tr '\n' ' ')
    [ -z "$others" ] || say "Installed: ${others% }"
    return
  fi
  say "$found" | while read -r found entry; do
    rm -rf "${folder:?}/$address/$entry" || die "cannot remove $folder/$address/$entry"
    say "Removed $address $found: $folder/$address/$entry"
  done
  rmdir "$folder/$address" "$folder/${address%/*}" "$folder/${address%%/*}" 2>/dev/null || :
}

# A provider_installation block replaces the folders that are searched by default.
print_configuration() {
  if [ -z "$to" ]; then searched=yes; else searched=''; fi
  set -- "${TF_CLI_CONFIG_FILE:-${TERRAFORM_CONFIG:-}}"
  if [ -z "$1" ]; then
    # The last folder is OpenTofu's, if the variable is set.
    set -- "${HOME:-}/.terraformrc" "${HOME:-}/.tofurc" \
      "${HOME:-}/.terraform.d/"*.tfrc "${HOME:-}/.terraform.d/"*.tfrc.json \
      "${XDG_CONFIG_HOME:-}/opentofu/tofurc" "${XDG_CONFIG_HOME:-}/opentofu/"*.tfrc
  fi
  for file in "$@"; do
    if [ -f "$file" ] && grep -Eq '^[[:space:]]*"?provider_installation' "$file" && ! grep -Fq "\"$folder\"" "$file"; then
      say "" "$file has a provider_installation block, so init does not search the default folders."
      searched=''
    fi
  done
  case $folder in
    */terraform.d/plugins | terraform.d/plugins) return ;;
  esac
  if [ -n "$searched" ]; then return; fi
  cat <<END

So that init searches $folder, your CLI configuration needs these lines.
If it has other blocks in provider_installation, keep them and give each the line with exclude.

  provider_installation {
    filesystem_mirror {
      path    = "$(cd "$folder" && pwd)"
      include = ["$address"]
    }
    direct {
      exclude = ["$address"]
    }
  }
END
}

print_next_steps() {
  others=$(list_installed | cut -d ' ' -f 1 | grep -vxF "$version" | sort -u | tr '\n' ' ' || :)
  if [ -n "$others" ]; then
    say "Also installed: ${others% }. Run terraform init -upgrade where a lock file has another version."
  fi
  print_configuration
  if [ -n "$system" ] && [ -n "${XDG_DATA_DIRS:-}" ] && [ "$(uname -s)" != Darwin ]; then
    case ":$XDG_DATA_DIRS:" in
      *:/usr/local/share:* | *:/usr/local/share/:*) ;;
      *) say "" "Terraform does not search $folder while XDG_DATA_DIRS lacks /usr/local/share." ;;
    esac
  fi
  cat <<END

Write this into your configuration, then run terraform init or tofu init:

  terraform {
    required_providers {
      ${address##*/} = {
        source  = "$address"
        version = ">= $version"
      }
    }
  }
END
}

main() {
  release='' version='' key='' platform='' system='' to='' uninstall=''
  while [ $# -gt 0 ]; do
    case $1 in
      --version | --key | --platform | --to)
        [ -n "${2:-}" ] || die "$1 needs a value; see --help"
        case $1 in
          --version) version=${2#v} ;;
          --key) key=$2 ;;
          --platform) platform=$2 ;;
          --to) to=$2 ;;
        esac
        shift
        ;;
      --system) system=yes ;;
      --uninstall) uninstall=yes ;;
      -h | --help) usage && exit ;;
      -*) die "unknown option $1; see --help" ;;
      *)
        [ -z "$release" ] || die "name one release, not both $release and $1"
        release=$1
        ;;
    esac
    shift
  done
  case $version in *[!0-9A-Za-z.+-]*) die "$version is not a version" ;; esac
  case $platform in *[!0-9a-z_]*) die "$platform is not a platform. Write it as in linux_amd64." ;; esac
  [ -z "$key" ] || [ -f "$key" ] || die "there is no file $key"
  [ -z "$system" ] || [ -z "$to" ] || die "--system and --to exclude each other"
  choose_folder
  if [ -n "$uninstall" ]; then
    [ -z "$release$key$platform" ] || die "--uninstall takes only --version, --system and --to"
    uninstall
    return
  fi
  [ -n "$platform" ] || detect_platform
  require_sha256
  choose_release
  choose_version
  zip="${name}_${version}_$platform.zip"
  trap clean_up EXIT
  trap 'exit 130' HUP INT TERM
  work=$(mktemp -d "${TMPDIR:-/tmp}/cts-install.XXXXXX")
  get_verified_package
  install_package
  say "$address $version ($platform) $outcome:" "  $target"
  print_next_steps
}

# The whole script is read before any of it runs.
main "$@"
