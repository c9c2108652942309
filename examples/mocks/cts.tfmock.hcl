# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Defaults for tests without a cloud: mock_provider "cts" { source = "<this folder>" }.
#
# Without them a mocked check has all_successful = false, because a mock generates false for a bool.
# `results` is left out: Terraform accepts no list for a nested attribute here and generates an empty one.

mock_data "cts_bucket_check" {
  defaults = {
    all_successful      = true
    failed_bucket_names = []
    summary             = "1 of 1 bucket can receive traces."
    domain_id           = "0123456789abcdef0123456789abcdef"
    region              = "eu-west-0"
  }
}
