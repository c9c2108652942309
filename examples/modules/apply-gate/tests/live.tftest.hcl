# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Asks the Cloud Trace Service that the environment configures. The result is the same everywhere,
# because no account has this bucket.

provider "cts" {}

# The ephemeral resource is not opened: a test could not expect its error.
run "a_bucket_that_nobody_has" {
  command = plan

  variables {
    bucket_names = ["missing-audit-traces"]
  }

  expect_failures = [terraform_data.plan]
}
