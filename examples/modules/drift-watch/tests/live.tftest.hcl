# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Asks the Cloud Trace Service that the environment configures. The result is the same everywhere,
# because no account has this bucket.

provider "cts" {}

run "a_bucket_that_nobody_has" {
  command = plan

  variables {
    buckets = [{ bucket_name = "missing-audit-traces" }]
  }

  expect_failures = [check.buckets_receive_traces]

  assert {
    condition     = output.failed_bucket_names == tolist(["missing-audit-traces"])
    error_message = "The bucket must be reported as failed."
  }
}
