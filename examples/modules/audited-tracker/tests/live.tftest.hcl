# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Asks the Cloud Trace Service that the environment configures: the real cloud or the stand-in. The
# result is the same everywhere, because no account has this bucket.

provider "cts" {}

run "a_bucket_that_nobody_has" {
  command = plan

  variables {
    bucket_name = "missing-audit-traces"
  }

  expect_failures = [terraform_data.guard]
}
