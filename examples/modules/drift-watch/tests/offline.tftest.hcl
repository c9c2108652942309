# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Needs no cloud and no credentials: the result of the check is overridden here.

mock_provider "cts" {}

variables {
  buckets = [{ bucket_name = "audit-traces" }]
}

run "no_drift" {
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
    condition     = length(output.failed_bucket_names) == 0
    error_message = "Nothing has drifted."
  }
}

run "a_bucket_that_has_drifted" {
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

  expect_failures = [check.buckets_receive_traces]
}

run "credentials_of_another_account" {
  command = plan

  variables {
    expected_domain_id = "ffffffffffffffffffffffffffffffff"
  }

  override_data {
    target = data.cts_bucket_check.this
    values = {
      all_successful      = true
      failed_bucket_names = []
      summary             = "1 of 1 bucket can receive traces."
      domain_id           = "0123456789abcdef0123456789abcdef"
    }
  }

  expect_failures = [check.account]
}
