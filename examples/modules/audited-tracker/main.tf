# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Checks, before a tracker is created or changed, that Cloud Trace Service can write to its bucket.

data "cts_bucket_check" "this" {
  buckets = [
    {
      bucket_name     = var.bucket_name
      bucket_location = var.bucket_location
      kms_id          = var.kms_id
    },
  ]
}

# What the outputs depend on. The precondition is here and not on the data source, so that the check is
# not postponed to the apply.
resource "terraform_data" "guard" {
  input = {
    bucket_name = var.bucket_name
    kms_id      = var.kms_id
  }

  lifecycle {
    precondition {
      condition     = data.cts_bucket_check.this.all_successful
      error_message = data.cts_bucket_check.this.summary
    }
  }
}
