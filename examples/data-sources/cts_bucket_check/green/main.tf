# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# A plan that succeeds: both buckets can receive traces, one of them encrypted with a KMS key.
#
# The provider takes everything from the environment; examples/run.sh sets it.

terraform {
  required_providers {
    cts = {
      source = "terraform.local/cts/cts"
    }
  }
}

provider "cts" {}

variable "buckets" {
  description = "The buckets to check."
  type = list(object({
    bucket_name = string
    kms_id      = optional(string)
  }))
  default = [
    { bucket_name = "audit-traces" },
    { bucket_name = "audit-vault", kms_id = "1f26f8d8-65d4-436b-bea2-bd0ac1984f71" },
  ]
}

data "cts_bucket_check" "audit" {
  buckets = var.buckets
}

output "results" {
  description = "What CTS says about each bucket."
  value       = data.cts_bucket_check.audit.results
}

output "summary" {
  description = "The same in a sentence."
  value       = data.cts_bucket_check.audit.summary
}
