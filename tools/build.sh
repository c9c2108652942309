# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# The builds that examples/run.sh and tests/run.sh share, and their paths.
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

export CTS_PROVIDER="$root/build/release/terraform-provider-cts"
export CTS_STANDIN="$root/build/standin/tests/support/cts-standin"
export FAULT_SERVER="$root/build/standin/tests/support/fault-server"

build_provider() {
  step "Configure the provider (builds curl and OpenSSL once)" cmake -S "$root" --preset release
  step "Build the provider" \
    cmake --build "$root/build/release" --target terraform-provider-cts
}

# The stand-in needs neither gRPC nor static archives: its own configuration is small and fast.
build_standin() { # [TARGET ...]; default: all targets
  if (($# == 0)); then set -- cts-standin fault-server; fi
  step "Configure the CTS stand-in" cmake -S "$root" --preset standin
  step "Build the CTS stand-in" cmake --build "$root/build/standin" --target "$@"
}
