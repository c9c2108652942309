# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# against the vendor's SDKs and go-cty, under the same sanitizers; proto files against their origins

run_conformance() {
  "$root/tools/setup" conformance go
  build_sanitized all
  run_ctest conformance asan
  build_standin
  run_pytest conformance conformance
  step_or_go_on "Compare the proto files with their origins" \
    go_test_in conformance/proto "$results/proto.json"
  count "conformance, proto" "$results/proto.json"
}
