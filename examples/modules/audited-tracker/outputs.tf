# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

output "bucket_name" {
  description = "The bucket, for the tracker: whatever refers to it waits for the guard."
  value       = var.bucket_name
  depends_on  = [terraform_data.guard]

  precondition {
    condition     = data.cts_bucket_check.this.all_successful
    error_message = data.cts_bucket_check.this.summary
  }
}

output "kms_id" {
  description = "The KMS key that was checked with the bucket; null without one."
  value       = var.kms_id
  depends_on  = [terraform_data.guard]
}

output "summary" {
  description = "The outcome of the check in words."
  value       = data.cts_bucket_check.this.summary
}
