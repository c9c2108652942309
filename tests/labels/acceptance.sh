# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Terraform 1.15.5 and OpenTofu 1.12.6 against the CTS stand-in, with each block of the documentation

run_acceptance() {
  "$root/tools/setup" acceptance terraform opentofu
  build_provider
  build_standin
  CTS_TERRAFORM="$root/tests/acceptance/cores/terraform/terraform" \
    CTS_TOFU="$("$root/tests/acceptance/cores/opentofu/build.sh" --path)" \
    run_pytest acceptance acceptance
  # The label compatibility runs them on every version.
  step_or_go_on "Run a slice of them on the oldest Terraform" \
    "$root/tests/compatibility/run" --slice --junit "$results/slice.xml"
  count "acceptance, oldest Terraform" "$results/slice.xml"
}
