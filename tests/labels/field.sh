# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# real-world networks: name servers, certificate stores, proxies, each case in namespaces; integration runs it too

run_field() {
  "$root/tools/setup" go
  build_provider
  build_standin
  step_or_go_on "Look names up as glibc and Go do" go_test "$results/field.json" -run '^TestField'
  count field "$results/field.json"
}
