# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Needs no cloud and no credentials: the result of the check is overridden here.

mock_provider "cts" {}

variables {
  bucket_name = "audit-traces"
}

run "a_bucket_that_receives_traces" {
  command = plan

  override_data {
    target = data.cts_bucket_check.this
    values = {
      all_successful      = true
      failed_bucket_names = []
      summary             = "1 of 1 bucket can receive traces."
      domain_id           = "0123456789abcdef0123456789abcdef"
    }
  }

  assert {
    condition     = output.bucket_name == "audit-traces"
    error_message = "The module must hand on the bucket that was checked."
  }
}

run "a_bucket_that_does_not" {
  command = plan

  override_data {
    target = data.cts_bucket_check.this
    values = {
      all_successful      = false
      failed_bucket_names = ["audit-traces"]
      summary             = "1 of 1 bucket cannot receive traces."
      domain_id           = "0123456789abcdef0123456789abcdef"
    }
  }

  expect_failures = [terraform_data.guard]
}
