# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# install.sh under dash and BusyBox, then real cores, and a Debian with nothing else; 2 minutes

run_install() {
  "$root/tools/setup" install terraform opentofu
  build_provider
  build_standin cts-standin
  CTS_TERRAFORM="$root/tests/acceptance/cores/terraform/terraform" \
    CTS_TOFU="$("$root/tests/acceptance/cores/opentofu.sh" --path)" \
    run_pytest install install
}
