# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Terraform 1.15.5 and OpenTofu 1.12.6 against the CTS stand-in, with each block of the documentation

run_acceptance() {
  "$root/tools/setup" acceptance terraform opentofu
  # They wait more than they compute, and a file's tests share what they set up.
  local selection=(--numprocesses 3 --dist loadfile) left_out='not nightly'
  if [[ -n $only ]]; then selection=(-k "$only") left_out=''; fi
  if [[ -n $build ]]; then
    build_dev terraform-provider-cts cts-standin
    export CTS_PROVIDER="$root/build/dev/terraform-provider-cts" \
      CTS_STANDIN="$root/build/dev/tests/support/cts-standin"
    left_out+="${left_out:+ and }not release_build"
    printf '  Without test_binary.py and test_versions.py, which need the release build\n'
  else
    build_provider
    build_standin
  fi
  CTS_TERRAFORM="$root/tests/acceptance/cores/terraform/terraform" \
    CTS_TOFU="$("$root/tests/acceptance/cores/opentofu.sh" --path)" \
    run_pytest acceptance acceptance "${selection[@]}" -m "$left_out"
  if [[ -n $only$build ]]; then return; fi
  if ! python3 -c 'import sys; sys.exit(sys.version_info >= (3, 13))'; then
    printf '  Without the oldest Terraform: PyPI has it only for Python up to 3.12\n'
    return
  fi
  # The label compatibility runs them on every version.
  step_or_go_on "Run a slice of them on the oldest Terraform" \
    "$root/tests/compatibility/run" --slice --junit "$results/slice.xml"
  count "acceptance, oldest Terraform" "$results/slice.xml"
}
